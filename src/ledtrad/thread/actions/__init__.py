"""Every write on a node that any kind shares: assess, comment, link, share, attach, set a date."""

from ledtrad.thread.actions.assessing import NotResponsible, PeriodStillOpen, assess, comment, require_contribution
from ledtrad.thread.actions.attaching import ACCEPTED, FileNotAccepted, attach
from ledtrad.thread.actions.dates import finish_due, set_due
from ledtrad.thread.actions.nodes import (
    PREFIXES,
    NotYours,
    change_node,
    changes_between,
    claim,
    create_node,
    next_number,
    record,
    require_edit,
    signature,
)
from ledtrad.thread.actions.pairs import ReasonMissing, decide_pair
from ledtrad.thread.actions.tying import MakesCircle, NotLinkable, link, share, unlink, unshare

__all__ = [
    "ACCEPTED",
    "PREFIXES",
    "FileNotAccepted",
    "MakesCircle",
    "NotLinkable",
    "NotResponsible",
    "NotYours",
    "PeriodStillOpen",
    "ReasonMissing",
    "assess",
    "attach",
    "change_node",
    "changes_between",
    "claim",
    "comment",
    "create_node",
    "decide_pair",
    "finish_due",
    "link",
    "next_number",
    "record",
    "require_contribution",
    "require_edit",
    "set_due",
    "share",
    "signature",
    "unlink",
    "unshare",
]

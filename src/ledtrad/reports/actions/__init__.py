"""Every write to a report: compose, write, sign, publish, correct."""

from ledtrad.core.papers.standing import Unreadable
from ledtrad.reports.actions.composing import compose, correct, discard
from ledtrad.reports.actions.publishing import publish, required_functions, send_back, sign, submit
from ledtrad.reports.actions.refusals import (
    MayNotPublish,
    MayNotWrite,
    NobodySigns,
    NotABoard,
    NotSigned,
    NotYourSignature,
    ReportExists,
    StandsStill,
    TooEarly,
    WrongOrder,
)
from ledtrad.reports.actions.rights import may_write, require_plan
from ledtrad.reports.actions.writing import (
    add_section,
    draft_anew,
    fetch_comments,
    hide_section,
    move_section,
    remove_section,
    rename,
    write_section,
)

__all__ = [
    "MayNotPublish",
    "MayNotWrite",
    "NobodySigns",
    "NotABoard",
    "NotSigned",
    "NotYourSignature",
    "ReportExists",
    "StandsStill",
    "TooEarly",
    "Unreadable",
    "WrongOrder",
    "add_section",
    "compose",
    "correct",
    "discard",
    "draft_anew",
    "fetch_comments",
    "hide_section",
    "may_write",
    "move_section",
    "publish",
    "remove_section",
    "rename",
    "require_plan",
    "required_functions",
    "send_back",
    "sign",
    "submit",
    "write_section",
]

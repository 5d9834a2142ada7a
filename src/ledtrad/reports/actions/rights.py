"""Who may do what with a report, and the hold on it that every write begins with."""

from typing import Any

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Confidentiality
from ledtrad.reports.actions.refusals import MayNotPublish, MayNotWrite, StandsStill
from ledtrad.reports.models import Report


def may_write(actor: Actor, unit_id: int) -> bool:
    """Whether the actor writes in the reports of that board."""
    rights = access(actor)
    return rights.may_plan(unit_id) or rights.may_edit(unit_id)


def require_plan(actor: Actor, unit_id: int) -> None:
    """Raises MayNotPublish unless the actor plans for that board."""
    if not access(actor).may_plan(unit_id):
        raise MayNotPublish()


def require_writing(actor: Actor, report: Report) -> None:
    """Raises MayNotWrite or StandsStill."""
    if not may_write(actor, report.unit_id):
        raise MayNotWrite()
    if not report.is_draft:
        raise StandsStill()


def locked(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    return Report.objects.select_for_update(of=("self",)).select_related("unit", "corrects").get(pk=report.pk)


def record(actor: Actor, action: str, report: Report, **details: Any) -> None:
    """Write the ledger about a report: open once it is published, internal before."""
    mark = Confidentiality.OPEN if report.is_published else Confidentiality.INTERNAL
    ledger.record(actor, action, report, unit_id=report.unit_id, confidentiality=mark, **details)

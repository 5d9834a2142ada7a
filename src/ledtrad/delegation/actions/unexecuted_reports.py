"""The quarterly reports of decisions that are not carried out: looked at, then frozen as they were given."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.versions import unless_taken
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import UnexecutedGround, UnexecutedReport
from ledtrad.delegation.papers.unexecuted import content_of
from ledtrad.delegation.queries.unexecuted import secret_units
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality

AUTHORITY, COUNCIL = "authority", "council"
RECEIVERS = (AUTHORITY, COUNCIL)


class MayNotReport(NotAllowed):
    """Those who plan for the board and read what is confidential there report."""

    code = "may_not_report_unexecuted"
    message = _("Bara nämndens sekreterare och förvaltningschef rapporterar ej verkställda beslut.")


class QuarterNotOver(Refused):
    code = "quarter_not_over"
    message = _("Kvartalet är inte slut än.")


class ReportedAlready(Refused):
    code = "reported_already"
    message = _("Kvartalet är redan rapporterat. Rapporten står som den lämnades.")


class ReportChanged(Refused):
    code = "report_changed"
    message = _("Uppgifterna har ändrats sedan du granskade rapporten. Granska den på nytt.")


def may_report(actor: Actor, board_id: int) -> bool:
    rights = access(actor)
    return rights.everything or (rights.may_plan(board_id) and board_id in secret_units(rights))


@transaction.atomic
def report(*, board: Unit, quarter: Period, to: str, actor: Actor, seen: str | None) -> UnexecutedReport:
    """Freeze the quarter's report. `seen` is the hash of what the person looked at.

    Raises MayNotReport, QuarterNotOver, ReportedAlready, ReportChanged.
    """
    if not may_report(actor, board.pk):
        raise MayNotReport()
    if quarter.kind != PeriodKind.QUARTER or quarter.last_day >= actor.today:
        raise QuarterNotOver()
    content: dict[str, Any] = content_of(board, quarter, to)
    hashed = fingerprint(content)
    if seen is not None and seen != hashed:
        raise ReportChanged()
    with unless_taken(ReportedAlready):
        made = UnexecutedReport.objects.create(
            board=board, period=quarter, to=to, content=content, sha256=hashed, **written(actor)
        )
    mark = Confidentiality.CONFIDENTIAL if to == AUTHORITY else Confidentiality.INTERNAL
    ledger.record(actor, "quarter_reported", made, unit_id=board.pk, confidentiality=mark, period=str(quarter), to=to,
                  sha256=hashed)  # fmt: skip
    return made


@transaction.atomic
def change_ground(
    *, ground: UnexecutedGround, values: Mapping[str, Any], actor: Actor, seen: int | None
) -> UnexecutedGround:
    """Set a paragraph right, or give it its days. Reports that were given keep theirs. Raises NotAllowed, Stale."""
    rights = access(actor)
    if not (rights.administers or rights.everything):
        raise NotAllowed()
    changes = {name: [getattr(ground, name), value] for name, value in values.items() if getattr(ground, name) != value}
    if not changes:
        return ground
    rows = UnexecutedGround.objects.filter(pk=ground.pk, **({} if seen is None else {"version": seen}))
    with unless_taken(lambda: Refused(_("Lagrummet har redan en rad som gäller från den dagen."))):
        changed = rows.update(version=F("version") + 1, **values)
    if not changed:
        raise Stale(current=UnexecutedGround.objects.get(pk=ground.pk))
    ground.refresh_from_db()
    ledger.record(actor, "changed", ground, confidentiality="open", changes=changes)
    return ground


def log_read(*, report: UnexecutedReport, actor: Actor) -> None:
    """One entry for each answer that holds a report that tells of persons one by one."""
    if report.to == AUTHORITY:
        with transaction.atomic():
            ledger.record(actor, "read", report, unit_id=report.board_id, confidentiality="confidential")

"""A decision's way: decided, recorded, corrected, due, reported."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.delegation.models import ControlFinding, DelegatedDecision
from ledtrad.delegation.queries.findings import corrections_of, reports_of_decision
from ledtrad.delegation.queries.lists import items_of
from ledtrad.delegation.rules.listing import due_on, is_to_be_told, kind_of
from ledtrad.delegation.rules.words import Reporting
from ledtrad.meetings.models import Meeting


@dataclass(frozen=True)
class Step:
    """One thing that happened to a decision, or that should have."""

    on: date | None
    what: str
    detail: str = ""
    url: str = ""
    lacks: bool = False


def way_of(finding: ControlFinding) -> list[Step]:
    """The way of the decision that a finding is about. Four queries at most."""
    run = finding.run
    if finding.decision is None:
        return _told(run.board_id, finding.source, finding.source_id) if finding.source_id else []
    return way_of_decision(finding.decision, cutoff_days=run.cutoff_days)


def way_of_decision(decision: DelegatedDecision, *, cutoff_days: int) -> list[Step]:
    """Decided → recorded → due → reported, with the corrections in between. Three queries, or four when corrected."""
    steps = [Step(decision.decided_on, _("Beslutat"), ", ".join(filter(None, [decision.function, decision.person])))]
    alone = decision.is_current and decision.replaces_id is None
    records = [decision] if alone else corrections_of(decision)
    for n, record in enumerate(records):
        day = clock_day(record)
        if n:
            steps.append(Step(day, _("Rättat"), record.reason))
        else:
            steps.append(
                Step(day, _("Inläst"), record.system.name if record.pk != decision.pk else decision.system.name)
            )
    item = items_of(decision.board_id).on(decision.decided_on, decision.item)
    told = _told(decision.board_id, decision.system.name, decision.source_id)
    if is_to_be_told(item):
        held = list(Meeting.objects.of(decision.board_id).values_list("held_on", flat=True))
        due = due_on(decision.decided_on, held, kind_of(item), cutoff_days)
        passed = due is not None and due <= clock.today() and not told
        words = _("Skulle anmälas") if passed or told else _("Ska anmälas")
        steps.append(Step(due, words, "" if due else _("Inget sammanträde är planerat än."), lacks=passed))
    elif item is not None and item.reporting == Reporting.MINUTED_SEPARATELY:
        steps.append(Step(None, _("Protokollförs särskilt"), "", reverse("separate-minutes-one", args=[decision.pk])))
    else:
        steps.append(Step(None, _("Anmäls inte"), _("Punkten är verkställighet.")))
    return [*steps, *told]


def clock_day(record: DelegatedDecision) -> date:
    """The day a record came in, in our own time zone."""
    return record.recorded_at.astimezone(clock.STOCKHOLM).date()


def _told(board_id: int, source: str, source_id: str) -> list[Step]:
    return [
        Step(row.meeting_on, _("Anmält"), str(row.report), _report_url(row.report))
        for row in reports_of_decision(board_id, source, source_id)
    ]


def _report_url(report: object) -> str:
    return reverse("decision-list-laid", args=[report.pk])  # type: ignore[attr-defined]

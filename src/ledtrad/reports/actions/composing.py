"""Opening a report: a draft from the data, a new version of what is published, and throwing a draft away."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period
from ledtrad.core.versions import claim
from ledtrad.organisation.models import Unit
from ledtrad.reports.actions.refusals import NotABoard, ReportExists, TooEarly, WrongOrder
from ledtrad.reports.actions.rights import locked, record, require_plan, require_writing
from ledtrad.reports.content import Findings, draft_sections, draft_title
from ledtrad.reports.models import Report, ReportSection
from ledtrad.thread.models import NumberSeries

SERIES, PREFIX = "report", "R"


@transaction.atomic
def compose(*, unit: Unit, period: Period, actor: Actor, title: str = "") -> Report:
    """Open a draft with its sections filled from the data. The period has begun and the unit is a board.

    Raises MayNotPublish, NotABoard, TooEarly or ReportExists.
    """
    require_plan(actor, unit.pk)
    if not unit.is_board:
        raise NotABoard(field="unit")
    if period.first_day > actor.today:
        raise TooEarly(field="period")
    Unit.objects.select_for_update().get(pk=unit.pk)
    if Report.objects.filter(unit=unit, period=period).exists():
        raise ReportExists(field="period")
    with translation.override(settings.LANGUAGE_CODE):
        findings = Findings(unit, period)
        report = _new(_next_number(), unit, period, title or draft_title(unit, period), actor)
        ReportSection.objects.bulk_create(
            ReportSection(
                report=report, kind=d.kind, order=place, heading=d.heading, text=d.text, settings=d.settings or {}
            )
            for place, d in enumerate(draft_sections(findings), 1)
        )
    record(actor, "created", report, title=report.title, period=str(period))
    return report


def _new(number: str, unit: Unit, period: Period, title: str, actor: Actor, **more: Any) -> Report:
    return Report.objects.create(
        number=number,
        unit=unit,
        period=period,
        title=title,
        made_by_id=actor.user_id,
        made_by_label=actor.label,
        made_at=clock.now(),
        **more,
    )


def _next_number() -> str:
    series, _made = NumberSeries.objects.select_for_update().get_or_create(kind=SERIES, defaults={"prefix": PREFIX})
    series.last += 1
    series.save(update_fields=["last"])
    return f"{series.prefix}-{series.last:04d}"


@transaction.atomic
def correct(*, report: Report, reason: str, actor: Actor) -> Report:
    """Open a new version of a published report, with the same sections and the data of today.

    The earlier one stays as it was published. Raises MayNotPublish, WrongOrder or ReportExists.
    """
    require_plan(actor, report.unit_id)
    report = locked(report)
    if not report.is_published:
        raise WrongOrder()
    if hasattr(report, "corrected_by"):
        raise ReportExists()
    root, edition = _split(report)
    made = _new(
        f"{root}-{edition + 1}", report.unit, report.period, report.title, actor,
        corrects=report, correction_reason=reason,
    )  # fmt: skip
    ReportSection.objects.bulk_create(
        ReportSection(
            report=made,
            kind=s.kind,
            order=s.order,
            heading=s.heading,
            text=s.text,
            settings=s.settings,
            is_hidden=s.is_hidden,
        )
        for s in report.sections.all()
    )
    record(actor, "created", made, title=made.title, corrects=report.number, reason=reason)
    return made


def _split(report: Report) -> tuple[str, int]:
    """The number of the first version, and which version this is."""
    edition, first = 1, report
    while first.corrects is not None:
        edition, first = edition + 1, first.corrects
    return first.number, edition


@transaction.atomic
def discard(*, report: Report, actor: Actor, seen: int | None = None) -> None:
    """Throw a draft away. Raises MayNotPublish, StandsStill or Stale."""
    require_plan(actor, report.unit_id)
    require_writing(actor, locked(report))
    claim(report, seen)
    record(actor, "discarded", report, title=report.title)
    report.delete()

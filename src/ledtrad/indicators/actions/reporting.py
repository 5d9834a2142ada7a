"""Reporting a figure, correcting it, and saying that it is not there yet."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.indicators import figures, standings
from ledtrad.indicators.figures import Figure
from ledtrad.indicators.models import Deferral, Indicator, Observation
from ledtrad.indicators.queries.protection import ledger_mark
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.thread.actions import signature


class CannotReport(NotAllowed):
    """The actor neither holds the responsible function nor manages the reporting unit."""

    message = _("Bara den som svarar för indikatorn, eller leder enheten, rapporterar siffran.")
    code = "cannot_report"


class DoesNotReport(Invalid):
    """The unit does not report this indicator."""

    message = _("Enheten rapporterar inte den här indikatorn.")
    code = "does_not_report"


class WrongPeriod(Invalid):
    """The indicator has no such period."""

    code = "wrong_period"


class PeriodStillOpen(WrongPeriod):
    """A period can be reported from its last day."""

    code = "period_open"


def may_report(actor: Actor, indicator: Indicator, unit_id: int) -> bool:
    """The holder of the responsible function may, for any unit that reports; and who manages that unit."""
    rights = access(actor)
    return rights.holds(indicator.responsible_id) or rights.manages(unit_id)


def reporting_unit_ids(indicator: Indicator) -> list[int]:
    """The units that report the indicator: its own, when none are named. One query."""
    return list(indicator.reporting_units.values_list("pk", flat=True)) or [indicator.unit_id]


@transaction.atomic
def report_value(
    *,
    indicator: Indicator,
    unit: Unit,
    period: Period,
    actor: Actor,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    comment: str = "",
    source: str = "",
    seen: int | None = None,
) -> Observation:
    """Say what the figure was. A figure that is there already is corrected: the old record stays, replaced.

    `seen` is the key of the record that the person saw (0 for none, None for whatever is there). The same
    figure again changes nothing. Raises CannotReport, DoesNotReport, WrongPeriod, PeriodStillOpen, Invalid at
    a field, or Stale with the record that somebody else made.
    """
    figure = Figure(value, numerator, denominator, comment.strip())
    _require(indicator, unit, period, actor)
    for column, sentence in figures.problems_with(indicator, figure):
        raise Invalid(sentence, field=column)
    before = _current(indicator, unit, period)
    if seen is not None and seen != (before.pk if before else 0):
        raise Stale(current=before)
    if before and _same(before, figure):
        return before
    if before is not None:
        Observation.objects.filter(pk=before.pk).update(is_current=False)
    made = new_observation(indicator, unit, period, figure, replaces=before, actor=actor)
    made.source = source or indicator.source
    made.save()
    standings.recompute([indicator.pk])
    _tell(actor, indicator, unit, period, figure, before)
    return made


def _require(indicator: Indicator, unit: Unit, period: Period, actor: Actor) -> None:
    if not may_report(actor, indicator, unit.pk):
        raise CannotReport()
    if unit.pk not in reporting_unit_ids(indicator):
        raise DoesNotReport(field="unit")
    if problem := figures.problem_with_period(indicator, period, actor.today):
        wrong = WrongPeriod if period.kind != PeriodKind(indicator.periodicity) else PeriodStillOpen
        raise wrong(problem, field="period")


def _current(indicator: Indicator, unit: Unit, period: Period) -> Observation | None:
    # The lock makes two who report the same figure wait for each other on PostgreSQL.
    rows = Observation.objects.select_for_update().filter(indicator=indicator, unit=unit, period=period)
    return rows.current().first()


def _same(before: Observation, figure: Figure) -> bool:
    return (before.value, before.numerator, before.denominator, before.comment) == (
        *figure.numbers(),
        figure.comment,
    )


def new_observation(
    indicator: Indicator, unit: Unit, period: Period, figure: Figure, *, replaces: Observation | None, actor: Actor
) -> Observation:
    """The figure as a row signed by the actor, not yet saved. The source is what the indicator says."""
    return Observation(
        indicator=indicator,
        unit=unit,
        period=period,
        period_end=period.last_day,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        comment=figure.comment,
        source=indicator.source,
        replaces=replaces,
        **signature(actor, indicator),
    )


def _tell(
    actor: Actor, indicator: Indicator, unit: Unit, period: Period, figure: Figure, before: Observation | None
) -> None:
    changes = {"figure": [figures.shown(indicator, before) if before else None, figures.shown(indicator, figure)]}
    if figure.comment != (before.comment if before else ""):
        changes["comment"] = [before.comment if before else None, figure.comment]
    ledger.record(
        actor,
        "corrected" if before else "reported",
        indicator,
        unit_id=unit.pk,
        confidentiality=ledger_mark(indicator, figure, before),
        unit=unit.number,
        period=str(period),
        changes=changes,
    )


@transaction.atomic
def defer(*, indicator: Indicator, unit: Unit, period: Period, until: date, reason: str, actor: Actor) -> Deferral:
    """Say that the figure is not there yet, why, and when it will be.

    Raises CannotReport, DoesNotReport, WrongPeriod, or Invalid at `until` or `reason`.
    """
    _require(indicator, unit, period, actor)
    if not reason.strip():
        raise Invalid(_("Skriv varför siffran inte finns än."), field="reason")
    if until < actor.today:
        raise Invalid(_("Välj en dag från och med i dag."), field="until")
    made = Deferral.objects.create(
        indicator=indicator,
        unit=unit,
        period=period,
        until=until,
        reason=reason.strip(),
        **signature(actor, indicator),
    )
    ledger.record(
        actor,
        "deferred",
        indicator,
        unit_id=unit.pk,
        confidentiality=indicator.confidentiality,
        unit=unit.number,
        period=str(period),
        until=until,
        reason=reason.strip(),
    )
    return made

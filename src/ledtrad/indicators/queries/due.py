"""What is waited for: figures of closed periods that nobody has reported, and figures without a comment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from ledtrad.core.periods import Period, PeriodKind, between, latest_ended
from ledtrad.indicators.models import Deferral, Indicator, Observation
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Role
from ledtrad.thread.models import NodeQuerySet

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access

LOOK_BACK = timedelta(days=365)
"""Periods that ended longer ago are history: they are missing on the indicator's page, and nobody is chased."""

MANAGERS = (Role.UNIT_MANAGER, Role.DIVISION_MANAGER, Role.DIRECTOR)


@dataclass(frozen=True)
class Missing:
    """A figure that should be there. `reason` is what somebody said about why it is not."""

    indicator: Indicator
    unit: Unit
    period: Period
    due_on: date
    function_id: int | None
    reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.indicator.number}:{self.unit.number}:{self.period}"


def with_reporters(rows: "NodeQuerySet[Indicator]") -> "NodeQuerySet[Indicator]":
    """Indicators with everything that `missing` needs. Three queries in all."""
    return rows.select_related("unit", "responsible__unit").prefetch_related("reporting_units")


def reporters_of(indicator: Indicator) -> list[Unit]:
    """The units that report an indicator: its own when none are named. No query after `with_reporters`."""
    return list(indicator.reporting_units.all()) or [indicator.unit]


def managers() -> dict[int, int]:
    """The function that leads each unit, by unit id. One query."""
    rows = Function.objects.filter(role__in=MANAGERS).order_by("-number").values_list("unit_id", "id")
    return dict(rows)


def reporter_function(indicator: Indicator, unit: Unit, leading: dict[int, int]) -> int | None:
    """Who is asked: whoever leads the reporting unit, unless the responsible function sits there itself."""
    responsible = indicator.responsible
    if responsible is not None and responsible.unit_id == unit.pk:
        return responsible.pk
    return leading.get(unit.pk, indicator.responsible_id)


def due_date(indicator: Indicator, period: Period) -> date:
    """The last day to report a period."""
    return period.last_day + timedelta(days=indicator.report_days)


def missing(indicators: Iterable[Indicator], today: date) -> list[Missing]:
    """Every figure of a period that has ended and that is not there, most overdue first.

    Give it indicators from `with_reporters`. Three queries besides.
    """
    listed = [i for i in indicators if i.valid_to is None or i.valid_to > today - LOOK_BACK]
    ids = [i.pk for i in listed]
    have, first = _reported(ids)
    leading, deferred = managers(), _deferred(ids)
    found = []
    for indicator in listed:
        for unit in reporters_of(indicator):
            for period in _asked(indicator, first.get(indicator.pk), today):
                if (indicator.pk, unit.pk, period) in have:
                    continue
                delay = deferred.get((indicator.pk, unit.pk, period))
                due = due_date(indicator, period)
                found.append(
                    Missing(
                        indicator,
                        unit,
                        period,
                        max(due, delay.until) if delay else due,
                        reporter_function(indicator, unit, leading),
                        delay.reason if delay else "",
                    )
                )
    return sorted(found, key=lambda m: (m.due_on, m.indicator.number, m.unit.number))


def _reported(ids: list[int]) -> tuple[set[tuple[int, int, Period]], dict[int, Period]]:
    rows = Observation.objects.current().filter(indicator__in=ids).order_by()
    have = set(rows.values_list("indicator_id", "unit_id", "period"))
    first: dict[int, Period] = {}
    for indicator_id, _unit, period in have:
        if indicator_id not in first or period < first[indicator_id]:
            first[indicator_id] = period
    return have, first


def _deferred(ids: list[int]) -> dict[tuple[int, int, Period], Deferral]:
    rows = Deferral.objects.filter(indicator__in=ids).order_by("made_at", "id")
    return {(d.indicator_id, d.unit_id, d.period): d for d in rows}


def _asked(indicator: Indicator, first: Period | None, today: date) -> list[Period]:
    """The periods that have ended within a year and lie in the indicator's time."""
    kind = PeriodKind(indicator.periodicity)
    last = latest_ended(kind, today)
    begins = indicator.valid_from or (first.first_day if first else last.first_day)
    start = max(begins, today - LOOK_BACK)
    periods = between(Period.of(kind, start), last)
    return [
        p
        for p in periods
        if p.last_day >= start
        and p.first_day >= begins.replace(day=1)
        and (indicator.valid_to is None or p.first_day < indicator.valid_to)
    ]


def concerning(access: "Access") -> "NodeQuerySet[Indicator]":
    """Indicators that this person may see and is asked about: as responsible, or as leading a unit that reports."""
    led = [p.unit_id for p in access.posts if p.role in MANAGERS]
    mine = Q(responsible__in=access.functions) | Q(reporting_units__in=led)
    mine |= Q(reporting_units__isnull=True, unit__in=led)
    pks = Indicator.objects.filter(mine).values("pk")
    return with_reporters(Indicator.objects.seen_with(access).filter(pk__in=pks))


@dataclass(frozen=True)
class Uncommented:
    """A figure that should be explained and is not."""

    observation: Observation
    indicator: Indicator
    unit: Unit
    due_on: date
    function_id: int | None


def awaiting_comment(indicators: Iterable[Indicator], today: date) -> Iterator[Uncommented]:
    """Figures of the last year without the comment that the indicator requires. Two queries.

    Give it indicators from `with_reporters`.
    """
    wanted = {i.pk: i for i in indicators if i.comment_required}
    rows = Observation.objects.current().filter(indicator__in=wanted, comment="", period_end__gte=today - LOOK_BACK)
    leading = managers() if wanted else {}
    for observation in rows.select_related("unit").order_by("period_end", "indicator_id", "unit_id"):
        indicator = wanted[observation.indicator_id]
        yield Uncommented(
            observation,
            indicator,
            observation.unit,
            due_date(indicator, observation.period),
            reporter_function(indicator, observation.unit, leading),
        )

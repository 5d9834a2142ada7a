"""What is waited for: figures of closed periods that nobody has reported, and figures without a comment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import CharField, Min, Q, Value

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
    """Indicators with their units: the own one, and those that report. Two queries in all."""
    return rows.select_related("unit", "responsible__unit").prefetch_related("reporting_units")


@dataclass(frozen=True)
class Functions:
    """Which function leads each unit, and in which unit each function sits."""

    leading: dict[int, int]
    seats: dict[int, int]

    def asked(self, indicator: Indicator, unit_id: int) -> int | None:
        """Who is asked: whoever leads the reporting unit, unless the responsible function sits there itself."""
        own = indicator.responsible_id
        if own is not None and self.seats[own] == unit_id:
            return own
        return self.leading.get(unit_id, own)


def _functions() -> Functions:
    rows = list(Function.objects.order_by("-number").values_list("id", "unit_id", "role"))
    return Functions(
        leading={unit: pk for pk, unit, role in rows if role in MANAGERS}, seats={pk: unit for pk, unit, _role in rows}
    )


def due_date(indicator: Indicator, period: Period) -> date:
    """The last day to report a period."""
    return period.last_day + timedelta(days=indicator.report_days)


def missing(indicators: Iterable[Indicator], today: date) -> list[Missing]:
    """Every figure of a period that has ended and that is not there, most overdue first. Four queries.

    The indicators need nothing joined: of thousands, few lack a figure.
    """
    listed = [i for i in indicators if i.valid_to is None or i.valid_to > today - LOOK_BACK]
    ids = [i.pk for i in listed]
    reported, functions, deferred = _reported(ids, today - LOOK_BACK), _functions(), _deferred(ids)
    lacking = [
        (indicator, unit, period)
        for indicator in listed
        for unit in reported.reporters.get(indicator.pk) or [indicator.unit_id]
        for period in _asked_of(indicator, reported.first.get(indicator.pk), today)
        if (indicator.pk, unit, period) not in reported.have
    ]
    units = Unit.objects.in_bulk({unit for _indicator, unit, _period in lacking})
    found = []
    for indicator, unit, period in lacking:
        delay, due = deferred.get((indicator.pk, unit, period)), due_date(indicator, period)
        until = max(due, delay.until) if delay else due
        asked, reason = functions.asked(indicator, unit), delay.reason if delay else ""
        found.append(Missing(indicator, units[unit], period, until, asked, reason))
    return sorted(found, key=lambda m: (m.due_on, m.indicator.number, m.unit.number))


@dataclass
class Reported:
    """What has been reported since a day, each indicator's very first period, and the units named to report it."""

    have: set[tuple[int, int, Period]] = field(default_factory=set)
    first: dict[int, Period] = field(default_factory=dict)
    reporters: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))


def _reported(ids: list[int], since: date) -> Reported:
    """All three in one query: it is asked on the start page."""
    rows = Observation.objects.current().filter(indicator__in=ids).order_by()
    recent = rows.filter(period_end__gte=since).values_list("indicator_id", "unit_id", "period")
    firsts = rows.values("indicator_id").annotate(no_unit=Value(0), first=Min("period"))
    named = Indicator.reporting_units.through.objects.filter(indicator__in=ids)
    found = Reported()
    for indicator, unit, period in recent.union(
        firsts.values_list("indicator_id", "no_unit", "first"),
        named.values_list("indicator_id", "unit_id", Value("", output_field=CharField())),
        all=True,
    ):
        if period is None:
            found.reporters[indicator].append(unit)
        elif unit:
            found.have.add((indicator, unit, period))
        else:
            found.first[indicator] = period
    return found


def _deferred(ids: list[int]) -> dict[tuple[int, int, Period], Deferral]:
    rows = Deferral.objects.filter(indicator__in=ids).order_by("made_at", "id")
    return {(d.indicator_id, d.unit_id, d.period): d for d in rows}


def _asked_of(indicator: Indicator, first: Period | None, today: date) -> list[Period]:
    """The periods that have ended within a year and lie in the indicator's time."""
    begins = indicator.valid_from or (first.first_day if first else None)
    return _asked(PeriodKind(indicator.periodicity), begins, indicator.valid_to, today)


@lru_cache(maxsize=256)
def _asked(kind: PeriodKind, begins: date | None, ends: date | None, today: date) -> list[Period]:
    """Remembered: thousands of indicators begin on a few days."""
    last = latest_ended(kind, today)
    begins = begins or last.first_day
    start = max(begins, today - LOOK_BACK)
    periods = between(Period.of(kind, start), last)
    return [
        p
        for p in periods
        if p.last_day >= start and p.first_day >= begins.replace(day=1) and (ends is None or p.first_day < ends)
    ]


def concerning(access: "Access") -> "NodeQuerySet[Indicator]":
    """Indicators that this person may see and is asked about: as responsible, or as leading a unit that reports."""
    led = [p.unit_id for p in access.posts if p.role in MANAGERS]
    mine = Q(responsible__in=access.functions) | Q(reporting_units__in=led)
    mine |= Q(reporting_units__isnull=True, unit__in=led)
    pks = Indicator.objects.filter(mine).values("pk")
    return Indicator.objects.seen_with(access).filter(pk__in=pks).select_related("unit")


@dataclass(frozen=True)
class Uncommented:
    """A figure that should be explained and is not."""

    observation: Observation
    indicator: Indicator
    unit: Unit
    due_on: date
    function_id: int | None


def awaiting_comment(indicators: Iterable[Indicator], today: date) -> Iterator[Uncommented]:
    """Figures of the last year without the comment that the indicator requires. Two queries."""
    wanted = {i.pk: i for i in indicators if i.comment_required}
    rows = Observation.objects.current().filter(indicator__in=wanted, comment="", period_end__gte=today - LOOK_BACK)
    functions = _functions() if wanted else Functions({}, {})
    for observation in rows.select_related("unit").order_by("period_end", "indicator_id", "unit_id"):
        indicator = wanted[observation.indicator_id]
        yield Uncommented(
            observation,
            indicator,
            observation.unit,
            due_date(indicator, observation.period),
            functions.asked(indicator, observation.unit_id),
        )

"""Everything that figures and judgements are made of, read at once: two queries, however many indicators."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import CharField, DecimalField, F
from django.db.models import Value as Value_
from django.db.models.functions import Cast

from ledtrad.core.periods import Period, PeriodKind, between
from ledtrad.indicators.figures import plain
from ledtrad.indicators.models import Indicator, Observation, ReferenceValue, Target
from ledtrad.indicators.queries.siblings import tie, with_siblings
from ledtrad.indicators.rules import (
    MISSING,
    Judgement,
    Reason,
    Threshold,
    Value,
    judge,
    roll_up,
    threshold_of,
    value_of,
)
from ledtrad.indicators.rules.disclosure import Disclosure

MANY = 5000
"""From here on, naming the keys costs more than reading all."""

Key = tuple[int, Period]


@dataclass
class Source:
    """One indicator with what has been reported for it. All that follows is arithmetic, without queries."""

    indicator: Indicator
    units: dict[int, tuple[str, str]] = field(default_factory=dict)
    """The units that are named as reporting it: number and name by id."""
    names: dict[int, str] = field(default_factory=dict)
    """What the series to compare with are called, by their id."""
    reported: dict[Key, Value] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    references: dict[int, dict[Period, Value]] = field(default_factory=dict)
    earlier: dict[Key, list[Value]] = field(default_factory=lambda: defaultdict(list))
    """Figures about persons that have been corrected or withdrawn."""
    siblings: list["Source"] = field(default_factory=list)
    """The other parts of the same whole, where these count persons."""
    told: Disclosure | None = None
    """What may leave the system, once `protection.disclosure` has worked it out."""
    _rolled: dict[tuple[Period, frozenset[int] | None], Value] = field(default_factory=dict)

    @cached_property
    def reporters(self) -> tuple[int, ...]:
        """The units that report: the indicator's own, when none are named."""
        return tuple(sorted(self.units)) or (self.indicator.unit_id,)

    @cached_property
    def scale(self) -> Decimal:
        return Decimal(self.indicator.scale)

    @cached_property
    def kind(self) -> PeriodKind:
        return PeriodKind(self.indicator.periodicity)

    @cached_property
    def _by_period(self) -> dict[Period, list[int]]:
        found: dict[Period, list[int]] = defaultdict(list)
        for unit, period in self.reported:
            found[period].append(unit)
        return found

    @cached_property
    def _first(self) -> dict[int, Period]:
        first: dict[int, Period] = {}
        for unit, period in self.reported:
            if unit not in first or period < first[unit]:
                first[unit] = period
        return first

    def units_for(self, period: Period, within: Collection[int] | None = None) -> list[int]:
        """The units whose figures make this period's: those that reported it, and those that should have.

        A unit that began to report later is not missed before its first figure; one that no longer reports
        still counts where it did.
        """
        units = [u for u in self.reporters if u not in self._first or self._first[u] <= period]
        units += [u for u in self._by_period.get(period, ()) if u not in units]
        return [u for u in units if within is None or u in within]

    def value(self, period: Period, within: Collection[int] | None = None) -> Value:
        """The figure for a period of the indicator's own length or longer, for all units or those `within`."""
        key = (period, frozenset(within) if within is not None else None)
        if key not in self._rolled:
            self._rolled[key] = self._roll(period, within)
        return self._rolled[key]

    def _roll(self, period: Period, within: Collection[int] | None) -> Value:
        try:
            parts = period.parts(self.kind)
        except ValueError:
            return MISSING
        units = list(dict.fromkeys(u for part in parts for u in self.units_for(part, within)))
        if not units:
            return MISSING
        if len(units) == len(parts) == 1:
            return self.reported.get((units[0], period), MISSING)
        kind = self.indicator.value_kind
        return roll_up(kind, self.reported, units=units, periods=parts, scale=self.scale)

    def periods(self, within: Collection[int] | None = None) -> list[Period]:
        """The periods that somebody has reported, in order."""
        if within is None:
            return self._all_periods
        return sorted({p for unit, p in self.reported if unit in within})

    @cached_property
    def _all_periods(self) -> list[Period]:
        return sorted({p for _unit, p in self.reported}, key=attrgetter("year", "index"))  # all of one kind

    def series(self, within: Collection[int] | None = None) -> Mapping[Period, Value]:
        """Every period from the first reported to the last, holes included; each rolled up when looked at."""
        return RolledSeries(self, self._span(within), within)

    def _span(self, within: Collection[int] | None) -> Sequence[Period]:
        if within is None:
            return self._whole_span
        have = self.periods(within)
        return _span(have[0], have[-1], self.kind) if have else ()

    @cached_property
    def _whole_span(self) -> Sequence[Period]:
        have = self._all_periods
        return _span(have[0], have[-1], self.kind) if have else ()

    def latest(self, on: date | None = None, within: Collection[int] | None = None) -> Period | None:
        """The last period reported that had ended by the day."""
        ended = (p for p in self.periods(within) if on is None or p.last_day <= on)
        return max(ended, default=None)

    def figure_period(self, period: Period, on: date, within: Collection[int] | None = None) -> Period:
        """The period that a figure shown under `period` holds for.

        The period itself when its figure is whole. While parts of it are missing or still to come, the latest
        part that is whole; and for an indicator with longer periods than this, the latest of its own before
        the end of it, which is missing once the time to report it has run out.
        """
        last_day = min(period.last_day, on)
        if self._fits(period):
            whole = self.value(period, within)
            if period.last_day <= on and whole.complete and whole.value is not None:
                return period
            parts = [p for p in period.parts(self.kind) if p.last_day <= last_day]
            return self._latest_whole(parts, within) or (parts[-1] if parts else period)
        current = Period.of(self.kind, last_day)
        asked = current if current.last_day <= last_day else current.previous()
        too_late = asked.last_day + timedelta(days=self.indicator.report_days) < on
        return asked if too_late else self.latest(last_day, within) or asked

    def _fits(self, period: Period) -> bool:
        return period.kind.months % self.kind.months == 0

    def _latest_whole(self, periods: Iterable[Period], within: Collection[int] | None) -> Period | None:
        """The latest period with a whole figure; with none, the latest with any."""
        partial = None
        for period in sorted(periods, key=attrgetter("year", "index"), reverse=True):
            found = self.value(period, within)
            if found.value is not None and found.complete:
                return period
            if found.value is not None and partial is None:
                partial = period
        return partial

    def standing_period(self, on: date) -> Period | None:
        """The latest period that has a whole figure; with none, the latest that has any."""
        return self._latest_whole([p for p in self.periods() if p.last_day <= on], None)

    def target(self, period: Period, unit_id: int | None = None) -> Target | None:
        """The target that holds for a period: the unit's own, or the one for the whole of the indicator."""
        owner = self.indicator.unit_id
        wanted = {None, owner} if unit_id in (None, owner) else {unit_id}
        holding = [t for t in self.targets if t.unit_id in wanted and t.period.contains(period)]
        return min(holding, key=lambda t: (t.period.kind.months, t.unit_id is None), default=None)

    def judge(
        self,
        target: Target,
        period: Period,
        within: Collection[int] | None = None,
        *,
        series: Mapping[Period, Value] | None = None,
    ) -> Judgement:
        """How the figure for `period` stands against `target`; `series` if the caller has it at hand."""
        return judge(
            target.as_rule(_reference_name(target)),
            series=self.judged_series(target, period, within) if series is None else series,
            period=period,
            reference=self.references.get(target.reference_id or 0, {}),
            unit_of_measure=self.indicator.unit_of_measure,
            good_direction=self.indicator.good_direction,
            decimals=self.indicator.decimals,
        )

    def threshold(self, target: Target, period: Period, within: Collection[int] | None = None) -> Threshold | Reason:
        """What `target` asks for, or why that cannot be computed."""
        return threshold_of(
            target.as_rule(_reference_name(target)),
            series=self.judged_series(target, period, within),
            period=period,
            reference=self.references.get(target.reference_id or 0, {}),
            good_direction=self.indicator.good_direction,
            decimals=self.indicator.decimals,
        )

    def judged_series(self, target: Target, period: Period, within: Collection[int] | None = None) -> "RolledSeries":
        """The series in the periodicity of `period`, with the baseline period where that is another."""
        span = self._span(within)
        keys = [*_span(span[0], span[-1], period.kind), period] if span else [period]
        if target.baseline_period is not None:
            keys.append(target.baseline_period)
        return RolledSeries(self, keys, within)


@lru_cache(maxsize=1024)
def _span(first: Period, last: Period, kind: PeriodKind) -> Sequence[Period]:
    """Every period of a kind from one to another. Remembered: thousands of series begin and end alike."""
    return tuple(between(Period.of(kind, first.first_day), Period.of(kind, last.first_day)))


class RolledSeries(Mapping[Period, Value]):
    """A source's figures as the rules want them, rolled up only when somebody looks, and where they looked."""

    def __init__(self, source: Source, periods: Iterable[Period], within: Collection[int] | None) -> None:
        self._source, self._within = source, within
        self._periods = dict.fromkeys(periods)
        self.looked_at: set[Period] = set()

    def __getitem__(self, period: Period) -> Value:
        if period not in self._periods:
            raise KeyError(period)
        self.looked_at.add(period)
        return self._source.value(period, self._within)

    def __iter__(self) -> Iterator[Period]:
        return iter(self._periods)

    def __len__(self) -> int:
        return len(self._periods)


def _reference_name(target: Target) -> str:
    return target.reference.label if target.reference is not None else ""


@dataclass(frozen=True)
class Material:
    """The sources by indicator id."""

    sources: dict[int, Source]

    def __getitem__(self, indicator_id: int) -> Source:
        return self.sources[indicator_id]


def load(indicators: Iterable[Indicator]) -> Material:
    """Read what belongs to these indicators. Two queries besides the one that gave them.

    A third when some are parts that count persons: what their siblings tell decides what they may tell.
    """
    listed = with_siblings(list(indicators))
    ids = [i.pk for i in listed]
    sources = {i.pk: Source(i) for i in listed}
    for row in _rows(ids):
        source = sources.get(row[1])
        if source is not None:
            _PUT[row[0]](source, *row[2:])
    for target in _among(Target.objects.select_related("reference"), ids):
        if target.indicator_id in sources:
            sources[target.indicator_id].targets.append(target)
    tie(sources.values())
    return Material(sources)


# ── One query for all that hangs on indicators ───────────────────────────────
FIGURE, EARLIER, REFERENCE, REPORTER = "figure", "earlier", "reference", "reporter"


def _rows(ids: list[int]) -> Any:
    """Figures, corrected ones about persons, values to compare with and reporting units, as rows of one shape."""
    figures = _shaped(_among(Observation.objects.current(), ids), FIGURE, "indicator_id", "unit_id", "period")
    corrected = Observation.objects.filter(is_current=False, indicator__counts_persons=True)
    earlier = _shaped(_among(corrected, ids), EARLIER, "indicator_id", "unit_id", "period")
    values = _shaped(
        _among(ReferenceValue.objects.all(), ids, "reference__indicator"),
        REFERENCE,
        "reference__indicator_id",
        "reference_id",
        "period",
        label="reference__label",
        counts=False,
    )
    units = _shaped(
        _among(Indicator.reporting_units.through.objects.all(), ids),
        REPORTER,
        "indicator_id",
        "unit_id",
        "unit__number",
        label="unit__name",
        counts=False,
        value=False,
    )
    return figures.union(earlier, values, units, all=True)


def _among(rows: Any, ids: list[int], path: str = "indicator") -> Any:
    return rows if len(ids) > MANY else rows.filter(**{f"{path}__in": ids})


def _shaped(
    rows: Any,
    what: str,
    indicator: str,
    other: str,
    text: str,
    *,
    label: str = "",
    counts: bool = True,
    value: bool = True,
) -> Any:
    """(what, indicator, unit or series, period or number, name, value, numerator, denominator)"""
    nothing = Cast(Value_(None), DecimalField(max_digits=21, decimal_places=6))
    return (
        rows.order_by()
        .annotate(
            what_=Value_(what, output_field=CharField()),
            text_=Cast(text, CharField()),
            label_=Cast(label, CharField()) if label else Value_("", output_field=CharField()),
            value_=F("value") if value else nothing,
            numerator_=F("numerator") if counts else nothing,
            denominator_=F("denominator") if counts else nothing,
        )
        .values_list("what_", indicator, other, "text_", "label_", "value_", "numerator_", "denominator_")
    )


def _put_figure(
    source: Source, unit_id: int, period: str, _name: str, value: Any, numerator: Any, denominator: Any
) -> None:
    source.reported[unit_id, Period.parse(period)] = _value(source, value, numerator, denominator)


def _put_earlier(
    source: Source, unit_id: int, period: str, _name: str, value: Any, numerator: Any, denominator: Any
) -> None:
    source.earlier[unit_id, Period.parse(period)].append(_value(source, value, numerator, denominator))


def _value(source: Source, value: Any, numerator: Any, denominator: Any) -> Value:
    return value_of(
        source.indicator.value_kind,
        plain(value),
        numerator=plain(numerator),
        denominator=plain(denominator),
        scale=source.scale,
    )


def _put_reference(
    source: Source, series_id: int, period: str, name: str, value: Any, _numerator: Any, _denominator: Any
) -> None:
    source.references.setdefault(series_id, {})[Period.parse(period)] = Value(plain(value))
    source.names[series_id] = name


def _put_reporter(source: Source, unit_id: int, number: str, name: str, *_rest: Any) -> None:
    source.units[unit_id] = (number, name)


_PUT: dict[str, Callable[..., None]] = {
    FIGURE: _put_figure,
    EARLIER: _put_earlier,
    REFERENCE: _put_reference,
    REPORTER: _put_reporter,
}

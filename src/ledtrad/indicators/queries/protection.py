"""Which figures about few persons are hidden from whom. Every page, export and API answer passes here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ledtrad.core.periods import Period
from ledtrad.core.small_groups import SMALLEST_SHOWN, Sizes, complement, has_small, is_small
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.queries.material import Source
from ledtrad.indicators.rules import MISSING, Judgement, Value, ValueKind, value_of
from ledtrad.indicators.rules.disclosure import Disclosure
from ledtrad.organisation.rules import Confidentiality, Power

if TYPE_CHECKING:
    from ledtrad.indicators.figures import Figure
    from ledtrad.indicators.models import Observation
    from ledtrad.organisation.access import Access

COUNTING = frozenset({ValueKind.SUM, ValueKind.LAST, ValueKind.MEAN})
"""Kinds whose reported value is itself a number of persons."""


def may_see_small(access: "Access", indicator: Indicator, unit_id: int | None = None) -> bool:
    """Whether figures about fewer than five persons are shown as they are: to those who work with the group."""
    return (
        not indicator.counts_persons
        or access.holds(indicator.responsible_id)
        or access.has(Power.READ_CONFIDENTIAL, unit_id if unit_id is not None else indicator.unit_id)
    )


def concerns_few(indicator: Indicator, value: "Value | Figure | Observation") -> bool:
    """Whether the figure, taken alone, is about one to four persons."""
    sizes = sizes_of(indicator, value)
    return sizes is not None and has_small(sizes)


def sizes_of(indicator: Indicator, value: "Value | Figure | Observation") -> Sizes | None:
    """What a reported figure counts; None when it counts no persons, or is a share that came without its counts."""
    if not indicator.counts_persons:
        return None
    if indicator.value_kind == ValueKind.RATIO:
        if value.numerator is None or value.denominator is None:
            return None
        return int(value.numerator), int(value.denominator - value.numerator)
    if indicator.value_kind not in COUNTING or value.value is None:
        return None
    return (int(value.value),)


# ── One figure ───────────────────────────────────────────────────────────────
def is_hidden(source: Source, period: Period, access: "Access", within: Collection[int] | None = None) -> bool:
    """Whether the figure for this period, and these units, is hidden from this reader."""
    return not _sees_all(source, access, within) and disclosure(source).hides(period, within)


def between(source: Source, period: Period, within: Collection[int] | None = None) -> tuple[int, int] | None:
    """The bounds of a hidden count, as they follow from what is shown; None when they tell no more than "few"."""
    found = disclosure(source).between(period, within)
    return found if found is not None and found[0] >= SMALLEST_SHOWN else None


def _sees_all(source: Source, access: "Access", within: Collection[int] | None) -> bool:
    single = next(iter(within)) if within is not None and len(within) == 1 else None
    return may_see_small(access, source.indicator, single)


def disclosure(source: Source) -> Disclosure:
    """What of the indicator's figures is told to those who may not see small groups. Worked out once."""
    if source.told is None:
        alone = _alone(source)
        others = [_alone(other) for other in source.siblings]
        source.told = replace(alone, withheld=_withheld(alone, others), is_part=True) if others else alone
    return source.told


def _alone(source: Source) -> Disclosure:
    indicator = source.indicator
    cells = {key: sizes for key, value in source.reported.items() if (sizes := sizes_of(indicator, value)) is not None}
    corrected = set()
    for key, versions in source.earlier.items():
        figures = {sizes_of(indicator, value) for value in versions} | {cells.get(key)}
        if len(figures) > 1 and any(sizes is not None and has_small(sizes) for sizes in figures):
            corrected.add(key[1])
    return Disclosure(
        kind=source.kind,
        cells=cells,
        reporters=source.reporters,
        corrected=corrected,
        takes_last=indicator.value_kind == ValueKind.LAST,
    )


def _withheld(own: Disclosure, others: list[Disclosure]) -> frozenset[Period]:
    """The periods in which the figure would give away another part of the same whole."""
    found = set()
    for period in {period for _unit, period in own.cells}:
        sizes = [each.whole(period) for each in (own, *others)]
        alike = [None if s is None or len(s) != len(sizes[0] or ()) else s for s in sizes]
        hidden = {n for n, each in enumerate((own, *others)) if alike[n] is not None and each.hides(period)}
        if hidden and 0 in complement(alike, hidden):
            found.add(period)
    return frozenset(found)


# ── What is computed from figures ────────────────────────────────────────────
class OpenSeries(Mapping[Period, Value]):
    """A series with what is hidden from this reader left out, as if nobody had reported it."""

    def __init__(self, source: Source, access: "Access", within: Collection[int] | None = None) -> None:
        self._source, self._access, self._within = source, access, within
        self._series = source.series(within)

    def __getitem__(self, period: Period) -> Value:
        value = self._series[period]
        return MISSING if is_hidden(self._source, period, self._access, self._within) else value

    def __iter__(self) -> Iterator[Period]:
        return iter(self._series)

    def __len__(self) -> int:
        return len(self._series)


def open_judgement(
    source: Source, target: Target, period: Period, access: "Access | None", within: Collection[int] | None = None
) -> tuple[Judgement | None, bool]:
    """How the figure stands, and whether it, or what it is held against, is hidden from this reader.

    What is hidden is still judged where the verdict would be the same for every number from one to four.
    """
    series = source.judged_series(target, period, within)
    judgement = source.judge(target, period, within, series=series)
    if access is None or _sees_all(source, access, within):
        return judgement, False
    told = disclosure(source)
    hidden = {seen for seen in series.looked_at if told.hides(seen, within)}
    if not hidden:
        return judgement, False
    gives_away = hidden != {period} or period in told.withheld or not _is_foregone(source, target, period, within)
    return (None if gives_away else judgement), True


def hides_threshold(
    source: Source, target: Target, period: Period, access: "Access", within: Collection[int] | None = None
) -> bool:
    """Whether what is asked for tells a figure that is hidden from this reader, or that figure's margin."""
    return is_hidden(source, period, access, within) or open_judgement(source, target, period, access, within)[1]


def _is_foregone(source: Source, target: Target, period: Period, within: Collection[int] | None) -> bool:
    """Whether the verdict says nothing about the small figures in it."""
    results = {
        (verdict.result, verdict.status)
        for others in (source, *_varied(source))
        for verdict in [others.judge(target, period, within)]
    }
    return len(results) == 1


def _varied(source: Source) -> Iterator[Source]:
    """The same figures with every small number as small, and as large, as it can be."""
    indicator = source.indicator
    for few in (1, SMALLEST_SHOWN - 1):
        for other in (1, SMALLEST_SHOWN - 1) if indicator.value_kind == ValueKind.RATIO else (few,):
            figures = {}
            for key, value in source.reported.items():
                sizes = sizes_of(indicator, value)
                if sizes is not None and has_small(sizes):
                    put = [n if is_small(size) else size for size, n in zip(sizes, (few, other), strict=False)]
                    figures[key] = _as_value(source, put)
            yield replace(source, reported={**source.reported, **figures}, told=None, _rolled={})


def _as_value(source: Source, sizes: list[int]) -> Value:
    kind = source.indicator.value_kind
    if len(sizes) == 1:
        return value_of(kind, Decimal(sizes[0]))
    return value_of(kind, numerator=Decimal(sizes[0]), denominator=Decimal(sum(sizes)), scale=source.scale)


def ledger_mark(indicator: Indicator, figure: "Figure | Observation", before: "Observation | None" = None) -> str:
    """How the ledger's entry about a figure is marked: one about few persons is read by few.

    So is one about a part of a whole, whatever its size: it may be what gives another part away.
    """
    few = concerns_few(indicator, figure) or (before is not None and concerns_few(indicator, before))
    if few or (indicator.counts_persons and indicator.part_of_id is not None):
        return Confidentiality.CONFIDENTIAL.value
    return str(indicator.confidentiality)

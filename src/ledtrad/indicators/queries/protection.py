"""Which figures about few persons are hidden from whom. Every page, export and API answer passes here."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ledtrad.core.periods import Period
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries.material import Source
from ledtrad.indicators.rules import Value, ValueKind
from ledtrad.indicators.rules.small_groups import (
    Suppressed,
    is_small,
    ratio_is_small,
    suppress,
    suppress_ratios,
)
from ledtrad.organisation.rules import Confidentiality, Power

if TYPE_CHECKING:
    from ledtrad.indicators.figures import Figure
    from ledtrad.indicators.models import Observation
    from ledtrad.organisation.access import Access

COUNTING = frozenset({ValueKind.SUM, ValueKind.LAST})
"""Kinds whose value is itself a number of persons."""


def may_see_small(access: "Access", indicator: Indicator, unit_id: int | None = None) -> bool:
    """Whether figures about fewer than five persons are shown as they are: to those who work with the group."""
    return (
        not indicator.counts_persons
        or access.holds(indicator.responsible_id)
        or access.has(Power.READ_CONFIDENTIAL, unit_id if unit_id is not None else indicator.unit_id)
    )


def concerns_few(indicator: Indicator, value: "Value | Figure | Observation") -> bool:
    """Whether the figure, taken alone, is about one to four persons."""
    if not indicator.counts_persons:
        return False
    if value.numerator is not None and value.denominator is not None:
        return ratio_is_small(int(value.numerator), int(value.denominator))
    return indicator.value_kind in COUNTING and value.value is not None and is_small(int(value.value))


def is_hidden(source: Source, period: Period, access: "Access", within: Collection[int] | None = None) -> bool:
    """Whether the figure for this period, and these units, is hidden from this reader.

    A unit's figure is also hidden where it would give away another unit's, with the total at hand.
    """
    indicator = source.indicator
    units = source.units_for(period)
    single = units[0] if within is not None and len(units) == 1 else None
    if within is not None and len(within) == 1:
        single = next(iter(within))
    if may_see_small(access, indicator, single):
        return False
    parts = [source.value(period, {unit}) for unit in units]
    hidden = suppressed(indicator, parts)
    if within is None or set(units) <= set(within):
        return hidden.total or concerns_few(indicator, source.value(period, within))
    if single is not None:
        return single in units and hidden.parts[units.index(single)]
    return hidden.anything


def suppressed(indicator: Indicator, parts: list[Value], *, total_shown: bool = True) -> Suppressed:
    """Which of the parts of a whole to hide, and whether the whole goes as well."""
    if not indicator.counts_persons:
        return Suppressed((False,) * len(parts), total=False)
    if len(parts) == 1:
        few = concerns_few(indicator, parts[0])
        return Suppressed((few,), total=few)
    if indicator.value_kind == ValueKind.RATIO:
        pairs = [_pair(part) for part in parts]
        return suppress_ratios(pairs, total_shown=total_shown)
    if indicator.value_kind in COUNTING:
        counts = [None if part.value is None else int(part.value) for part in parts]
        return suppress(counts, total_shown=total_shown)
    return Suppressed((False,) * len(parts), total=False)


def _pair(part: Value) -> tuple[int, int] | None:
    if part.numerator is None or part.denominator is None:
        return None
    return int(part.numerator), int(part.denominator)


def ledger_mark(indicator: Indicator, figure: "Figure | Observation", before: "Observation | None" = None) -> str:
    """How the ledger's entry about a figure is marked: one about few persons is read by few."""
    if concerns_few(indicator, figure) or (before is not None and concerns_few(indicator, before)):
        return Confidentiality.CONFIDENTIAL.value
    return str(indicator.confidentiality)

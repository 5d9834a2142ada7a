"""How values go together, over units and to longer periods: decided by the kind of value, not by the caller.

    kind       over units                      to a longer period
    sum        added                           added
    last       added                           the last period's value, unit by unit
    mean       arithmetic mean                 arithmetic mean
    ratio      Σ numerators / Σ denominators   Σ numerators / Σ denominators
    milestone  the smallest stage reached      the last period's stage, unit by unit

A mean weighs every reported value the same, whatever the unit's size or the month's length; where size should
count, the indicator is a ratio. A share is never averaged (issue text §5): 1 of 2 and 0 of 98 is 1 of 100.

What is missing shows: `present` of `expected`. An incomplete value is what there is, marked incomplete;
`last` and `milestone` then show the latest reported. Judging refuses it, since a sum of eleven months says
nothing about a target for twelve.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from ledtrad.core.periods import Period
from ledtrad.indicators.rules.reasons import Reason, ReasonCode
from ledtrad.indicators.rules.values import MISSING, PERCENT, Value, ValueKind, ratio

UnitKey = TypeVar("UnitKey", bound=Hashable)

_TIMELESS = frozenset({ValueKind.SUM, ValueKind.MEAN, ValueKind.RATIO})
"""Kinds for which it makes no difference whether units or periods are put together first."""


def roll_up(
    kind: ValueKind | str,
    reported: Mapping[tuple[UnitKey, Period], Value],
    *,
    units: Iterable[UnitKey],
    periods: Iterable[Period],
    scale: Decimal = PERCENT,
) -> Value:
    """One value for all these units and periods; every unit is expected to have reported every period."""
    ordered = sorted(set(periods))
    per_unit = [
        over_time(kind, {period: reported.get((unit, period)) for period in ordered}, scale=scale)
        for unit in dict.fromkeys(units)
    ]
    return over_units(kind, per_unit, scale=scale)


def over_units(kind: ValueKind | str, parts: Iterable[Value | None], *, scale: Decimal = PERCENT) -> Value:
    """One value for units that each have theirs for the same period; None is a unit that has not reported."""
    return _OVER_UNITS[ValueKind(kind)](_filled(parts), scale)


def over_time(kind: ValueKind | str, parts: Mapping[Period, Value | None], *, scale: Decimal = PERCENT) -> Value:
    """One value for a longer period from its shorter ones; None is a period that nobody has reported."""
    kind = ValueKind(kind)
    in_order = _filled(parts[period] for period in sorted(parts))
    return _OVER_UNITS[kind](in_order, scale) if kind in _TIMELESS else _latest(in_order)


def _filled(parts: Iterable[Value | None]) -> list[Value]:
    return [MISSING if part is None else part for part in parts]


def _counts(parts: Sequence[Value]) -> tuple[int, int]:
    return sum(part.present for part in parts), sum(part.expected for part in parts)


def _nothing(parts: Sequence[Value]) -> Value:
    """No value, for the first reason that is more than silence."""
    present, expected = _counts(parts)
    reasons = [part.reason for part in parts if part.reason and part.reason.code != ReasonCode.NO_VALUE]
    return Value(None, present=present, expected=expected, reason=next(iter(reasons), MISSING.reason))


def _sum(parts: Sequence[Value], scale: Decimal) -> Value:
    numbers = [part.value for part in parts if part.value is not None]
    if not numbers:
        return _nothing(parts)
    present, expected = _counts(parts)
    return Value(sum(numbers, Decimal(0)), present=present, expected=expected)


def _mean(parts: Sequence[Value], scale: Decimal) -> Value:
    """Σ values / their number, kept with the sum so that a mean of means weighs every reported value once."""
    totals = [part.total for part in parts if part.total is not None]
    if not totals:
        return _nothing(parts)
    total = sum(totals, Decimal(0))
    present, expected = _counts(parts)
    return Value(total / present, total=total, present=present, expected=expected)


def _ratio(parts: Sequence[Value], scale: Decimal) -> Value:
    """Σ numerators / Σ denominators × scale. A share without counts stops the whole: it has no weight."""
    if len(parts) == 1:
        return parts[0]
    if any(part.reason is not None and part.reason.code == ReasonCode.NO_COUNTS for part in parts):
        present, expected = _counts(parts)
        return Value(None, present=present, expected=expected, reason=Reason(ReasonCode.NO_COUNTS))
    counted = [part for part in parts if part.has_counts]
    if not counted:
        return _nothing(parts)
    present, expected = _counts(parts)
    return ratio(
        sum((part.numerator or Decimal(0) for part in counted), Decimal(0)),
        sum((part.denominator or Decimal(0) for part in counted), Decimal(0)),
        scale=scale,
        present=present,
        expected=expected,
    )


def _smallest_stage(parts: Sequence[Value], scale: Decimal) -> Value:
    stages = [part.value for part in parts if part.value is not None]
    if not stages:
        return _nothing(parts)
    present, expected = _counts(parts)
    return Value(min(stages), present=present, expected=expected)


def _latest(in_order: Sequence[Value]) -> Value:
    """The last period's value; when it is missing, the latest there is, marked incomplete."""
    if not in_order:
        return Value(None, present=0, expected=0, reason=MISSING.reason)
    expected = in_order[-1].expected
    if in_order[-1].value is not None:
        return in_order[-1]
    latest = next((part for part in reversed(in_order) if part.value is not None), None)
    if latest is None:
        return Value(None, present=0, expected=expected, reason=_nothing(in_order).reason)
    return Value(latest.value, present=0, expected=expected)


_OVER_UNITS: dict[ValueKind, Callable[[Sequence[Value], Decimal], Value]] = {
    ValueKind.SUM: _sum,
    ValueKind.LAST: _sum,
    ValueKind.MEAN: _mean,
    ValueKind.RATIO: _ratio,
    ValueKind.MILESTONE: _smallest_stage,
}

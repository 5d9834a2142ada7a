"""Do two targets for the same indicator pull apart? No database, no request."""

from decimal import Decimal
from enum import StrEnum

from ledtrad.indicators.rules.judgement import ThresholdKind
from ledtrad.indicators.rules.thresholds import Threshold


class Opposition(StrEnum):
    """How two targets for one figure pull apart."""

    IMPOSSIBLE = "impossible"  # no value meets both
    OPPOSITE = "opposite"  # one wants more and the other less, though some value meets both


def opposition(one: Threshold, other: Threshold) -> Opposition | None:
    """How the two pull apart, None when they do not. Symmetric. Stages never do: both want the same steps done."""
    if ThresholdKind.STAGE in (one.kind, other.kind):
        return None
    low, low_open = max(_lower(one), _lower(other), key=_tighter_below)
    high, high_open = min(_upper(one), _upper(other), key=_tighter_above)
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        return Opposition.IMPOSSIBLE
    directions = {t.kind.upward for t in (one, other) if t.kind is not ThresholdKind.BETWEEN}
    return Opposition.OPPOSITE if len(directions) == 2 else None


Bound = tuple[Decimal | None, bool]


def _lower(threshold: Threshold) -> Bound:
    """The least value that meets it, and whether that value itself is left out. None: no least."""
    if threshold.kind is ThresholdKind.BETWEEN or threshold.kind.upward:
        return threshold.value, threshold.kind.strict
    return None, False


def _upper(threshold: Threshold) -> Bound:
    if threshold.kind is ThresholdKind.BETWEEN:
        return threshold.upper, False
    return (None, False) if threshold.kind.upward else (threshold.value, threshold.kind.strict)


def _tighter_below(bound: Bound) -> tuple[bool, Decimal, bool]:
    value, left_out = bound
    return (value is not None, value or Decimal(0), left_out)


def _tighter_above(bound: Bound) -> tuple[bool, Decimal, bool]:
    value, left_out = bound
    return (value is None, value or Decimal(0), not left_out)

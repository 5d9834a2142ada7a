"""Axes: round ticks from zero, and which labels along the bottom there is room for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Number = Decimal | int | float
_NOTHING = 1e-6
"""No figure here has more decimals than this."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values from `low`–`high` to pixels from `start` to `end` (which may run either way)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def as_float(value: Number | None) -> float | None:
    """The value for drawing; what is missing or not finite is None."""
    if value is None:
        return None
    result = float(value)
    return result if math.isfinite(result) else None


def nice_ticks(values: Sequence[float], *, most: int = 6, whole: bool = False) -> list[float]:
    """Round, evenly spaced ticks that span zero and every value. `whole` keeps them to whole numbers."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low < _NOTHING:
        low, high = 0.0, 1.0
    step = _nice_step((high - low) / (most - 1))
    while True:
        if whole:
            step = max(1.0, step if step != 2.5 else 5.0)
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first < most:
            return [round(index * step, 10) for index in range(first, last + 1)]
        step = _nice_step(step * 1.01)


def _nice_step(rough: float) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10):
        step = float(factor * power)
        if step >= rough * (1 - 1e-9):
            return step
    return 10 * power


def decimals_of(step: float) -> int:
    """How many decimals ticks with this step need."""
    return next((count for count in range(8) if abs(step - round(step, count)) < step * 1e-6), 8)


def thinned(widths: Sequence[float], spacing: float, *, between: float = 12) -> list[int]:
    """Which labels to write, so that none touches the next: evenly spaced and always with the last."""
    count = len(widths)
    if count <= 1 or spacing <= 0:
        return list(range(count))[-1:]
    wanted = max(1, math.ceil((max(widths) + between) / spacing))
    even = (stride for stride in range(wanted, min(2 * wanted, count - 1) + 1) if (count - 1) % stride == 0)
    stride = next(even, wanted)
    return list(range(count - 1, -1, -stride))[::-1]

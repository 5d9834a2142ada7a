"""What one figure is: a number, or counts that make one, and why there is none when there is none.

Decimal throughout. A share is kept as its two counts, since a share alone can be shown but never added up.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from ledtrad.indicators.rules.reasons import Reason, ReasonCode

PERCENT = Decimal(100)
"""The scale of a share shown in per cent; 1 000 would be per mille, 100 000 per 100 000 inhabitants."""


class ValueKind(TextChoices):
    """How an indicator's values go together over units and to longer periods: see `rollup`."""

    SUM = "sum", _("summa")
    LAST = "last", _("senaste värdet")
    MEAN = "mean", _("medelvärde")
    RATIO = "ratio", _("andel med täljare och nämnare")
    MILESTONE = "milestone", _("milstolpe i steg")


class GoodDirection(TextChoices):
    """Which way is better."""

    UP = "up", _("uppåt")
    DOWN = "down", _("nedåt")
    NONE = "none", _("ingen")


@dataclass(frozen=True)
class Value:
    """One figure for one unit and period, reported or rolled up.

    `numerator` and `denominator` are there for a ratio that came with its counts. `present` of `expected`
    says how many of the reported values it should be made of were there. `total` is the sum behind a mean,
    so that means can be put together again. `reason` says why `value` is None or cannot be rolled up.
    """

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    present: int = 1
    expected: int = 1
    total: Decimal | None = None
    reason: Reason | None = None

    @property
    def complete(self) -> bool:
        return self.present >= self.expected

    @property
    def has_counts(self) -> bool:
        return self.numerator is not None and self.denominator is not None


MISSING = Value(None, present=0, reason=Reason(ReasonCode.NO_VALUE))
"""What stands where nobody has reported."""


def value_of(
    kind: ValueKind | str,
    value: Decimal | None = None,
    *,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    scale: Decimal = PERCENT,
) -> Value:
    """The figure that a report makes.

    A ratio is numerator / denominator × scale, whatever share was typed beside the counts; a zero denominator
    gives no value. A ratio that came without both counts keeps its bare share, which can be judged but
    not rolled up. Other kinds are the number as it is, and ignore counts.
    """
    if kind != ValueKind.RATIO:
        if value is None:
            return MISSING
        return Value(value, total=value if kind == ValueKind.MEAN else None)
    if numerator is None or denominator is None:
        if value is None:
            return MISSING
        return Value(value, reason=Reason(ReasonCode.NO_COUNTS))
    return ratio(numerator, denominator, scale=scale)


def ratio(
    numerator: Decimal, denominator: Decimal, *, scale: Decimal = PERCENT, present: int = 1, expected: int = 1
) -> Value:
    """numerator / denominator × scale, with its counts; no value when the denominator is zero."""
    if denominator == 0:
        reason = Reason(ReasonCode.ZERO_DENOMINATOR)
        return Value(None, numerator, denominator, present, expected, reason=reason)
    return Value(numerator * scale / denominator, numerator, denominator, present, expected)

"""From a rule to the number that must hold, or the reason why there is none. Formulas: see `targets`."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ledtrad.core.periods import Period, between
from ledtrad.indicators.rules.judgement import ThresholdKind
from ledtrad.indicators.rules.reasons import Reason, ReasonCode
from ledtrad.indicators.rules.targets import (
    AmountUnit,
    Side,
    TargetKind,
    TargetRule,
    rule_problems,
    wanted_side,
)
from ledtrad.indicators.rules.values import GoodDirection, Value

Series = Mapping[Period, Value]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Threshold:
    """What must hold on the due date, and what it was computed from.

    `start` is the value that movement is counted from, None when nobody knows it, and where the straight line
    begins unless `has_line` says that none leads anywhere: each period is held against its own year before.
    `seasonal` is the pace of a running sum against the year before: the same months, changed as the whole is.
    """

    kind: ThresholdKind
    value: Decimal
    upper: Decimal | None = None
    origin: Decimal | None = None
    origin_period: Period | None = None
    start: Decimal | None = None
    has_line: bool = True
    seasonal: Decimal | None = None


@dataclass(frozen=True)
class Figures:
    """Everything a rule is held against, gathered once."""

    rule: TargetRule
    series: Series
    period: Period
    baseline: Decimal | None
    reference: Series
    good_direction: GoodDirection
    decimals: int

    @property
    def judged_periods(self) -> list[Period]:
        """The period itself, or with a running sum every period from the target's first to it."""
        if not self.rule.accumulates:
            return [self.period]
        first = Period.of(self.period.kind, self.rule.period.first_day)
        return [part for part in between(first, self.period) if self.rule.period.contains(part)]


def threshold_of(
    rule: TargetRule,
    *,
    series: Series,
    period: Period,
    baseline: Decimal | None = None,
    reference: Series | None = None,
    good_direction: GoodDirection | str = GoodDirection.NONE,
    decimals: int = 0,
) -> Threshold | Reason:
    """What must hold, or why it cannot be computed: for the gap rule, and for a plan with no values yet."""
    good = GoodDirection(good_direction)
    return compute(Figures(rule, series, period, baseline, reference or {}, good, decimals))


def compute(figures: Figures) -> Threshold | Reason:
    """As `threshold_of`, from figures already gathered."""
    rule = figures.rule
    problems = rule_problems(rule, good_direction=figures.good_direction)
    if problems:
        return Reason(ReasonCode.RULE_UNFINISHED, name=problems[0][1])
    if rule.kind == TargetKind.MILESTONE:
        return Threshold(ThresholdKind.STAGE, Decimal(len(rule.all_stages)))
    if rule.kind == TargetKind.CHANGE_FROM_BASELINE:
        return _from_baseline(figures)
    if rule.kind == TargetKind.CHANGE_FROM_YEAR_BEFORE:
        return _from_year_before(figures)
    if rule.kind == TargetKind.DIFFERENCE_FROM_REFERENCE:
        return _from_reference(figures)
    amount = rule.amount if rule.amount is not None else Decimal(0)
    kind = {
        TargetKind.AT_LEAST: ThresholdKind.AT_LEAST,
        TargetKind.AT_MOST: ThresholdKind.AT_MOST,
    }.get(rule.kind, ThresholdKind.BETWEEN)
    upper = rule.upper if kind is ThresholdKind.BETWEEN else None
    return Threshold(kind, amount, upper, start=_line_start(figures))


def value_at(series: Series, period: Period, *, adds_up: bool) -> Decimal | None:
    """The series' value for a period; with `adds_up` also the sum of its parts, when every part is there."""
    own = series.get(period)
    if own is not None and own.value is not None and own.complete:
        return own.value
    if not adds_up:
        return None
    for kind in dict.fromkeys(other.kind for other in series if period.contains(other) and other != period):
        if period.kind.months % kind.months:
            continue
        parts = [value_at(series, part, adds_up=False) for part in period.parts(kind)]
        found = [part for part in parts if part is not None]
        if len(found) == len(parts):
            return sum(found, Decimal(0))
    return None


def changed(origin: Decimal, amount: Decimal, unit: AmountUnit | str, side: Side) -> Decimal:
    """origin ± amount, or origin ± |origin| × amount / 100: "50 % lower" than −10 is −15."""
    step = abs(origin) * amount / HUNDRED if unit == AmountUnit.PERCENT else amount
    return origin + step if side is Side.UP else origin - step


def _baseline(figures: Figures) -> Decimal | None:
    """Typed into the rule, else given by the caller, else the series' value for the baseline period."""
    rule = figures.rule
    if rule.baseline_value is not None:
        return rule.baseline_value
    if figures.baseline is not None or rule.baseline_period is None:
        return figures.baseline
    return value_at(figures.series, rule.baseline_period, adds_up=rule.accumulates)


def _line_start(figures: Figures) -> Decimal | None:
    """A running sum starts at nothing, everything else at its baseline."""
    return Decimal(0) if figures.rule.accumulates else _baseline(figures)


def _side(figures: Figures) -> Side:
    side = wanted_side(figures.rule, figures.good_direction)
    return Side.UP if side is None else side  # rule_problems has seen to it that there is one


def _change_kind(side: Side, amount: Decimal) -> ThresholdKind:
    """No amount: just more, or fewer; an equal value is neither."""
    if amount == 0:
        return ThresholdKind.MORE_THAN if side is Side.UP else ThresholdKind.LESS_THAN
    return ThresholdKind.AT_LEAST if side is Side.UP else ThresholdKind.AT_MOST


def _from_baseline(figures: Figures) -> Threshold | Reason:
    rule, origin = figures.rule, _baseline(figures)
    if origin is None:
        return Reason(ReasonCode.BASELINE_MISSING, rule.baseline_period)
    amount = rule.amount or Decimal(0)
    if origin == 0 and amount and rule.amount_unit == AmountUnit.PERCENT:
        return Reason(ReasonCode.BASELINE_ZERO, rule.baseline_period)
    side = _side(figures)
    value = _changed_for_counts(figures, origin, amount, side)
    kind = _change_kind(side, amount)
    return Threshold(kind, value, None, origin, rule.baseline_period, _line_start(figures))


def _from_year_before(figures: Figures) -> Threshold | Reason:
    rule = figures.rule
    compared = rule.period.year_before() if rule.accumulates else figures.period.year_before()
    origin = value_at(figures.series, compared, adds_up=rule.accumulates)
    if origin is None:
        return Reason(ReasonCode.BASELINE_MISSING, compared)
    amount = rule.amount or Decimal(0)
    if origin == 0 and amount and rule.amount_unit == AmountUnit.PERCENT:
        return Reason(ReasonCode.BASELINE_ZERO, compared)
    side = _side(figures)
    return Threshold(
        _change_kind(side, amount),
        _changed_for_counts(figures, origin, amount, side),
        origin=origin,
        origin_period=compared,
        start=Decimal(0) if rule.accumulates else origin,
        has_line=rule.accumulates,
        seasonal=_seasonal_pace(figures, amount, side),
    )


def _seasonal_pace(figures: Figures, amount: Decimal, side: Side) -> Decimal | None:
    """The same months of the year before, with the percentage or the elapsed share of the amount."""
    rule = figures.rule
    if not rule.accumulates:
        return None
    months = [value_at(figures.series, part.year_before(), adds_up=True) for part in figures.judged_periods]
    known = [month for month in months if month is not None]
    if len(known) < len(months) or not known:
        return None
    if rule.amount_unit == AmountUnit.UNIT:
        amount = amount * len(months) / max(rule.period.kind.months // figures.period.kind.months, 1)
    return changed(sum(known, Decimal(0)), amount, rule.amount_unit, side)


def _from_reference(figures: Figures) -> Threshold | Reason:
    rule = figures.rule
    origin = value_at(figures.reference, figures.period, adds_up=False)
    if origin is None:
        return Reason(ReasonCode.REFERENCE_MISSING, figures.period, name=rule.reference)
    amount = rule.amount or Decimal(0)
    if origin == 0 and amount and rule.amount_unit == AmountUnit.PERCENT:
        return Reason(ReasonCode.REFERENCE_ZERO, figures.period, name=rule.reference)
    side = _side(figures)
    value = changed(origin, amount, rule.amount_unit, Side.UP)
    kind = ThresholdKind.AT_LEAST if side is Side.UP else ThresholdKind.AT_MOST
    return Threshold(kind, value, None, origin, figures.period, _line_start(figures))


def _changed_for_counts(figures: Figures, origin: Decimal, amount: Decimal, side: Side) -> Decimal:
    """`changed`, a percentage to the next whole step when figures are whole: 33 % more than 107 persons is 143.

    For figures that are whole steps themselves this changes no result, only what is said.
    """
    value = changed(origin, amount, figures.rule.amount_unit, side)
    own = figures.series.get(figures.period)
    judged = None if own is None else own.value
    whole = on_grid(origin, figures.decimals) and (judged is None or on_grid(judged, figures.decimals))
    if whole and figures.rule.amount_unit == AmountUnit.PERCENT:
        return demanding(value, figures.decimals, upward=side is Side.UP)
    return value


def on_grid(value: Decimal, decimals: int) -> bool:
    """Whether the value has no more decimals than the indicator shows."""
    return value == value.quantize(Decimal(1).scaleb(-decimals))


def demanding(value: Decimal, decimals: int, *, upward: bool) -> Decimal:
    """Rounded the way that asks more: up for "at least", down for "at most"."""
    step = Decimal(1).scaleb(-decimals)
    return value.quantize(step, rounding=ROUND_CEILING if upward else ROUND_FLOOR)

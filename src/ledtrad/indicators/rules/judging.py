"""Is the target met, is it on track, and if not, how far is it? One figure, one rule, one answer.

Everything is measured as a gap: how far the value is on the wrong side of the threshold, below 0 with margin.

    at least t      t − v
    at most t       v − t
    between l, u    l − v below, v − u above, −min(v − l, u − v) inside

Before the due date a figure is on track when its gap is no larger than the straight line allows:

    allowed = gap(start) × (1 − days(start → period's last day) / days(start → due))

(a start that is already past the threshold allows none), which is "on or past the straight line from baseline
to target" (issue text §5), whichever way is good. For figures in whole steps the pace is rounded the
demanding way: 116.2 required means 117 persons.

A running sum that must stay below something is the one exception: it begins far below and can only rise, so
before the due date it is on track while it keeps below its share of what is allowed, and lost once above.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ledtrad.core.periods import Period, days_between
from ledtrad.indicators.rules import sentences, thresholds
from ledtrad.indicators.rules.judgement import Judgement, Result, Status, ThresholdKind
from ledtrad.indicators.rules.milestones import judge_milestone
from ledtrad.indicators.rules.reasons import Reason, ReasonCode
from ledtrad.indicators.rules.targets import TargetRule
from ledtrad.indicators.rules.thresholds import Figures, Series, Threshold
from ledtrad.indicators.rules.values import GoodDirection
from ledtrad.indicators.rules.words import difference_unit

EXTRA_DECIMALS = 2
"""How much finer than shown the pace is kept for figures that are not in whole steps themselves."""


def judge(
    rule: TargetRule,
    *,
    series: Series,
    period: Period,
    baseline: Decimal | None = None,
    reference: Series | None = None,
    unit_of_measure: str = "",
    good_direction: GoodDirection | str = GoodDirection.NONE,
    decimals: int = 0,
) -> Judgement:
    """How the series stands against the rule for a period.

    `series` is the indicator's values as reported or rolled up, in the periodicity of `period`; the year
    before and the baseline period are looked up in it. `baseline` is the present state when the rule names
    none. `reference` is the series to compare with. Lack of data never raises: the answer says why.
    """
    good = GoodDirection(good_direction)
    figures = Figures(rule, series, period, baseline, reference or {}, good, decimals)
    threshold = thresholds.compute(figures)
    if isinstance(threshold, Reason):
        return _not_assessable(figures, None, threshold, unit_of_measure)
    value = _judged_value(figures)
    if isinstance(value, Reason):
        return _not_assessable(figures, threshold, value, unit_of_measure)
    if threshold.kind is ThresholdKind.STAGE:
        return judge_milestone(rule, period=period, stage=value)
    return _judge_number(figures, threshold, value, unit_of_measure)


def _judged_value(figures: Figures) -> Decimal | Reason:
    """The period's value, or the sum so far when the target accumulates; no sum has a hole in it."""
    periods = figures.judged_periods
    if not periods:
        return Reason(ReasonCode.NO_VALUE, figures.period)
    total = Decimal(0)
    for period in periods:
        part = figures.series.get(period)
        if part is None or part.value is None:
            return _why_missing(figures, period)
        if not part.complete:
            return Reason(ReasonCode.INCOMPLETE, period, present=part.present, expected=part.expected)
        total += part.value
    return total


def _why_missing(figures: Figures, period: Period) -> Reason:
    part = figures.series.get(period)
    if part is not None and part.reason is not None and part.reason.code != ReasonCode.NO_VALUE:
        return Reason(part.reason.code, period)
    return Reason(ReasonCode.NO_VALUE if period == figures.period else ReasonCode.GAP, period)


def _not_assessable(figures: Figures, threshold: Threshold | None, reason: Reason, unit: str) -> Judgement:
    return Judgement(
        period=figures.period,
        result=Result.NOT_ASSESSABLE,
        status=Status.NONE,
        due_on=figures.rule.due,
        sentence=reason.sentence,
        threshold=threshold.value if threshold else None,
        threshold_upper=threshold.upper if threshold else None,
        threshold_kind=threshold.kind if threshold else None,
        distance_unit=difference_unit(unit),
        reason=reason,
        basis=sentences.basis(figures.rule, threshold, unit, figures.decimals) if threshold else "",
    )


@dataclass(frozen=True)
class _Standing:
    """The verdict before it is put into words."""

    result: Result
    status: Status
    pace: Decimal | None = None
    progress: Decimal | None = None
    movement: int | None = None


def _judge_number(figures: Figures, threshold: Threshold, value: Decimal, unit: str) -> Judgement:
    rule = figures.rule
    if _is_ceiling(rule, threshold) and figures.period.last_day < rule.due:
        standing = _under_ceiling(figures, threshold, value)
    else:
        standing = _towards_threshold(figures, threshold, value)
    judgement = Judgement(
        period=figures.period,
        result=standing.result,
        status=standing.status,
        due_on=rule.due,
        sentence="",
        value=value,
        threshold=threshold.value,
        threshold_upper=threshold.upper,
        threshold_kind=threshold.kind,
        distance=gap(threshold, value),
        distance_unit=difference_unit(unit),
        pace=standing.pace,
        progress=standing.progress,
        movement=standing.movement,
        basis=sentences.basis(rule, threshold, unit, figures.decimals),
    )
    return sentences.told(judgement, rule, unit, figures.decimals)


def gap(threshold: Threshold, value: Decimal) -> Decimal:
    """How far the value is from the threshold on the wrong side; zero or below is the margin."""
    if threshold.upper is not None:
        return max(threshold.value - value, value - threshold.upper)
    return threshold.value - value if threshold.kind.upward else value - threshold.value


def holds(threshold: Threshold, value: Decimal) -> bool:
    """Whether the value is on the right side of the threshold."""
    left = gap(threshold, value)
    return left < 0 if threshold.kind.strict else left <= 0


def elapsed_share(start: date, due: date, on: date) -> Fraction:
    """The share of the days from start to due that have passed, 0 to 1; a leap year has its 366."""
    whole = days_between(start, due)
    if whole <= 0:
        return Fraction(1)
    return min(max(Fraction(days_between(start, on), whole), Fraction(0)), Fraction(1))


# ── Towards a threshold ──────────────────────────────────────────────────────
def _towards_threshold(figures: Figures, threshold: Threshold, value: Decimal) -> _Standing:
    due = figures.period.last_day >= figures.rule.due
    pace = _pace(figures, threshold, value)
    progress, movement = _progress(threshold, value)
    if holds(threshold, value):
        return _Standing(Result.MET, Status.MET, pace, progress, movement)
    if due:
        return _Standing(Result.NOT_MET, Status.MISSED, pace, progress, movement)
    if pace is not None and _keeps_pace(figures.rule, threshold, value, pace):
        return _Standing(Result.ON_TRACK, Status.MET, pace, progress, movement)
    # Nothing to count from is no proof of standing still.
    status = Status.PARTLY if movement is None or movement > 0 else Status.MISSED
    return _Standing(Result.NOT_MET, status, pace, progress, movement)


def _pace(figures: Figures, threshold: Threshold, value: Decimal) -> Decimal | None:
    """What is required on the period's last day, never past the threshold. None when no line leads there."""
    rule = figures.rule
    rising = threshold.kind.upward or (threshold.upper is not None and value < threshold.value)
    edge = threshold.upper if threshold.upper is not None and not rising else threshold.value
    if threshold.seasonal is not None:
        exact = Fraction(threshold.seasonal)
    elif threshold.start is None or not threshold.has_line:
        return None
    else:
        share = elapsed_share(rule.line_starts, rule.due, figures.period.last_day)
        allowed = Fraction(gap(threshold, threshold.start)) * (1 - share)
        exact = Fraction(edge) - allowed if rising else Fraction(edge) + allowed
    pace = _in_steps(figures, exact, value, upward=rising)
    return min(pace, edge) if rising else max(pace, edge)


def _in_steps(figures: Figures, exact: Fraction, value: Decimal, *, upward: bool) -> Decimal:
    """The demanding way to the decimals shown, or finer when the value itself is finer."""
    places = figures.decimals + (0 if thresholds.on_grid(value, figures.decimals) else EXTRA_DECIMALS)
    scaled = exact * 10**places
    whole = -(-scaled.numerator // scaled.denominator) if upward else scaled.numerator // scaled.denominator
    return Decimal(whole).scaleb(-places)


def _keeps_pace(rule: TargetRule, threshold: Threshold, value: Decimal, pace: Decimal) -> bool:
    if threshold.upper is not None:
        return pace <= value if value < threshold.value else value <= pace
    if threshold.kind.strict and not rule.accumulates:
        return False  # the line is flat: whoever is past it has met the target
    return value >= pace if threshold.kind.upward else value <= pace


def _progress(threshold: Threshold, value: Decimal) -> tuple[Decimal | None, int | None]:
    """The share of the starting gap that has been closed, and which way the value has moved."""
    if threshold.start is None:
        return None, None
    at_start = gap(threshold, threshold.start)
    closed = at_start - gap(threshold, value)
    movement = (closed > 0) - (closed < 0)
    return (closed / at_start if at_start > 0 else None), movement


# ── Under a ceiling ──────────────────────────────────────────────────────────
def _is_ceiling(rule: TargetRule, threshold: Threshold) -> bool:
    return rule.accumulates and not threshold.kind.upward


def _under_ceiling(figures: Figures, threshold: Threshold, value: Decimal) -> _Standing:
    """A running sum before its due date: its share so far, at most (and at least, when between)."""
    rule = figures.rule
    share = elapsed_share(rule.line_starts, rule.due, figures.period.last_day)
    ceiling = threshold.value if threshold.upper is None else threshold.upper
    exact = Fraction(threshold.seasonal) if threshold.seasonal is not None else Fraction(ceiling) * share
    pace = _in_steps(figures, exact, value, upward=False)
    if value > ceiling or (value == ceiling and threshold.kind.strict):
        return _Standing(Result.NOT_MET, Status.MISSED, pace)
    if value > pace:
        return _Standing(Result.NOT_MET, Status.PARTLY, pace)
    if threshold.upper is not None:
        floor = min(_in_steps(figures, Fraction(threshold.value) * share, value, upward=True), pace)
        if value < floor:
            return _Standing(Result.NOT_MET, Status.PARTLY, floor)
    return _Standing(Result.ON_TRACK, Status.MET, pace)

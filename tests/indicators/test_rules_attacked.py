"""Hypothesis against the targets: any rule, any figures, on any day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import translation
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledtrad.core.periods import Period, PeriodKind, between, days_between
from ledtrad.indicators.rules import (
    AmountUnit,
    GoodDirection,
    Result,
    Side,
    Stage,
    Status,
    TargetKind,
    TargetRule,
    Value,
    judge,
    status_word,
    value_of,
)
from ledtrad.indicators.rules.judging import elapsed_share

D = Decimal
YEARS = st.sampled_from([2019, 2020, 2021])  # 2020 is a leap year
UNDER_WAY = {"I takt", "Efter takten", "Inte påbörjat", "Åt fel håll", "Inte uppnått än"}
WORDS = {"Uppnått", "Ej uppnått", "Ej bedömt"} | UNDER_WAY
BY_RESULT = [Result.NOT_MET, Result.ON_TRACK, Result.MET]
BY_STATUS = [Status.MISSED, Status.PARTLY, Status.MET]

whole = st.integers(-500, 500).map(Decimal)
finer = st.decimals(-500, 500, places=3)
numbers = whole | finer
sums = st.integers(0, 500).map(Decimal) | st.decimals(0, 500, places=2)
dates = st.dates(date(2018, 6, 1), date(2022, 6, 30))


@st.composite
def rules(draw, *, kinds=tuple(TargetKind), accumulates=None, sound=True):
    """Any rule, in working order unless `sound` is False."""
    kind = draw(st.sampled_from(kinds))
    changes = kind in {TargetKind.CHANGE_FROM_BASELINE, TargetKind.CHANGE_FROM_YEAR_BEFORE}
    amount = draw(numbers)
    target_period = Period(PeriodKind.YEAR, draw(YEARS))
    stages = sorted(draw(st.lists(dates, max_size=4)))
    target = TargetRule(
        kind=kind,
        period=target_period,
        amount=abs(amount) if changes else amount,
        upper=amount + abs(draw(numbers)),
        amount_unit=draw(st.sampled_from(AmountUnit)),
        side=draw(st.sampled_from(Side)),
        baseline_value=draw(st.none() | numbers),
        baseline_period=draw(st.none() | st.just(target_period.previous())),
        reference="riket",
        stages=tuple(Stage(f"steg {place}", due) for place, due in enumerate(stages)),
        due_on=draw(st.none() | st.dates(target_period.first_day, target_period.last_day)),
        accumulates=draw(st.booleans()) if accumulates is None else accumulates,
    )
    if sound:
        return target
    for name in draw(st.sets(st.sampled_from(["amount", "upper", "side", "baseline_value", "baseline_period"]))):
        target = replace(target, **{name: None})
    return replace(target, reference=draw(st.sampled_from(["", "riket"])), starts_on=draw(st.none() | dates))


def reports():
    """What a period may hold: a number, a share with counts or without, a part of what was expected, nothing."""
    return st.one_of(
        numbers.map(Value),
        st.builds(lambda part, rest: value_of("ratio", numerator=part, denominator=part + rest), sums, sums),
        numbers.map(lambda number: value_of("ratio", number)),
        numbers.map(lambda number: Value(number, present=1, expected=2)),
        st.just(Value(None, present=0)),
    )


months = st.builds(lambda year, month: Period(PeriodKind.MONTH, year, month), YEARS, st.integers(1, 12))
any_period = months | st.builds(lambda year: Period(PeriodKind.YEAR, year), YEARS)


def filled(draw, periods, strategy):
    drawn = draw(st.lists(strategy, min_size=len(periods), max_size=len(periods)))
    return dict(zip(periods, map(Value, drawn), strict=True))


# ── It always answers ────────────────────────────────────────────────────────
@settings(max_examples=200)
@given(
    rules(sound=False),
    st.dictionaries(any_period, reports(), max_size=20),
    st.dictionaries(any_period, reports(), max_size=5),
    any_period,
    st.sampled_from(["", "procent", "personer", "hushåll", "kronor per invånare"]),
    st.sampled_from(GoodDirection),
    st.integers(0, 3),
    st.sampled_from(["sv", "en"]),
)
def test_any_rule_and_any_figures_give_an_answer(target, values, reference, period, unit, good, decimals, language):
    with translation.override(language):
        seen = judge(
            target,
            series=values,
            period=period,
            reference=reference,
            unit_of_measure=unit,
            good_direction=good,
            decimals=decimals,
        )
        assert seen.sentence.endswith(".")
        assert "%" not in seen.sentence + seen.basis
        assert (seen.result is Result.NOT_ASSESSABLE) == (seen.reason is not None) == (seen.status is Status.NONE)
        if seen.reason is None:
            assert None not in {seen.value, seen.threshold, seen.threshold_kind, seen.distance}
        if language == "sv":
            assert status_word(seen) in WORDS


@given(rules(), st.dictionaries(any_period, reports(), max_size=12), any_period, st.randoms())
def test_the_order_of_the_series_makes_no_difference(target, values, period, random):
    shuffled = dict(random.sample(list(values.items()), len(values)))
    assert judge(target, series=values, period=period) == judge(target, series=shuffled, period=period)


# ── The answer is consistent ─────────────────────────────────────────────────
ONE_SIDED = tuple(kind for kind in TargetKind if kind not in {TargetKind.BETWEEN, TargetKind.MILESTONE})
NUMERIC = (*ONE_SIDED, TargetKind.BETWEEN)


@st.composite
def cases(draw, *, kinds=NUMERIC, accumulates=None):
    """A sound rule with every figure it needs, and the period to judge."""
    target = draw(rules(kinds=kinds, accumulates=accumulates))
    strategy = sums if target.accumulates else numbers
    last = Period(PeriodKind.MONTH, target.period.year, draw(st.integers(1, 12)))
    needed = [last.year_before(), last]
    if target.accumulates:
        needed = between(Period(PeriodKind.MONTH, target.period.year - 1, 1), last)
    values = filled(draw, needed, strategy)
    reference = {last: Value(draw(numbers))}
    if target.baseline_period is not None:
        values[target.baseline_period] = Value(draw(strategy))
    return target, values, reference, last


def see(case, **changes):
    target, values, reference, last = case
    return judge(target, series=values | changes.get("series", {}), period=last, reference=reference)


@settings(max_examples=150)
@given(cases())
def test_result_distance_and_status_agree(case):
    target, _values, _reference, last = case
    seen = see(case)
    assume(seen.reason is None)
    ceiling_under_way = target.accumulates and not seen.threshold_kind.upward and not seen.is_due
    if seen.result is Result.MET:
        assert seen.distance <= 0
        assert not ceiling_under_way
    elif not ceiling_under_way:
        assert seen.distance >= 0
        assert seen.distance > 0 or seen.threshold_kind.strict
    if last.last_day >= target.due:
        assert seen.result in {Result.MET, Result.NOT_MET}
        assert seen.status is (Status.MET if seen.result is Result.MET else Status.MISSED)
    if seen.result is Result.ON_TRACK:
        assert seen.pace is not None
    if seen.result is Result.NOT_MET and seen.progress is not None and not seen.is_due:
        assert (seen.status is Status.PARTLY) == (seen.progress > 0)


@settings(max_examples=150)
@given(cases(kinds=ONE_SIDED), st.decimals(0, 300, places=2) | st.integers(0, 300).map(Decimal))
def test_a_better_value_never_gives_a_worse_result(case, better_by):
    _target, values, _reference, last = case
    seen = see(case)
    assume(seen.reason is None)
    step = better_by if seen.threshold_kind.upward else -better_by
    better = see(case, series={last: Value(values[last].value + step)})
    assert BY_RESULT.index(better.result) >= BY_RESULT.index(seen.result)
    assert BY_STATUS.index(better.status) >= BY_STATUS.index(seen.status)


@given(cases(kinds=(TargetKind.BETWEEN,), accumulates=False), st.decimals(0, 300, places=2))
def test_closer_to_the_interval_from_the_same_side_is_never_worse(case, step):
    target, values, _reference, last = case
    value = values[last].value
    seen = see(case)
    assume(seen.reason is None and seen.result is not Result.MET)
    closer = min(value + step, target.amount) if value < target.amount else max(value - step, target.upper)
    better = see(case, series={last: Value(closer)})
    assert BY_RESULT.index(better.result) >= BY_RESULT.index(seen.result)
    assert BY_STATUS.index(better.status) >= BY_STATUS.index(seen.status)


@settings(max_examples=150)
@given(cases(kinds=ONE_SIDED, accumulates=False))
def test_the_mirror_image_has_the_mirrored_answer(case):
    """Up is not treated otherwise than down: every figure and the side turned round, the same judgement."""
    target, values, reference, last = case
    turned = {
        TargetKind.AT_LEAST: {"kind": TargetKind.AT_MOST, "amount": -target.amount},
        TargetKind.AT_MOST: {"kind": TargetKind.AT_LEAST, "amount": -target.amount},
        TargetKind.DIFFERENCE_FROM_REFERENCE: {"amount": -target.amount},
    }.get(target.kind, {})
    if target.kind is TargetKind.DIFFERENCE_FROM_REFERENCE and target.amount_unit is AmountUnit.PERCENT:
        turned = {"amount": -target.amount}
    other = replace(
        target,
        **turned,
        side=Side.DOWN if target.side is Side.UP else Side.UP,
        baseline_value=None if target.baseline_value is None else -target.baseline_value,
    )
    mirror = (other, {part: Value(-value.value) for part, value in values.items()},
              {part: Value(-value.value) for part, value in reference.items()}, last)  # fmt: skip
    seen, reflected = see(case), see(mirror)
    assert (seen.result, seen.status, seen.distance, seen.progress, seen.movement) == (
        reflected.result,
        reflected.status,
        reflected.distance,
        reflected.progress,
        reflected.movement,
    )
    assert seen.pace == (None if reflected.pace is None else -reflected.pace)


# ── The straight line ────────────────────────────────────────────────────────
@given(cases(kinds=(TargetKind.AT_LEAST, TargetKind.AT_MOST), accumulates=False))
def test_the_pace_lies_between_start_and_threshold(case):
    target, values, _reference, _last = case
    seen = see(case)
    assume(seen.pace is not None)
    start = target.baseline_value
    if start is None:
        start = values[target.baseline_period].value
    if seen.is_due:
        assert seen.pace == seen.threshold
    low, high = sorted([start, seen.threshold])
    if target.kind is TargetKind.AT_LEAST:
        assert min(low, seen.threshold) <= seen.pace <= seen.threshold
    else:
        assert seen.threshold <= seen.pace <= max(high, seen.threshold)


@given(YEARS, st.integers(1, 12), sums)
def test_the_pace_only_rises_through_the_year(year, month, amount):
    target = TargetRule(TargetKind.AT_LEAST, Period(PeriodKind.YEAR, year), amount, accumulates=True)
    values = {part: Value(D(0)) for part in target.period.parts(PeriodKind.MONTH)}
    paces = [judge(target, series=values, period=part).pace for part in target.period.parts(PeriodKind.MONTH)]
    assert paces == sorted(paces)
    assert paces[-1] == amount


@given(dates, dates, dates)
def test_days_make_the_share(start, due, on):
    share = elapsed_share(start, due, on)
    assert 0 <= share <= 1
    assert elapsed_share(start, due, due) == 1
    if start < due and start <= on < due:
        assert share == Fraction((on - start).days, (due - start).days)
        assert elapsed_share(start, due, on + timedelta(days=1)) > share


def test_a_leap_year_has_a_day_more():
    new_year = date(2019, 12, 31)
    assert elapsed_share(new_year, date(2020, 12, 31), date(2020, 2, 29)) == Fraction(60, 366)
    assert elapsed_share(date(2020, 12, 31), date(2021, 12, 31), date(2021, 2, 28)) == Fraction(59, 365)
    assert days_between(new_year, date(2020, 12, 31)) == 366


# ── Running sums ─────────────────────────────────────────────────────────────
@given(rules(kinds=NUMERIC, accumulates=True), st.lists(sums, min_size=12, max_size=12))
def test_a_whole_year_of_months_is_judged_as_the_year(target, numbers_by_month):
    assume(target.kind is not TargetKind.DIFFERENCE_FROM_REFERENCE)
    target = replace(target, due_on=None)
    before = {Period(PeriodKind.YEAR, target.period.year - 1): Value(D(120))}
    by_month = dict(zip(target.period.parts(PeriodKind.MONTH), map(Value, numbers_by_month), strict=True))
    december = judge(target, series=before | by_month, period=max(by_month))
    year = judge(target, series=before | {target.period: Value(sum(numbers_by_month))}, period=target.period)
    assert (december.result, december.status, december.value) == (year.result, year.status, year.value)


@given(
    rules(kinds=(TargetKind.AT_LEAST,), accumulates=True), st.integers(1, 12), st.sets(st.integers(1, 12), min_size=1)
)
def test_a_hole_in_a_running_sum_is_never_judged(target, last, holes):
    assume(min(holes) <= last)
    months_of_year = target.period.parts(PeriodKind.MONTH)
    values = {part: Value(D(100)) for part in months_of_year if part.index not in holes}
    seen = judge(target, series=values, period=months_of_year[last - 1])
    assert seen.result is Result.NOT_ASSESSABLE
    assert seen.reason.period == months_of_year[min(holes) - 1]


# ── Milestones ───────────────────────────────────────────────────────────────
@given(rules(kinds=(TargetKind.MILESTONE,), accumulates=False), months, st.data())
def test_a_further_stage_is_never_worse(target, month, data):
    count = len(target.all_stages)
    stage = data.draw(st.integers(0, count - 1))
    seen, better = (judge(target, series={month: Value(D(reached))}, period=month) for reached in (stage, stage + 1))
    assert BY_RESULT.index(better.result) >= BY_RESULT.index(seen.result)
    assert BY_STATUS.index(better.status) >= BY_STATUS.index(seen.status)
    assert better.distance == seen.distance - 1
    if month.last_day < target.all_stages[0].due_on:
        assert seen.result is Result.ON_TRACK

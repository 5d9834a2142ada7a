"""Values and how they go together. The order, the grouping and the holes must never change what is true."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.indicators.rules import (
    MISSING,
    ReasonCode,
    Value,
    ValueKind,
    over_time,
    over_units,
    roll_up,
    value_of,
)

D = Decimal
MONTHS = Period.parse("2021-Q1").parts(PeriodKind.MONTH)
UNITS = ["vuxna", "unga", "asyl"]

counts = st.integers(0, 5000).map(Decimal)
numbers = st.decimals(-10_000, 10_000, places=2)


def reported(kind):
    """A figure as reported, with counts for a ratio; None now and then, when somebody has not reported."""
    if kind is ValueKind.RATIO:
        return st.builds(lambda part, rest: value_of(kind, numerator=part, denominator=part + rest), counts, counts)
    if kind is ValueKind.MILESTONE:
        return st.integers(0, 4).map(lambda stage: value_of(kind, D(stage)))
    return numbers.map(lambda number: value_of(kind, number))


def shares(value):
    """What must agree however the values were put together; a mean only to the digits that division keeps."""
    exact = value.value
    rounded = None if exact is None else exact.quantize(D("1e-12"))
    return rounded, value.numerator, value.denominator, value.present, value.expected, value.complete


kinds = st.sampled_from(ValueKind)
columns = kinds.flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(st.none() | reported(kind), min_size=1, max_size=8))
)
grids = kinds.flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.dictionaries(
            st.tuples(st.sampled_from(UNITS), st.sampled_from(MONTHS)), reported(kind), min_size=0, max_size=9
        ),
    )
)


@given(columns, st.randoms())
def test_the_order_of_units_makes_no_difference(column, random):
    kind, parts = column
    shuffled = random.sample(parts, len(parts))
    assert shares(over_units(kind, parts)) == shares(over_units(kind, shuffled))


@given(columns, st.integers(0, 8))
def test_groups_of_units_go_together_as_the_units_do(column, cut):
    kind, parts = column
    groups = [group for group in (parts[:cut], parts[cut:]) if group]
    assert shares(over_units(kind, [over_units(kind, group) for group in groups])) == shares(over_units(kind, parts))


@given(grids, st.randoms())
def test_the_order_of_reports_makes_no_difference(grid, random):
    kind, cells = grid
    shuffled = dict(random.sample(list(cells.items()), len(cells)))
    one = roll_up(kind, cells, units=UNITS, periods=MONTHS)
    other = roll_up(kind, shuffled, units=reversed(UNITS), periods=reversed(MONTHS))
    assert shares(one) == shares(other)


@given(grids)
def test_units_first_or_months_first(grid):
    kind, cells = grid
    if kind in {ValueKind.LAST, ValueKind.MILESTONE} and len(cells) < len(UNITS) * len(MONTHS):
        return  # with holes these are about the latest month that each unit reported: units must come last
    by_month = {month: over_units(kind, [cells.get((unit, month)) for unit in UNITS]) for month in MONTHS}
    assert shares(over_time(kind, by_month)) == shares(roll_up(kind, cells, units=UNITS, periods=MONTHS))


@given(grids)
def test_what_is_missing_is_counted(grid):
    kind, cells = grid
    whole = roll_up(kind, cells, units=UNITS, periods=MONTHS)
    if kind in {ValueKind.LAST, ValueKind.MILESTONE}:
        assert whole.expected == len(UNITS)
        assert whole.present == sum((unit, MONTHS[-1]) in cells for unit in UNITS)
    else:
        assert (whole.present, whole.expected) == (len(cells), len(UNITS) * len(MONTHS))
    if not cells:
        assert whole.value is None
        assert whole.reason.code is ReasonCode.NO_VALUE


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=10))
def test_a_ratio_is_sum_over_sum_and_within_its_parts(pairs):
    parts = [value_of(ValueKind.RATIO, numerator=part, denominator=part + rest) for part, rest in pairs]
    whole = over_units(ValueKind.RATIO, parts)
    numerator = sum(part for part, _ in pairs)
    denominator = sum(part + rest for part, rest in pairs)
    assert (whole.numerator, whole.denominator) == (numerator, denominator)
    if denominator == 0:
        assert whole.reason.code is ReasonCode.ZERO_DENOMINATOR
        return
    assert whole.value == numerator * 100 / denominator
    shown = [part.value for part in parts if part.value is not None]
    assert min(shown) <= whole.value <= max(shown)


def test_shares_are_never_averaged():
    small = value_of(ValueKind.RATIO, numerator=D(1), denominator=D(2))
    large = value_of(ValueKind.RATIO, numerator=D(0), denominator=D(98))
    assert over_units(ValueKind.RATIO, [small, large]).value == 1


def test_87_of_223_self_supporting():
    """R35: 30 employed, 9 extra jobs, 46 in education, 2 with lasting benefit, of 223 who ended."""
    ways = over_units(ValueKind.SUM, [value_of(ValueKind.SUM, D(count)) for count in (30, 9, 46, 2)])
    ended = value_of(ValueKind.RATIO, numerator=ways.value, denominator=D(223))
    assert (ended.numerator, ended.denominator) == (87, 223)
    assert ended.value.quantize(D(1)) == 39


def test_a_bare_share_is_shown_but_not_rolled_up():
    bare = value_of(ValueKind.RATIO, D(30))
    counted = value_of(ValueKind.RATIO, numerator=D(5), denominator=D(10))
    assert bare.value == 30
    assert over_units(ValueKind.RATIO, [bare]) == bare
    whole = over_units(ValueKind.RATIO, [bare, counted])
    assert whole.value is None
    assert whole.reason.code is ReasonCode.NO_COUNTS
    assert over_units(ValueKind.RATIO, [whole, counted]).value is None
    assert "utan täljare" in whole.reason.sentence


def test_counts_win_over_a_typed_share():
    assert value_of(ValueKind.RATIO, D(99), numerator=D(1), denominator=D(2)).value == 50
    assert value_of(ValueKind.RATIO, numerator=D(1)) == MISSING
    assert value_of(ValueKind.RATIO, numerator=D(3), denominator=D(2000), scale=D(1000)).value == D("1.5")


def test_zero_denominator_has_no_value_but_takes_part():
    nobody = value_of(ValueKind.RATIO, numerator=D(0), denominator=D(0))
    assert nobody.value is None
    assert nobody.reason.code is ReasonCode.ZERO_DENOMINATOR
    some = value_of(ValueKind.RATIO, numerator=D(1), denominator=D(4))
    whole = over_units(ValueKind.RATIO, [nobody, some])
    assert (whole.value, whole.complete) == (25, True)


def test_a_sum_with_a_hole_is_incomplete():
    whole = over_units(ValueKind.SUM, [Value(D(3)), None, Value(D(4))])
    assert (whole.value, whole.present, whole.expected, whole.complete) == (7, 2, 3, False)


def test_last_is_the_last_month_unit_by_unit():
    january, february, march = MONTHS
    cells = {
        ("vuxna", january): Value(D(90)),
        ("vuxna", march): Value(D(70)),
        ("unga", january): Value(D(10)),
        ("unga", february): Value(D(12)),
    }
    whole = roll_up(ValueKind.LAST, cells, units=["vuxna", "unga"], periods=MONTHS)
    assert (whole.value, whole.present, whole.expected) == (82, 1, 2)


def test_a_milestone_is_as_far_as_the_slowest_unit():
    stages = [value_of(ValueKind.MILESTONE, D(stage)) for stage in (3, 1, 2)]
    assert over_units(ValueKind.MILESTONE, stages).value == 1
    assert over_time(ValueKind.MILESTONE, dict(zip(MONTHS, stages, strict=True))).value == 2


def test_a_mean_weighs_every_reported_value_once():
    one_of_three = over_units(ValueKind.MEAN, [value_of(ValueKind.MEAN, D(number)) for number in (1, 2, 3)])
    nine = value_of(ValueKind.MEAN, D(10))
    assert over_units(ValueKind.MEAN, [one_of_three, nine]).value == 4


@pytest.mark.parametrize("kind", ValueKind)
def test_nothing_at_all(kind):
    assert over_units(kind, []).value is None
    assert over_time(kind, {}).value is None
    assert roll_up(kind, {}, units=["vuxna"], periods=MONTHS).complete is False

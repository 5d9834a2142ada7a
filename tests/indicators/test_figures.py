"""What a reported figure must be, attacked: no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.numbers import format_number
from ledtrad.core.periods import Period, PeriodKind, between
from ledtrad.indicators.figures import Figure, as_value, plain, problem_with_period, problems_with, read_number
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries.material import Source
from ledtrad.indicators.rules import ValueKind, value_of

numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False)
counts = st.integers(0, 10_000).map(Decimal)
MONTHS = between(Period.parse("2019-01"), Period.parse("2021-03"))


def indicator(kind=ValueKind.SUM, **more):
    return Indicator(pk=1, unit_id=1, value_kind=kind, **more)


@given(numbers)
def test_what_is_written_out_is_read_back_the_same(value):
    assert read_number(f"{plain(value):f}") == value
    assert read_number(format_number(value)) == value


@given(numbers)
def test_plain_changes_the_look_and_never_the_value(value):
    assert plain(value) == value
    assert "E" not in f"{plain(value):f}"


def test_nothing_is_no_number():
    assert read_number("  ") is None
    assert plain(None) is None


@given(counts, counts)
def test_counts_make_a_share_or_a_reason_and_are_never_refused(numerator, denominator):
    made = indicator(ValueKind.RATIO)
    figure = Figure(numerator=numerator, denominator=denominator)
    value = as_value(made, figure)
    assert problems_with(made, figure) == []
    assert (value.value is None) == (denominator == 0)
    assert (value.numerator, value.denominator) == (numerator, denominator)


@given(counts, counts.filter(bool))
def test_a_share_typed_beside_its_counts_is_accepted_when_it_is_theirs(numerator, denominator):
    made = indicator(ValueKind.RATIO)
    own = as_value(made, Figure(numerator=numerator, denominator=denominator)).value
    assert problems_with(made, Figure(own, numerator, denominator)) == []
    assert problems_with(made, Figure(own + 1, numerator, denominator))[0][0] == "value"


@given(st.integers(-3, 9), st.integers(1, 5))
def test_a_stage_is_one_that_exists(stage, last):
    made = indicator(ValueKind.MILESTONE, stages=[str(n) for n in range(last)])
    assert (problems_with(made, Figure(Decimal(stage))) == []) is (0 <= stage <= last)


@pytest.mark.parametrize(
    ("period", "ok"), [("2021-03", True), ("2021-04", False), ("2021-Q1", False), ("2021", False), ("2020-12", True)]
)
def test_a_period_is_of_the_right_length_and_has_ended(period, ok):
    made = indicator(periodicity=PeriodKind.MONTH)
    assert (problem_with_period(made, Period.parse(period), date(2021, 4, 12)) == "") is ok


reported = st.dictionaries(st.tuples(st.integers(1, 3), st.sampled_from(MONTHS)), counts, max_size=30)


def source(figures, units=(1, 2, 3)):
    made = Source(indicator(periodicity=PeriodKind.MONTH), units={n: (str(n), str(n)) for n in units})
    made.reported = {where: value_of(ValueKind.SUM, value) for where, value in figures.items()}
    return made


@given(reported)
def test_a_year_is_the_sum_of_its_quarters_and_the_units_sum_to_the_whole(figures):
    made = source(figures)
    for year in ("2019", "2020"):
        whole = made.value(Period.parse(year)).value or 0
        quarters = Period.parse(year).parts(PeriodKind.QUARTER)
        assert sum(made.value(q).value or 0 for q in quarters) == whole
        assert sum(made.value(Period.parse(year), {unit}).value or 0 for unit in (1, 2, 3)) == whole


@given(reported)
def test_the_figure_shown_never_ends_after_the_day_it_is_seen(figures):
    made = source(figures)
    for asked in ("2019", "2020-Q2", "2021", "2021-03"):
        shown = made.figure_period(Period.parse(asked), date(2021, 3, 1))
        assert shown.last_day <= date(2021, 3, 1) or shown == Period.parse(asked)


@given(reported)
def test_what_is_whole_has_every_unit_that_had_begun(figures):
    made = source(figures)
    for period in made.periods():
        begun = {u for u, p in figures if p <= period} | {u for u in (1, 2, 3) if all(w != u for w, _p in figures)}
        assert made.value(period).complete is all((unit, period) in figures for unit in begun)

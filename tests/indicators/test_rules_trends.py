"""Which way, whether that is good, for how long, and how old."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.periods import Period
from ledtrad.indicators.rules import (
    Direction,
    GoodDirection,
    Goodness,
    Value,
    age_words,
    run_words,
    trend,
    trend_words,
)
from ledtrad.indicators.rules.trends import number_word, whole_months


def yearly(*numbers, first=2016):
    return {
        Period.parse(str(first + step)): Value(None if number is None else Decimal(number))
        for step, number in enumerate(numbers)
    }


YEAR_2020 = Period.parse("2020")


def test_the_share_that_fell_four_years_in_a_row():
    seen = trend(yearly(42, 41, 39, 37, 30), YEAR_2020, good_direction=GoodDirection.UP)
    assert (seen.direction, seen.goodness, seen.run, seen.change) == (Direction.DOWN, Goodness.WORSE, 4, -7)
    assert trend_words(seen) == "↓ minskar, försämring"
    assert run_words(seen) == "har minskat fyra år i rad"


def test_fewer_may_be_better():
    seen = trend(yearly(42, 41, first=2019), YEAR_2020, good_direction=GoodDirection.DOWN)
    assert trend_words(seen) == "↓ minskar, förbättring"
    assert run_words(seen) == ""


def test_neither_good_nor_bad():
    assert trend_words(trend(yearly(1, 2, first=2019), YEAR_2020)) == "↑ ökar"
    assert trend_words(trend(yearly(2, 2, first=2019), YEAR_2020, good_direction="up")) == "→ oförändrat"
    assert trend_words(None) == "–"
    assert run_words(None) == ""


def test_a_change_that_does_not_show_is_none():
    series = yearly("30.04", "29.96", first=2019)
    assert trend(series, YEAR_2020, decimals=1).direction is Direction.FLAT
    assert trend(series, YEAR_2020, decimals=2).direction is Direction.DOWN


def test_a_gap_ends_the_run():
    assert trend(yearly(42, None, 39, 37, 30), YEAR_2020).run == 2
    assert trend(yearly(42, 41, 39, None, 30), YEAR_2020) is None
    assert trend({}, YEAR_2020) is None


@given(st.lists(st.integers(0, 9), min_size=2, max_size=10))
def test_the_mirror_image_goes_the_other_way(numbers):
    last = Period.parse(str(2015 + len(numbers)))
    seen = trend(yearly(*numbers), last, good_direction="up")
    mirror = trend(yearly(*[-number for number in numbers]), last, good_direction="down")
    assert (seen.run, seen.goodness, seen.change) == (mirror.run, mirror.goodness, -mirror.change)
    assert 1 <= seen.run < len(numbers)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2020", "3 månader gammalt"),
        ("2021-03", "12 dagar gammalt"),
        ("2021-Q1", "12 dagar gammalt"),
        ("2021-02", "1 månad gammalt"),
        ("2018", "2 år gammalt"),
        ("2019", "15 månader gammalt"),
        ("2021", "perioden pågår"),
    ],
)
def test_how_old_on_12_april_2021(period, words):
    assert age_words(Period.parse(period), date(2021, 4, 12)) == words


def test_new_today():
    assert age_words(Period.parse("2021-03"), date(2021, 3, 31)) == "från i dag"
    assert age_words(Period.parse("2021-03"), date(2021, 4, 1)) == "1 dag gammalt"


def test_months_end_on_different_days():
    assert whole_months(date(2021, 1, 31), date(2021, 2, 28)) == 1
    assert whole_months(date(2020, 2, 29), date(2021, 2, 28)) == 12
    assert whole_months(date(2021, 1, 31), date(2021, 3, 30)) == 1


def test_small_numbers_in_letters():
    assert [number_word(number) for number in (1, 2, 12, 13)] == ["1", "två", "tolv", "13"]

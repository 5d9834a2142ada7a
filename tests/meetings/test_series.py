"""Registration numbers: patterns, and what comes next."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledtrad.meetings.rules import series

REAL = [
    ("SO {year}/{number:4}", 2020, 100, "", "SO 2020/0100"),
    ("SN-{year}/{number}.{plan}", 2022, 653, "111", "SN-2022/653.111"),
    ("SN-{year}/{number}.{plan}", 2022, 653, "", "SN-2022/653"),
    ("KS {year}:{number:3}", 2021, 12345, "", "KS 2021:12345"),
    ("{number} {year} dnr", 2021, 7, "", "7 2021 dnr"),
]


@pytest.mark.parametrize(("pattern", "year", "number", "plan", "text"), REAL)
def test_both_real_forms_are_written_and_read(pattern, year, number, plan, text):
    assert series.problem(pattern) == ""
    assert series.made(pattern, year, number, plan) == text
    assert series.read(pattern, text) == (year, number)


@pytest.mark.parametrize(
    "pattern",
    [
        "SN", "{year}", "{number}", "{year}{number}", "{year}/{number}/{number}", "{year}/{number} {x}",
        "{year}/{number", "{year}/{number:0}", "{year}/{number}" + "x" * 40,
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_read_back_is_refused(pattern):
    assert series.problem(pattern)


def test_another_pattern_is_no_number_of_ours():
    assert series.read("SO {year}/{number:4}", "SN-2022/653.111") is None
    assert series.read("SO {year}/{number:4}", "SO 2020/0100 ") is None


def test_what_a_diary_gave_is_passed_over():
    assert series.next_free(0, ()) == 1
    assert series.next_free(100, {101, 102, 104}) == 103
    assert series.next_free(0, {7, 41}) == 42  # goes on after the highest when none was given here


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1990, 2100), st.integers(1, 999_999), st.sampled_from(["", "111", "1.2.3", "04"]))
def test_reading_undoes_writing(year, number, plan):
    for pattern in ("SO {year}/{number:4}", "SN-{year}/{number}.{plan}", "{year} {number:7}-{plan}"):
        assert series.read(pattern, series.made(pattern, year, number, plan)) == (year, number)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=40))
def test_no_text_breaks_the_check(text):
    assert isinstance(series.problem(text), str)

"""Periods: read, written, nested, ordered and named. Hypothesis looks for the day that falls between."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core import clock
from ledtrad.core.fields import PeriodField, PeriodFormField
from ledtrad.core.periods import Period, PeriodKind, between, label, label_day, latest_ended, recent, short_label

kinds = st.sampled_from(PeriodKind)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
periods = st.builds(Period.of, kinds, days)


@given(periods)
def test_text_and_back(period):
    assert Period.parse(str(period)) == period
    assert len(str(period)) <= 8


@given(kinds, days)
def test_every_day_lies_in_exactly_one_period(kind, day):
    period = Period.of(kind, day)
    assert period.first_day <= day <= period.last_day
    assert period.previous().last_day + timedelta(days=1) == period.first_day
    assert period.next().first_day - timedelta(days=1) == period.last_day


@given(periods, st.integers(-400, 400))
def test_a_step_there_and_back(period, steps):
    assert period.shifted(steps).shifted(-steps) == period
    assert period.shifted(period.kind.per_year) == period.shifted(0).year_before().shifted(2 * period.kind.per_year)


@given(kinds, days, st.integers(0, 12))
def test_recent_periods_have_ended_and_come_newest_first(kind, day, count):
    found = recent(day, kind, count)
    assert len(found) == count
    assert all(period.has_ended(day) and period.kind is kind for period in found)
    assert all(later.previous() == earlier for later, earlier in pairwise(found))


@given(kinds, days, days)
def test_text_of_one_kind_sorts_as_the_periods_do(kind, one, other):
    first, second = Period.of(kind, one), Period.of(kind, other)
    assert (first < second) == (str(first) < str(second))
    assert (first <= second) == (not second < first)


@given(periods, kinds)
def test_parts_fill_the_period_without_gap_or_overlap(period, kind):
    if period.kind.months % kind.months:
        with pytest.raises(ValueError, match="cannot be divided"):
            period.parts(kind)
        return
    parts = period.parts(kind)
    assert sum(part.days for part in parts) == period.days
    assert all(part.within(period.kind) == period and period.contains(part) for part in parts)
    assert parts == between(parts[0], parts[-1])


def test_a_quarter_may_straddle_two_tertials():
    with pytest.raises(ValueError, match="does not lie within"):
        Period.parse("2021-Q2").within(PeriodKind.TERTIAL)
    assert Period.parse("2021-Q3").within(PeriodKind.HALF_YEAR) == Period.parse("2021-H2")


def test_a_column_gives_the_kind_as_bare_text():
    period = Period("month", 2021, 3)
    assert period == Period.parse("2021-03")
    assert period.kind is PeriodKind.MONTH
    assert Period.of("tertial", date(2021, 9, 1)) == Period.parse("2021-T3")
    assert latest_ended("quarter", date(2021, 4, 12)) == Period.parse("2021-Q1")


def test_february_in_a_leap_year():
    assert Period.parse("2020-02").last_day == date(2020, 2, 29)
    assert Period.parse("2021-02").last_day == date(2021, 2, 28)
    assert Period.parse("2020").days == 366


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-13", "2021-00", "2021-3", "2021-Q5", "2021-T4", "2021-H3", "0999", "2021-03-01", "mars"],
)
def test_what_is_no_period_says_what_to_write(text):
    with translation.override("sv"), pytest.raises(ValueError, match="är ingen period"):
        Period.parse(text)


def test_reads_lower_case_and_spaces():
    assert Period.parse(" 2021-q1 ") == Period.parse("2021-Q1")


def test_the_longer_period_comes_first_when_they_end_together():
    texts = ["2021-12", "2021", "2021-Q4", "2021-11", "2021-H2", "2021-T3"]
    ordered = [str(period) for period in sorted(map(Period.parse, texts))]
    assert ordered == ["2021-11", "2021", "2021-H2", "2021-T3", "2021-Q4", "2021-12"]


def test_a_period_has_ended_from_its_last_day():
    march = Period.parse("2021-03")
    assert not march.has_ended(date(2021, 3, 30))
    assert march.has_ended(date(2021, 3, 31))
    assert latest_ended(PeriodKind.MONTH, date(2021, 4, 12)) == march
    assert latest_ended(PeriodKind.MONTH, date(2021, 3, 31)) == march


@pytest.mark.parametrize(
    ("text", "swedish", "short"),
    [
        ("2021-03", "mars 2021", "mar 2021"),
        ("2021-Q1", "januari–mars 2021", "kv 1 2021"),
        ("2021-T1", "tertial 1 2021", "T1 2021"),
        ("2021-H1", "första halvåret 2021", "H1 2021"),
        ("2021-H2", "andra halvåret 2021", "H2 2021"),
        ("2021", "2021", "2021"),
    ],
)
def test_names(text, swedish, short):
    period = Period.parse(text)
    with translation.override("sv"):
        assert label(period).replace("\N{NO-BREAK SPACE}", " ") == swedish
        assert short_label(period).replace("\N{NO-BREAK SPACE}", " ") == short


def test_a_day_in_words_does_not_break():
    with translation.override("sv"):
        assert label_day(date(2021, 12, 31)) == "31\N{NO-BREAK SPACE}december\N{NO-BREAK SPACE}2021"


def test_the_field_keeps_text_and_gives_periods():
    field = PeriodField(null=True)
    march = Period.parse("2021-03")
    assert field.get_prep_value(march) == field.get_prep_value("2021-03") == "2021-03"
    assert field.get_prep_value(None) is None
    assert field.from_db_value("2021-03", None, None) == march
    assert field.clean(march, None) == march
    assert "max_length" not in field.deconstruct()[3]
    with pytest.raises(ValidationError):
        field.clean("mars", None)


def test_the_form_field_cleans_to_a_period():
    assert PeriodFormField().clean("2021-t1") == Period.parse("2021-T1")
    assert PeriodFormField(required=False).clean("") is None
    assert PeriodFormField().prepare_value(Period.parse("2021")) == "2021"
    assert not PeriodFormField().has_changed(Period.parse("2021"), "2021")
    with pytest.raises(ValidationError):
        PeriodFormField().clean("mars")


def test_the_clock_stands_still_in_the_demonstration(settings):
    settings.LEDTRAD_TODAY = date(2021, 4, 12)
    assert clock.today() == date(2021, 4, 12)
    assert clock.now() == datetime(2021, 4, 12, 8, 15, tzinfo=ZoneInfo("Europe/Stockholm"))
    with clock.at(date(2021, 1, 29)):
        assert clock.today() == date(2021, 1, 29)
    assert clock.today() == date(2021, 4, 12)


def test_the_clock_runs_otherwise(settings):
    settings.LEDTRAD_TODAY = None
    assert clock.now().tzinfo is not None
    moment = datetime(2021, 6, 30, 23, 30, tzinfo=ZoneInfo("UTC"))
    with clock.at(moment):
        assert clock.today() == date(2021, 7, 1)
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2021, 1, 1)):  # noqa: DTZ001
        pass

"""Dates and counts in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.web import words

TODAY = date(2021, 4, 12)
NB = "\N{NO-BREAK SPACE}"


def test_dates_are_held_together():
    assert words.nice_date(TODAY) == f"12{NB}april{NB}2021"
    assert words.short_date(date(2021, 3, 31), today=TODAY) == f"31{NB}mars"
    assert words.short_date(date(2020, 3, 31), today=TODAY) == f"31{NB}mars{NB}2020"
    assert words.weekday_date(date(2021, 4, 15), today=TODAY) == f"tors{NB}15{NB}april"


def test_a_missing_date_is_a_dash():
    assert words.nice_date(None) == words.relative_days(None, today=TODAY) == "–"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2021, 3, 31), f"12{NB}dagar sen"),
        (date(2021, 4, 11), "i går"),
        (date(2021, 4, 12), "i dag"),
        (date(2021, 4, 13), "i morgon"),
        (date(2021, 4, 15), f"om 3{NB}dagar"),
    ],
)
def test_days_from_today(day, text):
    assert words.relative_days(day, today=TODAY) == text


def test_what_has_passed_its_day_is_late():
    days = [date(2021, 2, 14), date(2021, 4, 11), date(2021, 4, 12), date(2021, 4, 15), None]
    assert [words.days_left(day, today=TODAY) for day in days] == [
        f"57{NB}dagar försenad", f"1{NB}dag försenad", "i dag", f"om 3{NB}dagar", "–"
    ]  # fmt: skip


def test_the_clock_is_written_as_each_language_does():
    moment = datetime(2021, 4, 12, 8, 15, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert words.nice_time(moment) == f"12{NB}april{NB}2021 kl.{NB}08.15"
    with translation.override("en"):
        assert words.nice_time(moment) == f"12{NB}April{NB}2021 at{NB}08:15"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_every_day_can_be_said(day):
    text = words.relative_days(day, today=TODAY)
    days = (day - TODAY).days
    assert text
    assert ("om" in text) == (days > 1)
    assert ("sen" in text) == (days < -1)


def test_error_heading_counts_in_words():
    assert words.error_heading(1) == "En sak behöver rättas"
    assert words.error_heading(2) == "Två saker behöver rättas"
    assert words.error_heading(13) == "13 saker behöver rättas"


def test_error_line_begins_with_the_field():
    assert words.error_line("Antal i mars", "Skriv med siffror") == "Antal i mars: skriv med siffror"
    assert words.error_line("Nummer", "ID finns redan") == "Nummer: ID finns redan"
    assert words.error_line("", "Perioden är inte slut.") == "Perioden är inte slut."

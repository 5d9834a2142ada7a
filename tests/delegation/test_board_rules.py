"""Plain rules: days of notice and appeal, the concluding sentence, what is due, how much is in time."""

from datetime import date

import pytest

from ledtrad.core.rest_days import is_day_of_rest, last_day
from ledtrad.delegation.queries.findings import period_before
from ledtrad.delegation.rules.followed import Counted, State, shares, state_of, worst_first
from ledtrad.delegation.rules.listing import due_on, incomplete_fields
from ledtrad.delegation.rules.notice import notice
from ledtrad.delegation.rules.requirements import DEFAULT, Requirement
from ledtrad.delegation.rules.sentences import Figures, conclusion
from ledtrad.delegation.rules.words import ListKind


def test_the_notice_is_up_within_two_days_and_the_appeal_runs_three_weeks_from_it():
    found = notice(date(2021, 3, 29), date(2021, 3, 30), announce_days=2, appeal_days=21)
    assert (found.announce_by, found.appeal_until) == (date(2021, 3, 31), date(2021, 4, 20))
    assert not found.announced_late
    assert not found.is_final(date(2021, 4, 20))
    assert found.is_final(date(2021, 4, 21))
    assert notice(date(2021, 3, 29), date(2021, 4, 1), announce_days=2, appeal_days=21).announced_late
    assert notice(date(2021, 3, 29), None, announce_days=2, appeal_days=21).appeal_until is None


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2021, 4, 17), date(2021, 4, 19)),  # Saturday
        (date(2021, 4, 2), date(2021, 4, 6)),  # Good Friday, Easter
        (date(2021, 5, 13), date(2021, 5, 14)),  # Ascension
        (date(2021, 6, 25), date(2021, 6, 28)),  # Midsummer's Eve
        (date(2021, 12, 24), date(2021, 12, 27)),
        (date(2021, 12, 31), date(2022, 1, 3)),
        (date(2024, 5, 1), date(2024, 5, 2)),
        (date(2025, 6, 6), date(2025, 6, 9)),
        (date(2021, 4, 20), date(2021, 4, 20)),
    ],
)
def test_a_last_day_on_a_day_of_rest_moves_to_the_next_working_day(day, until):
    assert last_day(day) == until


@pytest.mark.parametrize(
    "easter", [date(2000, 4, 23), date(2008, 3, 23), date(2019, 4, 21), date(2021, 4, 4), date(2024, 3, 31),
               date(2038, 4, 25)]
)  # fmt: skip
def test_good_friday_and_easter_monday_are_known(easter):
    assert is_day_of_rest(date.fromordinal(easter.toordinal() - 2))
    assert is_day_of_rest(date.fromordinal(easter.toordinal() + 1))
    assert not is_day_of_rest(date.fromordinal(easter.toordinal() + 2))


def figures(**totals):
    return Figures.of({"decisions": 10, "execution": 0, "to_report": 10, "reported": 10, "in_time": 10, "late": 0,
                       "missing": 0} | totals)  # fmt: skip


@pytest.mark.parametrize(
    ("found", "opened", "begins"),
    [
        (figures(), 0, "Ja."),
        (figures(reported=99, missing=1), 1, "Nästan."),
        (figures(reported=5, missing=5), 5, "Nej."),
        (figures(decisions=0), 0, "Inga delegationsbeslut"),
        (figures(reported=0, in_time=0), 0, "Inget av periodens"),
    ],
)
def test_the_conclusion_answers_the_heading(found, opened, begins):
    assert conclusion(found, opened).startswith(begins)


def test_what_is_neither_told_nor_due_waits():
    found = figures(to_report=10, reported=4, in_time=3, late=1, missing=1)
    assert (found.told, found.waiting, found.share) == (5, 5, 60)


def test_the_chairs_urgent_decisions_are_due_at_the_very_next_meeting():
    held = [date(2021, 3, 17), date(2021, 4, 21)]
    assert due_on(date(2021, 3, 15), held, ListKind.URGENT, 7) == date(2021, 3, 17)
    assert due_on(date(2021, 3, 15), held, ListKind.ORDINARY, 7) == date(2021, 4, 21)
    assert due_on(date(2021, 4, 20), held, ListKind.ORDINARY, 7) is None


def test_fields_that_are_blank_or_malformed():
    values = {"source": "x", "source_id": "1", "board": "SN", "decided_on": date(2021, 1, 1), "item": "2.4",
              "function": "a", "person": "b", "matter": "SN  1", "decision": " "}  # fmt: skip
    assert incomplete_fields(values, DEFAULT) == ("decision",)
    rules = [Requirement("matter", "2", r"SN \d{4}/\d+"), Requirement("amount", "2.4"), Requirement("amount", "3")]
    assert incomplete_fields(values, rules) == ("matter", "amount")
    assert incomplete_fields({**values, "item": "21"}, rules) == ()


@pytest.mark.parametrize(
    ("due", "told", "state"),
    [
        (date(2021, 3, 17), date(2021, 3, 17), State.IN_TIME),
        (date(2021, 3, 17), date(2021, 4, 21), State.LATE),
        (date(2021, 3, 17), None, State.MISSING),
        (date(2021, 4, 21), None, State.WAITS),
        (None, None, State.WAITS),
        (None, date(2021, 3, 17), State.IN_TIME),
    ],
)
def test_how_it_went(due, told, state):
    assert state_of(due, told, date(2021, 4, 12)) == state


def test_shares_have_their_numerator_and_denominator_and_the_worst_comes_first():
    rows = [Counted("2021-01", "2.1", "a", State.IN_TIME, 3), Counted("2021-01", "2.1", "a", State.MISSING, 1),
            Counted("2021-01", "2.4", "a", State.IN_TIME, 2), Counted("2021-01", "9", "a", State.WAITS, 2)]  # fmt: skip
    found = worst_first(shares(rows, lambda r: r.item))
    assert [(s.key, s.in_time, s.due, s.percent) for s in found] == [
        ("2.1", 3, 4, 75), ("2.4", 2, 2, 100), ("9", 0, 0, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        (date(2021, 1, 1), date(2021, 3, 31), (date(2020, 10, 1), date(2020, 12, 31))),
        (date(2021, 3, 1), date(2021, 3, 31), (date(2021, 2, 1), date(2021, 2, 28))),
        (date(2021, 1, 1), date(2021, 12, 31), (date(2020, 1, 1), date(2020, 12, 31))),
        (date(2021, 1, 11), date(2021, 1, 20), (date(2021, 1, 1), date(2021, 1, 10))),
    ],
)
def test_the_period_before(first, last, before):
    assert period_before(first, last) == before

"""When a report-back is late, what comes next, and in which state that leaves the assignment."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.rules.assignments import Look, Reported, Work
from ledtrad.thread.rules import Status

DAY = date(2021, 4, 12)
any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
days = st.integers(0, 1400).map(lambda n: date(2020, 1, 1) + timedelta(days=n))


@st.composite
def reported(draw):
    """One that came before it was answered, if it came at all."""
    due, came = draw(days), draw(st.none() | days)
    answered = came + timedelta(days=draw(st.integers(0, 200))) if came and draw(st.booleans()) else None
    return Reported(due, came, answered, draw(st.booleans()))


rows = st.lists(reported(), max_size=6)


@any_machine
@given(rows, days)
def test_late_is_exactly_how_far_the_next_day_has_passed(found, day):
    late, due = rules.days_late(found, day), rules.next_due(found, day)
    assert late == (0 if due is None or due >= day else (day - due).days)


@any_machine
@given(rows, days)
def test_what_is_handed_in_is_never_late(found, day):
    came = [r for r in found if r.reported_on is not None and r.reported_on <= day]
    assert rules.days_late(came, day) == 0
    assert rules.next_due(came, day) is None


@any_machine
@given(rows, days, st.integers(1, 400))
def test_it_only_gets_later_while_nothing_is_handed_in(found, day, more):
    waiting = [Reported(r.due_on) for r in found]
    then = rules.days_late(waiting, day + timedelta(days=more))
    assert then >= rules.days_late(waiting, day)
    assert then - rules.days_late(waiting, day) <= more


@any_machine
@given(rows, days)
def test_the_next_day_is_one_that_was_set(found, day):
    due = rules.next_due(found, day)
    assert due is None or due in {r.due_on for r in found}
    assert due is None or all(due <= r.due_on for r in found if r.is_awaited(day))


@any_machine
@given(rows, days)
def test_the_board_is_waited_for_when_something_came_and_nothing_was_said(found, day):
    waits = rules.waits_for_board(found, day)
    latest = rules.latest_reported(found, day)
    assert not waits or latest is not None
    answered = [Reported(r.due_on, r.reported_on, r.reported_on) for r in found if r.reported_on]
    assert not rules.waits_for_board(answered, day)


@any_machine
@given(days, st.none() | days, days)
def test_it_is_open_from_the_decision_up_to_the_day_that_ends_it(decided, closed, day):
    assert rules.is_open_on(decided, closed, day) == (decided <= day and (closed is None or day < closed))


@any_machine
@given(st.lists(st.booleans()))
def test_the_effect_is_followed_when_it_alone_is_waited_for(waiting):
    assert rules.awaits_effect_alone(waiting) == (len(waiting) > 0 and False not in waiting)


@pytest.mark.parametrize(
    ("state", "due_on", "waits", "expected"),
    [
        ("open", DAY - timedelta(days=1), False, Look.LATE),
        ("open", DAY - timedelta(days=1), True, Look.LATE),
        ("open", DAY, False, Look.IN_TIME),
        ("open", DAY, True, Look.WAITS),
        ("open", None, True, Look.WAITS),
        ("open", None, False, Look.UNDATED),
        ("effect", DAY, False, Look.EFFECT),
        ("effect", DAY - timedelta(days=1), False, Look.LATE),
        ("closed", None, False, Look.CLOSED),
        ("closed", DAY - timedelta(days=1), True, Look.CLOSED),
        ("withdrawn", None, False, Look.WITHDRAWN),
    ],
)
def test_how_it_stands_in_a_word(state, due_on, waits, expected):
    assert rules.look(state=state, due_on=due_on, waits=waits, today=DAY) == expected


@pytest.mark.parametrize(
    ("closed", "withdrawn", "late", "expected"),
    [
        (True, False, False, Status.MET),
        (False, False, True, Status.MISSED),
        (False, False, False, Status.NONE),
        (False, True, True, Status.NONE),
    ],
)
def test_how_it_stands_in_the_thread(closed, withdrawn, late, expected):
    assert rules.standing(is_closed=closed, is_withdrawn=withdrawn, is_late=late) == expected


def test_sixty_days_are_a_long_time_alone():
    assert not rules.is_left_alone(DAY - timedelta(days=59), DAY)
    assert rules.is_left_alone(DAY - timedelta(days=60), DAY)


def test_what_is_done_comes_before_what_goes_on_and_what_waits_says_why():
    work = [
        Work("dropped", "D", "utgår", "för dyrt"),
        Work("on_hold", "C", "avvaktar", "inget bygglov"),
        Work("ongoing", "B"),
        Work("planned", "E", "klar senast 1 maj 2021"),
        Work("done", "A", "klar 3 mars 2021"),
    ]
    assert rules.proposed_lines(work, rules.TAKEN) == "- A (klar 3 mars 2021)\n- B"
    assert rules.proposed_lines(work, rules.PLANNED) == (
        "- E (klar senast 1 maj 2021)\n- C (avvaktar: inget bygglov)\n- D (utgår: för dyrt)"
    )

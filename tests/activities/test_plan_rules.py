"""What a plan sums to, what is held up, and which circles are refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.activities.rules.plans import (
    Effect,
    Flow,
    Tally,
    blocked,
    flow,
    sums,
    tally,
)
from ledtrad.thread.rules import would_close_circle

TODAY = date(2021, 4, 12)
D = Decimal


@pytest.mark.parametrize(
    ("expected", "full_from", "came", "found"),
    [
        (None, None, None, Flow.NOTHING_EXPECTED),
        (None, date(2020, 1, 1), D(5), Flow.NOTHING_EXPECTED),
        (D(100), None, None, Flow.NOT_YET),
        (D(100), date(2021, 7, 1), None, Flow.NOT_YET),
        (D(100), date(2021, 7, 1), D(40), Flow.ON_ITS_WAY),
        (D(100), date(2021, 7, 1), D(100), Flow.REACHED),
        (D(100), date(2021, 4, 12), D(99), Flow.BELOW),  # the day itself counts
        (D(100), date(2021, 4, 13), D(99), Flow.ON_ITS_WAY),
        (D(100), date(2020, 10, 1), None, Flow.UNREPORTED),
        (D(0), date(2020, 10, 1), D(0), Flow.REACHED),
    ],
)
def test_how_an_effect_goes(expected, full_from, came, found):
    assert flow(expected=expected, full_from=full_from, came=came, today=TODAY) == found


def test_the_savings_of_the_source_documents():
    """3.8 million a year, eight posts to four and one more: promised and realised are told apart."""
    measures = [
        Effect("done", D(2_200_000), D(2_150_000), D(4), D(4)),
        Effect("done", D(600_000), D(600_000), D(1), D(1)),
        Effect("ongoing", D(1_000_000), D(450_000)),
    ]
    found = sums(measures, D(3_800_000))
    assert (found.expected, found.came, found.posts, found.posts_gone) == (D(3_800_000), D(3_200_000), D(5), D(5))
    assert (found.remains, found.uncovered) == (D(600_000), D(0))


def test_a_dropped_measure_promises_nothing_but_keeps_what_it_brought():
    found = sums([Effect("dropped", D(500), D(80), D(2), D(1)), Effect("planned", D(100), None)], None)
    assert (found.expected, found.came, found.dropped, found.posts, found.posts_gone) == (100, 80, 500, 0, 1)
    assert found.remains is None
    assert found.uncovered is None


amounts = st.none() | st.decimals(0, 10_000_000, places=2)
effects = st.lists(
    st.builds(Effect, st.sampled_from(["planned", "ongoing", "on_hold", "done", "dropped"]), amounts, amounts)
)


@given(effects, st.decimals(1, 10_000_000, places=2))
def test_sums_hang_on_no_order_and_never_go_below_zero(measures, deficit):
    found = sums(measures, deficit)
    assert found == sums(reversed(measures), deficit)
    assert found.remains >= 0
    assert found.uncovered >= 0
    assert found.expected + found.dropped == sum((m.expected or 0 for m in measures), D(0))


def test_what_is_held_up():
    waits = {1: [2, 3], 4: [2], 5: [3], 6: [1]}
    states = {1: "planned", 2: "done", 3: "ongoing", 4: "planned", 5: "done", 6: "dropped"}
    assert blocked(waits, states) == {1: [3]}


def test_what_was_dropped_holds_up_what_waits_for_it():
    assert blocked({1: [2]}, {1: "planned", 2: "dropped"}) == {1: [2]}


def test_circles():
    waits = {2: [3], 3: [4]}
    assert would_close_circle(4, 2, waits)
    assert would_close_circle(1, 1, {})
    assert not would_close_circle(1, 2, waits)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30))
def test_adding_only_what_is_allowed_never_makes_a_circle(pairs):
    waits: dict[int, set[int]] = {}
    for activity, on in pairs:
        if not would_close_circle(activity, on, waits):
            waits.setdefault(activity, set()).add(on)

    def reaches(start: int, wanted: int, seen: frozenset[int]) -> bool:
        return any(n == wanted or (n not in seen and reaches(n, wanted, seen | {n})) for n in waits.get(start, ()))

    assert not any(reaches(n, n, frozenset()) for n in waits)


def test_counting():
    rows = [
        ("planned", date(2021, 4, 11)),
        ("ongoing", None),
        ("on_hold", date(2021, 4, 12)),
        ("done", date(2020, 1, 1)),
    ]
    found = tally([*rows, ("dropped", date(2020, 1, 1))], TODAY)
    assert found == Tally(planned=1, ongoing=1, on_hold=1, done=1, dropped=1, late=1)
    assert found.all == 4

"""What the thread suggests, and which links make sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.thread.rules import (
    ALLOWED,
    Evidence,
    Kind,
    LinkKind,
    Status,
    differs,
    far_apart,
    may_link,
    suggested_status,
    suggestions,
    would_close_circle,
)

MET, PARTLY, MISSED, NONE = Status.MET, Status.PARTLY, Status.MISSED, Status.NONE


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], NONE),
        ([NONE, NONE], NONE),
        ([MET, MET], MET),
        ([MET, NONE], MET),
        ([MISSED, MISSED], MISSED),
        ([MISSED, NONE], MISSED),
        ([MET, MISSED], PARTLY),
        ([PARTLY, MISSED], PARTLY),
        ([PARTLY], PARTLY),
    ],
)
def test_the_rule_as_stated(evidence, expected):
    assert suggested_status(evidence) is expected


@given(st.lists(st.sampled_from(Status)), st.randoms())
def test_order_says_nothing(evidence, random):
    shuffled = list(evidence)
    random.shuffle(shuffled)
    assert suggested_status(shuffled) is suggested_status(evidence)


def goal(id, status=NONE):
    return Evidence(id, True, status)


def leaf(id, status):
    return Evidence(id, False, status)


def run(nodes, below):
    return suggestions({n.id: n for n in nodes}, below)


def test_a_goal_hears_its_sub_goals_indicators():
    found = run([goal(1), goal(2), leaf(3, MISSED)], {1: [2], 2: [3]})
    assert found == {1: MISSED, 2: MISSED}


def test_a_sub_goal_without_figures_speaks_through_its_assessment():
    assert run([goal(1), goal(2, MET)], {1: [2]})[1] is MET


def test_figures_under_a_sub_goal_speak_instead_of_its_assessment():
    assert run([goal(1), goal(2, MET), leaf(3, MISSED)], {1: [2], 2: [3]})[1] is MISSED


def test_a_circle_is_refused():
    with pytest.raises(ValueError, match="ancestor"):
        run([goal(1), goal(2)], {1: [2], 2: [1]})


def test_nodes_outside_say_nothing():
    assert run([goal(1)], {1: [99]}) == {1: NONE}


@st.composite
def threads(draw):
    """A thread without circles: links only go from a higher number to a lower one."""
    goals = draw(st.integers(1, 8))
    leaves = draw(st.lists(st.sampled_from(Status), max_size=8))
    nodes = [goal(i, draw(st.sampled_from(Status))) for i in range(goals)]
    nodes += [leaf(100 + i, s) for i, s in enumerate(leaves)]
    pairs = [(t, s) for t in range(goals) for s in range(t + 1, goals)]
    pairs += [(t, n.id) for t in range(goals) for n in nodes if not n.is_goal]
    return nodes, draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []


def below(pairs):
    found = {}
    for target, source in pairs:
        found.setdefault(target, []).append(source)
    return found


@given(threads(), st.randoms())
def test_the_order_of_links_says_nothing(thread, random):
    nodes, pairs = thread
    first = run(nodes, below(pairs))
    random.shuffle(pairs)
    random.shuffle(nodes)
    assert run(nodes, below(pairs)) == first


@given(threads())
def test_a_shared_node_counts_once(thread):
    """Saying every link twice changes nothing."""
    nodes, pairs = thread
    assert run(nodes, below(pairs + pairs)) == run(nodes, below(pairs))


@given(threads())
def test_a_goal_is_met_only_if_nothing_below_says_otherwise(thread):
    nodes, pairs = thread
    found = run(nodes, below(pairs))
    by_id = {n.id: n for n in nodes}
    for target, source in pairs:
        if found[target] is MET and not by_id[source].is_goal:
            assert by_id[source].status in (MET, NONE)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12), st.integers(0, 6), st.integers(0, 6))
def test_no_accepted_link_makes_a_circle(asked, source, target):
    above = {}
    for low, high in [*asked, (source, target)]:
        if not would_close_circle(low, high, above):
            above.setdefault(low, set()).add(high)
    for start in above:
        seen, waiting = set(), list(above[start])
        while waiting:
            current = waiting.pop()
            assert current != start
            if current not in seen:
                seen.add(current)
                waiting += above.get(current, ())


def test_an_indicator_cannot_break_down_a_law():
    assert not may_link(LinkKind.BREAKS_DOWN, Kind.INDICATOR, Kind.DOCUMENT)
    assert may_link(LinkKind.MEASURES, Kind.INDICATOR, Kind.GOAL)
    assert set(ALLOWED) == set(LinkKind)


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_far_apart_is_a_kind_of_difference(a, b):
    assert far_apart(a, b) == far_apart(b, a)
    assert not far_apart(a, b) or differs(a, b)
    assert not differs(a, NONE)

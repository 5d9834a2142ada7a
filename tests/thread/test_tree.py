"""The nested list: every kept node appears, it ends, and it is as deep as the thread is."""

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.thread import tree
from ledtrad.thread.rules import Status
from ledtrad.thread.snapshot import Knot, Snapshot, Tie

UNIT = SimpleNamespace(name="AFE")


def snapshot(size, links):
    """Goals 1 … size with links (lower, upper)."""
    return Snapshot(
        knots=[
            Knot(n, f"M-{n:04d}", "goal", None, f"Mål {n}", "", 1, None, Status.NONE, Status.NONE)
            for n in range(1, size + 1)
        ],
        ties=[Tie(source, target, kind, "whole") for source, target, kind in links],
        levels={},
        units={1: UNIT},
        posts={},
        shares=[],
        today=date(2021, 4, 12),
    )


def breaks_down(*pairs):
    return [(lower, upper, "breaks_down") for lower, upper in pairs]


def lines(branches):
    """(depth, id) line by line."""
    found, waiting = [], [(b, 0) for b in reversed(branches)]
    while waiting:
        branch, depth = waiting.pop()
        found.append((depth, branch.knot.id))
        waiting += [(child, depth + 1) for child in reversed(branch.children)]
    return found


def build(held, **more):
    return tree.build(held, gap_counts={}, **more)


@st.composite
def threads(draw, circles=False):
    size = draw(st.integers(1, 14))
    one = st.integers(1, size)
    pairs = draw(
        st.lists(st.tuples(one, one, st.sampled_from(["breaks_down", "measures", "shared_with"])), max_size=30)
    )
    links = [(max(a, b), min(a, b), k) if not circles else (a, b, k) for a, b, k in pairs if a != b]
    return snapshot(size, links)


@given(threads(), st.data())
def test_every_kept_node_appears(held, data):
    chosen = data.draw(st.none() | st.sampled_from(sorted(held.knots)))
    matching = data.draw(st.none() | st.sets(st.sampled_from(sorted(held.knots))))
    shown = {pk for _depth, pk in lines(build(held, chosen=chosen, matching=matching))}
    assert shown == tree.kept_nodes(held, chosen=chosen, matching=matching)


@given(threads(circles=True))
def test_even_what_hangs_in_a_circle_appears_and_the_list_ends(held):
    assert {pk for _depth, pk in lines(build(held))} == set(held.knots)


@given(threads())
def test_a_node_stands_once_under_each_that_it_serves(held):
    expected = {(t.source, t.target) for t in held.ties if t.kind != "shared_with"}
    roots = [pk for pk in held.knots if not any(lower == pk for lower, _upper in expected)]
    assert len(lines(build(held))) == len(expected) + len(roots)


@given(threads(), st.integers(1, 8), st.data())
def test_the_list_is_cut_but_keeps_the_chosen_node(held, most, data):
    chosen = data.draw(st.none() | st.sampled_from(sorted(held.knots)))
    kept = tree.kept_nodes(held, chosen=chosen, matching=None)
    shown = {pk for _depth, pk in lines(build(held, chosen=chosen, most=most))}
    assert len(shown) == min(most, len(kept))
    assert shown <= kept


@given(threads(), st.data())
def test_what_is_written_opens_and_closes_alike(held, data):
    chosen = data.draw(st.none() | st.sampled_from(sorted(held.knots)))
    branches = build(held, chosen=chosen)
    depth, written = 0, []
    for step in tree.steps(branches):
        written.append((depth, step.branch.knot.id))
        depth += bool(step.branch.children) - len(step.closes)
    assert depth == 0
    assert written == lines(branches)


@pytest.mark.parametrize("chosen", [None, 1, 1000, 2000])
def test_a_thread_may_be_deep(chosen):
    held = snapshot(2000, breaks_down(*[(n + 1, n) for n in range(1, 2000)]))
    assert len(tree.steps(build(held, chosen=chosen))) == 2000


def test_a_shared_goal_is_folded_out_at_its_first_place_only():
    held = snapshot(4, breaks_down((3, 1), (3, 2), (4, 3)))
    assert lines(build(held)) == [(0, 1), (1, 3), (2, 4), (0, 2), (1, 3)]
    assert build(held)[1].children[0].repeated


def test_only_the_chosen_thread_is_shown():
    held = snapshot(5, breaks_down((2, 1), (3, 2), (4, 1)))
    assert {pk for _depth, pk in lines(build(held, chosen=2))} == {1, 2, 3}


def test_what_matches_keeps_what_is_above_it():
    held = snapshot(5, breaks_down((2, 1), (3, 2), (4, 1)))
    assert {pk for _depth, pk in lines(build(held, matching={3}))} == {1, 2, 3}


def test_the_way_to_the_chosen_node_is_open_and_the_rest_is_folded():
    held = snapshot(6, breaks_down((2, 1), (3, 2), (4, 3), (5, 4)))
    top = build(held, chosen=2)[0]
    middle = top.children[0]
    assert (top.open, middle.chosen, middle.open, middle.children[0].open) == (True, True, True, True)
    assert not middle.children[0].children[0].open

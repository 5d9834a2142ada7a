"""The order of a plan's states, and what became of each goal from one edition to the next."""

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from ledtrad.goals import rules

STATES = ["draft", "adopted", "in_force", "closed"]


def test_a_plan_goes_one_step_at_a_time_and_never_back():
    allowed = {pair for pair in product(STATES, STATES) if rules.may_become(*pair)}
    assert allowed == set(pairwise(STATES))


texts = st.sampled_from(["", "Fler i arbete", "Färre i arbete"])
lists = st.lists(st.fixed_dictionaries({"title": texts, "target": texts}), max_size=2)


@st.composite
def editions(draw):
    numbers = draw(st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=5))
    return [
        {"number": n, "title": draw(texts), "wanted_state": draw(texts), "indicators": draw(lists)} for n in numbers
    ]


def outcomes(old, new):
    return {c.number: c.outcome for c in rules.compare(old, new)}


@given(editions())
def test_an_edition_is_the_same_as_itself(one):
    assert set(outcomes(one, one).values()) <= {"same"}


@given(editions(), editions())
def test_every_goal_of_either_edition_is_named_once(old, new):
    found = [c.number for c in rules.compare(old, new)]
    assert sorted(found) == sorted({g["number"] for g in [*old, *new]})


@given(editions(), editions())
def test_what_is_added_one_way_is_removed_the_other(old, new):
    there, back = outcomes(old, new), outcomes(new, old)
    mirrored = {"added": "removed", "removed": "added", "changed": "changed", "same": "same"}
    assert {n: mirrored[o] for n, o in there.items()} == back


@given(editions())
def test_the_order_of_indicators_is_no_change(one):
    other = [{**g, "indicators": g["indicators"][::-1]} for g in one]
    assert set(outcomes(one, other).values()) <= {"same"}


@given(editions())
def test_copies_are_compared_with_what_they_were_copied_from(one):
    copies = [{**g, "number": f"{g['number']}2", "copied_from": g["number"]} for g in one]
    assert set(outcomes(one, copies).values()) <= {"same"}
    assert len(rules.compare(one, copies)) == len(one)


def test_old_and_new_words_stand_beside_each_other():
    old = [{"number": "M-1", "title": "Fler", "indicators": [{"title": "Andel", "target": "minst 40 %"}]}]
    new = [{"number": "M-1", "title": "Färre", "indicators": [{"title": "Andel", "target": "minst 45 %"}]}]
    [found] = rules.compare(old, new)
    assert [(c.field, c.before, c.after) for c in found.changes] == [
        ("title", "Fler", "Färre"),
        ("indicators", "Andel (minst 40 %)", "Andel (minst 45 %)"),
    ]

"""Goals that say nearly the same are found; goals that merely sound like steering documents are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.thread.similarity import THRESHOLD, similar_pairs

INTERNAL = {
    "arbetslöshet inom": "Arbetslösheten minskar och inkluderingen ökar av medborgare i Lunds kommun",
    "kompetens inom": "Kompetensförsörjningen till arbetsgivare inklusive Lunds kommun klaras av",
    "näringsliv inom": "Näringslivet i kommunen utvecklas",
}
EXTERNAL = {
    "arbetslöshet utom": "Minskad arbetslöshet genom samverkan kring kompetensförsörjning i kommunerna",
    "grupper utom": "Prioritera grupper som står långt från arbetsmarknaden",
    "jämställdhet utom": "Samverka för en bättre jämställdhet och integration",
}
"""The goals of the internal and the external agreement in the 2021 review of Lund's social services board."""


def found(texts, **more):
    return {frozenset((pair.a, pair.b)) for pair in similar_pairs(texts, **more)}


def test_the_two_agreements_overlap_where_the_review_says_so():
    assert found(INTERNAL | EXTERNAL) == {
        frozenset(("arbetslöshet inom", "arbetslöshet utom")),
        frozenset(("kompetens inom", "arbetslöshet utom")),
    }


def test_unrelated_goals_are_far_below_the_threshold():
    wanted = found(INTERNAL | EXTERNAL)
    rest = [p for p in similar_pairs(INTERNAL | EXTERNAL, 1) if frozenset((p.a, p.b)) not in wanted]
    assert all(pair.score < THRESHOLD - 10 for pair in rest)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arbetslösheten ska minska", "Minskad arbetslöshet"),
        ("Ungdomsarbetslösheten ska minska", "Minskad arbetslöshet bland unga"),
        ("Fler elever når gymnasiebehörighet", "Andelen elever med gymnasiebehörighet ska öka"),
        ("Kommunens klimatpåverkan ska minska", "Minskad klimatpåverkan"),
        ("Kompetensförsörjning i vården", "Kompetensförsörjningen inom vård och omsorg"),
        ("Kompetensförsörjning i vården", "Kompetensförsöjning i vården"),
        ("Stärkt samverkan", "Samverkan ska stärkas"),
    ],
)
def test_inflection_order_compounds_and_slips_of_the_pen(one, other):
    assert found({1: one, 2: other}) == {frozenset((1, 2))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Samverkan med civilsamhället ska öka", "Samverkan med näringslivet ska öka"),
        ("Invånarna ska vara delaktiga", "Invånarna ska ha en god hälsa"),
        ("Kommunens klimatpåverkan ska minska", "Kommunens sjukfrånvaro ska minska"),
        ("Bra bostäder för äldre", "Bra skola för alla"),
        ("", "Näringslivet utvecklas"),
        ("", ""),
    ],
)
def test_the_trades_common_words_make_no_pair(one, other):
    assert found({1: one, 2: other}) == set()


def test_names_given_count_for_nothing():
    texts = {1: "Trygga Björkvalla", 2: "Gröna Björkvalla"}
    assert found(texts)
    assert not found(texts, names=["Björkvalla"])


def test_most_alike_first_then_as_given():
    texts = {
        1: "Minskad arbetslöshet",
        2: "Minskad sjukfrånvaro",
        3: "Arbetslösheten minskar",
        4: "Minskad sjukfrånvaro i skolan",
    }
    pairs = similar_pairs(texts)
    assert [(pair.a, pair.b) for pair in pairs] == [(1, 3), (2, 4)]
    assert pairs[0].score == 100


@given(st.dictionaries(st.integers(), st.text(max_size=60), max_size=8))
def test_any_text_gives_scores_in_range_and_each_pair_once(texts):
    pairs = similar_pairs(texts, 0)
    assert all(0 <= pair.score <= 100 and pair.a != pair.b for pair in pairs)
    assert len({frozenset((pair.a, pair.b)) for pair in pairs}) == len(pairs)


@given(st.text(alphabet="abcdefgåäö ", min_size=8, max_size=60))
def test_a_text_is_like_itself_or_says_nothing(text):
    assert all(pair.score == 100 for pair in similar_pairs({1: text, 2: text}, 0))

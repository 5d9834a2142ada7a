"""What a unit manager reads: one sentence that is true, plain and correctly inflected."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.periods import Period
from ledtrad.indicators.rules import (
    AmountUnit,
    Reason,
    ReasonCode,
    Side,
    Stage,
    Value,
    goal_words,
    stage_words,
    threshold_of,
)
from ledtrad.indicators.rules.words import difference, difference_unit, quantity, telling_decimals, when
from tests.indicators.targets import judged, plain, rule, series

D = Decimal
NBSP = "\N{NO-BREAK SPACE}"
HALF = {"amount": 50, "amount_unit": AmountUnit.PERCENT, "side": Side.DOWN}


@pytest.mark.parametrize(
    ("target", "values", "on", "unit", "sentence"),
    [
        (rule("at_least", "2020", 45), series(y2020=46), "2020", "procent",
         "46 procent 2020, 1 procentenhet över målet minst 45 procent."),
        (rule("at_least", "2020", 45), series(y2020=45), "2020", "%",
         "45 procent 2020, precis på målet minst 45 procent."),
        (rule("at_most", "2020", 45), series(y2020=52), "2020", "dagar",
         "52 dagar 2020, 7 dagar över målet högst 45 dagar."),
        (rule("at_most", "2020", 2), series(y2020=1), "2020", "personer",
         "1 person 2020, 1 person under målet högst 2 personer."),
        (rule("at_least", "2021-T1", 1500, due_on=date(2021, 4, 30)), series(y2021_T1=1284), "2021-T1", "kronor",
         "1 284 kronor tertial 1 2021, 216 kronor under målet minst 1 500 kronor."),
        (rule("between", "2020", 30, upper=36), series(y2020=33), "2020", "dagar",
         "33 dagar 2020, inom målet mellan 30 och 36 dagar."),
        (rule("between", "2020", 30, upper=36), series(y2020=29), "2020", "dagar",
         "29 dagar 2020, 1 dag under målet mellan 30 och 36 dagar."),
        (rule("change_from_year_before", "2020", side=Side.DOWN), series(y2019=245, y2020=245), "2020", "hushåll",
         "245 hushåll 2020, men målet är färre än året före (245)."),
        (rule("change_from_year_before", "2020", side=Side.UP), series(y2019=12, y2020=15), "2020", "antal",
         "15 för 2020. Målet är mer än året före (12); det är 3 över."),
        (rule("change_from_year_before", "2020", side=Side.DOWN), series(y2019=985, y2020=1182), "2020", "hushåll",
         "1 182 hushåll 2020. Målet är färre än året före (985); det är 197 över."),
        (rule("change_from_year_before", "2020", side=Side.DOWN), series(y2019=23, y2020=20), "2020", "procent",
         "20 procent 2020. Målet är mindre än året före (23 procent); det är 3 procentenheter under."),
        (rule("change_from_baseline", baseline_value=200, **HALF), series(y2021_02=190), "2021-02", "antal",
         "190 i februari 2021, 7 över takten 183 mot högst 100."),
        (rule("change_from_baseline", baseline_value=200, **HALF), series(y2021_02=183), "2021-02", "antal",
         "183 i februari 2021, precis i takt mot högst 100."),
        (rule("at_least", amount=45), series(y2021_03=30), "2021-03", "procent",
         "30 procent i mars 2021, 15 procentenheter under målet minst 45 procent senast 31 december 2021."),
        (rule("at_most", amount=45), series(y2021_03=50), "2021-03", "procent",
         "50 procent i mars 2021, 5 procentenheter över målet högst 45 procent senast 31 december 2021."),
        (rule("at_most", amount=40, accumulates=True), series(y2021_01=20, y2021_02=21), "2021-02", "placeringar",
         "41 placeringar till och med februari 2021, 1 placering över målet högst 40 placeringar."),
        (rule("at_most", "2020", "21.5"), series(y2020=30), "2020", "procent",
         "30 procent 2020, 8,5 procentenheter över målet högst 21,5 procent."),
        (rule("at_most", "2020", "21.5"), series(y2020="30.25"), "2020", "procent",
         "30 procent 2020, 9 procentenheter över målet högst 21,5 procent."),
        (rule("at_least", amount=40, accumulates=True), series(y2021_01=2), "2021-01", "",
         "2 i januari 2021, 2 under takten 4 mot minst 40."),
    ],
)  # fmt: skip
def test_sentences(target, values, on, unit, sentence):
    assert plain(judged(target, values, on, unit_of_measure=unit).sentence) == sentence


@pytest.mark.parametrize(
    ("target", "values", "reference", "basis"),
    [
        (rule("at_least", amount=45), series(y2021=1), {}, ""),
        (rule("change_from_baseline", amount=2, side=Side.UP, baseline_value=23), series(y2021=1), {},
         "2 procentenheter mer än nuläget 23 procent"),
        (rule("change_from_baseline", side=Side.DOWN, baseline_value=23), series(y2021=1), {},
         "mindre än nuläget 23 procent"),
        (rule("change_from_year_before", amount=D("1.5"), side=Side.DOWN), series(y2020=23, y2021=1), {},
         "1,5 procentenheter mindre än 2020, 23 procent"),
        (rule("change_from_year_before", side=Side.UP), series(y2020=23, y2021=1), {}, "mer än 2020, 23 procent"),
        (rule("difference_from_reference", side=Side.DOWN, reference="riket"), series(y2021=1), series(y2021=6),
         "riket 2021: 6 procent"),
        (rule("difference_from_reference", amount=10, side=Side.UP, reference="riket", amount_unit=AmountUnit.PERCENT),
         series(y2021=1), series(y2021=6), "10 procent över riket 2021, 6 procent"),
    ],
)  # fmt: skip
def test_how_the_threshold_came_about(target, values, reference, basis):
    seen = judged(target, values, "2021", reference=reference, unit_of_measure="procent")
    assert plain(seen.basis) == basis


THREE = rule(
    "milestone",
    stages=(Stage("infört", date(2021, 3, 31)), Stage("", date(2021, 6, 30)), Stage("utvärderat", date(2021, 12, 31))),
)


@pytest.mark.parametrize(
    ("month", "stage", "sentence"),
    [
        ("2021-02", 0, "Steg 0 av 3 i februari 2021, och steg 1, ”infört”, ska vara klart senast 31 mars 2021."),
        ("2021-04", 0, "Steg 0 av 3 i april 2021, men steg 1, ”infört”, skulle vara klart 31 mars 2021."),
        ("2021-04", 1, "Steg 1 av 3 (infört) i april 2021, och steg 2 ska vara klart senast 30 juni 2021."),
        ("2021-06", 1, "Steg 1 av 3 (infört) i juni 2021, men steg 2 skulle vara klart 30 juni 2021."),
        ("2021-06", 3, "Alla 3 steg är klara i juni 2021."),
    ],
)
def test_milestones(month, stage, sentence):
    assert plain(judged(THREE, {Period.parse(month): Value(D(stage))}, month).sentence) == sentence


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (rule("at_least", amount=45), "minst 45 procent"),
        (rule("between", amount=30, upper="36.5"), "mellan 30,0 och 36,5 procent"),
        (rule("change_from_year_before", side=Side.DOWN), "mindre än året före (23 procent)"),
        (rule("change_from_baseline", amount=2, side=Side.UP, baseline_value=23), "minst 25 procent"),
        (rule("milestone"), "klart senast 31 december 2021"),
        (THREE, "alla 3 steg klara senast 31 december 2021"),
    ],
)
def test_what_is_wanted(target, words):
    threshold = threshold_of(target, series=series(y2020=23), period=Period.parse("2021"))
    assert plain(goal_words(target, threshold, "procent", 0)) == words


def test_a_milestone_of_one_stage():
    done = rule("milestone")
    assert plain(judged(done, series(y2021_03=1), "2021-03").sentence) == "Klart i mars 2021."
    assert plain(judged(done, series(y2021_03=0), "2021-03").sentence) == (
        "Inte klart i mars 2021, ska vara klart senast 31 december 2021."
    )
    assert [stage_words(done, 0), stage_words(THREE, 2)] == ["inte klart", "steg 2 av 3"]


def test_numbers_that_differ_never_look_alike():
    seen = judged(rule("at_least", "2020", 45), series(y2020="44.96"), "2020", unit_of_measure="procent")
    assert plain(seen.sentence) == "44,96 procent 2020, 0,04 procentenheter under målet minst 45,00 procent."


@given(st.decimals(-100, 100, places=3), st.decimals(-100, 100, places=3), st.integers(0, 2))
def test_enough_decimals_are_shown(one, other, decimals):
    shown = telling_decimals(decimals, (one, other))
    assert shown >= decimals
    assert one == other or quantity(one, "", shown) != quantity(other, "", shown)


def test_one_is_singular():
    assert quantity(D(1), "personer", 0) == f"1{NBSP}person"
    assert quantity(D("1.0"), "Timmar", 1) == f"1,0{NBSP}timme"
    assert quantity(D(-1), "dagar", 0) == f"−1{NBSP}dag"
    assert quantity(D("1.5"), "dagar", 1) == f"1,5{NBSP}dagar"
    assert quantity(D(0), "elever", 0) == f"0{NBSP}elever"
    assert quantity(D(1284), "kronor per invånare", 0) == f"1{NBSP}284{NBSP}kronor per invånare"
    assert difference(D(1), "%", 0) == f"1{NBSP}procentenhet"
    assert difference(D(2), "personer", 0) == f"2{NBSP}personer"
    assert [difference_unit(unit) for unit in ("procent", "antal", "personer")] == ["procentenheter", "", "personer"]


def test_when():
    assert plain(when(Period.parse("2021-Q1"))) == "januari–mars 2021"
    assert plain(when(Period.parse("2021-H1"), bare=True)) == "för första halvåret 2021"
    assert plain(when(Period.parse("2021-03"), so_far_from=Period.parse("2021-03"))) == "i mars 2021"
    assert plain(when(Period.parse("2021-03"), so_far_from=Period.parse("2021-01"))) == "till och med mars 2021"


@pytest.mark.parametrize("code", ReasonCode)
@pytest.mark.parametrize("period", [None, Period.parse("2019")])
def test_every_reason_is_a_sentence(code, period):
    sentence = Reason(code, period, name="riket.", present=1, expected=3).sentence
    assert sentence.endswith(".")
    assert "%" not in sentence

"""Each form of target (R27, R28, R20b), with the figures of the source documents where they have any."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.indicators.rules import (
    AmountUnit,
    Reason,
    ReasonCode,
    Result,
    Side,
    Stage,
    Status,
    ThresholdKind,
    Value,
    direction_problem,
    rule_problems,
    status_word,
    threshold_of,
    value_of,
)
from tests.indicators.targets import judged, period, plain, rule, series

D = Decimal
DOUBLED = rule("change_from_baseline", amount=100, amount_unit=AmountUnit.PERCENT, side=Side.UP, baseline_value=100)
PLACEMENTS = replace(DOUBLED, accumulates=True)
BELOW_THE_COUNTRY = rule("difference_from_reference", "2020", -1, side=Side.DOWN, reference="riket")
FEWER = rule("change_from_year_before", "2020", side=Side.DOWN)
INTRODUCED = rule("milestone", stages=(Stage("infört", date(2021, 6, 30)), Stage("utvärderat", date(2021, 12, 31))))


# ── At least, at most ────────────────────────────────────────────────────────
def test_30_percent_against_45():
    seen = judged(rule("at_least", "2020", 45), series(y2020=30), "2020", unit_of_measure="procent")
    assert (seen.result, seen.status, seen.distance, seen.distance_unit) == (
        Result.NOT_MET,
        Status.MISSED,
        15,
        "procentenheter",
    )
    assert plain(seen.sentence) == "30 procent 2020, 15 procentenheter under målet minst 45 procent."
    assert status_word(seen) == "Ej uppnått"


@pytest.mark.parametrize(("kind", "value"), [("at_least", 46), ("at_least", 45), ("at_most", 45), ("at_most", 0)])
def test_met_with_the_margin_as_distance(kind, value):
    seen = judged(rule(kind, "2020", 45), series(y2020=value), "2020")
    assert seen.result is Result.MET
    assert seen.distance == -abs(45 - value)
    assert status_word(seen) == "Uppnått"


def test_between_is_met_on_both_edges():
    target = rule("between", "2020", 30, upper=36)
    results = [judged(target, series(y2020=value), "2020").result for value in (29, 30, 33, 36, 37)]
    assert results == [Result.NOT_MET, Result.MET, Result.MET, Result.MET, Result.NOT_MET]
    assert [judged(target, series(y2020=value), "2020").distance for value in (28, 32, 36, 40)] == [2, -2, 0, 4]


# ── Change from the baseline ─────────────────────────────────────────────────
def test_the_200_is_computed():
    assert threshold_of(DOUBLED, series={}, period=period("2021-02")).value == 200
    january = judged(DOUBLED, series(y2021_01=100), "2021-01")
    assert (january.threshold, january.threshold_kind) == (200, ThresholdKind.AT_LEAST)
    assert plain(january.basis) == "100 procent mer än nuläget 100"


def test_107_in_february_is_behind_the_pace():
    seen = judged(DOUBLED, series(y2021_02=107), "2021-02")
    assert (seen.result, seen.status, seen.pace, seen.distance) == (Result.NOT_MET, Status.PARTLY, 117, 93)
    assert seen.progress == D("0.07")
    assert status_word(seen) == "Efter takten"
    assert plain(seen.sentence) == "107 i februari 2021, 10 under takten 117 mot minst 200."


def test_117_in_february_is_on_track():
    assert judged(DOUBLED, series(y2021_02=116), "2021-02").result is Result.NOT_MET
    seen = judged(DOUBLED, series(y2021_02=117), "2021-02")
    assert (seen.result, seen.status, status_word(seen)) == (Result.ON_TRACK, Status.MET, "I takt")


def test_no_progress_and_the_wrong_way():
    assert status_word(judged(DOUBLED, series(y2021_02=100), "2021-02")) == "Inte påbörjat"
    wrong = judged(DOUBLED, series(y2021_02=90), "2021-02")
    assert (wrong.status, status_word(wrong)) == (Status.MISSED, "Åt fel håll")


def test_the_baseline_may_be_a_period_of_the_series():
    target = rule("change_from_baseline", amount=10, side=Side.DOWN, baseline_period="2020-12")
    seen = judged(target, series(y2020_12=60, y2021_06=55), "2021-06")
    assert (seen.threshold, seen.result) == (50, Result.ON_TRACK)
    assert seen.pace == 55  # 181 of 365 days down from 60 to 50 is 55.04: at most 55
    assert judged(target, series(y2020_12=60, y2021_06=56), "2021-06").result is Result.NOT_MET


def test_the_baseline_may_come_from_the_plan():
    target = rule("change_from_baseline", amount=10, side=Side.UP)
    assert judged(target, series(y2021=30), "2021").reason.code is ReasonCode.BASELINE_MISSING
    assert judged(target, series(y2021=30), "2021", baseline=D(20)).result is Result.MET


def test_a_larger_share_needs_no_amount():
    target = rule("change_from_baseline", side=Side.UP, baseline_value=23)
    assert judged(target, series(y2021=23), "2021").result is Result.NOT_MET
    assert judged(target, series(y2021="23.1"), "2021").result is Result.MET
    assert judged(target, series(y2021_03=23), "2021-03").result is Result.NOT_MET


def test_missing_baseline_says_which_value():
    target = rule("change_from_baseline", amount=10, side=Side.UP, baseline_period="2019")
    seen = judged(target, series(y2021=30), "2021")
    assert (seen.result, seen.status, seen.reason.code) == (
        Result.NOT_ASSESSABLE,
        Status.NONE,
        ReasonCode.BASELINE_MISSING,
    )
    assert seen.sentence == "Målet går inte att räkna ut: värdet för 2019 saknas."
    assert status_word(seen) == "Ej bedömt"


def test_an_incomplete_baseline_is_none():
    target = rule("change_from_baseline", amount=10, side=Side.UP, baseline_period="2020")
    values = series(y2021=30) | {period("2020"): Value(D(12), present=11, expected=12)}
    assert judged(target, values, "2021").reason == Reason(ReasonCode.BASELINE_MISSING, period("2020"))


def test_a_start_past_the_target_asks_for_the_target():
    target = rule("at_least", amount=45, baseline_value=50)
    assert judged(target, series(y2021_03=45), "2021-03").result is Result.MET
    fallen = judged(target, series(y2021_03=44), "2021-03")
    assert (fallen.pace, status_word(fallen)) == (45, "Åt fel håll")


def test_percent_of_zero_is_no_target():
    target = rule("change_from_baseline", amount=50, amount_unit=AmountUnit.PERCENT, side=Side.UP, baseline_value=0)
    seen = judged(target, series(y2021=3), "2021")
    assert seen.reason.code is ReasonCode.BASELINE_ZERO
    assert "procent av 0" in seen.sentence
    by_amount = rule("change_from_baseline", amount=5, side=Side.UP, baseline_value=0)
    assert judged(by_amount, series(y2021=5), "2021").result is Result.MET


def test_a_third_more_than_107_persons_is_143():
    target = rule("change_from_baseline", amount=33, amount_unit=AmountUnit.PERCENT, side=Side.UP, baseline_value=107)
    assert judged(target, series(y2021=142), "2021").threshold == 143
    assert judged(target, series(y2021="142.5"), "2021").threshold == D("142.31")


# ── Change from the year before ──────────────────────────────────────────────
def test_fewer_households_than_the_year_before():
    results = [judged(FEWER, series(y2019=245, y2020=value), "2020").result for value in (244, 245, 246)]
    assert results == [Result.MET, Result.NOT_MET, Result.NOT_MET]


def test_month_against_the_same_month():
    target = rule("change_from_year_before", side=Side.UP, amount=10, amount_unit=AmountUnit.PERCENT)
    values = series(y2020_02=50, y2020_03=40, y2021_02=54, y2021_03=44)
    assert judged(target, values, "2021-03").result is Result.MET
    february = judged(target, values, "2021-02")
    assert (february.threshold, february.pace, february.status) == (55, None, Status.PARTLY)


def test_the_year_before_missing():
    seen = judged(FEWER, series(y2020=244), "2020")
    assert seen.sentence == "Målet går inte att räkna ut: värdet för 2019 saknas."
    assert isinstance(threshold_of(FEWER, series={}, period=period("2020")), Reason)


def test_the_side_may_follow_the_good_direction():
    target = rule("change_from_year_before", "2020")
    values = series(y2019=245, y2020=240)
    assert judged(target, values, "2020").reason.code is ReasonCode.RULE_UNFINISHED
    assert judged(target, values, "2020", good_direction="down").result is Result.MET
    assert judged(target, values, "2020", good_direction="up").result is Result.NOT_MET


# ── Difference from a reference ──────────────────────────────────────────────
def test_one_percentage_point_below_the_country():
    country = series(y2020="5.6")
    seen = judged(
        BELOW_THE_COUNTRY, series(y2020="5.3"), "2020", reference=country, unit_of_measure="procent", decimals=1
    )
    assert (seen.threshold, seen.result, seen.distance) == (D("4.6"), Result.NOT_MET, D("0.7"))
    assert plain(seen.sentence) == "5,3 procent 2020, 0,7 procentenheter över målet högst 4,6 procent."
    assert plain(seen.basis) == "1 procentenhet under riket 2020, 5,6 procent"
    assert judged(BELOW_THE_COUNTRY, series(y2020="4.6"), "2020", reference=country).result is Result.MET


def test_the_country_has_no_value_yet():
    seen = judged(BELOW_THE_COUNTRY, series(y2020="5.3"), "2020", reference=series(y2019="5.7"))
    assert seen.sentence == "Målet går inte att räkna ut: värdet för riket 2020 saknas."


def test_reasonable_cost_is_the_mean_of_the_municipalities_or_lower():
    """R20b: no amount, and an equal cost is reasonable."""
    target = rule("difference_from_reference", "2020", side=Side.DOWN, reference="medel för landets 290 kommuner")
    mean = series(y2020=1284)
    results = [judged(target, series(y2020=cost), "2020", reference=mean).result for cost in (1284, 1285)]
    assert results == [Result.MET, Result.NOT_MET]


# ── Running sums ─────────────────────────────────────────────────────────────
def test_41_of_200_by_march_is_nine_behind():
    seen = judged(PLACEMENTS, series(y2021_01=10, y2021_02=11, y2021_03=20), "2021-03")
    assert (seen.value, seen.threshold, seen.pace, seen.status) == (41, 200, 50, Status.PARTLY)
    assert plain(seen.sentence) == "41 till och med mars 2021, 9 under takten 50 mot minst 200."


def test_a_running_sum_has_no_holes():
    seen = judged(PLACEMENTS, series(y2021_01=10, y2021_03=20), "2021-03")
    assert seen.reason == Reason(ReasonCode.GAP, period("2021-02"))
    assert seen.threshold == 200


def test_the_baseline_year_is_summed_from_its_months():
    target = rule("change_from_baseline", amount=20, side=Side.UP, baseline_period="2020", accumulates=True)
    months = {month: Value(D(10)) for month in period("2020").parts(PeriodKind.MONTH)}
    assert threshold_of(target, series=months, period=period("2021-01")).value == 140
    del months[period("2020-07")]
    assert threshold_of(target, series=months, period=period("2021-01")).code is ReasonCode.BASELINE_MISSING


def test_a_ceiling_is_kept_month_by_month():
    target = rule("at_most", amount=365, accumulates=True)
    seen = {value: judged(target, series(y2021_01=value), "2021-01") for value in (31, 32, 366)}
    assert [judgement.result for judgement in seen.values()] == [Result.ON_TRACK, Result.NOT_MET, Result.NOT_MET]
    assert [status_word(judgement) for judgement in seen.values()] == ["I takt", "Efter takten", "Ej uppnått"]
    assert "1 över takten 31 mot högst 365" in plain(seen[32].sentence)


def test_a_running_sum_between():
    target = rule("between", amount=365, upper=730, accumulates=True)
    results = [judged(target, series(y2021_01=value), "2021-01").result for value in (30, 31, 62, 63)]
    assert results == [Result.NOT_MET, Result.ON_TRACK, Result.ON_TRACK, Result.NOT_MET]


def test_this_years_sum_against_the_same_months_of_last_year():
    """Summer jobs come in summer: 30 by March is no lag when last year had 25 by March."""
    target = rule("change_from_year_before", side=Side.UP, amount=20, amount_unit=AmountUnit.PERCENT, accumulates=True)
    last_year = {month: Value(D(5)) for month in period("2020").parts(PeriodKind.MONTH)}
    last_year |= series(y2020_06=100, y2020_07=100, y2020_02=15)
    seen = judged(target, last_year | series(y2021_01=10, y2021_02=10, y2021_03=10), "2021-03")
    assert (seen.threshold, seen.pace, seen.result) == (312, 30, Result.ON_TRACK)


def test_last_years_pace_with_an_amount_takes_its_part_of_it():
    target = rule("change_from_year_before", side=Side.UP, amount=12, accumulates=True)
    last_year = {month: Value(D(5)) for month in period("2020").parts(PeriodKind.MONTH)}
    seen = judged(target, last_year | series(y2021_01=6, y2021_02=6, y2021_03=6), "2021-03")
    assert (seen.threshold, seen.pace, seen.result) == (72, 18, Result.ON_TRACK)


def test_last_year_known_only_as_a_whole_gives_the_straight_line():
    target = rule("change_from_year_before", side=Side.UP, amount=10, accumulates=True)
    seen = judged(target, series(y2020=190, y2021_01=16), "2021-01")
    assert (seen.threshold, seen.pace, seen.result) == (200, 17, Result.NOT_MET)


def test_a_running_sum_ends_with_its_target():
    target = rule("at_least", "2021-Q1", 30, accumulates=True)
    values = series(y2021_01=10, y2021_02=10, y2021_03=9, y2021_04=10)
    assert judged(target, values, "2021-04").value == 29
    assert judged(target, values, "2020-12").reason.code is ReasonCode.NO_VALUE


# ── Milestones ───────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("month", "stage", "result", "word"),
    [
        ("2021-03", 0, Result.ON_TRACK, "I takt"),
        ("2021-06", 0, Result.NOT_MET, "Inte påbörjat"),
        ("2021-06", 1, Result.ON_TRACK, "I takt"),
        ("2021-12", 1, Result.NOT_MET, "Ej uppnått"),
        ("2021-12", 2, Result.MET, "Uppnått"),
        ("2021-03", 2, Result.MET, "Uppnått"),
    ],
)
def test_introduced_and_evaluated_during_2021(month, stage, result, word):
    seen = judged(INTRODUCED, {period(month): Value(D(stage))}, month)
    assert (seen.result, status_word(seen), seen.distance) == (result, word, 2 - stage)


def test_a_late_stage_after_the_first_is_partly():
    three = rule(
        "milestone", stages=tuple(Stage(name, date(2021, month, 28)) for name, month in (("a", 2), ("b", 3), ("c", 9)))
    )
    seen = judged(three, series(y2021_03=1), "2021-03")
    assert (seen.status, status_word(seen), seen.pace) == (Status.PARTLY, "Efter takten", 2)


def test_a_stage_that_does_not_exist():
    for stage in ("3", "-1", "0.5"):
        seen = judged(INTRODUCED, series(y2021_03=stage), "2021-03")
        assert seen.reason.code is ReasonCode.NO_SUCH_STAGE
    assert seen.sentence == "Steg 0,5 finns inte: målet har 2 steg."


def test_done_or_not_done():
    target = rule("milestone")
    assert plain(judged(target, series(y2021_12=0), "2021-12").sentence) == (
        "Inte klart i december 2021, men skulle vara klart 31 december 2021."
    )
    assert judged(target, series(y2021_12=1), "2021-12").result is Result.MET


# ── What cannot be judged ────────────────────────────────────────────────────
def test_no_value():
    target = rule("at_least", amount=45)
    assert judged(target, {}, "2021-03").sentence.replace("\N{NO-BREAK SPACE}", " ") == "Värdet för mars 2021 saknas."
    assert judged(target, {}, "2021-03").threshold == 45


def test_zero_denominator():
    values = {period("2021"): value_of("ratio", numerator=D(0), denominator=D(0))}
    seen = judged(rule("at_least", amount=45), values, "2021")
    assert (seen.reason.code, seen.reason.period) == (ReasonCode.ZERO_DENOMINATOR, period("2021"))


def test_an_incomplete_sum_is_never_judged():
    values = {period("2021"): Value(D(300), present=2, expected=3)}
    seen = judged(rule("at_least", amount=200), values, "2021")
    assert seen.reason.code is ReasonCode.INCOMPLETE
    assert seen.sentence == "Bara 2 av 3 värden har rapporterats för 2021, så målet bedöms inte."


def test_a_bare_share_can_be_judged():
    values = {period("2020"): value_of("ratio", D(30))}
    assert judged(rule("at_least", "2020", 45), values, "2020").distance == 15


def test_before_the_due_date_without_a_start():
    seen = judged(rule("at_least", amount=45), series(y2021_03=30), "2021-03", unit_of_measure="procent")
    assert (seen.status, seen.pace, status_word(seen)) == (Status.PARTLY, None, "Inte uppnått än")


# ── Rules that are not finished ──────────────────────────────────────────────
@pytest.mark.parametrize(
    ("target", "field"),
    [
        (rule("at_least"), "amount"),
        (rule("between", amount=5), "upper"),
        (rule("between", amount=5, upper=4), "upper"),
        (rule("change_from_baseline", amount=5), "side"),
        (rule("change_from_baseline", amount=-5, side=Side.UP), "amount"),
        (rule("difference_from_reference", side=Side.UP), "reference"),
        (rule("at_least", amount=5, due_on=date(2020, 12, 31)), "due_on"),
        (rule("milestone", stages=(Stage("b", date(2021, 2, 1)), Stage("a", date(2021, 1, 1)))), "stages"),
    ],
)
def test_an_unfinished_rule_names_the_field(target, field):
    assert [name for name, _ in rule_problems(target)] == [field]
    assert judged(target, series(y2021=5), "2021").reason.code is ReasonCode.RULE_UNFINISHED


@pytest.mark.parametrize("target", [DOUBLED, PLACEMENTS, BELOW_THE_COUNTRY, FEWER, INTRODUCED])
def test_the_sources_rules_are_sound(target):
    assert rule_problems(target) == []


def test_a_target_against_the_good_direction():
    assert direction_problem(rule("at_most", amount=5), "up")
    assert direction_problem(rule("at_least", amount=5), "up") is None
    assert direction_problem(INTRODUCED, "down") is None
    assert Period.parse("2021") == DOUBLED.period

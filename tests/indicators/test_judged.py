"""Figures and verdicts as read from the database: which period, which units, which target."""

from datetime import date
from decimal import Decimal

import pytest

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.indicators import standings
from ledtrad.indicators.models import Indicator, Standing
from ledtrad.indicators.queries import judged, load
from ledtrad.indicators.rules import Result, TargetKind, ValueKind
from ledtrad.indicators.serializing import as_data
from ledtrad.thread.models import Node
from tests.factories import GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim, compare, observe, reports, share, supported

TODAY = date(2021, 4, 12)


def plain(text):
    """With ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def judge(indicator, period, **more):
    fresh = Indicator.objects.select_related("unit").filter(pk=indicator.pk)
    return judged(fresh, Period.parse(str(period)), on=TODAY, **more)[indicator.pk]


@pytest.fixture
def sn(world):
    return world.unit("SN")


def test_thirty_per_cent_against_fortyfive_is_fifteen_points_short(sn):
    data = as_data(judge(share(unit=sn), 2020))
    assert (data["value"], data["threshold"], data["result"], data["distance"]) == (30, 45, "not_met", 15)
    assert plain(data["sentence"]) == "30 procent 2020, 15 procentenheter under målet minst 45 procent."
    assert plain(data["target"]) == "minst 45 procent"


def test_eightyseven_of_two_hundred_and_twentythree_keeps_its_counts(sn):
    made = IndicatorFactory(unit=sn, value_kind=ValueKind.RATIO, unit_of_measure="procent")
    observe(made, 2020, 87, of=223)
    data = as_data(judge(made, 2020))
    assert (data["numerator"], data["denominator"]) == (87, 223)
    assert data["value"] == pytest.approx(39.013453)
    assert (data["target"], data["threshold"], data["result"]) == (None, None, "not_assessable")


def test_two_hundred_is_computed_from_the_baseline(sn):
    found = judge(supported(unit=sn), 2021)
    assert found.threshold_value == 200
    assert (found.period, found.value.value, found.distance) == (Period.parse("2021-02"), 107, 93)
    assert "takten" in found.sentence


def test_a_yearly_figure_is_shown_under_a_later_quarter_with_its_own_period(sn):
    found = judge(share(unit=sn), "2021-Q1")
    assert (found.period, found.value.value) == (Period.parse("2020"), 30)


def test_a_yearly_figure_that_is_overdue_shows_as_missing(sn):
    made = IndicatorFactory(unit=sn, report_days=45)
    observe(made, 2019, 151)
    found = judge(made, "2021-Q1")
    assert (found.period, found.value.value) == (Period.parse("2020"), None)
    assert found.sentence == "Värdet för 2020 saknas."


def test_before_the_time_to_report_has_run_out_the_earlier_figure_is_shown(sn):
    made = IndicatorFactory(unit=sn, report_days=150)
    observe(made, 2019, 151)
    assert judge(made, "2021-Q1").period == Period.parse("2019")


def test_a_quarter_is_the_sum_of_its_months(sn):
    made = IndicatorFactory(unit=sn, periodicity=PeriodKind.MONTH)
    for month, value in (("2021-01", 11), ("2021-02", 13), ("2021-03", 17)):
        observe(made, month, value)
    assert judge(made, "2021-Q1").value.value == 41


def test_a_quarter_with_a_hole_shows_the_latest_month_that_is_whole(sn):
    made = IndicatorFactory(unit=sn, periodicity=PeriodKind.MONTH)
    observe(made, "2021-01", 11)
    observe(made, "2021-02", 13)
    found = judge(made, "2021-Q1")
    assert (found.period, found.value.value) == (Period.parse("2021-02"), 13)


def test_a_running_sum_is_held_against_the_year(sn):
    made = IndicatorFactory(unit=sn, periodicity=PeriodKind.MONTH)
    for month, value in (("2021-01", 11), ("2021-02", 13), ("2021-03", 17)):
        observe(made, month, value)
    aim(made, 2021, TargetKind.AT_LEAST, 200, accumulates=True)
    found = judge(made, "2021-03")
    assert (found.value.value, found.shown, found.judgement.pace) == (17, 41, 50)


def test_shares_of_several_units_are_summed_never_averaged(world):
    made = reports(
        IndicatorFactory(unit=world.unit("SN"), value_kind=ValueKind.RATIO, unit_of_measure="procent"),
        world.unit("AFE"),
        world.unit("1824"),
    )
    observe(made, 2020, 1, of=2, unit=world.unit("AFE"))
    observe(made, 2020, 0, of=98, unit=world.unit("1824"))
    assert judge(made, 2020).value.value == 1


def test_a_unit_that_has_not_reported_makes_the_figure_incomplete(world):
    made = reports(IndicatorFactory(unit=world.unit("SN")), world.unit("AFE"), world.unit("1824"))
    observe(made, 2020, 7, unit=world.unit("AFE"))
    aim(made, 2020, TargetKind.AT_LEAST, 5)
    found = judge(made, 2020)
    assert (found.value.present, found.value.expected) == (1, 2)
    assert found.judgement.result is Result.NOT_ASSESSABLE


def test_a_unit_that_began_to_report_later_is_not_missed_before(world):
    made = reports(IndicatorFactory(unit=world.unit("SN")), world.unit("AFE"), world.unit("1824"))
    observe(made, 2019, 7, unit=world.unit("AFE"))
    observe(made, 2020, 8, unit=world.unit("AFE"))
    observe(made, 2020, 9, unit=world.unit("1824"))
    assert judge(made, 2019).value.complete
    assert judge(made, 2020).value.value == 17


def test_a_unit_that_no_longer_reports_still_counts_where_it_did(world):
    made = reports(IndicatorFactory(unit=world.unit("SN")), world.unit("AFE"))
    observe(made, 2019, 7, unit=world.unit("AFE"))
    observe(made, 2019, 5, unit=world.unit("1824"))
    assert judge(made, 2019).value.value == 12


def test_a_part_of_the_organisation_sees_its_own_figure(world):
    made = reports(IndicatorFactory(unit=world.unit("SN")), world.unit("AFE"), world.unit("1824"))
    observe(made, 2020, 7, unit=world.unit("AFE"))
    observe(made, 2020, 9, unit=world.unit("1824"))
    assert judge(made, 2020, within={world.unit("AFE").pk}).value.value == 7


def test_another_units_target_does_not_hold_for_the_whole(world):
    made = IndicatorFactory(unit=world.unit("SN"))
    observe(made, 2020, 100)
    aim(made, 2020, TargetKind.AT_MOST, 90, unit=world.unit("BSN"))
    assert judge(made, 2020).target is None
    assert judge(made, 2020, unit_id=world.unit("BSN").pk).judgement.result is Result.NOT_MET


def test_the_owners_own_target_holds_for_the_whole(sn):
    made = IndicatorFactory(unit=sn)
    observe(made, 2020, 100)
    aim(made, 2020, TargetKind.AT_MOST, 90, unit=sn)
    assert judge(made, 2020).judgement.result is Result.NOT_MET


def test_a_months_target_goes_before_the_years(sn):
    made = IndicatorFactory(unit=sn, periodicity=PeriodKind.MONTH)
    observe(made, "2021-02", 5)
    aim(made, 2021, TargetKind.AT_LEAST, 10)
    aim(made, "2021-02", TargetKind.AT_LEAST, 4)
    assert judge(made, "2021-02").judgement.result is Result.MET


def test_one_percentage_point_below_the_country(sn):
    made = IndicatorFactory(
        unit=sn, value_kind=ValueKind.RATIO, unit_of_measure="procent", decimals=1, good_direction="down"
    )
    observe(made, 2020, 3186, of=118000)
    country = compare(made, "riket", y2020="3.9")
    aim(made, 2020, TargetKind.DIFFERENCE_FROM_REFERENCE, 1, side="down", reference=country)
    found = judge(made, 2020)
    assert found.threshold_value == Decimal("2.9")
    assert found.judgement.result is Result.MET


def test_fewer_than_the_year_before_without_a_year_before_says_what_is_missing(sn):
    made = IndicatorFactory(unit=sn, good_direction="down", unit_of_measure="hushåll")
    observe(made, 2020, 245)
    aim(made, 2020, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    found = judge(made, 2020)
    assert found.judgement.result is Result.NOT_ASSESSABLE
    assert found.sentence == "Målet går inte att räkna ut: värdet för 2019 saknas."


# ── Standings ────────────────────────────────────────────────────────────────
def test_the_standing_says_what_judging_says(sn):
    made = share(unit=sn)
    row = Standing.objects.select_related("indicator", "target__reference").get(indicator=made)
    found = judge(made, 2020)
    assert (row.value, row.threshold, row.distance, row.status) == (30, 45, 15, "missed")
    assert (row.word, row.sentence) == (found.word, found.sentence)
    assert (row.is_complete, row.previous) == (True, 37)


@pytest.mark.parametrize("kind", ["pace", "milestone", "reason", "none", "bare"])
def test_every_standing_can_say_its_sentence_again(sn, kind):
    made = {"pace": supported, "milestone": _milestone, "reason": _uncomputable, "none": _empty, "bare": _bare}[kind](
        unit=sn
    )
    standings.recompute([made.pk])
    row = Standing.objects.select_related("indicator", "target__reference").get(indicator=made)
    if row.period is not None:
        assert row.sentence == judge(made, row.period).sentence
        assert row.word == judge(made, row.period).word
    else:
        assert row.sentence == "Inget värde är rapporterat än."


def _milestone(unit):
    made = IndicatorFactory(
        unit=unit, value_kind=ValueKind.MILESTONE, periodicity=PeriodKind.MONTH, stages=["Börjat", "Infört"]
    )
    observe(made, "2021-03", 0)
    steps = [{"name": "Börjat", "due": "2021-02-28"}, {"name": "Infört", "due": "2021-12-31"}]
    aim(made, 2021, TargetKind.MILESTONE, stages=steps)
    return made


def _uncomputable(unit):
    made = IndicatorFactory(unit=unit, good_direction="down")
    observe(made, 2020, 245)
    aim(made, 2020, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    return made


def _empty(unit):
    return IndicatorFactory(unit=unit)


def _bare(unit):
    made = IndicatorFactory(unit=unit)
    observe(made, 2020, 421)
    return made


def test_a_goal_hears_of_its_indicators(sn):
    made, goal = share(unit=sn), GoalFactory(unit=sn)
    link(made, "measures", goal)
    standings.recompute([made.pk])
    assert Node.objects.get(pk=goal.pk).suggested == "missed"


# ── Queries ──────────────────────────────────────────────────────────────────
def test_reading_takes_two_queries_whatever_the_number(sn, django_assert_num_queries):
    share(number="I-1", unit=sn)
    for _round in range(2):
        listed = list(Indicator.objects.all())
        with django_assert_num_queries(2):
            load(listed)
        for _n in range(3):
            share(number=f"I-{Indicator.objects.count() + 1}", unit=sn)


def test_recomputing_takes_as_many_queries_for_one_as_for_all(sn, django_assert_num_queries):
    share(number="I-1", unit=sn)
    for _round in range(2):
        with django_assert_num_queries(7):
            standings.recompute()
        for _n in range(3):
            share(number=f"I-{Indicator.objects.count() + 1}", unit=sn)

"""Who reports what, when, and what stays when it is corrected."""

from datetime import date
from decimal import Decimal

import pytest

from ledtrad.core import ledger
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.indicators.actions import (
    CannotReport,
    DoesNotReport,
    PeriodStillOpen,
    WrongPeriod,
    defer,
    report_value,
)
from ledtrad.indicators.models import Deferral, Observation, Standing
from ledtrad.indicators.rules import TargetKind, ValueKind
from ledtrad.thread.models import Node
from tests.factories import GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe, reports

MARCH = Period.parse("2021-03")


@pytest.fixture
def count(world):
    """New supported employments a month: Anna answers, her unit reports, comments are wanted."""
    made = IndicatorFactory(
        number="I-026",
        unit=world.unit("SN"),
        responsible=world.functions["anna"],
        periodicity=PeriodKind.MONTH,
        comment_required=True,
        source="Enhetens förteckning",
    )
    return reports(made, world.unit("AFE"))


def report(world, indicator, who="anna", unit="AFE", period=MARCH, **figure):
    figure = figure or {"value": Decimal(5), "comment": "Fem anställningar."}
    return report_value(indicator=indicator, unit=world.unit(unit), period=period, actor=world.actor(who), **figure)


def test_the_holder_of_the_responsible_function_reports(world, count):
    made = report(world, count)
    assert (made.value, made.comment, made.source) == (5, "Fem anställningar.", "Enhetens förteckning")
    assert (made.made_by_label, made.function, made.period_end) == ("Anna", world.functions["anna"], date(2021, 3, 31))


@pytest.mark.parametrize("who", ["johan", "dag"])
def test_whoever_manages_the_reporting_unit_may(world, count, who):
    assert report(world, count, who).made_by_label == who.capitalize()


@pytest.mark.parametrize("who", ["bo", "cecilia", "elsa", "eva", "kim", "karin", "disa", "adam", "sven", "nils"])
def test_nobody_else_may(world, count, who):
    with pytest.raises(CannotReport):
        report(world, count, who)
    assert not Observation.objects.exists()


def test_a_unit_that_does_not_report_is_refused(world, count):
    with pytest.raises(DoesNotReport):
        report(world, count, unit="1824")


def test_the_indicators_own_unit_reports_when_none_is_named(world):
    made = IndicatorFactory(unit=world.unit("AFE"), periodicity=PeriodKind.MONTH)
    assert report(world, made).value == 5


def test_a_period_of_another_length_is_refused(world, count):
    with pytest.raises(WrongPeriod) as refusal:
        report(world, count, period=Period.parse("2021-Q1"))
    assert refusal.value.field == "period"


def test_a_period_that_has_not_ended_is_refused(world, count):
    with pytest.raises(PeriodStillOpen):
        report(world, count, period=Period.parse("2021-04"))


def test_the_last_day_of_a_period_is_soon_enough(world, count):
    from ledtrad.core import clock

    with clock.at(date(2021, 4, 30)):
        assert report(world, count, period=Period.parse("2021-04")).value == 5


@pytest.mark.parametrize(
    ("kind", "figure", "field"),
    [
        (ValueKind.SUM, {"comment": "Inget"}, "value"),
        (ValueKind.SUM, {"value": Decimal(1), "numerator": Decimal(1)}, "numerator"),
        (ValueKind.RATIO, {"numerator": Decimal(1)}, "denominator"),
        (ValueKind.RATIO, {"denominator": Decimal(1)}, "numerator"),
        (ValueKind.RATIO, {"numerator": Decimal(1), "denominator": Decimal(-1)}, "denominator"),
        (ValueKind.RATIO, {"value": Decimal(90), "numerator": Decimal(1), "denominator": Decimal(2)}, "value"),
        (ValueKind.RATIO, {}, "numerator"),
        (ValueKind.MILESTONE, {"value": Decimal(4)}, "value"),
        (ValueKind.MILESTONE, {"value": Decimal("0.5")}, "value"),
        (ValueKind.MILESTONE, {"value": Decimal(-1)}, "value"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_at_its_field(world, count, kind, figure, field):
    count.value_kind, count.stages = kind, ["Ett", "Två", "Tre"]
    with pytest.raises(Invalid) as refusal:
        report(world, count, **(figure or {"comment": ""}))
    assert refusal.value.field == field


def test_persons_are_counted_whole(world, count):
    count.counts_persons = True
    for wrong in ("4.5", "-1"):
        with pytest.raises(Invalid):
            report(world, count, value=Decimal(wrong))


def test_a_zero_denominator_is_a_figure_without_a_value(world, count):
    count.value_kind = ValueKind.RATIO
    made = report(world, count, numerator=Decimal(0), denominator=Decimal(0))
    assert (made.value, made.denominator) == (None, 0)


def test_a_correction_keeps_what_was(world, count):
    first = report(world, count)
    second = report(world, count, value=Decimal(6), comment="En till.")
    first.refresh_from_db()
    assert (first.value, first.is_current, second.replaces, second.is_current) == (5, False, first, True)


def test_the_same_again_changes_nothing(world, count):
    first = report(world, count)
    assert report(world, count) == first
    assert Observation.objects.count() == 1


def test_a_stale_page_is_refused_with_the_other_figure(world, count):
    first = report(world, count, value=Decimal(5), seen=0)
    with pytest.raises(Stale) as refusal:
        report(world, count, value=Decimal(7), seen=0)
    assert refusal.value.current == first
    assert report(world, count, value=Decimal(7), seen=first.pk).value == 7


def test_the_figure_reaches_the_standing_and_the_goal(world, count):
    goal = GoalFactory(unit=world.unit("SN"))
    link(count, "measures", goal)
    aim(count, "2021-03", TargetKind.AT_LEAST, 4)
    report(world, count)
    assert Standing.objects.get(indicator=count).status == "met"
    assert Node.objects.get(pk=goal.pk).suggested == "met"


def test_the_ledger_tells_old_and_new(world, count):
    report(world, count)
    report(world, count, value=Decimal(6), comment="En till.")
    told = [(e.action, e.details["changes"]["figure"]) for e in ledger.entries().about(count).order_by("sequence")]
    assert told == [("reported", [None, "5"]), ("corrected", ["5", "6"])]


def test_the_ledger_tells_few_of_what_concerns_few(world, count):
    count.counts_persons = True
    report(world, count, value=Decimal(3))
    assert ledger.entries().about(count).get().confidentiality == "confidential"


# ── Not there yet ────────────────────────────────────────────────────────────
def put_off(world, indicator, who="anna", until=date(2021, 4, 20), reason="Systemet är nere."):
    return defer(
        indicator=indicator,
        unit=world.unit("AFE"),
        period=MARCH,
        until=until,
        reason=reason,
        actor=world.actor(who),
    )


def test_a_figure_can_be_put_off_with_a_reason(world, count):
    made = put_off(world, count)
    assert (made.until, made.reason) == (date(2021, 4, 20), "Systemet är nere.")
    assert [e.action for e in ledger.entries().about(count)] == ["deferred"]


@pytest.mark.parametrize(("more", "field"), [({"reason": "  "}, "reason"), ({"until": date(2021, 4, 1)}, "until")])
def test_a_reason_and_a_day_to_come_are_needed(world, count, more, field):
    with pytest.raises(Invalid) as refusal:
        put_off(world, count, **more)
    assert refusal.value.field == field
    assert not Deferral.objects.exists()


def test_only_who_may_report_may_put_off(world, count):
    with pytest.raises(CannotReport):
        put_off(world, count, who="cecilia")


def test_a_report_takes_a_fixed_number_of_queries(world, count, django_assert_num_queries):
    for month in ("2021-01", "2021-02"):
        observe(count, month, 3, unit=world.unit("AFE"))
    actor, unit = world.actor("anna"), world.unit("AFE")
    with django_assert_num_queries(18):
        report_value(indicator=count, unit=unit, period=MARCH, actor=actor, value=Decimal(4), comment="Fyra.")

"""Making and changing indicators and targets."""

from decimal import Decimal

import pytest

from ledtrad.core import ledger
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.indicators.actions import delete_target, save_indicator, set_target
from ledtrad.indicators.actions.defining import HasFigures, TargetExists
from ledtrad.indicators.models import Indicator, Standing, Target
from ledtrad.indicators.rules import AmountUnit, TargetKind, ValueKind
from ledtrad.thread.actions import NotYours
from tests.factories import AreaFactory
from tests.indicators.factories import IndicatorFactory, observe, share


def save(world, indicator=None, who="anna", seen=None, **values):
    given = values or {"title": "Antal praktikplatser", "unit": world.unit("AFE")}
    return save_indicator(
        indicator,
        given,
        actor=world.actor(who),
        seen=seen,
        areas=[AreaFactory()],
        reporting_units=[world.unit("AFE")],
    )


def test_a_new_indicator_gets_a_number_a_standing_and_an_entry(world):
    made = save(world)
    assert made.number == "I-001"
    assert [u.number for u in made.reporting_units.all()] == ["AFE"]
    assert Standing.objects.get(indicator=made).status == "none"
    assert "created" in {e.action for e in ledger.entries().about(made)}


def test_a_stranger_may_not(world):
    with pytest.raises(NotYours):
        save(world, who="cecilia")


def test_a_change_made_from_a_stale_page_is_refused(world):
    made = save(world)
    save(world, made, seen=made.version, title="Ny rubrik")
    with pytest.raises(Stale):
        save(world, Indicator.objects.get(pk=made.pk), seen=1, title="Annan rubrik")


@pytest.mark.parametrize("values", [{"value_kind": ValueKind.RATIO}, {"periodicity": "month"}])
def test_what_figures_mean_cannot_be_changed_once_there_are_any(world, values):
    made = save(world)
    observe(made, 2020, 7, unit=world.unit("AFE"))
    with pytest.raises(HasFigures) as refusal:
        save(world, made, **values)
    assert refusal.value.field == next(iter(values))


# ── Targets ──────────────────────────────────────────────────────────────────
@pytest.fixture
def indicator(world):
    return IndicatorFactory(unit=world.unit("AFE"), unit_of_measure="platser")


def target(world, indicator, who="anna", target=None, seen=None, **values):
    given = {
        "period": Period.parse("2020"),
        "rule": TargetKind.AT_LEAST,
        "amount": Decimal(200),
        "amount_kind": AmountUnit.UNIT,
        **values,
    }
    return set_target(indicator=indicator, values=given, actor=world.actor(who), target=target, seen=seen)


def test_a_target_reaches_the_standing(world, indicator):
    observe(indicator, 2020, 180)
    target(world, indicator)
    row = Standing.objects.get(indicator=indicator)
    assert (row.threshold, row.distance, row.status) == (200, 20, "missed")


def test_a_target_is_changed_and_the_ledger_tells_how(world, indicator):
    made = target(world, indicator)
    changed = target(world, indicator, target=made, seen=1, amount=Decimal(220))
    assert (changed.amount, changed.version) == (220, 2)
    entry = ledger.entries().about(indicator).latest_first().first()
    assert (entry.action, entry.details["changes"]) == ("target_changed", {"amount": ["200.000000", "220"]})


def test_a_stale_target_form_is_refused(world, indicator):
    made = target(world, indicator)
    target(world, indicator, target=made, seen=1, amount=Decimal(220))
    with pytest.raises(Stale):
        target(world, indicator, target=made, seen=1, amount=Decimal(230))


def test_a_rule_that_cannot_be_computed_is_refused_at_its_field(world, indicator):
    with pytest.raises(Invalid) as refusal:
        target(world, indicator, amount=None)
    assert refusal.value.field == "amount"


def test_one_target_for_each_period(world, indicator):
    target(world, indicator)
    with pytest.raises(TargetExists):
        target(world, indicator)


def test_a_stranger_sets_no_target(world, indicator):
    with pytest.raises(NotYours):
        target(world, indicator, who="bo")


def test_a_target_can_be_taken_away(world):
    made = share(unit=world.unit("AFE"))
    delete_target(target=Target.objects.get(), actor=world.actor("anna"))
    assert Standing.objects.get(indicator=made).result == ""
    assert ledger.entries().about(made).latest_first().first().action == "target_removed"


def test_one_below_the_reference_is_kept_as_one_and_computed_as_minus_one():
    made = Target(
        period=Period.parse("2020"), rule=TargetKind.DIFFERENCE_FROM_REFERENCE, amount=Decimal(1), direction="down"
    )
    assert made.as_rule("Riket").amount == -1

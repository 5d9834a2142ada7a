"""Onward delegation and substitutes."""

from datetime import date

import pytest

from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.delegation.actions import mandates
from tests.delegation.orders import in_force
from tests.world import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world):
    return in_force(world)


def onward(world, name="dag", **more):
    values = {"board": world.unit("SN"), "item": "2.2", "delegate": world.functions["bo"], "valid_from": TODAY}
    return mandates.delegate_onward(actor=world.actor(name), **(values | more))


def test_the_head_of_administration_delegates_onward_and_takes_it_back(world, order):
    made = onward(world)
    mandates.withdraw(subdelegation=made, reason="Ny ordning", actor=world.actor("dag"), seen=1)
    assert (made.valid_from, made.valid_to) == (TODAY, TODAY)
    with pytest.raises(mandates.OverAlready):
        mandates.withdraw(subdelegation=made, reason="", actor=world.actor("dag"), seen=None)


@pytest.mark.parametrize("name", ["eva", "johan", "anna", "kim", "sven", "adam", "elsa", "nils"])
def test_nobody_else_does(world, order, name):
    with pytest.raises(mandates.NotHeadOfAdministration):
        onward(world, name)
    with pytest.raises(NotAllowed):
        mandates.withdraw(subdelegation=onward(world), reason="", actor=world.actor(name), seen=None)


def test_only_what_the_board_lets_be_delegated_onward_and_only_forward(world, order):
    order.items.filter(number="2.2").update(onward="none")
    with pytest.raises(Invalid):
        onward(world)
    with pytest.raises(Invalid):
        onward(world, item="9.9")
    with pytest.raises(Invalid):
        onward(world, item="2.1", valid_from=date(2021, 4, 1))
    with pytest.raises(Invalid):
        onward(world, item="2.1", delegate=world.functions["sven"])
    onward(world, item="2.1")
    with pytest.raises(Invalid):
        onward(world, item="2.1")


def test_a_stale_withdrawal_is_told(world, order):
    made = onward(world)
    with pytest.raises(Stale):
        mandates.withdraw(subdelegation=made, reason="", actor=world.actor("dag"), seen=7)


def test_managers_and_the_secretary_appoint_substitutes_within_their_own(world):
    def stand_in(name, absent="anna"):
        return mandates.appoint_substitute(
            board=world.unit("SN"), absent=world.functions[absent], substitute=world.functions["johan"],
            valid_from=TODAY, actor=world.actor(name),
        )  # fmt: skip

    for name in ("eva", "dag", "johan", "anna"):
        stand_in(name)
    for name in ("cecilia", "bo", "elsa", "sven", "adam"):
        with pytest.raises(mandates.MayNotSubstitute):
            stand_in(name)
    with pytest.raises(Invalid):
        stand_in("eva", "johan")
    made = stand_in("eva")
    mandates.end_substitution(substitution=made, actor=world.actor("anna"), seen=1)
    assert made.valid_to == TODAY

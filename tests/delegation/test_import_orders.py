"""Orders, holdings and meetings by the columns of the contract."""

from datetime import date

import pytest

from ledtrad.core.imports import ImportBatch, actions, exports
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Holding, Unit
from tests.delegation.files import ITEM, load, sound

pytestmark = pytest.mark.django_db


def item(**more):
    return {**ITEM, **more}


def faults(result):
    return [(e.row, e.field) for e in result.errors]


def test_rows_of_one_version_become_one_adopted_order():
    result = sound("orders", item(), item(item="2.2", reporting="execution", subdelegation="ja", days_max="90"))
    assert (result.new, result.created["boards"]) == (2, ["SN"])
    order = DelegationOrder.objects.get()
    assert (order.name, order.state, order.valid_from, order.valid_to) == ("2021:1", "adopted", date(2021, 1, 1), None)
    first, second = order.items.all()
    assert [d.name for d in first.delegates.all()] == ["Socialsekreterare", "Enhetschef"]
    assert (first.amount_max, first.onward, second.onward, second.days_max) == (45000, "none", "head", 90)
    assert sound("orders", item()).unchanged == 1


def test_the_export_is_the_import(tmp_path):
    sound("orders", item(), item(item="2.2", subdelegation="Bara till gruppledare", amount_max="1 000,50"))
    out = tmp_path / "orders.csv"
    with out.open("wb") as file:
        exports.write(ImportBatch.objects.get().kind, system_actor(), "csv", file)
    from tests.delegation.files import load_file

    again = load_file("orders", out.read_bytes())
    assert (again.errors, again.new, again.unchanged) == ([], 0, 2)


def test_what_is_adopted_never_changes():
    sound("orders", item())
    assert faults(load("orders", item(amount_max="50000"))) == [(2, "amount_max")]
    assert faults(load("orders", item(), item(item="9.9"))) == [(3, "item")]
    assert faults(load("orders", item(adopted_on="2020-12-11"))) == [(2, "adopted_on")]
    assert DelegationItem.objects.get().amount_max == 45000


def test_an_order_ends_where_the_next_begins():
    sound("orders", item())
    result = sound("orders", item(valid_to="2022-01-01"), item(version="2022:1", valid_from="2022-01-01"))
    assert (result.new, result.changed) == (1, 1)
    actions.undo(ImportBatch.objects.first(), system_actor())
    assert list(DelegationOrder.objects.values_list("name", "valid_to")) == [("2021:1", None)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([item(), item(version="2", valid_from="2021-06-01")], [(3, "valid_from")]),
        ([item(valid_to="2021-06-01"), item(version="2", valid_from="2021-05-31")], [(3, "valid_from")]),
        ([item(), item(item="2.2", valid_to="2022-01-01")], [(3, "valid_to")]),
        ([item(), item()], [(3, "item")]),
        ([item(valid_to="2021-01-01")], [(2, "valid_to")]),
        ([item(adopted_on="")], [(2, "adopted_on")]),
        ([item(valid_from="2021-02-30")], [(2, "valid_from")]),
        ([item(amount_max="mycket")], [(2, "amount_max")]),
        ([item(days_max="1,5")], [(2, "days_max")]),
        ([item(reporting="ibland")], [(2, "reporting")]),
    ],
)
def test_an_order_that_cannot_be_is_refused(rows, expected):
    assert faults(load("orders", *rows)) == expected
    assert not DelegationOrder.objects.exists()
    assert not Unit.objects.exists()


def test_orders_that_follow_one_another_are_welcome():
    rows = (item(valid_to="2021-06-01"), item(version="2021:2", valid_from="2021-06-01"))
    assert sound("orders", *rows).new == 2


def test_half_an_order_is_never_adopted():
    data = {None: ("o.csv", b"")}
    from tests.delegation.files import content

    data[None] = ("o.csv", content("orders", item(), item(item="2.2", days_max="x")))
    batch = actions.preview(actions.open_batch("orders", data, system_actor()), system_actor())
    with pytest.raises(actions.Refused):
        actions.apply(batch, system_actor(), skip_errors=True)
    assert not DelegationOrder.objects.exists()


# ── Holdings ─────────────────────────────────────────────────────────────────
def held(**more):
    return {"board": "SN", "function": "Socialsekreterare", "person": "p1", "valid_from": "2020-01-01", **more}


def test_several_hold_the_same_plain_function():
    result = sound("holdings", held(), held(person="p2"), held(valid_from="2018-01-01", valid_to="2019-01-01"), held())
    assert (result.new, result.unchanged) == (3, 1)
    assert Function.objects.get().holdings.count() == 3
    assert sound("holdings", held()).unchanged == 1


def test_a_holding_gets_its_end():
    sound("holdings", held())
    assert sound("holdings", held(valid_to="2021-01-01")).changed == 1
    assert Holding.objects.get().valid_to == date(2021, 1, 1)
    actions.undo(ImportBatch.objects.first(), system_actor())
    assert Holding.objects.get().valid_to is None


def test_functions_are_looked_up_within_the_board(world):
    sound("holdings", held(function="Socialdirektör", person="p7", valid_from="2018-01-01", valid_to="2019-01-01"))
    assert Holding.objects.get(person__username="p7").function == world.functions["dag"]
    assert faults(load("holdings", held(function="Enhetschef"))) == [(2, "function")]
    taken = held(function="f-dag", person="p8")
    assert faults(load("holdings", taken)) == [(2, "valid_from")]


def test_undo_of_holdings_removes_what_was_made():
    sound("holdings", held())
    actions.undo(ImportBatch.objects.get(), system_actor())
    assert not Unit.objects.exists()
    assert not Holding.objects.exists()


# ── Meetings ─────────────────────────────────────────────────────────────────
def test_meetings():
    rows = ({"board": "SN", "held_on": "2021-02-17"}, {"board": "SN", "held_on": "2021-03-17"})
    assert sound("meetings", *rows, rows[0]).new == 2
    assert sound("meetings", *rows).unchanged == 2
    assert faults(load("meetings", {"board": "SN", "held_on": "2021-02-29"})) == [(2, "held_on")]
    actions.undo(ImportBatch.objects.last(), system_actor())
    assert not Meeting.objects.exists()


def test_a_board_is_found_by_number_or_name(world):
    world.unit("SN").name = "Socialnämnden"
    world.unit("SN").save()
    sound("meetings", {"board": "Socialnämnden", "held_on": "2021-02-17"})
    assert sound("meetings", {"board": "SN", "held_on": "2021-02-17"}).unchanged == 1

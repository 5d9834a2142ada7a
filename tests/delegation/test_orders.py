"""The order: drafted, adopted, ended; never two on the same day, whoever writes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ledtrad.core import clock, ledger
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.delegation.actions import items, orders
from ledtrad.delegation.actions.items import Delegate
from ledtrad.delegation.models import ControlRun, DelegationItem, DelegationOrder
from tests.delegation.orders import draft, in_force
from tests.world import TODAY

pytestmark = pytest.mark.django_db


def adopted(world, name, begins, ends, board="SN", **more):
    """Written past every check in Python."""
    return DelegationOrder.objects.bulk_create(
        [
            DelegationOrder(
                board=world.unit(board), name=name, state="adopted", adopted_on=begins, valid_from=begins,
                valid_to=ends, made_by_label="Provet", made_at="2021-01-01T00:00Z", **more,
            )
        ]
    )[0]  # fmt: skip


def refuses(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2021, 1, 1), None),
        (date(2020, 6, 1), None),
        (date(2020, 6, 1), date(2021, 1, 2)),
        (date(2021, 12, 31), date(2022, 6, 1)),
        (date(2021, 3, 1), date(2021, 3, 2)),
    ],
)
def test_the_database_refuses_an_overlapping_order(world, begins, ends):
    adopted(world, "2021:1", date(2021, 1, 1), date(2022, 1, 1))
    refuses(lambda: adopted(world, "2021:2", begins, ends))


def test_the_database_lets_orders_meet_and_leaves_drafts_and_other_boards_alone(world):
    adopted(world, "2021:1", date(2021, 1, 1), date(2022, 1, 1))
    adopted(world, "2020:1", date(2020, 1, 1), date(2021, 1, 1))
    adopted(world, "2022:1", date(2022, 1, 1), None)
    adopted(world, "2021:1", date(2021, 1, 1), None, board="BSN")
    draft(world, "2023:1")
    assert DelegationOrder.objects.filter(state="adopted").count() == 4
    assert DelegationOrder.objects.filter(state="draft").count() == 1


def test_the_database_refuses_to_stretch_an_order_into_another_and_to_adopt_a_draft_over_one(world):
    first = adopted(world, "2021:1", date(2021, 1, 1), date(2022, 1, 1))
    adopted(world, "2022:1", date(2022, 1, 1), None)
    refuses(lambda: DelegationOrder.objects.filter(pk=first.pk).update(valid_to=None))
    refuses(lambda: DelegationOrder.objects.filter(pk=first.pk).update(valid_to=date(2022, 1, 2)))
    waiting = DelegationOrder.objects.filter(pk=draft(world, "2021:2").pk)
    refuses(lambda: waiting.update(state="adopted", adopted_on=date(2021, 3, 1), valid_from=date(2021, 3, 1)))
    refuses(lambda: DelegationOrder.objects.filter(pk=first.pk).update(board=world.unit("SN"), valid_to=None))


def test_a_draft_is_copied_with_its_delegates_and_adopted_the_same_day_that_the_former_ends(world):
    former = in_force(world)
    eva = world.actor("eva")
    made = orders.open_draft(board=world.unit("SN"), name="2021:2", actor=eva, copied_from=former)
    assert [i.number for i in made.items.all()] == ["2.1", "2.2", "5.1"]
    assert [d.name for d in made.items.first().delegates.all()] == ["Handläggare"]
    orders.adopt(
        order=made, adopted_on=date(2021, 4, 12), reference="§ 41", valid_from=date(2021, 5, 1), actor=eva, seen=1
    )
    former.refresh_from_db()
    assert former.valid_to == date(2021, 5, 1)
    assert DelegationOrder.objects.in_force(date(2021, 4, 30)).get() == former
    assert DelegationOrder.objects.in_force(date(2021, 5, 1)).get() == made
    assert [e.action for e in ledger.entries().about(former)][-1] == "ended"
    assert [e.action for e in ledger.entries().about(made)][-1] == "adopted"


def test_an_adopted_order_never_changes(world):
    order = in_force(world)
    eva = world.actor("eva")
    with pytest.raises(orders.NotADraft):
        items.add(order=order, values={"number": "9", "title": "Nytt"}, delegates=[], actor=eva)
    with pytest.raises(orders.NotADraft):
        items.remove(item=order.items.first(), actor=eva, seen=None)
    with pytest.raises(orders.NotADraft):
        orders.discard(order=order, actor=eva)


@pytest.mark.parametrize("name", ["anna", "johan", "elsa", "bo", "disa", "adam", "sven", "nils"])
def test_only_those_who_plan_for_the_board_write_its_order(world, name):
    made = draft(world)
    actor = world.actor(name)
    for write in (
        lambda: orders.open_draft(board=world.unit("SN"), name="X", actor=actor),
        lambda: orders.change_draft(order=made, values={"name": "X"}, actor=actor, seen=None),
        lambda: items.add(order=made, values={"number": "9", "title": "x"}, delegates=[], actor=actor),
        lambda: items.move(item=made.items.first(), up=False, actor=actor),
        lambda: orders.adopt(order=made, adopted_on=date(2021, 4, 1), reference="", valid_from=date(2021, 4, 1),
                             actor=actor, seen=None),
        lambda: orders.end(order=made, valid_to=date(2021, 4, 1), actor=actor, seen=None),
        lambda: orders.discard(order=made, actor=actor),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            write()


def test_two_who_change_the_same_item_are_told_and_two_items_are_not_in_each_others_way(world):
    made = draft(world)
    first, second = made.items.all()[:2]
    eva, dag = world.actor("eva"), world.actor("dag")
    items.change(item=first, values={"number": "2.1", "title": "Evas"}, delegates=[], actor=eva, seen=1)
    items.change(item=second, values={"number": "2.2", "title": "Dags"}, delegates=[], actor=dag, seen=1)
    with pytest.raises(Stale) as stale:
        items.change(item=first, values={"number": "2.1", "title": "Dags"}, delegates=[], actor=dag, seen=1)
    assert stale.value.current.title == "Evas"
    with pytest.raises(Stale):
        orders.adopt(order=made, adopted_on=date(2021, 4, 1), reference="", valid_from=date(2021, 4, 1), actor=eva,
                     seen=made.version)  # fmt: skip


def test_what_is_adopted_has_items_delegates_and_days_in_order(world):
    eva = world.actor("eva")
    day = {"adopted_on": date(2021, 4, 1), "reference": "", "actor": eva, "seen": None}
    with pytest.raises(orders.NothingToAdopt):
        orders.adopt(order=draft(world, rows=[]), valid_from=date(2021, 4, 1), **day)
    with pytest.raises(orders.NotReady, match=r"2\.1"):
        orders.adopt(order=draft(world, "B", rows=[("2.1", "", "Något", [])]), valid_from=date(2021, 4, 1), **day)
    made = draft(world, "C")
    with pytest.raises(Invalid):
        orders.adopt(order=made, valid_from=date(2021, 3, 31), **day)
    in_force(world, since=date(2021, 4, 1))
    with pytest.raises(Invalid, match="2021:1"):
        orders.adopt(order=made, valid_from=date(2021, 4, 1), **day)


def test_an_order_is_ended_and_never_prolonged(world):
    order = in_force(world)
    eva = world.actor("eva")
    orders.end(order=order, valid_to=date(2021, 6, 1), actor=eva, seen=order.version)
    with pytest.raises(Invalid):
        orders.end(order=order, valid_to=date(2021, 7, 1), actor=eva, seen=None)
    with pytest.raises(Invalid):
        orders.end(order=order, valid_to=date(2021, 1, 1), actor=eva, seen=None)


def test_a_day_that_has_been_is_taken_back_with_a_reason_and_never_when_a_control_has_judged_it(world):
    order, eva = in_force(world), world.actor("eva")
    late = {"order": order, "valid_to": date(2021, 4, 9), "actor": eva, "seen": None}
    with pytest.raises(Invalid) as refused:
        orders.end(**late)
    assert refused.value.field == "reason"
    run = {"board": world.unit("SN"), "as_of": TODAY, "cutoff_days": 7, "engine": "", "seconds": 0,
           "findings_sha256": "", "made_by_label": "", "made_at": clock.now()}  # fmt: skip
    ControlRun.objects.create(number=1, date_from=date(2021, 1, 1), date_to=date(2021, 4, 9), **run)
    ControlRun.objects.create(number=2, date_from=date(2020, 1, 1), date_to=date(2020, 12, 31), **run)
    with pytest.raises(Invalid, match="2021-04-09") as refused:
        orders.end(**late, reason="Nämnden beslutade den 8 april.")
    assert refused.value.field == "valid_to"
    ended = orders.end(**(late | {"valid_to": date(2021, 4, 10)}), reason="Nämnden beslutade den 8 april.")
    assert ended.valid_to == date(2021, 4, 10)
    told = ledger.entries().about(order).with_action("ended").get().details
    assert told["reason"] == "Nämnden beslutade den 8 april."


def test_today_needs_no_reason(world):
    order = in_force(world)
    orders.end(order=order, valid_to=TODAY, actor=world.actor("eva"), seen=None)
    assert DelegationOrder.objects.get(pk=order.pk).valid_to == TODAY


def test_what_the_law_forbids_stops_the_adoption_until_it_is_changed_or_explained(world):
    made = draft(world, rows=[("1.1", "Allmänt", "Fastställa mål för verksamheten", ["Socialdirektör"])])
    eva = world.actor("eva")
    day = {"adopted_on": date(2021, 4, 1), "reference": "", "valid_from": date(2021, 4, 1), "actor": eva, "seen": None}
    with pytest.raises(orders.NotReady, match=r"1\.1 \(6 kap\. 38 § 1 KL\)"):
        orders.adopt(order=made, **day)
    item = made.items.get()
    items.change(
        item=item, values={"number": "1.1", "motivation": "Bara mål inom det som nämnden har bestämt."},
        delegates=[Delegate("Socialdirektör")], actor=eva, seen=None,
    )  # fmt: skip
    orders.adopt(order=made, **day)


def test_a_committee_may_decide_what_nobody_else_may(world):
    rows = [("3.1", "Barn och unga", "Ansökan om vård enligt LVU", ["Socialutskottet"])]
    orders.adopt(order=draft(world, "A", rows=rows), adopted_on=date(2021, 4, 1), reference="",
                 valid_from=date(2021, 4, 1), actor=world.actor("eva"), seen=None)  # fmt: skip
    rows = [("3.1", "Barn och unga", "Ansökan om vård enligt LVU", ["Enhetschef"])]
    with pytest.raises(orders.NotReady):
        orders.adopt(order=draft(world, "B", rows=rows), adopted_on=date(2021, 4, 1), reference="",
                     valid_from=date(2021, 4, 2), actor=world.actor("eva"), seen=None)  # fmt: skip


def test_items_stand_with_their_area_and_can_be_moved(world):
    made = draft(world)
    eva = world.actor("eva")
    items.add(order=made, values={"number": "2.3", "area": "Ekonomiskt bistånd", "title": "Hyresskuld"}, delegates=[],
              actor=eva)  # fmt: skip
    assert [i.number for i in made.items.all()] == ["2.1", "2.2", "2.3", "5.1"]
    items.move(item=DelegationItem.objects.get(number="2.3"), up=True, actor=eva)
    assert [i.number for i in made.items.all()] == ["2.1", "2.3", "2.2", "5.1"]
    with pytest.raises(Invalid):
        items.add(order=made, values={"number": "2.3", "title": "x"}, delegates=[], actor=eva)


def test_a_draft_that_was_adopted_meanwhile_is_not_thrown_away(world):
    eva = world.actor("eva")
    made = draft(world, "2021:1")
    DelegationOrder.objects.filter(pk=made.pk).update(
        state="adopted", adopted_on=date(2021, 1, 1), valid_from=date(2021, 1, 1)
    )
    with pytest.raises(orders.NotADraft):
        orders.discard(order=made, actor=eva)
    assert DelegationOrder.objects.filter(pk=made.pk).exists()

"""A draft written in a spreadsheet and read back: the export is the import, and nobody's work is overwritten."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from ledtrad.core import ledger
from ledtrad.core.imports import ImportBatch, PlannedRow, RawRow, actions, exports, registry
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions import items, orders
from ledtrad.delegation.actions.item_batches import ItemsChanged
from ledtrad.delegation.actions.items import Delegate
from ledtrad.delegation.actions.orders import MayNotWriteOrder, NotADraft
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.rules import Role
from tests.delegation.files import load_file
from tests.delegation.orders import ROWS, draft, in_force
from tests.factories import FunctionFactory

pytestmark = pytest.mark.django_db
KEY = "draft-items"
SOMEBODY = (Delegate("Enhetschef"),)


def exported(order, actor, ending="csv"):
    out = io.BytesIO()
    exports.write(registry.get(KEY), actor, ending, out, order=str(order.pk))
    return out.getvalue()


def rows_of(order, actor):
    """What the file holds, by the item's number, to be changed by a test."""
    text = exported(order, actor).decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0])
    return {row["item"]: row for row in csv.DictReader(io.StringIO(text), dialect=dialect)}


def file_of(rows, *columns):
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, columns or list(rows[0]), extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(rows, actor, *columns):
    return load_file(KEY, file_of(rows, *columns), actor=actor)


def counts(result):
    return result.new, result.changed, result.unchanged, result.errors


def change(item, actor, delegates=SOMEBODY, **values):
    return items.change(
        item=item, values={"number": item.number, **values}, delegates=delegates, actor=actor, seen=None
    )


@pytest.fixture
def eva(world):
    return world.actor("eva")


@pytest.mark.parametrize("ending", exports.ENDINGS)
def test_the_export_is_the_import(world, eva, ending):
    order = draft(world)
    order.items.filter(number="2.2").update(
        amount_max=Decimal("1284.50"), days_max=30, area="Bistånd", consult="jurist", urgent_only=True,
        title="Två\r\nrader", conditions="Ett villkor\r\n\r\noch ett till", onward_note="Bara till chefer",
    )  # fmt: skip
    order.items.filter(number="2.1").update(onward="none", onward_note="Efter prövning", reporting="execution")
    item = order.items.get(number="5.1")
    given = [Delegate("Enhetschef, AFE", world.functions["anna"].pk), Delegate("Handläggare", level="case_worker")]
    change(item, eva, delegates=given)
    draft(world, "2021:3")
    in_force(world)
    result = load_file(KEY, exported(order, eva, ending), f"utkast.{ending}", eva)
    assert counts(result) == (0, 0, 3, [])


def test_new_and_changed_items_are_written_and_the_rest_is_left(world, eva):
    order = draft(world)
    anna = world.functions["anna"]
    given = [Delegate("Enhetschef, AFE", anna.pk), Delegate("Socialutskottet")]
    change(order.items.get(number="2.2"), eva, delegates=given, onward="none", onward_note="Efter prövning")
    rows = rows_of(order, eva)
    changed = rows["2.2"] | {"amount_max": "45 000", "delegates": "Enhetschef, AFE|case_worker|Socialdirektör"}
    new = rows["2.1"] | {
        "item": "2.3",
        "title": "Hyresskuld",
        "delegates": "Enhetschef, AFE|f-bo",
        "area": "Ekonomiskt bistånd",
    }
    result = read([changed, new], eva)
    assert counts(result)[:2] == (1, 1)
    assert result.applied
    assert [i.number for i in order.items.all()] == ["2.1", "2.2", "2.3", "5.1"]
    item = order.items.get(number="2.2")
    assert (item.amount_max, item.onward, item.onward_note, item.version) == (45000, "none", "Efter prövning", 3)
    assert sorted((d.name, d.function_id, d.level) for d in item.delegates.all()) == [
        ("Enhetschef, AFE", anna.pk, ""),
        ("Handläggare", None, "case_worker"),
        ("Socialdirektör", world.functions["dag"].pk, ""),
    ]
    # What the draft already means by a name, it means on other items too.
    made = order.items.get(number="2.3")
    assert [(d.name, d.function_id) for d in made.delegates.all()] == [
        ("Enhetschef, AFE", anna.pk), ("f-bo", world.functions["bo"].pk),
    ]  # fmt: skip
    told = {e.action: e for e in ledger.entries().about(order).latest_first()[:2]}
    assert set(told) == {"item_added", "item_changed"}
    details = told["item_changed"].change.details
    assert (details["batch"], details["changes"]["amount_max"]) == (result.batch, [None, "45000"])
    assert {(e.unit_id, e.confidentiality) for e in told.values()} == {(order.board_id, "internal")}
    before = order.version
    order.refresh_from_db()
    assert order.version > before


def test_columns_that_the_file_lacks_are_left_as_they_are(world, eva):
    order = draft(world)
    result = read([rows_of(order, eva)["2.1"] | {"title": "Nytt"}], eva, "board", "version", "item", "title")
    assert counts(result) == (0, 1, 0, [])
    item = order.items.get(number="2.1")
    assert (item.title, item.statute, item.area, item.onward) == (
        "Nytt",
        "4 kap. 1 § SoL",
        "Ekonomiskt bistånd",
        "head",
    )
    assert [d.name for d in item.delegates.all()] == ["Handläggare"]


def faults(result):
    return [(e.row, e.field, e.message) for e in result.errors]


def test_an_item_that_somebody_has_changed_since_is_a_conflict(world, eva):
    order = draft(world)
    rows = rows_of(order, eva)
    change(order.items.get(number="2.1"), eva, title="Annat")
    assert faults(read([rows["2.1"] | {"title": "Mitt"}], eva)) == [
        (2, "", "Någon har ändrat punkten sedan filen hämtades.")
    ]
    # Said as it stands now, it is no conflict; nor without the hidden column.
    now = rows_of(order, eva)["2.1"]
    assert read([now | {"item_version": rows["2.1"]["item_version"]}], eva).unchanged == 1
    assert read([now | {"title": "Mitt", "item_version": ""}], eva).changed == 1


def test_an_item_that_somebody_has_removed_does_not_come_back_by_itself(world, eva):
    order = draft(world)
    rows = rows_of(order, eva)
    items.remove(item=order.items.get(number="2.1"), actor=eva, seen=None)
    assert faults(read(rows.values(), eva)) == [(2, "", "Någon har tagit bort punkten sedan filen hämtades.")]
    assert read([rows["2.1"] | {"item_version": ""}], eva).new == 1


def previewed(rows, actor):
    return actions.preview(actions.open_batch(KEY, {None: ("u.csv", file_of(rows))}, actor), actor)


def test_a_draft_adopted_after_the_preview_is_left_alone(world, eva):
    order = draft(world)
    batch = previewed([rows_of(order, eva)["2.1"] | {"title": "Mitt"}], eva)
    adopt(order, eva)
    with pytest.raises(actions.ChangedSincePreview):
        actions.apply(batch, eva)
    assert order.items.get(number="2.1").title == "Bistånd enligt norm"
    assert batch.rows.get().errors[0]["field"] == "version"


def adopt(order, actor):
    day = date(2021, 4, 12)
    orders.adopt(order=order, adopted_on=day, reference="§ 41", valid_from=day, actor=actor, seen=None)


def planned(rows, actor):
    raw = [RawRow(KEY, n, row) for n, row in enumerate(rows, start=2)]
    return registry.get(KEY).plan({KEY: raw}, actor)


@pytest.mark.parametrize("number", ["2.1", "2.9"])
def test_whoever_comes_first_between_plan_and_writing_wins(world, eva, number):
    order = draft(world)
    rows: list[PlannedRow] = planned([rows_of(order, eva)["2.1"] | {"item": number, "title": "Mitt"}], eva)
    if number == "2.1":
        change(order.items.get(number="2.1"), eva, title="Annat")
    else:
        items.add(order=order, values={"number": "2.9", "title": "Annat"}, delegates=[Delegate("Nämnden")], actor=eva)
    with pytest.raises(ItemsChanged, match=number):
        registry.get(KEY).apply(ImportBatch(pk=1), rows, eva)
    with pytest.raises(MayNotWriteOrder):
        registry.get(KEY).apply(ImportBatch(pk=1), rows, world.actor("sven"))
    adopt(order, eva)
    with pytest.raises(NotADraft):
        registry.get(KEY).apply(ImportBatch(pk=1), rows, eva)
    order.delete()
    with pytest.raises(ItemsChanged, match=number):
        registry.get(KEY).apply(ImportBatch(pk=1), rows, eva)
    assert not DelegationItem.objects.filter(title="Mitt").exists()


def test_rows_that_cannot_be(world, eva):
    order = draft(world)
    in_force(world, "2021:1")
    row = rows_of(order, eva)["2.1"]
    wrong = [
        row | {"version": "2099:1"}, row | {"version": "2021:1"}, row | {"board": "BSN"}, row | {"board": "Finns inte"},
        row | {"amount_max": "mycket"}, row | {"reporting": "ibland"}, row | {"title": ""}, row, row,
    ]  # fmt: skip
    said = [(line, field) for line, field, _m in faults(read(wrong, eva))]
    assert said == [(2, "version"), (3, "version"), (4, "board"), (5, "board"), (6, "amount_max"), (7, "reporting"),
                    (8, "title"), (10, "")]  # fmt: skip


def test_a_stranger_neither_reads_nor_writes_the_draft_nor_sees_that_it_is_there(world, eva, as_person):
    order = draft(world)
    rows = rows_of(order, eva)
    orders.open_draft(board=world.unit("BSN"), name="B", actor=system_actor())
    batch = previewed([rows["2.1"] | {"title": "Mitt"}], eva)
    for name in ("elsa", "nils", "bo"):
        assert not registry.get(KEY).may_use(world.actor(name))
        assert as_person(name).get(reverse("import-new", args=[KEY])).status_code == 403
    rut = rector(world)
    assert registry.get(KEY).may_use(rut)
    assert exported(order, rut).count(b"\n") == 1
    there, not_there = (faults(read([rows["2.1"] | {"version": name}], rut)) for name in ("2021:2", "2099:9"))
    assert there == not_there == [(2, "board", "Du får inte skriva i den nämndens utkast.")]
    assert not ImportBatch.objects.visible_to(rut).filter(pk=batch.pk).exists()


def rector(world):
    """Somebody who plans, but for another board."""
    world.add_person("rut", Role.BOARD_SECRETARY, "BSN")
    return world.actor("rut")


def test_undo_brings_back_what_was_there(world, eva):
    order = draft(world)
    anna = world.functions["anna"]
    change(
        order.items.get(number="2.2"), eva, delegates=[Delegate("Enhetschef, AFE", anna.pk)],
        amount_max=Decimal("10.50"), conditions="Ett\n\ntvå", onward="none", onward_note="x",
    )  # fmt: skip
    fields = ("number", "title", "amount_max", "conditions", "onward", "onward_note", "delegates__name",
              "delegates__function", "delegates__level")  # fmt: skip
    before = list(order.items.values_list(*fields))
    rows = rows_of(order, eva)
    changed = rows["2.2"] | {"amount_max": "", "conditions": "Tre", "subdelegation": "ja", "delegates": "Nämnden"}
    read([changed, rows["2.1"] | {"item": "2.3"}], eva)
    assert list(order.items.values_list(*fields)) != before
    batch = ImportBatch.objects.get()
    assert batch.kind.result_url(batch) == reverse("order", args=[order.pk])
    actions.undo(batch, eva)
    assert list(order.items.values_list(*fields)) == before
    assert order.items.get(number="2.2").version == 4
    assert {e.action for e in ledger.entries().about(order).latest_first()[:2]} == {"item_removed", "item_changed"}


@pytest.mark.parametrize("number", ["2.1", "2.3"])
@pytest.mark.parametrize("how", ["changed", "removed", "adopted", "discarded"])
def test_undo_never_overwrites_later_work(world, eva, number, how):
    order = draft(world)
    rows = rows_of(order, eva)
    read([rows["2.1"] | {"title": "Mitt"}, rows["2.1"] | {"item": "2.3"}], eva)
    if how == "changed":
        change(order.items.get(number=number), eva, title="Annat")
    elif how == "removed":
        items.remove(item=order.items.get(number=number), actor=eva, seen=None)
    elif how == "adopted":
        adopt(order, eva)
    else:
        orders.discard(order=order, actor=eva)
    stored = list(DelegationItem.objects.values_list("number", "title"))
    with pytest.raises(Refused) as refusal:
        actions.undo(ImportBatch.objects.get(), eva)
    assert refusal.value.code == ("not_a_draft" if how == "adopted" else "items_changed")
    assert list(DelegationItem.objects.values_list("number", "title")) == stored


def test_a_function_removed_since_is_remembered_by_its_title(world, eva):
    order = draft(world)
    gone = FunctionFactory(number="f-gone", title="Kurator", unit=world.unit("AFE"))
    change(order.items.get(number="2.1"), eva, delegates=[Delegate("Kurator", gone.pk)])
    read([rows_of(order, eva)["2.1"] | {"delegates": "Handläggare"}], eva)
    gone.delete()
    actions.undo(ImportBatch.objects.get(), eva)
    assert [(d.name, d.function_id) for d in order.items.get(number="2.1").delegates.all()] == [("Kurator", None)]


@pytest.mark.parametrize("n", [1, 3])
def test_it_costs_the_same_however_many_items(world, eva, django_assert_num_queries, n):
    order = draft(world, rows=ROWS[:n])
    importer = registry.get(KEY)
    with django_assert_num_queries(2):
        rows = list(rows_of(order, eva).values())
    changed = [row | {"title": "Mitt", "delegates": "Nämnden"} for row in rows]
    new = [row | {"item": f"9.{row['item']}"} for row in rows]
    with django_assert_num_queries(7):
        wanted = planned([*changed, *new], eva)
    batch = ImportBatch(pk=1)
    with django_assert_num_queries(18):
        importer.apply(batch, wanted, eva)
    assert DelegationOrder.objects.get(pk=order.pk).items.count() == 2 * n
    with django_assert_num_queries(21):
        importer.undo(batch, wanted, eva)
    assert set(order.items.values_list("title", flat=True)) == {row[2] for row in ROWS[:n]}


def test_the_draft_leads_to_its_file_and_back(world, as_person):
    order = draft(world)
    former = in_force(world)
    eva = as_person("eva")
    page = eva.get(reverse("order", args=[order.pk])).content.decode()
    out, back = reverse("import-template", args=[KEY, "xlsx"]) + f"?order={order.pk}", reverse("import-new", args=[KEY])
    assert out in page
    assert back in page
    assert eva.get(out).status_code == eva.get(back).status_code == 200
    for person, shown in (("eva", former), ("elsa", order)):
        page = as_person(person).get(reverse("order", args=[shown.pk])).content.decode()
        assert KEY not in page
        assert reverse("order-xlsx", args=[shown.pk]) in page

"""The pages of orders: what they say, what they ask of the database, and what happens when one writes."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from ledtrad.core.imports import running
from ledtrad.delegation.actions import mandates, orders
from ledtrad.delegation.models import DelegationItem, DelegationOrder, Subdelegation, Substitution
from ledtrad.organisation.actors import system_actor
from tests.delegation.orders import ROWS, draft, in_force
from tests.world import TODAY

pytestmark = pytest.mark.django_db

MANY = [*ROWS, ("5.2", "Anställning", "Löneöversyn", ["Socialdirektör"])]


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("rows", [ROWS[:1], MANY])
@pytest.mark.parametrize("name", ["order", "order-compare", "order-paper", "order-xlsx"])
def test_an_order_costs_the_same_however_long_it_is(world, as_person, django_assert_num_queries, rows, name):
    in_force(world, "2020:1", since=date(2020, 1, 1), rows=rows)
    order = in_force(world, rows=rows)
    client = as_person("eva")
    path = reverse(name, args=[order.pk, "docx"] if name == "order-paper" else [order.pk])
    client.get(path)
    wanted = {"order": 14, "order-compare": 8, "order-paper": 7, "order-xlsx": 6}[name]
    with django_assert_num_queries(wanted):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("boards", [1, 3])
@pytest.mark.parametrize(
    ("path", "wanted"),
    [("orders", 5), ("orders-side-by-side", {1: 5, 3: 7}), ("who-decides", 12), ("delegation-law", 6)],
)
def test_lists_cost_the_same_however_many_boards(world, as_person, django_assert_num_queries, boards, path, wanted):
    for n in range(boards):
        in_force(world, f"A{n}", board=("SN", "BSN", "KS")[n])
    client = as_person("eva")
    address = reverse(path) + ("?q=bistånd" if path == "who-decides" else "")
    client.get(address)
    with django_assert_num_queries(wanted[boards] if isinstance(wanted, dict) else wanted):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_mandates_cost_the_same_however_many(world, as_person, django_assert_num_queries, rows):
    in_force(world)
    for n in range(rows):
        mandates.delegate_onward(
            board=world.unit("SN"), item=ROWS[n][0], delegate=world.functions["bo"], valid_from=TODAY,
            actor=system_actor(),
        )  # fmt: skip
        mandates.appoint_substitute(
            board=world.unit("SN"), absent=world.functions["anna"], substitute=world.functions["johan"],
            valid_from=TODAY, actor=system_actor(),
        )  # fmt: skip
    client = as_person("dag")
    client.get("/delegation/vidare/SN/")
    with django_assert_num_queries(8):
        assert client.get("/delegation/vidare/SN/").status_code == 200


def test_a_draft_is_not_there_for_those_outside_the_board(world, as_person):
    made = draft(world)
    for name in ("sven", "nils"):
        assert as_person(name).get(reverse("order", args=[made.pk])).status_code == 404
        assert "2021:2" not in text(as_person(name).get(reverse("orders")))
    assert as_person("elsa").get(reverse("order", args=[made.pk])).status_code == 200


def test_what_is_worrying_comes_first(world, as_person):
    rows = [*ROWS, ("9.1", "Övrigt", "Något annat", ["Finns inte"])]
    order = in_force(world, rows=rows)
    order.items.filter(number="5.1").update(statute="4 kap. 1 § SoL (1980:620)")
    said = text(as_person("eva").get(reverse("order", args=[order.pk])))
    assert said.index("Se över") < said.index("Ekonomiskt bistånd</h2>")
    assert "Ingen kan besluta" in said


def test_an_order_is_written_without_scripts_from_draft_to_adopted(world, as_person):
    former = in_force(world)
    eva = as_person("eva")
    answer = eva.post(reverse("order-new"), {"board": "SN", "name": "2021:2", "copied_from": former.pk})
    made = DelegationOrder.objects.get(name="2021:2")
    assert answer.url == reverse("order", args=[made.pk])
    values = {"number": "2.3", "area": "Ekonomiskt bistånd", "title": "Hyresskuld", "reporting": "reported",
              "onward": "none", "delegates": [f"f{world.functions['anna'].pk}", "lcase_worker"],
              "others": "Socialutskottet\n", "amount_max": "45000"}  # fmt: skip
    assert eva.post(reverse("item-new", args=[made.pk]), values).status_code == 302
    item = made.items.get(number="2.3")
    assert [(d.name, d.function_id, d.level) for d in item.delegates.all()] == [
        ("Enhetschef, AFE", world.functions["anna"].pk, ""),
        ("Handläggare", None, "case_worker"),
        ("Socialutskottet", None, ""),
    ]
    page = text(eva.get(reverse("item-edit", args=[made.pk, item.pk])))
    assert page.count("checked") == 2
    assert "Socialutskottet</textarea>" in page
    assert (
        eva.post(reverse("item-edit", args=[made.pk, item.pk]), values | {"version": 1, "title": ""}).status_code == 422
    )
    eva.post(reverse("item-remove", args=[made.pk, made.items.get(number="5.1").pk]), {"version": 1})
    page = text(eva.get(reverse("order-compare", args=[made.pk])))
    assert "1 nya, 1 borttagna och 0 ändrade punkter. 2 är oförändrade." in page
    made.refresh_from_db()
    day = {"adopted_on": "2021-04-12", "reference": "§ 41", "valid_from": "2021-05-01", "version": made.version}
    assert eva.post(reverse("order-adopt", args=[made.pk]), day).status_code == 302
    former.refresh_from_db()
    assert former.valid_to == date(2021, 5, 1)


def test_an_item_is_changed_in_place(world, as_person):
    made = draft(world)
    item = made.items.first()
    eva, asked = as_person("eva"), {"HX-Request": "true"}
    form = eva.get(reverse("item-edit", args=[made.pk, item.pk]), headers=asked).content.decode()
    assert form.lstrip().startswith("<li")
    assert "<html" not in form
    values = {"number": "2.1", "title": "Bistånd", "reporting": "reported", "onward": "none", "others": "Handläggare",
              "version": 1}  # fmt: skip
    wrong = eva.post(reverse("item-edit", args=[made.pk, item.pk]), values | {"title": ""}, headers=asked)
    assert (wrong.status_code, "ds-error-summary" in wrong.content.decode()) == (422, True)
    saved = eva.post(reverse("item-edit", args=[made.pk, item.pk]), values, headers=asked)
    assert saved.status_code == 200
    assert "data-focus" in saved.content.decode()
    assert "HX-Trigger" in saved.headers


def test_a_stale_edit_shows_both_versions_with_their_delegates(world, as_person):
    made = draft(world)
    item = made.items.first()
    path = reverse("item-edit", args=[made.pk, item.pk])
    values = {"number": "2.1", "title": "Evas", "reporting": "reported", "onward": "none", "others": "Evas delegat",
              "version": 1}  # fmt: skip
    assert as_person("eva").post(path, values).status_code == 302
    answer = as_person("dag").post(path, values | {"title": "Dags", "others": "Dags delegat"})
    assert answer.status_code == 409
    for words in ("Evas delegat", "Dags delegat", "Evas", "Dags"):
        assert words in text(answer)
    assert DelegationItem.objects.get(pk=item.pk).title == "Evas"


def test_a_stale_name_and_introduction_show_both_versions(world, as_person):
    made = draft(world)
    path = reverse("order-edit", args=[made.pk])
    values = {"name": "2021:2", "preamble": "Evas inledning", "version": made.version}
    assert f'name="version" value="{made.version}"' in text(as_person("dag").get(path))
    assert as_person("eva").post(path, values).status_code == 302
    answer = as_person("dag").post(path, values | {"preamble": "Dags inledning"})
    assert answer.status_code == 409
    assert "Evas inledning" in text(answer)
    assert "Dags inledning" in text(answer)
    made.refresh_from_db()
    assert made.preamble == "Evas inledning"


def test_an_order_that_ended_before_today_says_why(world, as_person):
    order, eva = in_force(world), as_person("eva")
    path = reverse("order-end", args=[order.pk])
    sent = {"valid_to": "2021-04-09", "version": order.version}
    refused = eva.post(path, sent)
    assert refused.status_code == 422
    assert "Skriv varför ordningen avslutas i efterhand." in text(refused)
    assert eva.post(path, sent | {"reason": "Nämnden beslutade den 8 april."}).status_code == 302


def test_a_forbidden_item_is_told_of_with_its_paragraph_and_stops_the_adoption(world, as_person):
    made = draft(world)
    eva = as_person("eva")
    values = {"number": "9.1", "title": "Fastställa mål för verksamheten", "reporting": "reported", "onward": "none",
              "others": "Socialdirektör"}  # fmt: skip
    said = text(eva.post(reverse("item-new", args=[made.pk]), values, follow=True))
    assert "6 kap. 38 § 1 KL" in said
    item = made.items.get(number="9.1")
    assert "varför den får delegeras" in text(eva.get(reverse("item-edit", args=[made.pk, item.pk])))
    day = {"adopted_on": "2021-04-12", "reference": "§ 41", "valid_from": "2021-05-01"}
    refused = eva.post(reverse("order-adopt", args=[made.pk]), day)
    assert refused.status_code == 422
    assert "9.1 (6 kap. 38 § 1 KL)" in text(refused)


def test_everybody_is_told_who_may_decide_and_where_it_goes_otherwise(world, as_person):
    order = in_force(world)
    order.items.filter(number="2.2").update(amount_max=45000)
    for name in ("nils", "sven", "anna"):
        said = text(as_person(name).get("/delegation/vem/?q=bistand över norm"))
        assert "Bistånd över norm" in said
        assert "Högst 45\xa0000 kronor" in said or "Högst 45 000 kronor" in said
        assert "Anna, Cecilia" in said  # Enhetschef stands for every function with that title
        way = said[said.index('class="onwards"') :]
        assert way.index("SN<") < way.index("KS<") < way.index("KF<")
    assert "Inget träffar" in text(as_person("nils").get("/delegation/vem/?q=rymdfart"))
    draft(world, "X", rows=[("1.1", "", "Hemligt utkast", ["Socialdirektör"])])
    assert "Hemligt" not in text(as_person("eva").get("/delegation/vem/?q=utkast"))


def test_boards_stand_side_by_side(world, as_person):
    in_force(world)
    in_force(world, board="BSN", rows=[("1.1", "", "Anställning av vikarie", ["Rektor"])])
    said = text(as_person("nils").get("/delegation/ordningar/sida-vid-sida/"))
    assert "Skiljer:" in said
    assert "Rektor" in said


def test_the_export_is_the_import(world, as_person):
    order = in_force(world)
    order.items.filter(number="2.2").update(amount_max=45000, area="Bistånd", consult="jurist", urgent_only=True)
    answer = as_person("eva").get(reverse("order-xlsx", args=[order.pk]))
    book = openpyxl.load_workbook(BytesIO(answer.content))
    assert book.active.max_row == 4
    result = running.run("orders", {None: ("order.xlsx", answer.content)}, world.actor("eva"))
    assert (result.unchanged, result.new, result.changed, result.errors) == (3, 0, 0, [])


def test_the_paper_is_drawn(world, as_person):
    made = draft(world)
    orders.change_draft(
        order=made, values={"name": "2021:2", "preamble": "Nämnden har beslutat\n\n- ett\n- två"}, seen=None,
        actor=world.actor("eva"),
    )  # fmt: skip
    for format, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = as_person("eva").get(reverse("order-paper", args=[made.pk, format]))
        assert answer.content.startswith(begins)
    assert as_person("eva").get(reverse("order-paper", args=[made.pk, "exe"])).status_code == 404


def test_onward_delegation_and_substitutes_by_forms(world, as_person):
    in_force(world)
    dag, anna = as_person("dag"), as_person("anna")
    values = {"item": "2.2", "delegate": world.functions["bo"].pk, "valid_from": "2021-04-12"}
    assert dag.post("/delegation/vidare/SN/ny/", values).status_code == 302
    made = Subdelegation.objects.get()
    assert anna.post("/delegation/vidare/SN/ny/", values).status_code == 403
    gone = {"day": "2021-05-01", "reason": "Omorganisation", "version": 1}
    assert dag.post(f"/delegation/vidare/SN/{made.pk}/aterkalla/", gone).status_code == 302
    values = {"absent": world.functions["anna"].pk, "substitute": world.functions["johan"].pk,
              "valid_from": "2021-04-12", "valid_to": "2021-04-20"}  # fmt: skip
    assert anna.post("/delegation/vidare/SN/ersattare/ny/", values).status_code == 302
    values["absent"] = world.functions["cecilia"].pk
    assert anna.post("/delegation/vidare/SN/ersattare/ny/", values).status_code == 422
    standing = Substitution.objects.get()
    path = f"/delegation/vidare/SN/ersattare/{standing.pk}/avsluta/"
    assert anna.post(path, {"day": "2021-04-15", "version": 1}).status_code == 302
    made.refresh_from_db()
    assert (made.valid_to, made.withdrawn_reason) == (date(2021, 5, 1), "Omorganisation")

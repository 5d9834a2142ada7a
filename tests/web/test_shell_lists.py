"""The list machinery: filter, sort, page, columns, views, export, many at once."""

import io

import openpyxl
import pytest
from django.db.models import Q

from ledtrad.core.ledger.models import Entry
from ledtrad.core.listing import Column, ListPage, choice
from ledtrad.core.listing.actions import clean_query
from ledtrad.core.models import SavedView
from ledtrad.organisation.models import Function
from ledtrad.organisation.rules import Role


def text(response):
    return response.content.decode()


def titles(response):
    return [row.object.title for row in response.context["listing"].rows]


def test_one_page_at_a_time(anna):
    response = anna.get("/list/")
    total = Function.objects.count()
    assert len(titles(response)) == 5
    assert f"1–5 av {total}" in text(response)
    assert len(titles(anna.get("/list/?page=99"))) == (total % 5 or 5)


def test_queries_do_not_grow_with_rows(anna, django_assert_num_queries):
    anna.get("/list/")
    with django_assert_num_queries(7):  # the shell's four, saved views, count, the page
        anna.get("/list/")
    with django_assert_num_queries(7):
        anna.get("/list/?q=e&role=unit_manager")


def test_filters_narrow_and_are_told_on_paper(anna):
    response = anna.get("/list/?role=unit_manager")
    assert set(titles(response)) == {"Enhetschef"}
    assert "Urval: Roll: Enhetschef" in text(response)


def test_every_word_must_occur(anna):
    assert titles(anna.get("/list/?q=ENHETSchef+anna")) == ["Enhetschef"]
    assert titles(anna.get("/list/?q=enhetschef+finnsinte")) == []


def test_unknown_choice_is_told_at_the_filter(anna):
    response = anna.get("/list/?role=pirate")
    assert response.status_code == 200
    assert "ds-validation-message" in text(response)


@pytest.mark.parametrize(("sort", "first"), [("title", "Controller"), ("-title", "Verksamhetschef, Vuxna")])
def test_sorting(anna, sort, first):
    response = anna.get(f"/list/?sort={sort}")
    assert titles(response)[0] == first
    assert f'aria-sort="{"descending" if sort.startswith("-") else "ascending"}"' in text(response)


def test_sorting_by_what_does_not_sort_is_ignored(anna):
    assert titles(anna.get("/list/?sort=status")) == titles(anna.get("/list/"))
    assert titles(anna.get("/list/?sort=password")) == titles(anna.get("/list/"))


def test_links_keep_the_filters(anna):
    html = text(anna.get("/list/?q=e&sort=title"))
    assert "?page=2&amp;q=e&amp;sort=title" in html
    assert "?q=e&amp;sort=-title" in html


def test_columns_are_chosen_and_the_first_stays(anna):
    names = [c.key for c in anna.get("/list/?col=number").context["listing"].columns]
    assert names == ["title", "number"]


def test_cells_carry_their_label_for_phones(anna):
    html = text(anna.get("/list/"))
    assert '<td role="cell" data-label="Status">' in html
    assert 'role="rowheader"' in html


def test_fragment_for_a_script(anna):
    response = anna.get("/list/", headers={"HX-Request": "true"})
    assert "<html" not in text(response)
    assert 'id="lista"' in text(response)
    assert "HX-Request" in response["Vary"]


def test_nothing_found_says_so(anna):
    assert "Inget passar urvalet." in text(anna.get("/list/?q=finnsinte"))


def test_export_is_exactly_what_is_filtered(anna):
    response = anna.get("/list/?role=unit_manager&col=value&col=number&export=xlsx&page=2")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Funktion", "Utfall", "Nummer"]
    assert len(rows) - 1 == Function.objects.filter(role="unit_manager").count()
    assert {row[1] for row in rows[1:]} == {1284.5}
    assert "attachment" in response["Content-Disposition"]


def save(client, **data):
    return client.post("/vyer/spara/", {"page": "functions", "next": "/list/?x=1", "query": "role=auditor", **data})


def test_view_is_saved_and_shown(anna):
    response = save(anna, name="Revisorer", query="?role=auditor&page=2&sort=title&q=")
    view = SavedView.objects.get()
    assert response["Location"] == f"/list/?view={view.pk}"
    assert view.query == "role=auditor&sort=title"
    assert Entry.objects.filter(action="view_saved").count() == 1
    assert titles(anna.get(f"/list/?view={view.pk}")) == ["Revisor"]


def test_what_one_adds_goes_before_the_view(anna):
    save(anna, name="Revisorer")
    view = SavedView.objects.get()
    assert set(titles(anna.get(f"/list/?view={view.pk}&role=unit_manager"))) == {"Enhetschef"}


def test_default_view_is_shown_when_nothing_is_asked(anna):
    save(anna, name="Revisorer", default="on")
    assert titles(anna.get("/list/")) == ["Revisor"]
    assert len(titles(anna.get("/list/?view="))) == 5
    save(anna, name="Chefer", query="role=unit_manager", default="on")
    assert SavedView.objects.filter(default=True).count() == 1


def test_saving_under_the_same_name_replaces(anna):
    save(anna, name="Min")
    save(anna, name="Min", query="role=unit_manager")
    assert SavedView.objects.get().query == "role=unit_manager"


def test_shared_view_is_for_all_and_removed_by_its_owner_only(anna, client, world, django_user_model):
    save(anna, name="Min")
    save(anna, name="Delad", shared="on")
    shared, own = SavedView.objects.get(shared=True), SavedView.objects.get(shared=False)
    client.force_login(world.person("cecilia"))
    html = text(client.get("/list/"))
    assert "Delad" in html
    assert ">Min<" not in html
    assert client.post(f"/vyer/{own.pk}/ta-bort/").status_code == 404
    assert client.post(f"/vyer/{shared.pk}/ta-bort/").status_code == 403
    client.force_login(world.person("anna"))
    assert client.post(f"/vyer/{shared.pk}/ta-bort/", {"next": "/list/"})["Location"] == "/list/?view="
    assert SavedView.objects.count() == 1


def test_view_needs_a_name(anna):
    assert save(anna, name="").status_code == 422


def test_too_long_a_view_is_refused(anna):
    assert save(anna, name="Lång", query="q=" + "å" * 700).status_code == 422


def test_clean_query_forgets_where_one_was():
    assert clean_query("?page=3&view=1&export=xlsx&q=&role=a&col=x&col=y") == "role=a&col=x&col=y"


def test_many_are_confirmed_first(anna):
    pks = list(Function.objects.order_by("number").values_list("pk", flat=True)[:2])
    html = text(anna.post("/bulk/", {"pk": pks}))
    assert "Flytta funktionerna?" in html
    assert "2 rader är valda" in html
    response = anna.post("/bulk/", {"pk": pks, "confirmed": "1"}, follow=True)
    assert "2 flyttade." in text(response)


def test_all_means_all_that_pass_the_filters(anna):
    response = anna.post("/bulk/?role=unit_manager", {"all": "1", "confirmed": "1"}, follow=True)
    assert f"{Function.objects.filter(role='unit_manager').count()} flyttade." in text(response)


def test_nothing_chosen_says_so(anna):
    assert "Du har inte valt något." in text(anna.post("/bulk/", {"pk": ["x"]}))


def test_what_is_counted_follows_the_filters(rf, world):
    request = rf.get("/list/", {"role": "unit_manager"})
    request.user = world.people["anna"]
    listing = ListPage(
        request,
        Function.objects.all(),
        name="functions",
        columns=[Column("title", "Titel")],
        filters=[choice("role", "Roll", Role.choices)],
        tally={"managers": Q(role="unit_manager"), "directors": Q(role="director")},
    )
    managers = Function.objects.filter(role="unit_manager").count()
    assert listing.counts == {"total": managers, "managers": managers, "directors": 0}
    assert listing.total == managers

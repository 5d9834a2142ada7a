"""The pages of matters: what is shown to whom, and what forms do."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledtrad.core import clock
from ledtrad.core.imports import running
from ledtrad.meetings import panels
from ledtrad.meetings.models import AgendaItem, Matter
from tests.meetings.papers import matter, meeting, paper

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(world, as_person, django_assert_num_queries, rows):
    for _n in range(rows):
        paper(world, of=matter(world))
    client = as_person("eva")
    client.get(reverse("matters"))
    with django_assert_num_queries(8):
        page = client.get(reverse("matters"))
    assert page.content.decode().count("Uppföljning av etableringen") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_matter_costs_the_same_however_much_is_in_it(world, as_person, django_assert_num_queries, rows):
    from ledtrad.meetings.actions import matters

    made, held = matter(world), meeting(world)
    for n in range(rows):
        paper(world, of=made, meeting=held)
        matters.attach(matter=made, name=f"{n}.pdf", data=b"x", actor=world.actor("eva"))
        AgendaItem.objects.create(meeting=held, order=n, title="Punkt", matter=made)
    client = as_person("eva")
    client.get(made.get_absolute_url())
    with django_assert_num_queries(11):
        assert client.get(made.get_absolute_url()).status_code == 200


def test_what_one_may_not_see_does_not_exist(world, as_person):
    hidden = matter(world, "eva", confidentiality="confidential", title="HEMLIGT")
    addresses = [hidden.get_absolute_url(), reverse("matter-edit", args=[hidden.pk])]
    for name in ("elsa", "kim", "sven", "disa"):
        client = as_person(name)
        assert {client.get(address).status_code for address in addresses} == {404}
        for page in (reverse("matters"), reverse("matters") + "?export=xlsx", reverse("ledger")):
            assert b"HEMLIGT" not in client.get(page).content
    assert b"HEMLIGT" in as_person("anna").get(hidden.get_absolute_url()).content  # hers to handle


def test_opened_changed_closed_by_forms(world, as_person):
    eva = as_person("eva")
    sent = {"board": "SN", "title": "Ny policy", "confidentiality": "open"}
    answer = eva.post(reverse("matter-new"), sent, follow=True)
    made = Matter.objects.get()
    assert "SN 2021/0001" in answer.content.decode()
    assert eva.post(reverse("matter-new"), {**sent, "registration_number": "SN 2021/0001"}).status_code == 422
    edit = reverse("matter-edit", args=[made.pk])
    changed = {"title": "Annan", "confidentiality": "open", "responsible": world.functions["bo"].pk, "version": 1}
    assert eva.post(edit, changed).status_code == 302
    assert eva.post(edit, changed).status_code == 409
    assert as_person("elsa").post(edit, changed).status_code == 403
    close = reverse("matter-close", args=[made.pk])
    assert eva.get(close).status_code == 200
    assert eva.post(close, {"version": 2}).status_code == 302
    made.refresh_from_db()
    assert made.state == "closed"
    assert "Öppna ärendet igen" in eva.get(made.get_absolute_url()).content.decode()
    assert eva.post(close, {"version": 3}).status_code == 302


def test_files_by_forms(world, as_person):
    made, anna = matter(world), as_person("anna")
    add = reverse("matter-attach", args=[made.pk])
    assert anna.post(add, {"file": SimpleUploadedFile("a.exe", b"x")}).status_code == 422
    assert anna.post(add, {"file": SimpleUploadedFile("rapport.pdf", b"%PDF")}).status_code == 302
    kept = made.attachments.get()
    where = reverse("matter-attachment", args=[made.pk, kept.pk])
    assert as_person("elsa").get(where)["Content-Disposition"].startswith("attachment")
    gone = reverse("matter-detach", args=[made.pk, kept.pk])
    assert as_person("elsa").post(gone).status_code == 403
    assert anna.get(gone).status_code == 200
    assert anna.post(gone).status_code == 302
    assert anna.get(where).status_code == 404


def test_the_series_shows_the_next_number_before_it_is_saved(world, as_person):
    matter(world, registration_number="SO 2021/0100")
    eva, where = as_person("eva"), reverse("matter-series-edit", args=["SN"])
    tried = eva.post(where, {"pattern": "SO {year}/{number:4}", "version": 1})
    assert "Nästa nummer blir SO 2021/0101" in tried.content.decode()
    assert eva.post(where, {"pattern": "SO {year}/{number:4}", "version": 1, "save": "1"}).status_code == 302
    assert matter(world).registration_number == "SO 2021/0101"
    assert eva.post(where, {"pattern": "SO", "version": 2, "save": "1"}).status_code == 422
    assert eva.post(where, {"pattern": "S {year}/{number}", "version": 1, "save": "1"}).status_code == 409
    assert "SO 2021/0102" in eva.get(reverse("matter-series")).content.decode()
    assert as_person("anna").get(where).status_code == 403


def test_a_package_above_hangs_its_panel_on_the_page(world, as_person, monkeypatch):
    monkeypatch.setattr(panels, "_panels", {})
    made = matter(world)
    panels.register("x", "core/papers/block.html", lambda m, reader: {"kind": "note"} if m.pk == made.pk else None)
    assert [p.template for p in panels.of(made, world.person("eva"))] == ["core/papers/block.html"]
    assert as_person("eva").get(made.get_absolute_url()).status_code == 200
    assert panels.of(matter(world), world.person("eva")) == []


HEAD = "board;registration_number;title;responsible;confidentiality;opened_on;source;source_id\n"
ROWS = (
    "SN;SN 2021/0040;Yttrande över remiss;f-anna;;2021-03-01;Evolution;77\n"
    "SN;SN 2021/0041;Hemligt ärende;;Sekretess;2021-03-02;Evolution;78\n"
)


def read(world, text, name="eva"):
    return running.run("matters", {None: ("diariet.csv", text.encode())}, world.actor(name))


def test_a_diary_is_read_in_and_again_without_a_change(world):
    first = read(world, HEAD + ROWS)
    assert (first.new, first.errors) == (2, [])
    assert (read(world, HEAD + ROWS).new, read(world, HEAD + ROWS).unchanged) == (0, 2)
    found = Matter.objects.get(source_id="77")
    assert (found.registration_number, found.responsible.number, found.opened_on) == (
        "SN 2021/0040", "f-anna", date(2021, 3, 1),
    )  # fmt: skip
    assert matter(world).registration_number == "SN 2021/0042"
    read(world, HEAD + ROWS.replace("över remiss", "över remissen"))
    found.refresh_from_db()
    assert (found.title, found.version) == ("Yttrande över remissen", 2)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("XX;SN 2021/0050;T;;;2021-03-01;;", "board"),
        ("BSN;SN 2021/0050;T;;;2021-03-01;;", "board"),
        ("SN;SN 2021/0050;T;finns-inte;;2021-03-01;;", "responsible"),
        ("SN;SN 2021/0050;T;;hemligt;2021-03-01;;", "confidentiality"),
        ("SN;SN 2021/0050;T;;;2021-05-01;;", "opened_on"),
        ("SN;SN 2021/0050;T;;;i mars;;", "opened_on"),
        ("SN;SN 2021/0050;T;;;2021-03-01;;9", "source"),
        ("SN;SN 2021/0099;T;;;2021-03-01;Evolution;77", "registration_number"),
        (f"SN;SN 2021/0050;{'x' * 301};;;2021-03-01;;", "title"),
    ],
)
def test_one_wrong_row_and_nothing_is_saved(world, row, field):
    read(world, HEAD + ROWS)
    result = read(world, f"{HEAD}SN;SN 2021/0060;Rätt;;;2021-03-01;;\n{row}\n")
    assert [fault.field for fault in result.errors] == [field]
    assert not Matter.objects.filter(registration_number="SN 2021/0060").exists()


def test_a_hidden_matter_is_neither_told_nor_changed_by_a_file(world):
    read(world, HEAD + ROWS)
    result = read(world, f"{HEAD}SN;SN 2021/0041;Nytt namn;;;2021-03-02;;\n", "kim")
    assert "Hemligt" not in str(result.errors)
    assert result.errors
    assert Matter.objects.get(source_id="78").title == "Hemligt ärende"


def test_the_clock_and_the_mark_are_in_the_export(world, as_person):
    read(world, HEAD + ROWS)
    assert clock.today() == date(2021, 4, 12)
    from ledtrad.meetings.imports.matters import Matters

    rows = list(Matters().export(world.actor("kim"), "matters"))
    assert [row["registration_number"] for row in rows] == ["SN 2021/0040"]
    assert len(list(Matters().export(world.actor("eva"), "matters"))) == 2

"""The pages of the import, without scripts unless said: from an upload to the receipt and back."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.core.places import Place, Places, Towns
from tests.factories import MunicipalityFactory, UserFactory

from ledtrad.core import jobs
from ledtrad.core.imports import ImportBatch, actions, registry
from ledtrad.core.imports.jobs import PREVIEW
from ledtrad.core.jobs import Job
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User

HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def anna(place_tables, importers, db):
    MunicipalityFactory()
    return UserFactory(username="anna", name="Anna")


@pytest.fixture
def inline(settings):
    settings.LEDTRAD_JOBS_INLINE = True


@pytest.fixture
def http(client, anna, inline):
    client.force_login(anna)
    return client


def upload(http, text, name="platser.csv", key="places"):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return http.post(reverse("import-new", args=[key]), {"file": file})


def batch():
    return ImportBatch.objects.latest("pk")


def url(name, *args):
    return reverse(f"import-{name}", args=[batch().number, *args])


GOOD = "Namn;Invånare\nEk;1284\nAl;12\n"
BAD = "Namn;Invånare\nEk;1284\nAl;tolv\n"


def test_a_good_file_goes_all_the_way_and_back(http):
    answer = upload(http, GOOD)
    assert answer["Location"] == batch().get_absolute_url()
    page = http.get(answer["Location"]).content.decode()
    assert "2 rader att läsa in" in page
    assert "Inget är sparat än" in page
    assert not Place.objects.exists()

    answer = http.post(url("apply"), follow=True)
    assert "Filen är inläst" in answer.content.decode()
    assert Place.objects.count() == 2

    assert "2 nya uppgifter tas bort" in http.get(url("undo")).content.decode()
    answer = http.post(url("undo"), follow=True)
    assert "Importen är ångrad" in answer.content.decode()
    assert not Place.objects.exists()


def test_old_and_new_stand_beside_each_other(http):
    Place.objects.create(name="Ek", inhabitants=5)
    page = http.get(upload(http, GOOD)["Location"]).content.decode()
    assert "<del>5</del>" in page
    assert "<ins>1284</ins>" in page
    assert "1 ny, 1 ändrad" in page


def test_wrong_rows_are_found_downloaded_and_may_be_left_out(http):
    page = http.get(upload(http, BAD)["Location"]).content.decode()
    assert "<title>Fel:" in page
    assert "1 rad behöver rättas" in page
    assert "<strong>Invånare:</strong> ”tolv” är inget tal" in page

    only = http.get(batch().get_absolute_url(), {"state": "error"}).content.decode()
    assert "tolv" in only
    assert ">Ek<" not in only

    rows = [[cell.value for cell in row] for row in workbook(http.get(url("errors", "xlsx"))).active]
    assert rows[0] == ["Namn", "Invånare", "Fel"]
    assert rows[1][:2] == ["Al", "tolv"]

    answer = http.post(url("apply"), follow=True)
    assert "Några rader har fel" in answer.content.decode()
    assert not Place.objects.exists()
    answer = http.post(url("apply"), {"skip_errors": "1"}, follow=True)
    assert "1 rad med fel lästes inte in" in answer.content.decode()
    assert Place.objects.count() == 1


def workbook(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content))


def test_a_refused_file_is_told_at_the_field(http):
    answer = upload(http, b"%PDF-1.7", "platser.csv")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Fel:" in page
    assert "är ingen textfil" in page
    assert not ImportBatch.objects.exists()


def test_no_file_an_empty_one_and_one_too_large(http, settings):
    assert http.post(reverse("import-new", args=["places"])).status_code == 422
    assert "Filen är tom" in upload(http, b"").content.decode()
    settings.LEDTRAD_UPLOAD_LIMIT = 10
    answer = upload(http, GOOD)
    assert answer.status_code == 422
    assert "för stor" in answer.content.decode()


def test_unknown_columns_are_chosen_by_the_person(http):
    answer = upload(http, "var;hur stor\nEk;5\n")
    assert answer["Location"] == url("columns")
    page = http.get(answer["Location"]).content.decode()
    assert "B: hur stor" in page
    answer = http.post(url("columns"), {"places-inhabitants": "1"})
    assert answer.status_code == 422
    assert "Välj den kolumn i filen som är Namn" in answer.content.decode()
    answer = http.post(url("columns"), {"places-name": "0", "places-inhabitants": "0"})
    assert "redan vald för Namn" in answer.content.decode()
    http.post(url("columns"), {"places-name": "0", "places-inhabitants": "1"}, follow=True)
    http.post(url("apply"))
    assert Place.objects.get().inhabitants == 5


def test_columns_can_be_chosen_anew_after_the_preview(http):
    upload(http, "Namn;Invånare;storlek\nEk;1;2\n")
    http.post(url("columns"), {"places-name": "0", "places-inhabitants": "2"})
    assert batch().rows.get().after["inhabitants"] == "2"


def test_another_sheet_shows_its_columns_first(http):
    book = openpyxl.Workbook()
    book.active.append(["annat"])
    book.create_sheet("två").append(["namn", "kommentar"])
    book["två"].append(["Ek", "x"])
    out = io.BytesIO()
    book.save(out)
    upload(http, out.getvalue(), "bok.xlsx", "towns")
    sent = {"towns--source": "1", "towns--shown": "", "shops--source": ""}
    answer = http.post(url("columns"), sent)
    assert (answer.status_code, batch().state) == (200, "uploaded")
    assert "A: namn" in answer.content.decode()
    sent |= {"towns--shown": "1", "towns-name": "0", "towns-note": "1"}
    http.post(url("columns"), sent)
    assert batch().rows.get().after == {"name": "Ek", "note": "x"}


def test_several_csv_files_are_told_apart_by_name(http):
    files = [SimpleUploadedFile("towns.csv", b"namn\nEk\n"), SimpleUploadedFile("Butiker.csv", b"namn;ort\nIca;Ek\n")]
    http.post(reverse("import-new", args=["towns"]), {"file": files})
    assert batch().counts["new"] == 2
    files = [SimpleUploadedFile("towns.csv", b"namn\nEk\n"), SimpleUploadedFile("x.csv", b"namn\n")]
    answer = http.post(reverse("import-new", args=["towns"]), {"file": files})
    assert "De kan heta towns.csv, shops.csv" in answer.content.decode()


def test_the_same_file_again_is_told(http):
    upload(http, GOOD)
    http.post(url("apply"))
    first = batch().number
    page = http.get(upload(http, GOOD)["Location"]).content.decode()
    assert "Inget nytt i filen" in page
    assert "Precis samma fil lästes in" in page
    assert first in page


def test_a_misspelt_heading_does_not_pass_unseen(http):
    page = http.get(upload(http, "Namn;Invånaree\nEk;5\n")["Location"]).content.decode()
    assert "Kolumnen ”Invånaree” läses inte." in page


def test_later_work_stops_undo_and_says_what(http):
    upload(http, GOOD)
    http.post(url("apply"))
    Place.objects.filter(name="Ek").update(inhabitants=7)
    page = http.post(url("undo"), follow=True).content.decode()
    assert "Ek har ändrats sedan importen" in page
    assert Place.objects.count() == 2


# ── Work in the background ───────────────────────────────────────────────────
@pytest.fixture
def waiting(client, anna):
    """A batch whose preview lies in the queue."""
    client.force_login(anna)
    upload(client, GOOD)
    return client


def test_while_it_works_the_page_tells_how_far_it_has_come(waiting):
    Job.objects.update(state="running", done=1000, total=10000, message="Sparar granskningen")
    page = waiting.get(batch().get_absolute_url()).content.decode()
    assert "1\N{NO-BREAK SPACE}000 av 10\N{NO-BREAK SPACE}000" in page
    assert "<noscript><meta" in page
    part = waiting.get(batch().get_absolute_url(), {"progress": "1"}, **HX).content.decode()
    assert "Sparar granskningen" in part
    assert "<html" not in part


def test_when_it_is_done_the_script_fetches_the_page_anew(waiting):
    job = Job.objects.get()
    assert job.kind == PREVIEW
    jobs.execute(job.pk)
    answer = waiting.get(batch().get_absolute_url(), {"progress": "1"}, **HX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, batch().get_absolute_url())


def test_no_second_job_while_one_is_at_work(waiting):
    waiting.post(url("preview"))
    assert Job.objects.count() == 1


def test_whoever_lost_their_account_imports_nothing(waiting):
    User.objects.update(is_active=False)
    jobs.execute(Job.objects.get().pk)
    assert Job.objects.get().state == "failed"
    assert batch().state == "mapped"


def test_a_crash_is_told_and_may_be_tried_again(waiting, monkeypatch):
    def crash(self, rows, actor):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(Places, "plan", crash)
        jobs.execute(Job.objects.get().pk)
    page = waiting.get(batch().get_absolute_url()).content.decode()
    assert "Något gick fel" in page
    waiting.post(url("preview"))
    jobs.execute(Job.objects.latest("created").pk)
    assert "2 rader att läsa in" in waiting.get(batch().get_absolute_url()).content.decode()


# ── Files out ────────────────────────────────────────────────────────────────
def test_the_template_holds_what_there_is_and_imports_back_unchanged(http):
    Place.objects.create(name="Ek", inhabitants=5, note="=1+1")
    Place.objects.create(name="Al")
    answer = http.get(reverse("import-template", args=["places", "xlsx"]), {"letter": "E", "other": "x"})
    data = answer.content
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["Platser"][1]] == ["Namn", "Invånare", "Kommentar", "rad-id", "version"]
    assert [cell.value for cell in book["Platser"][2]][:3] == ["Ek", 5, "=1+1"]
    assert book["Platser"].max_row == 2
    assert book["Platser"].data_validations.dataValidation
    assert [cell.value for cell in book["Förklaring"][2]][:3] == ["Platser", "Namn", "Ja"]
    assert book["Platser"].column_dimensions["E"].hidden
    upload(http, data, "platser.xlsx")
    assert batch().counts == {"new": 0, "changed": 0, "unchanged": 1, "error": 0, "conflict": 0}


def test_an_empty_template_and_csv(http):
    Place.objects.create(name="Ek")
    answer = http.get(reverse("import-template", args=["places", "xlsx"]), {"empty": "1"})
    assert workbook(answer)["Platser"].max_row == 1
    answer = http.get(reverse("import-template", args=["towns", "csv"]), {"table": "shops", "empty": "1"})
    assert answer.content.decode("utf-8-sig") == "name;town\r\n"
    assert http.get(reverse("import-template", args=["towns", "csv"]), {"table": "x"}).status_code == 404
    assert http.get(reverse("import-template", args=["towns", "pdf"])).status_code == 404


def test_files_come_back_as_attachments_that_no_browser_opens(http):
    upload(http, GOOD, "på hal is.csv")
    for address in (url("file", 0), url("errors", "csv"), reverse("import-template", args=["places", "csv"])):
        answer = http.get(address)
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Content-Type"] == "application/octet-stream"
    assert http.get(url("file", 0)).content == GOOD.encode()
    assert http.get(url("file", 1)).status_code == 404


# ── Who sees what ────────────────────────────────────────────────────────────
@pytest.fixture
def stranger(client, place_tables, importers, anna, monkeypatch):
    """Somebody who may not use the importer, beside a batch of Anna's."""
    actions.open_batch("places", {None: ("x.csv", GOOD.encode())}, actor_for(anna))
    monkeypatch.setattr(Places, "may_use", lambda self, actor: actor.label == "Anna")
    client.force_login(UserFactory(username="nils", name="Nils"))
    return client


@pytest.mark.parametrize(
    ("method", "name", "args"),
    [
        ("get", "batch", ()), ("get", "columns", ()), ("post", "columns", ()), ("post", "preview", ()),
        ("post", "apply", ()), ("get", "undo", ()), ("post", "undo", ()), ("get", "errors", ("csv",)),
        ("get", "file", (0,)),
    ],
)  # fmt: skip
def test_a_batch_is_not_there_for_a_stranger(stranger, method, name, args):
    assert getattr(stranger, method)(url(name, *args)).status_code == 404


def test_a_stranger_gets_no_template_and_uploads_nothing(stranger):
    assert stranger.get(reverse("import-new", args=["places"])).status_code == 403
    assert upload(stranger, GOOD).status_code == 403
    assert stranger.get(reverse("import-template", args=["places", "csv"])).status_code == 403
    assert batch().number not in stranger.get(reverse("imports")).content.decode()


def test_who_made_it_sees_it_but_does_no_more_when_the_right_is_gone(http, anna, monkeypatch):
    upload(http, GOOD)
    monkeypatch.setattr(Places, "may_use", lambda self, actor: False)
    page = http.get(batch().get_absolute_url())
    assert page.status_code == 200
    assert "Läs in 2 rader" not in page.content.decode()
    assert http.post(url("apply")).status_code == 403
    assert http.get(url("columns")).status_code == 403
    assert not Place.objects.exists()


@pytest.mark.parametrize("number", ["B-0", "B-99999999", "x", "B-", "B-0001x"])
def test_numbers_that_are_none(http, number):
    assert http.get(reverse("import-batch", args=[number])).status_code == 404


def test_unknown_kinds(http, monkeypatch):
    assert http.get(reverse("import-new", args=["x"])).status_code == 404
    upload(http, GOOD)
    monkeypatch.setattr(registry, "_importers", {"towns": Towns()})
    assert http.get(batch().get_absolute_url()).status_code == 404
    assert http.get(reverse("imports")).status_code == 200


def test_without_login_one_is_sent_there(client, anna):
    answer = client.get(reverse("imports"))
    assert answer.status_code == 302


def test_what_only_posts_do(http):
    upload(http, GOOD)
    for name in ("preview", "apply"):
        assert http.get(url(name)).status_code == 405


# ── Queries ──────────────────────────────────────────────────────────────────
def test_the_pages_cost_the_same_whatever_the_amount(http, django_assert_max_num_queries):
    upload(http, GOOD)
    with django_assert_max_num_queries(12):
        http.get(batch().get_absolute_url())
    upload(http, "Namn\n" + "\n".join(f"Ort {n}" for n in range(120)))
    with django_assert_max_num_queries(12):
        page = http.get(batch().get_absolute_url(), {"page": "2"}).content.decode()
    assert "51–100 av 120" in page
    for _n in range(5):
        upload(http, GOOD)
    with django_assert_max_num_queries(10):
        http.get(reverse("imports"))


def test_job_results_are_json(http):
    upload(http, GOOD)
    assert json.dumps(Job.objects.latest("created").result)

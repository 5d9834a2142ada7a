"""Comments, attachments and dates on a node."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from ledtrad.core import ledger
from ledtrad.thread import actions, todo
from ledtrad.thread.models import Attachment, Comment, DueDate

MANAGER_ABOVE = "johan"


def last_action(node):
    return ledger.entries().about(node).latest_first().first().action


# ── Comments ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("who", ["anna", "bo", "kim", MANAGER_ABOVE])
def test_those_who_work_in_the_unit_comment(goal, as_person, who):
    answer = as_person(who).post("/nod/M-012/kommentera/", {"text": "Två nya arbetsgivare."})
    assert answer["Location"] == "/nod/M-012/#kommentarer"
    assert Comment.objects.get().text == "Två nya arbetsgivare."
    assert last_action(goal) == "commented"


@pytest.mark.parametrize("who", ["disa", "elsa", "adam"])
def test_those_who_only_read_do_not_comment(goal, as_person, who):
    assert as_person(who).post("/nod/M-012/kommentera/", {"text": "Hej"}).status_code == 403
    assert not Comment.objects.exists()


def test_a_stranger_finds_nothing_to_comment_on(goal, as_person):
    assert as_person("cecilia").post("/nod/M-012/kommentera/", {"text": "Hej"}).status_code == 404


def test_an_empty_comment_is_an_error_on_the_page(goal, as_person):
    assert as_person("anna").post("/nod/M-012/kommentera/", {"text": ""}).status_code == 422


def test_what_is_written_is_shown_as_text(goal, as_person):
    anna, nasty = as_person("anna"), "<script>alert(1)</script>"
    anna.post("/nod/M-012/kommentera/", {"text": nasty})
    html = anna.get("/nod/M-012/").content.decode()
    assert nasty not in html
    assert escape(nasty) in html


# ── Attachments ──────────────────────────────────────────────────────────────
def attach(client, name, content=b"%PDF-1.7 hej"):
    return client.post("/nod/M-012/bilaga/", {"file": SimpleUploadedFile(name, content)})


def test_a_document_is_attached_and_served_as_a_download(goal, as_person):
    anna = as_person("anna")
    assert attach(anna, "avtal.pdf").status_code == 302
    kept = Attachment.objects.get()
    answer = anna.get(f"/nod/M-012/bilaga/{kept.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="avtal.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content == b"%PDF-1.7 hej"
    assert last_action(goal) == "attached"


@pytest.mark.parametrize("name", ["sida.html", "bild.svg", "program.exe", "avtal.pdf.js", "utan"])
def test_programs_and_pages_are_refused(goal, as_person, name):
    answer = attach(as_person("anna"), name)
    assert answer.status_code == 422
    assert "Den sortens fil kan inte läggas till" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(goal, as_person, settings):
    settings.LEDTRAD_UPLOAD_LIMIT = 10
    answer = attach(as_person("anna"), "avtal.pdf", b"x" * 11)
    assert answer.status_code == 422
    assert "för stor" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_stranger_cannot_fetch_the_file(goal, as_person):
    attach(as_person("anna"), "avtal.pdf")
    kept = Attachment.objects.get()
    assert as_person("cecilia").get(f"/nod/M-012/bilaga/{kept.pk}/").status_code == 404


def test_the_auditor_reads_the_file_but_adds_none(goal, as_person):
    attach(as_person("anna"), "avtal.pdf")
    disa = as_person("disa")
    assert disa.get(f"/nod/M-012/bilaga/{Attachment.objects.get().pk}/").status_code == 200
    assert attach(disa, "mer.pdf").status_code == 403


# ── Dates ────────────────────────────────────────────────────────────────────
def test_a_date_waits_for_the_responsible_function(goal, as_person, world):
    as_person("johan").post("/nod/M-012/datum/", {"title": "Utvärdera", "due_on": "2021-04-20", "function": ""})
    waiting = [t for t in todo.tasks(world.actor("anna")) if t.kind == "due"]
    assert [(t.title, t.due_on) for t in waiting] == [("Utvärdera", date(2021, 4, 20))]


def test_a_date_after_the_horizon_does_not_wait_yet(goal, world):
    actions.set_due(node=goal, title="Sedan", due_on=date(2021, 6, 1), function=None, actor=world.actor("anna"))
    assert not [t for t in todo.tasks(world.actor("anna")) if t.kind == "due"]


def test_a_case_worker_sets_no_dates(goal, as_person):
    answer = as_person("bo").post("/nod/M-012/datum/", {"title": "Utvärdera", "due_on": "2021-04-20"})
    assert answer.status_code == 403


@pytest.fixture
def for_bo(goal, world):
    """Something that Bo, a case worker, is to do."""
    day, bo = date(2021, 4, 20), world.functions["bo"]
    return actions.set_due(node=goal, title="Ring", due_on=day, function=bo, actor=world.actor("anna"))


@pytest.mark.parametrize("who", ["bo", "anna"])
def test_whoever_it_waits_for_and_whoever_edits_say_that_it_is_done(goal, for_bo, as_person, who):
    as_person(who).post(f"/nod/M-012/datum/{for_bo.pk}/klart/")
    assert DueDate.objects.get().done_by_label == who.capitalize()
    assert last_action(goal) == "due_done"


def test_the_auditor_does_not_say_that_it_is_done(goal, for_bo, as_person):
    assert as_person("disa").post(f"/nod/M-012/datum/{for_bo.pk}/klart/").status_code == 403
    assert DueDate.objects.open().exists()


def test_what_is_done_is_done_once(goal, for_bo, as_person):
    bo = as_person("bo")
    bo.post(f"/nod/M-012/datum/{for_bo.pk}/klart/")
    assert bo.post(f"/nod/M-012/datum/{for_bo.pk}/klart/").status_code == 404

"""The pages of papers: written, signed, adopted through forms, each in their own login."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from ledtrad.core import clock
from ledtrad.meetings.actions import papers
from ledtrad.meetings.models import Paper, PaperSection
from ledtrad.meetings.queries.papers import suggested_steps
from ledtrad.thread import todo
from tests.meetings.papers import TEXTS, matter, meeting, paper, ready, sign, submitted

pytestmark = pytest.mark.django_db


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_paper_from_matter_to_adopted_by_four_people(world, as_person):
    held = meeting(world)
    made = matter(world)
    anna = as_person("anna")
    begun = anna.post(reverse("paper-new", args=[made.pk, "memorandum"]), {"title": "Uppföljning", "meeting": held.pk})
    found = Paper.objects.get()
    assert begun["Location"] == found.get_absolute_url()
    page = text_of(anna.get(found.get_absolute_url()))
    assert "5 saker saknas" in page
    assert "Avsnittet ”Barnets bästa” är tomt" in page
    sent = {f"text-{slug}": text for slug, text in TEXTS.items()}
    assert anna.post(reverse("paper-write", args=[found.pk]), {**sent, "save": "economy"}).status_code == 302
    page = text_of(anna.get(found.get_absolute_url()))
    assert "Inget saknas" in page
    steps = suggested_steps(found)
    assert [(kind, function.number) for kind, function in steps] == [
        ("writer", "f-anna"), ("manager", "f-johan"), ("director", "f-dag"),
    ]  # fmt: skip
    chosen = {f"function{n}": function.pk for n, (_kind, function) in enumerate(steps, 1)}
    chosen |= {f"kind{n}": kind for n, (kind, _function) in enumerate(steps, 1)}
    submit = reverse("paper-submit", args=[found.pk])
    found.refresh_from_db()
    assert anna.post(submit, {**chosen, "version": found.version}).status_code == 302
    for name in ("anna", "johan", "dag"):
        task = next(t for t in todo.tasks(world.actor(name)) if t.kind == "paper_sign")
        assert task.url == found.get_absolute_url()
        client = as_person(name)
        found.refresh_from_db()
        fields = dict(re.findall(r'name="(step|sha256)" value="([^"]+)"', client.get(task.url).content.decode()))
        assert client.post(reverse("paper-sign", args=[found.pk]), fields).status_code == 302
        assert not [t for t in todo.tasks(world.actor(name)) if t.kind == "paper_sign"]
    eva = as_person("eva")
    assert "Klar för nämnden den 21" in text_of(eva.get(found.get_absolute_url()))
    assert "Nämnden har beslutat" not in text_of(as_person("elsa").get(found.get_absolute_url()))
    with clock.at(date(2021, 4, 22)):
        assert [t.kind for t in todo.tasks(world.actor("eva")) if t.kind.startswith("paper")] == ["paper_adopt"]
        adopt = reverse("paper-adopt", args=[found.pk])
        assert eva.post(adopt, {"on": "2021-04-21", "paragraph": ""}).status_code == 422
        assert eva.post(adopt, {"on": "2021-04-21", "paragraph": "§ 41"}).status_code == 302
    assert "§ 41" in text_of(eva.get(found.get_absolute_url()))


def test_a_section_that_somebody_else_saved_loses_nobodys_words(world, as_person):
    found = paper(world)
    write = reverse("paper-write", args=[found.pk])
    eva, anna = as_person("eva"), as_person("anna")
    eva.post(write, {"text-basis": "Evas underlag", "version-basis": "1"})
    sent = {"text-basis": "Annas underlag", "version-basis": "1", "text-preparation": "Ny", "version-preparation": "1"}
    answer = anna.post(write, sent)
    assert answer.status_code == 409
    assert "Annas underlag" in text_of(answer)
    assert "Evas underlag" in text_of(answer)
    assert found.sections.get(slug="preparation").text == "Ny"
    fresh = found.sections.get(slug="basis")
    assert fresh.text == "Evas underlag"
    assert anna.post(write, {"text-basis": "Båda", "version-basis": str(fresh.version)}).status_code == 302


def test_what_is_missing_is_told_when_it_is_sent_out(world, as_person):
    found = paper(world, texts={**TEXTS, "economy": ""})
    where = reverse("paper-submit", args=[found.pk])
    answer = as_person("anna").post(where, {"function1": world.functions["dag"].pk, "version": found.version})
    assert answer.status_code == 422
    assert "Avsnittet ”Ekonomiska konsekvenser” är tomt" in text_of(answer)


def test_who_signs_what_has_changed_meanwhile_is_told(world, as_person):
    found = submitted(world)
    step = found.steps.first()
    answer = as_person("anna").post(reverse("paper-sign", args=[found.pk]), {"step": step.pk, "sha256": "0" * 64})
    assert answer.status_code == 409
    sent = {"step": step.pk, "sha256": found.sha256}
    assert as_person("johan").post(reverse("paper-sign", args=[found.pk]), sent).status_code == 403


def test_sent_back_by_form(world, as_person):
    found = submitted(world)
    where = reverse("paper-send-back", args=[found.pk])
    johan = as_person("johan")
    assert johan.get(where).status_code == 200
    assert johan.post(where, {"reason": ""}).status_code == 422
    assert johan.post(where, {"reason": "Lägg till kostnaden."}).status_code == 302
    assert "Lägg till kostnaden." in text_of(as_person("anna").get(found.get_absolute_url()))
    kinds = [t.title for t in todo.tasks(world.actor("anna")) if t.kind == "paper_draft"]
    assert kinds == ["Ändra och lämna om ”Uppföljning”"]


def test_files_of_a_draft_and_of_what_is_ready(world, as_person):
    found = paper(world)
    anna, elsa = as_person("anna"), as_person("elsa")
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert anna.get(reverse("paper-file", args=[found.pk, format])).content.startswith(start)
        assert elsa.get(reverse("paper-file", args=[found.pk, format])).status_code == 404
    assert anna.get(reverse("paper-file", args=[found.pk, "html"])).status_code == 404
    papers.submit(paper=found, steps=suggested_steps(found), actor=world.actor("anna"), seen=None)
    sign(world, found, "anna", "johan", "dag")
    first = elsa.get(reverse("paper-file", args=[found.pk, "pdf"]))
    assert first.content.startswith(b"%PDF")
    assert found.files.count() == 1  # drawn once, kept since
    assert elsa.get(reverse("paper-file", args=[found.pk, "pdf"])).content == first.content


def test_title_date_and_meeting_and_thrown_away(world, as_person):
    found, held = paper(world), meeting(world)
    anna, where = as_person("anna"), reverse("paper-edit", args=[found.pk])
    sent = {"title": "Ny rubrik", "dated_on": "2021-04-14", "meeting": held.pk, "version": 1}
    assert anna.post(where, sent).status_code == 302
    assert anna.post(where, sent).status_code == 409
    gone = reverse("paper-discard", args=[found.pk])
    assert anna.get(gone).status_code == 200
    assert anna.post(gone, {"version": 1}).status_code == 409
    assert anna.post(gone, {"version": 2}).status_code == 302
    assert not Paper.objects.exists()
    assert anna.get(reverse("paper-new", args=[matter(world).pk, "extract"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_sections_and_steps(world, as_person, django_assert_num_queries, rows):
    found = paper(world)
    for n in range(rows):
        PaperSection.objects.create(paper=found, slug=f"eget-{n}", heading=f"Eget {n}", order=20 + n)
    client = as_person("eva")
    client.get(found.get_absolute_url())
    with django_assert_num_queries(9):
        client.get(found.get_absolute_url())
    made = ready(world)
    client.get(made.get_absolute_url())
    with django_assert_num_queries(8):
        client.get(made.get_absolute_url())


def test_what_is_ready_leads_to_the_agenda_where_it_is_taken_up(world, as_person):
    held, found = meeting(world), ready(world)
    for taken_up in (found, ready(world, meeting=held)):
        html = as_person("eva").get(taken_up.get_absolute_url()).content.decode()
        assert f'href="{held.get_absolute_url()}">Till dagordningen' in html
    assert "Till dagordningen" not in as_person("anna").get(found.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_what_waits_costs_the_same_however_much(world, django_assert_num_queries, rows):
    from ledtrad.meetings import todo_sources

    for _n in range(rows):
        submitted(world)
        paper(world, meeting=meeting(world, date(2021, 4, 20 + _n)))
        found = ready(world)
        Paper.objects.filter(pk=found.pk).update(meeting=meeting(world, date(2021, 3, 1 + _n)))
    anna, eva = world.actor("anna"), world.actor("eva")
    with django_assert_num_queries(3):
        told = [
            len([task for task in source(actor, date(2021, 5, 12)) if task.kind == kind])
            for source, actor, kind in (
                (todo_sources.signatures, anna, "paper_sign"),
                (todo_sources.written, anna, "paper_draft"),
                (todo_sources.written, eva, "paper_adopt"),
            )
        ]
    assert told == [rows, rows, rows]


def test_what_was_written_in_word_is_compared_and_taken(world, as_person):
    found, anna = paper(world), as_person("anna")
    data = anna.get(reverse("paper-file", args=[found.pk, "docx"])).content
    word = Document(io.BytesIO(data))
    for paragraph in word.paragraphs:
        if paragraph.text.startswith("Rapporten visar"):
            paragraph.add_run(" Kostnaden är lägre än väntat.")
    word.add_heading("Ett eget avsnitt", 1)
    word.add_paragraph("Text utan hem")
    out = io.BytesIO()
    word.save(out)
    where = reverse("paper-from-word", args=[found.pk])
    page = anna.post(where, {"file": SimpleUploadedFile("utkast.docx", out.getvalue())})
    told = text_of(page)
    assert "1 avsnitt är ändrat" in told
    assert "<ins>Rapporten visar att arbetet går som planerat. Kostnaden är lägre än väntat.</ins>" in told
    assert "Ett eget avsnitt" in told
    fields = dict(re.findall(r'name="((?:text|version)-summary)" value="([^"]*)"', page.content.decode()))
    sent = {**fields, "accept-section": ["summary"], "accept": "1"}
    assert anna.post(where, sent).status_code == 302
    assert found.sections.get(slug="summary").text.endswith("Kostnaden är lägre än väntat.")
    assert found.sections.get(slug="matter").text == TEXTS["matter"]
    assert anna.post(where, sent).status_code == 302  # the same again changes nothing
    sent["text-summary"] = "Annat"
    assert anna.post(where, sent).status_code == 409
    same = anna.post(where, {"file": SimpleUploadedFile("utkast.docx", data)})
    assert "summary" in same.content.decode()
    assert anna.post(where, {"file": SimpleUploadedFile("utkast.docx", b"inget")}).status_code == 422

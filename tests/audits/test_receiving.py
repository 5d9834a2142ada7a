"""A paper is dropped, read once, looked through beside its text, and confirmed."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledtrad.audits.actions import receiving
from ledtrad.audits.models import Addressed, Audit, AuditPaper, Recommendation, Statement
from ledtrad.audits.paper_reading import ReadPaper
from ledtrad.audits.queries.boards import as_named, boards
from ledtrad.audits.rules.proposed import propose
from ledtrad.core import jobs, uploads
from ledtrad.core.ledger.models import Entry
from ledtrad.thread import todo

PAPER = """Granskning av ekonomiskt bistånd
Björkvalla kommun

1. Revisionsfrågor
- Finns det mål för arbetet?
- Följs insatserna upp?
\f2. Bedömning
Mot bakgrund av ovan rekommenderas socialnämnden att:
- Komplettera de skriftliga rutinerna
  med datum och ansvarig funktion.
- Tillsammans med BSN se över målen.
I 2018 års granskning rekommenderades nämnden att stärka samverkan.
"""
SECOND = PAPER.index("\f") + 1


def proposal():
    begins = PAPER.index("Komplettera")
    return {
        "title": "Granskning av ekonomiskt bistånd",
        "auditor": "Revisionsbyrån AB",
        "date": "2021-03-16",
        "kind": "follow_up",
        "recipients": ["socialnämnden"],
        "questions": ["Finns det mål för arbetet?", "Följs insatserna upp?"],
        "answers": ["Delvis.", ""],
        "recommendations": [
            {"text": "Komplettera de skriftliga rutinerna med datum och ansvarig funktion.",
             "recipients": ["SN"], "earlier": False, "page": 2, "start": begins,
             "end": PAPER.index("funktion.") + len("funktion.")},
            {"text": "Tillsammans med BSN se över målen.", "recipients": ["SN", "miljönämnden"], "earlier": False},
            {"text": "Stärka samverkan.", "recipients": ["SN"], "earlier": True},
        ],
        "answer_due": "2021-09-30",
        "purpose": "Att bedöma styrningen.",
        "criteria": ["Kommunallagen 6 kap."],
        "sources": {"functions": ["Socialdirektör"], "documents": ["Verksamhetsplan 2021"]},
        "strengths": [],
        "development_areas": None,
    }  # fmt: skip


@pytest.fixture
def reader(monkeypatch):
    """What the reader says of every file."""
    said = ReadPaper(PAPER, [0, SECOND], proposal())
    monkeypatch.setattr(receiving, "read_paper", lambda data, name: said)
    return said


def drop(client, world, name="granskning.txt", unit="SN"):
    file = SimpleUploadedFile(name, PAPER.encode())
    return client.post(reverse("audit-read"), {"file": file, "unit": world.unit(unit).pk})


@pytest.fixture
def dropped(reader, world, as_person):
    drop(as_person("eva"), world)
    return Audit.objects.get()


def fields_of(html):
    """What the form on the page would send if nothing were touched."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", html):
        got = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if got.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in got and got["name"] != "csrfmiddlewaretoken":
            sent.setdefault(got["name"], []).append(got.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.S):
        sent[name] = [text]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', html, re.S):
        chosen = re.findall(r'value="([^"]*)"[^>]*selected', options)
        sent[name] = chosen[:1]
    return sent


# ── What is proposed ─────────────────────────────────────────────────────────
def test_what_the_reader_found_becomes_a_proposal(world):
    found = propose(proposal(), PAPER, as_named(boards()))
    told = found.told
    sn = world.unit("SN").pk
    assert (told.fields["kind"], told.fields["issued_on"], told.fields["answer_due"]) == (
        "follow_up", date(2021, 3, 16), date(2021, 9, 30),
    )  # fmt: skip
    assert [s.boards for s in told.recommendations] == [{sn}, {sn}]
    assert [s.wording for s in found.earlier] == ["Stärka samverkan."]
    assert found.unknown == {1: ("miljönämnden",), None: ("socialnämnden",)}
    assert PAPER[slice(*told.recommendations[0].place)].startswith("Komplettera")
    assert PAPER[slice(*told.questions[1].place)] == "Följs insatserna upp?"
    assert [question.answer for question in told.questions] == ["Delvis.", ""]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"recommendations": None, "questions": "Finns det mål?", "sources": [], "date": "i mars"},
        {"recommendations": ["Se över rutinerna."], "title": 7, "kind": "other"},
        {"recommendations": [{"text": "x", "start": -4, "end": 99999, "page": "två", "recipients": "SN"}]},
        {"recommendations": [{"text": ""}, {"recipients": ["SN"]}], "criteria": "En text"},
        {"questions": ["Finns det mål?", "Följs de upp?"], "answers": ["Ja."]},
    ],
)
def test_an_odd_proposal_proposes_what_it_can(world, odd):
    found = propose(odd, PAPER, as_named(boards()))
    assert all(s.wording for s in found.told.recommendations)


# ── Dropping ─────────────────────────────────────────────────────────────────
def test_a_dropped_paper_waits_to_be_confirmed(reader, world, as_person):
    answer = drop(as_person("eva"), world)
    audit = Audit.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("audit-confirm", args=[audit.number]))
    assert (audit.title, audit.state, audit.kind) == ("Granskning av ekonomiskt bistånd", "read", "follow_up")
    assert (audit.paper.name, audit.paper.text, audit.paper.pages) == ("granskning.txt", PAPER, [0, SECOND])
    assert not Recommendation.objects.exists()
    assert [e.action for e in Entry.objects.all()] == ["audit_read"]
    assert [t.button for t in todo.tasks(world.actor("eva")) if t.kind == "audit_confirm"] == ["Bekräfta"]


def test_until_then_only_those_who_edit_there_see_it(dropped, world):
    seeing = {name for name in world.people if Audit.objects.visible_to(world.person(name)).exists()}
    assert seeing == {"eva", "dag", "kim", "karin"}


def test_the_same_file_leads_to_the_audit_that_has_it(dropped, world, as_person):
    answer = drop(as_person("dag"), world, name="annat namn.txt")
    assert (answer.status_code, answer.url) == (302, dropped.get_absolute_url())
    assert Audit.objects.count() == AuditPaper.objects.count() == 1


def test_whoever_may_not_see_it_is_told_that_it_is_read(dropped, world, as_person):
    Audit.objects.update(unit=world.unit("BSN"))
    answer = drop(as_person("eva"), world)
    assert answer.status_code == 422
    assert "redan inläst" in answer.content.decode()


def test_a_large_file_or_a_pdf_is_a_job(reader, world, as_person):
    with jobs.run_inline():
        answer = drop(as_person("eva"), world, name="granskning.pdf")
    assert answer.url.startswith("/jobb/")
    audit = Audit.objects.get()
    assert as_person("eva").get(answer.url).url == audit.get_absolute_url()


def test_a_job_done_twice_reads_once(reader, world):
    stored = uploads.store(PAPER.encode())
    given = {"stored_as": stored.name, "name": "g.pdf", "unit": world.unit("SN").pk}
    with jobs.run_inline():
        first = jobs.enqueue("audits.read", world.actor("eva"), **given)
        second = jobs.enqueue("audits.read", world.actor("eva"), **given)
    assert first.result == second.result
    assert Audit.objects.count() == 1


@pytest.mark.parametrize("name", ["granskning.exe", "granskning.doc", "granskning", "granskning.docm"])
def test_other_files_are_not_taken(reader, world, as_person, name):
    answer = drop(as_person("eva"), world, name=name)
    assert answer.status_code == 422
    assert "PDF, ett Worddokument" in answer.content.decode()
    assert not Audit.objects.exists()


def test_those_who_edit_for_no_board_may_not(reader, world, as_person):
    assert drop(as_person("anna"), world).status_code == 403
    assert drop(as_person("eva"), world, unit="BSN").status_code == 422


def test_what_is_thrown_away_may_be_read_again(dropped, world, as_person):
    client, url = as_person("eva"), reverse("audit-discard", args=[dropped.number])
    assert client.get(url).status_code == 200
    assert client.post(url, {"version": dropped.version + 7}).status_code == 409
    assert client.post(url, {"version": dropped.version}).status_code == 302
    assert not AuditPaper.objects.exists()
    assert drop(client, world).status_code == 302


# ── Confirming ───────────────────────────────────────────────────────────────
def confirm_page(client, audit):
    return client.get(reverse("audit-confirm", args=[audit.number])).content.decode()


def send(client, audit, sent, **more):
    return client.post(reverse("audit-confirm", args=[audit.number]), sent | more)


def test_the_form_stands_beside_the_text_with_every_place_marked(dropped, as_person):
    html = confirm_page(as_person("eva"), dropped)
    assert "2 rekommendationer hittades i texten." in html
    for anchor in ("rek-0", "rek-1", "fraga-0", "fraga-1"):
        assert f'id="t-{anchor}"' in html
        assert f'href="#t-{anchor}"' in html
    assert "Visa på sidan 2" in html
    assert "I texten: miljönämnden" not in html  # a board is chosen in it
    assert "Rapporten nämner socialnämnden" in html


def test_confirmed_as_it_stands(dropped, world, as_person):
    client = as_person("eva")
    sent = fields_of(confirm_page(client, dropped))
    answer = send(client, dropped, sent)
    assert (answer.status_code, answer.url) == (302, dropped.get_absolute_url())
    audit = Audit.objects.get()
    assert (audit.state, audit.confirmed_by_label, audit.answer_due) == ("confirmed", "Eva", date(2021, 9, 30))
    rows = list(Recommendation.objects.order_by("order"))
    assert [(r.wording[:11], r.page) for r in rows] == [("Komplettera", 2), ("Tillsammans", 2)]
    assert PAPER[rows[0].place_from : rows[0].place_to].startswith("Komplettera")
    assert [s.board.number for s in Statement.objects.all()] == ["SN"]
    questions = audit.questions.all()
    assert [PAPER[q.place_from : q.place_to] for q in questions] == [q.text for q in questions]
    assert [c.text for c in audit.criteria.all()] == ["Kommunallagen 6 kap."]
    assert client.get(reverse("audit-confirm", args=[audit.number])).url == audit.get_absolute_url()


def test_lines_are_moved_removed_and_added_without_a_script(dropped, world, as_person):
    client = as_person("eva")
    sent = fields_of(confirm_page(client, dropped))
    for do in ("rek-ner-0", "rek-ny", "fraga-bort-0", "tidigare-0"):
        html = send(client, dropped, sent, do=do).content.decode()
        sent = fields_of(html)
    assert [sent[f"rek-{n}-text"][0][:11] for n in range(4)] == ["Tillsammans", "Komplettera", "", "Stärka samv"]
    assert sent["fraga-antal"] == ["1"]
    assert Audit.objects.get().state == "read"
    sent["rek-2-text"], sent["rek-2-boards"] = "Upprätta en plan.", [str(world.unit("BSN").pk)]
    sent["title"] = "Granskning av bistånd"
    assert send(client, dropped, sent).status_code == 302
    assert [r.wording[:8] for r in Recommendation.objects.order_by("order")] == [
        "Tillsamm", "Komplett", "Upprätta", "Stärka s",
    ]  # fmt: skip
    added = Recommendation.objects.get(wording="Upprätta en plan.")
    assert (added.place_from, added.page) == (None, None)
    assert [a.board.number for a in added.addressed.all()] == ["BSN"]
    assert Audit.objects.get().title == "Granskning av bistånd"


def test_what_is_wrong_is_said_at_its_line(dropped, as_person):
    client = as_person("eva")
    sent = fields_of(confirm_page(client, dropped))
    sent["rek-0-text"] = ""
    del sent["rek-1-boards"]
    answer = send(client, dropped, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_rek-0-text"' in html
    assert "Välj vilken nämnd som rekommendationen riktas till." in html
    assert not Addressed.objects.exists()


def test_two_who_confirm_make_one_audit(dropped, as_person):
    eva, dag = as_person("eva"), as_person("dag")
    sent = fields_of(confirm_page(eva, dropped))
    assert send(eva, dropped, sent).status_code == 302
    assert send(dag, dropped, sent).status_code == 302  # on to the audit that is there
    assert Recommendation.objects.count() == 2


def test_the_confirmed_paper_keeps_its_text_and_its_file(dropped, as_person):
    client = as_person("eva")
    send(client, dropped, fields_of(confirm_page(client, dropped)))
    text = client.get(reverse("audit-text", args=[dropped.number])).content.decode()
    assert 'id="t-RK-001"' in text
    assert 'id="t-fraga-1"' in text
    assert client.get(reverse("audit-file", args=[dropped.number])).content == PAPER.encode()
    page = client.get(dropped.get_absolute_url()).content.decode()
    assert f"{reverse('audit-text', args=[dropped.number])}#t-RK-001" in page


def test_the_reader_itself_reads_a_dropped_text(world, as_person):
    answer = drop(as_person("eva"), world)
    audit = Audit.objects.get()
    assert answer.url == reverse("audit-confirm", args=[audit.number])
    assert audit.paper.pages == [0, SECOND]
    html = confirm_page(as_person("eva"), audit)
    assert "2 rekommendationer hittades i texten." in html
    assert "Visa på sidan 2" in html


def test_the_audit_that_a_follow_up_calls_by_its_title_is_proposed(reader, world, as_person, audit):
    audit(title="Granskning av lokaler")
    original = audit(title="Granskning av ekonomiskt bistånd")
    drop(as_person("eva"), world)
    read = Audit.objects.get(state="read")
    sent = fields_of(confirm_page(as_person("eva"), read))
    assert sent["follows"] == [str(original.pk)]


def test_a_report_that_is_registered_already_is_warned_of_and_not_proposed_as_its_own_original(
    reader, world, as_person, audit
):
    known = audit(title="Granskning av  ekonomiskt bistånd", issued_on=date(2021, 3, 16))
    drop(as_person("eva"), world)
    html = confirm_page(as_person("eva"), Audit.objects.get(state="read"))
    assert fields_of(html)["follows"] == [""]
    assert "har samma titel och datum." in html
    assert known.get_absolute_url() in html

"""Files that somebody might send through the page: refused or killed within limits, and told why; nothing is left."""

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from ledtrad.audits.models import Audit, AuditPaper
from ledtrad.core import jobs
from ledtrad.core.jobs.models import Job
from tests.core.documents import pdf, saved, stream, word_parts, written
from tests.core.hostile_files import workbook

REPORT = """Revisionsrapport
Granskning av ekonomiskt bistånd
Vi har på uppdrag av kommunens revisorer granskat socialnämnden.

Sammanfattning
Mot bakgrund av ovan rekommenderar vi socialnämnden att:
- Upprätta en plan för samverkan.
- Säkerställa att rutinerna följs."""


def drop(client, world, name, data):
    with jobs.run_inline():
        return client.post(reverse("audit-read"), {"file": SimpleUploadedFile(name, data), "unit": world.unit("SN").pk})


def said(client, answer):
    """What the person is told: on the form, or on the job's page."""
    page = client.get(answer.url) if answer.status_code == 302 else answer
    return re.sub(r"\s+", " ", page.content.decode())


def bomb():
    return word_parts("<w:p><w:r><w:t>" + "a" * 60_000_000 + "</w:t></w:r></w:p>")


def looped():
    return written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"])


HOSTILE = {
    "zip bomb": ("granskning.docx", bomb, "hårt packad|för stor när den packas upp"),
    "10,000 pages": ("granskning.pdf", lambda: pdf("Sida", count=10_000), "för många sidor"),
    "a loop": ("granskning.pdf", looped, "skadad|ingen text|avbröts"),
    "macros": ("granskning.docx", lambda: word_parts(word__vbaProject_bin=b"x", **{"word/vbaProject.bin": b"x"}),
               "makron"),
    "a workbook": ("granskning.docx", workbook, "inget Worddokument"),
    "not a PDF": ("granskning.pdf", lambda: b"MZ" + b"\x00" * 500, "ingen PDF"),
    "an old Word": ("granskning.docx", lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 500, "äldre Wordformatet|lösenord"),
    "a program": ("granskning.txt", lambda: b"\x7fELF" + bytes(range(256)) * 8,
                  "ändelse|inte är text|går inte att tyda|på olika sätt"),
    "nothing": ("granskning.txt", lambda: b"", "tom"),
    "a DTD": ("granskning.docx", lambda: word_parts(**{
        "word/document.xml": '<!DOCTYPE x [<!ENTITY a "b">]><w:document xmlns:w="x"><w:body/></w:document>'}), "DTD"),
    "a packed stream": ("granskning.pdf", lambda: written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream(b" " * 60_000_000, "/FlateDecode/FlateDecode", times=2)]), "Filen"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_on_the_page_and_says_why(world, as_person, what):
    name, make, sentence = HOSTILE[what]
    client, began = as_person("eva"), time.monotonic()
    answer = drop(client, world, name, make())
    assert time.monotonic() - began < 60
    assert re.search(sentence, said(client, answer)), what
    assert not Audit.objects.exists()
    assert not AuditPaper.objects.exists()
    assert not Job.objects.filter(state="done").exists()


def test_a_file_larger_than_the_limit_is_refused_before_it_is_kept(world, as_person, settings):
    settings.LEDTRAD_UPLOAD_LIMIT = 1000
    answer = drop(as_person("eva"), world, "granskning.txt", b"a" * 1001)
    assert answer.status_code == 422
    assert "för stor" in answer.content.decode()


def test_a_text_that_says_script_says_it_as_text(world, as_person):
    client = as_person("eva")
    report = REPORT.replace("en plan", "<script>alert(1)</script> en plan")
    drop(client, world, "granskning.txt", report.encode())
    html = client.get(reverse("audit-confirm", args=[Audit.objects.get().number])).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_a_sound_file_of_each_kind_is_read(world, as_person, kind):
    document = Document()
    for line in REPORT.split("\n"):
        document.add_paragraph(line.removeprefix("- "), style="List Bullet" if line[:1] == "-" else None)
    made = {"pdf": pdf(REPORT), "docx": saved(document), "txt": REPORT.encode()}[kind]
    client = as_person("eva")
    drop(client, world, f"granskning.{kind}", made)
    audit = Audit.objects.get()
    found = audit.paper.proposal["recommendations"]
    assert [row["text"].rstrip(".") for row in found] == [
        "Upprätta en plan för samverkan", "Säkerställa att rutinerna följs",
    ]  # fmt: skip
    html = client.get(reverse("audit-confirm", args=[audit.number])).content.decode()
    assert 'id="t-rek-1"' in html

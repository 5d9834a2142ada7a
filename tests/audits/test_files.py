"""Audit papers as files: what the command answers, in every kind of file, and that nobody can make it take for ever."""

import json
import time

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from docx import Document

from ledtrad.audits.files import read_in_child, read_paper
from ledtrad.audits.reading import read
from ledtrad.core.texts.messages import TextRefused
from tests.audits.corpora import WRITTEN_BEFORE
from tests.core.documents import pdf, saved

PAPER = WRITTEN_BEFORE / "15-hard-wrapped.txt"


def recommended(reading):
    return [(one.text, one.recipients) for one in reading.recommendations]


def test_the_command_answers_with_what_it_promises(capsys):
    call_command("audits", "read", str(PAPER), json=True)
    answer = json.loads(capsys.readouterr().out)
    assert {"title", "auditor", "date", "recipients", "questions", "recommendations", "answer_due"} <= answer.keys()
    assert {"text", "recipients", "earlier", "page", "start", "end", "quote"} == answer["recommendations"][0].keys()
    assert answer["recommendations"][2]["text"] == "Ta fram en plan för e-arkiv."


def test_without_json_it_answers_in_words(capsys):
    call_command("audits", "read", str(PAPER))
    said = capsys.readouterr().out
    assert "- Ta fram en plan för e-arkiv. [kommunstyrelsen; sidan 1]" in said


@pytest.mark.parametrize(("name", "code", "why"), [("rapport.pdf", 1, "ingen PDF"), ("inte här.pdf", 2, "ingen fil")])
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, code, why):
    (tmp_path / "rapport.pdf").write_bytes(b"nej")
    with pytest.raises(CommandError, match=why) as caught:
        call_command("audits", "read", str(tmp_path / name))
    assert caught.value.returncode == code


def test_a_pdf_tells_the_page():
    text, reading = read_paper(
        pdf(
            "Granskning av hemtjänst\nEkestads kommun\n2021-03-04",
            "EY har på uppdrag av kommunens revisorer granskat omsorgsnämnden.\n"
            "Vi rekommenderar omsorgsnämnden att:\n• Säkerställa att rutinerna följs.\n• Ta fram en plan.",
        ),
        "rapport.pdf",
    )
    assert [(one.text, one.page) for one in reading.recommendations] == [
        ("Säkerställa att rutinerna följs.", 2),
        ("Ta fram en plan.", 2),
    ]
    assert all(text[one.start : one.end] == one.quote for one in reading.recommendations)


def test_a_word_document_with_a_table_of_answers():
    document = Document()
    document.add_paragraph("Yttrande över granskning av arkiv", style="Title")
    document.add_paragraph("Kommunens revisorer har granskat kommunstyrelsens arkiv.")
    table = document.add_table(rows=2, cols=2)
    cells = ("Revisorernas rekommendation", "Svar", "Upprätta en arkivplan.", "En plan bör tas fram.")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), cells, strict=True):
        cell.text = text
    _text, reading = read_paper(saved(document), "yttrande.docx")
    assert recommended(reading) == [("Upprätta en arkivplan.", ["kommunstyrelsen"])]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "följande " * 30_000,
        "- " * 100_000,
        "nämnden och " * 20_000,
        "att rekommenderar " * 20_000,
        "rekommendation\n" * 20_000,
        "1. Ta fram\n" * 10_000,
        "**" * 50_000,
        "|" * 50_000,
        "".join(f"{number}.{number} Rubrik\n\n" for number in range(9_000)),
        "barn-, " * 30_000,
        "\f" * 10_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_no_text_takes_for_ever(text):
    start = time.process_time()
    read("Revisorerna har granskat nämnden.\n\n" + text)
    assert time.process_time() - start < 20


def test_a_reading_that_takes_too_long_is_killed():
    with pytest.raises(TextRefused) as caught:
        read_in_child("Vi har granskat nämnden.\n\n" + "barn-, " * 120_000, seconds=1)
    assert caught.value.code == "text_too_slow"

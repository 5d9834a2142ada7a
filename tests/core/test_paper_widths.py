"""The tables of papers: no word is broken that has room, and a date or a number never."""

import io

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core import papers
from ledtrad.core.papers.blocks import FORMAT, cell, column, paragraph, plain, table
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.kinds import Format
from ledtrad.core.papers.widths import REPORT, widths_of
from ledtrad.core.texts.reading import read_text

LONG = "Granskning avseende ekonomiskt bistånd, med fokus på insatser för självförsörjning"
shares = st.lists(st.integers(5, 60), min_size=1, max_size=7)


def document(*blocks, title=LONG):
    return {
        "format": FORMAT, "lang": "sv", "is_draft": False, "number": "", "kind_label": "Lista", "title": title,
        "board": "Socialnämnden", "municipality": "Provby", "cut_off_label": "1 maj 2021", "scope": "Allt",
        "facts": [["Antal", "1"]], "charts": {}, "signatures": [],
        "sections": [{"id": None, "kind": "x", "heading": "Rader", "blocks": list(blocks)}],
    }  # fmt: skip


def five_columns():
    columns = [column("Uppdrag", 34), column("Beslutat", 14), column("Till", 18), column("Tid", 12), column("Kr", 10)]
    row = [
        cell("U-004 Förtydliga delegationsordningen och annat som hör dit", strong=True),
        cell("2021-02-17", sub="§ 24"),
        cell("Socialdirektör", sub="Socialförvaltningen"),
        cell("30 november 2020 – 31 december 2021"),
        cell("2\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000"),
    ]
    return table("Rader", columns, [row, row])


@given(shares, st.data())
def test_the_columns_fill_the_width_and_none_is_narrower_than_its_longest_word(found, data):
    words = [data.draw(st.floats(10, REPORT / len(found))) for _ in found]
    values = [data.draw(st.none() | st.floats(10, 300)) for _ in found]
    widths = widths_of(found, words, values, REPORT)
    assert sum(widths) == pytest.approx(REPORT)
    assert all(width >= word - 0.001 for width, word in zip(widths, words, strict=True))


@given(shares, st.data())
def test_words_that_have_no_room_share_the_width(found, data):
    words = [data.draw(st.floats(470, 900)) for _ in found]
    assert sum(widths_of(found, words, [None] * len(found), REPORT)) == pytest.approx(REPORT)


def test_what_has_room_keeps_the_shares_that_it_was_given():
    assert widths_of([42, 20, 18, 20], [60, 40, 40, 40], [None, 50, 50, None], 500) == [210, 100, 90, 100]


def test_a_pdf_breaks_neither_words_nor_dates_nor_its_title():
    text = read_text(papers.render(document(five_columns()), Format.PDF), "lista.pdf").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    for whole in ("Socialförvaltningen", "delegationsordningen", "30 november 2020", "31 december 2021", "2 200 000"):
        assert text.count(whole) == 2, text
    assert "bistånd" in text
    assert "-\n" not in text


def test_word_gets_the_same_widths_and_dates_that_do_not_break():
    made = docx.Document(io.BytesIO(papers.render(document(five_columns()), Format.DOCX)))
    told = dressed(document(five_columns()))["sections"][0]["blocks"][0]["columns"]
    whole = sum(one["width"] for one in told)
    widths = [made.tables[0].rows[1].cells[n].width / 12700 for n in range(5)]
    assert widths == pytest.approx([one["width"] / whole * REPORT for one in told], abs=1)
    assert all(one["whole"] for one in told)
    assert "30\N{NO-BREAK SPACE}november\N{NO-BREAK SPACE}2020" in made.tables[0].rows[1].cells[3].text


def test_a_word_longer_than_its_column_may_be_hyphenated():
    endless = "socialförvaltningsverksamhetsuppföljningsansvarsfördelningsplanering"
    block = table("Rader", [column("Vad", 50), column("Hur", 50)], [[cell(endless), cell(endless)]])
    columns = dressed(document(block))["sections"][0]["blocks"][0]["columns"]
    assert [one["whole"] for one in columns] == [False, False]
    assert papers.render(document(block, title=endless), Format.PDF)


def test_the_last_page_holds_more_than_its_last_sentence():
    def pages(count):
        lines = [paragraph(plain(f"Mening {n} som är lagom lång för att stå på en enda rad.")) for n in range(count)]
        text = read_text(papers.render(document(*lines), Format.PDF), "lång.pdf")
        return [page.count("Mening") for page in text.split("\f")]

    full = pages(60)[0]
    assert pages(full + 1) == [full - 1, 2]

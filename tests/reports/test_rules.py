"""Markup, order, and what would shut a reader out. No database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.papers.blocks import cell, column, heading, paragraph, plain, table, text_of
from ledtrad.core.papers.markup import parse
from ledtrad.reports import rules


def document(*blocks, **more):
    section = {"id": 7, "heading": "Sammanfattning", "blocks": list(blocks)}
    return {"title": "Uppföljning", "lang": "sv", "charts": {}, "sections": [section], **more}


def codes(made):
    return [p.code for p in rules.accessibility_problems(made)]


WORDS = paragraph(plain("Text."))
CHART_WITHOUT_WORDS = {"kind": "indicator", "number": "I-1", "title": "T", "chart": "I-1", "chart_alt": ""}


def test_a_plain_document_is_readable_for_all():
    assert codes(document(WORDS)) == []


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (document(WORDS, title=" "), "title_missing"),
        (document(WORDS, lang=""), "language_missing"),
        (document(heading(5, "För långt in", 3), WORDS), "heading_skipped"),
        (document(heading(3, " ", 1), WORDS), "heading_empty"),
        (document(), "section_empty"),
        (document(paragraph([["Viktigt läge", True]])), "bold_heading"),
        (document(table("Mål", [column("Mål"), column("")], [[cell("a"), cell("b")]])), "table_without_header"),
        (document(table("", [column("Mål")], [[cell("a")]])), "table_without_name"),
        (document(table("Mål", [column("Mål")], [[cell("a"), cell("b")]])), "table_uneven"),
        (document(CHART_WITHOUT_WORDS), "image_without_text"),
    ],
)  # fmt: skip
def test_each_barrier_is_found(made, code):
    assert code in codes(made)


def test_the_place_of_a_problem_is_told():
    (problem,) = rules.accessibility_problems(document(WORDS, heading(4, "Inne", 5), WORDS))
    assert problem.place == "Avsnittet ”Sammanfattning”, rad 5"
    assert problem.section == 7


def test_a_section_without_heading_is_told():
    made = document()
    made["sections"][0].update(heading="", blocks=[WORDS])
    assert codes(made) == ["heading_empty"]


def test_markup_gives_headings_lists_and_bold():
    blocks = parse("Inledning med **ett viktigt** ord.\nSamma stycke.\n\n# Läget\n- ett\n- två\n  och mer\n\nSlut.")
    assert [b["kind"] for b in blocks] == ["paragraph", "heading", "bullets", "paragraph"]
    assert blocks[0]["runs"] == [["Inledning med ", False], ["ett viktigt", True], [" ord. Samma stycke.", False]]
    assert (blocks[1]["level"], blocks[1]["text"], blocks[1]["line"]) == (3, "Läget", 4)
    assert [text_of(item) for item in blocks[2]["items"]] == ["ett", "två och mer"]


def test_markup_has_no_other_meaning():
    (only,) = parse("<script>alert(1)</script> [länk](http://x) 2 ** 3 #nyckelord")
    assert text_of(only["runs"]) == "<script>alert(1)</script> [länk](http://x) 2 ** 3 #nyckelord"


@given(st.text())
def test_any_text_can_be_parsed_and_loses_no_word(text):
    blocks = parse(text)
    told = " ".join(
        b["text"] if b["kind"] == "heading"
        else text_of(b["runs"]) if b["kind"] == "paragraph"
        else " ".join(text_of(i) for i in b["items"])
        for b in blocks
    )  # fmt: skip
    letters = [c for c in text if c.isalnum()]
    assert [c for c in told if c.isalnum()] == letters


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.integers(-5, 5))
def test_moving_keeps_everything_and_its_order(ids, data, steps):
    chosen = data.draw(st.sampled_from(ids))
    after = rules.moved(ids, chosen, steps)
    assert sorted(after) == sorted(ids)
    assert [i for i in after if i != chosen] == [i for i in ids if i != chosen]


def test_moving_what_is_not_there_changes_nothing():
    assert rules.moved([1, 2], 3, 1) == [1, 2]


@pytest.mark.parametrize(
    ("state", "wanted", "may"),
    [
        ("draft", "signing", True),
        ("draft", "published", False),
        ("signing", "draft", True),
        ("signing", "published", True),
        ("published", "draft", False),
        ("published", "signing", False),
    ],
)
def test_the_way_of_a_report(state, wanted, may):
    assert rules.may_become(state, wanted) is may

"""The files themselves: real Typst, real Word."""

import io
import re
import zipfile
from itertools import pairwise

import docx as python_docx
import pytest
from lxml import etree

from ledtrad.core import papers
from ledtrad.core.papers import word
from ledtrad.core.papers.kinds import Format
from ledtrad.core.papers.word import TemplateRefused, check_template
from ledtrad.reports.content import live_document
from tests.reports.conftest import Q1


@pytest.fixture
def document(board):
    return live_document(board.unit("SN"), Q1)


def test_the_pdf_claims_to_be_archivable_and_accessible(document):
    data = papers.render(document, Format.PDF)
    assert data.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert re.search(rb"/Lang\s*\(sv\)", data)
    assert b"/MarkInfo" in data


def test_the_pdf_embeds_our_font_and_no_other(document):
    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([A-Za-z]+)", papers.render(document, Format.PDF)))
    assert names == {b"Inter"}


def test_what_typst_refuses_is_told_to_the_author(document):
    document["sections"][3]["blocks"][0]["chart_alt"] = ""
    document["title"] = ""
    broken = {**document, "sections": [{"id": 1, "heading": "", "blocks": []}]}
    broken["sections"][0]["blocks"] = [{"kind": "heading", "level": 5, "text": "För djupt", "line": 1}]
    with pytest.raises(papers.NotAccessible):
        papers.render(broken, Format.PDF)


def test_words_that_typst_and_word_could_misread_are_only_words(document):
    odd = 'Ett #import "x" [hakar] $x$ \\ {{ 7*7 }} {% for %} <b>fet</b> & @ref <label> *'
    document["sections"][1]["blocks"] = [{"kind": "paragraph", "runs": [[odd, False]], "line": 1}]
    assert papers.render(document, Format.PDF)
    made = python_docx.Document(io.BytesIO(papers.render(document, Format.DOCX)))
    assert odd in [p.text for p in made.paragraphs]
    assert "&lt;b&gt;fet&lt;/b&gt;" in papers.render(document, Format.HTML).decode()


def test_the_word_file_has_headings_tables_and_pictures_with_text(document):
    made = python_docx.Document(io.BytesIO(papers.render(document, Format.DOCX)))
    headings = [p.text for p in made.paragraphs if p.style.name == "Heading 1"]
    assert headings == [s["heading"] for s in document["sections"]]
    tables = [b for s in document["sections"] for b in s["blocks"] if b["kind"] == "table"]
    assert [[c.text for c in t.rows[0].cells] for t in made.tables] == [
        [c["text"] for c in b["columns"]] for b in tables
    ]
    for table in made.tables:
        assert table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")
    told = [shape._inline.docPr.get("descr") for shape in made.inline_shapes]
    assert told == [b["chart_alt"] for s in document["sections"] for b in s["blocks"] if b.get("chart")]
    assert made.core_properties.title == "Uppföljning januari–mars\xa02021, SN"
    assert made.core_properties.language == "sv-SE"


def test_the_page_is_whole_in_itself(document):
    page = papers.render(document, Format.HTML).decode()
    assert '<html lang="sv">' in page
    assert "Utkast, inte publicerad" in page
    assert page.count("<svg") == len(document["charts"])
    assert not re.search(r'(?:src|href)="(?!#)', page)
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_draft_says_so_and_what_is_published_does_not(published):
    page = papers.render(published.content, Format.HTML).decode()
    assert "Utkast" not in page
    assert "Granskat och godkänt" in page
    assert published.content["signed_sha256"] in page


# ── The municipality's own template ──────────────────────────────────────────
@pytest.fixture
def own_template(settings):
    folder = settings.HOME.path / "templates"
    folder.mkdir(exist_ok=True)
    path = folder / "report.docx"
    yield path
    path.unlink(missing_ok=True)


def test_the_municipality_may_have_its_own_template(document, own_template):
    own = python_docx.Document()
    own.add_paragraph("Kommunens egen mall: {{ title }} & {{ board }}")
    own.save(str(own_template))
    made = python_docx.Document(io.BytesIO(papers.render(document, Format.DOCX)))
    assert [p.text for p in made.paragraphs] == ["Kommunens egen mall: Uppföljning januari–mars\xa02021 & SN"]


def test_a_template_reaches_nothing_but_the_document(document, own_template):
    own = python_docx.Document()
    own.add_paragraph("{{ title.__class__.__mro__[1].__subclasses__() }}")
    own.save(str(own_template))
    with pytest.raises(TemplateRefused):
        papers.render(document, Format.DOCX)


def changed(name, data, *, source=word.OWN):
    """Our template with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member.filename))
        new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 inte en fil",
        changed("word/vbaProject.bin", b"x"),
        changed("word/embeddings/oleObject1.bin", b"x"),
        changed("word/settings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        changed("word/settings.xml", b"<a><b></a>"),
        changed(
            "word/_rels/settings.xml.rels",
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            b'Id="r1" Type="http://x/image" Target="http://x/t" TargetMode="External"/></Relationships>',
        ),
    ],
    ids=["empty", "no zip", "macros", "embedded", "entities", "broken", "fetched picture"],
)
def test_a_hostile_template_is_refused(data):
    with pytest.raises(TemplateRefused):
        check_template(data)


def test_our_own_template_passes_and_is_plain_word():
    check_template(word.OWN.read_bytes())
    with zipfile.ZipFile(word.OWN) as archive:
        etree.fromstring(archive.read("word/document.xml"))

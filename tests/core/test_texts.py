"""Documents: their text, page by page, and every kind that is refused, within limits and with a reason."""

import io
import time
import zipfile

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter
from tests.core.documents import (
    deleted,
    opendocument,
    pdf,
    saved,
    stream,
    word,
    word_parts,
    written,
)
from tests.core.hostile_files import workbook, zipped

from ledtrad.core.texts.limits import TextLimits
from ledtrad.core.texts.messages import SENTENCES, TextRefused
from ledtrad.core.texts.reading import read_text


def refusal(data: bytes, name: str, **limits: int) -> TextRefused:
    with pytest.raises(TextRefused) as caught:
        read_text(data, name, limits=TextLimits(**limits))
    return caught.value


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Hemligt"))))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_its_pages():
    text = read_text(pdf("Granskning av äldreomsorg\nSida ett", "Rekommendationer"), "granskning.pdf")
    assert [page.split("\n") for page in text.split("\f")] == [
        ["Granskning av äldreomsorg", "Sida ett"],
        ["Rekommendationer"],
    ]


def test_a_word_document_tells_its_headings_lists_and_pages():
    text = read_text(
        word(
            ("Title", "Granskning"),
            ("Heading 1", "Rekommendationer"),
            ("Normal", "Vi rekommenderar nämnden att:"),
            ("List Bullet", "Säkerställa rutinen"),
            ("page", ""),
            ("Normal", "Nästa sida"),
        ),
        "granskning.docx",
    )
    first, second = text.split("\f")
    assert first.split("\n\n")[:4] == [
        "Granskning",
        "# Rekommendationer",
        "Vi rekommenderar nämnden att:",
        "- Säkerställa rutinen",
    ]
    assert second.strip() == "Nästa sida"


def test_a_word_table_is_rows_and_what_was_deleted_is_gone():
    document = Document()
    deleted(document.add_paragraph("Kvar"), " borta")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Rekommendation", "Svar"
    text = read_text(saved(document), "svar.docx")
    assert "Kvar" in text
    assert "borta" not in text
    assert "| Rekommendation | Svar |" in text


def test_an_opendocument_tells_its_headings_and_lists():
    body = (
        '<text:h text:outline-level="2">Bakgrund</text:h><text:p>Ett<text:s/>två</text:p>'
        "<text:list><text:list-item><text:p>Punkt</text:p><text:list><text:list-item><text:p>Under</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert read_text(opendocument(body), "rapport.odt").split("\n") == [
        "## Bakgrund", "", "Ett två", "", "- Punkt", "  - Under", "", "| A |", "",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_text_file_is_read_in_any_encoding(encoding):
    assert read_text("Åtgärder\r\nför äldre".encode(encoding), "svar.txt") == "Åtgärder\nför äldre"


def test_a_pdf_that_only_its_owner_may_change_is_read():
    assert read_text(encrypted(""), "låst.pdf") == "Hemligt"


HOSTILE = [
    ("a password", encrypted("hemligt"), "x.pdf", "password"),
    ("ten thousand pages", pdf("Sida", count=10_000), "x.pdf", "too_many_pages"),
    ("a page that packs a bomb", written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        stream(b"0" * 200_000_000, "/FlateDecode/FlateDecode", times=2),
    ]), "x.pdf", "compressed_too_hard"),
    ("no text but pictures", pdf(""), "x.pdf", "no_text"),
    ("only the name of a PDF", b"MZ\x90\x00" + b"\x00" * 99, "x.pdf", "not_pdf"),
    ("the beginning of a PDF", pdf("Sida")[:60], "x.pdf", "damaged"),
    ("a Word document called PDF", word(("Normal", "Hej")), "x.pdf", "not_pdf"),
    ("macros by content", zipped({
        "[Content_Types].xml": "<Types/>", "word/document.xml": "<d/>", "word/vbaProject.bin": b"x",
    }), "x.docx", "macros"),
    ("macros by type", word_parts(**{"[Content_Types].xml": '<Types><Override ContentType="macroEnabled"/></Types>'}),
     "x.docx", "macros"),
    ("macros by name", b"PK\x03\x04", "x.docm", "macros"),
    ("a zip bomb", word_parts(word__document_xml=b"", **{"word/media.xml": b"0" * 30_000_000}), "x.docx",
     "compressed_too_hard"),
    ("entities", word_parts(**{"word/document.xml": '<!DOCTYPE d [<!ENTITY a "aa">]><d>&a;</d>'}), "x.docx", "dtd"),
    ("a workbook called Word", workbook(), "x.docx", "not_word"),
    ("a broken zip", b"PK\x03\x04" + b"x" * 500, "x.docx", "damaged"),
    ("the old Word", b"\xd0\xcf\x11\xe0" + b"x" * 500, "x.docx", "old_or_locked"),
    ("the old Word by name", b"x", "x.doc", "old_or_locked"),
    ("a locked OpenDocument", opendocument("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "x.odt",
     "password"),
    ("OpenDocument with macros", opendocument("", **{"Basic/Standard/Module1.xml": "<m/>"}), "x.odt", "macros"),
    ("a program called text", b"MZ\x00\x01\x02", "x.txt", "not_text"),
    ("a PDF called text", pdf("Sida"), "x.txt", "not_plain_text"),
    ("nothing", b"", "x.txt", "empty"),
    ("a picture", b"\x89PNG", "x.png", "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "code"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_a_hostile_file_is_refused_and_says_why(data, name, code):
    start = time.monotonic()
    refused = refusal(data, name)
    assert refused.code == f"text_{code}"
    assert "%" not in str(refused)
    assert time.monotonic() - start < TextLimits().seconds


def test_a_pdf_whose_pages_go_round_in_a_loop_is_refused():
    looped = written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])
    assert refusal(looped, "x.pdf", seconds=5).code in {"text_damaged", "text_no_text", "text_too_slow"}


def test_what_takes_too_long_is_killed():
    slow = pdf("Sida\n" * 20_000, count=400)
    start = time.monotonic()
    assert refusal(slow, "x.pdf", seconds=1).code == "text_too_slow"
    assert time.monotonic() - start < 30


def test_what_wants_too_much_memory_is_killed():
    assert refusal(pdf("Sida"), "x.pdf", memory_bytes=30_000_000).code == "text_too_much_memory"


def test_what_is_too_large_is_refused():
    assert refusal(b"a" * 100, "x.txt", file_bytes=50).code == "text_too_big"
    assert refusal(b"a" * 100, "x.txt", characters=50).code == "text_too_many_characters"


def test_a_text_that_is_read_twice_is_the_same(tmp_path):
    path = tmp_path / "rapport.docx"
    path.write_bytes(word(("Normal", "Hej")))
    assert read_text(path) == read_text(path.read_bytes(), "annat namn.docx")


def test_every_reason_has_a_sentence():
    details = {"limit": 1, "name": "x"}
    assert all(str(sentence) % details for sentence in SENTENCES.values())


def test_a_zip_within_the_file_is_never_opened():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"0" * 50_000_000)
    assert "Hej" in read_text(word_parts(word__embeddings__x_zip=inner.getvalue()), "x.docx")

"""A letter of `core.papers` written into a Word template: the fields by docxtpl, the text as paragraphs of our own.

The document is already dressed (`core.papers.dressing`). Runs in the child for templates that are not ours.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from ledtrad.core.numbers import MISSING
from ledtrad.core.tables.limits import Stop
from ledtrad.core.wordfiles.checking import BODY

MARK = "ledtrad-innehall-har"
LIVE = "ledtrad_live_"
"""How the bookmark begins that is put round what people did not write, so that it is not read back as theirs."""

SHAPES = {"met": "●", "partly": "◆", "missed": "▲", "none": "○"}
COLOURS = {"met": "1F6B45", "partly": "8A5A00", "missed": "AD3A09", "none": "4C5B60"}
MUTED = RGBColor(0x4C, 0x5B, 0x60)


def fill(template: bytes, document: dict[str, Any]) -> bytes:
    """The letter as a Word file in that template."""
    made = DocxTemplate(io.BytesIO(template))
    made.render(_fields(document), SandboxedEnvironment(autoescape=True), autoescape=True)
    word = made.docx
    mark = next((p for p in word.element.body.iter(qn("w:p")) if _text(p) == MARK), None)
    if mark is None:
        raise Stop("no_body", name=BODY)
    writer = _Writer(word, mark)
    writer.write(document)
    mark.getparent().remove(mark)
    core = word.core_properties
    core.title, core.author = f"{document['number']} {document['title']}".strip(), document["board"]
    core.subject, core.language, core.comments = document["kind_label"], "sv-SE", ""
    core.last_modified_by = ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _fields(document: dict[str, Any]) -> dict[str, str]:
    return {
        "kommun": document["municipality"],
        "forvaltning": document["department"],
        "namnd": document["board"],
        "slag": document["kind_label"],
        "rubrik": document["title"],
        "diarienummer": document["number"] or MISSING,
        "datum": document["dated_label"],
        "handlaggare": document["handler"]["name"] or MISSING,
        "handlaggare_titel": document["handler"]["title"],
        "mottagare": document["addressee"],
        "kontakt": document["contact"],
        "utkast": document["words"]["draft"] if document["is_draft"] else "",
        BODY: MARK,
    }


def _text(paragraph: Any) -> str:
    return "".join(e.text or "" for e in paragraph.iter(qn("w:t"))).strip()


class _Writer:
    """Puts paragraphs and tables before the place where the text belongs."""

    def __init__(self, word: WordDocument, mark: Any) -> None:
        self.word, self.mark = word, mark
        self.styles = {style.name: style for style in word.styles if style.name}
        self.bookmarks = 9000

    def write(self, document: dict[str, Any]) -> None:
        for section in document["sections"]:
            self._section(section)
        for signature in document["signatures"]:
            self._signature(signature, document["words"]["signed"])
        for section in document["tail"]:
            self._section(section)

    def _section(self, section: dict[str, Any]) -> None:
        self._heading(section["heading"], 1)
        written = section.get("written", len(section["blocks"]))
        for block in section["blocks"][:written]:
            self._block(block)
        if section["blocks"][written:]:
            with_mark = self._bookmark(section["slug"])
            next(with_mark)
            for block in section["blocks"][written:]:
                self._block(block)
            next(with_mark, None)

    def _bookmark(self, slug: str) -> Iterator[None]:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), (LIVE + slug.replace("-", "_"))[:40])
        self.mark.addprevious(start)
        yield
        self.mark.addprevious(end)

    def _block(self, block: dict[str, Any]) -> None:
        kind = block["kind"]
        if kind == "heading":
            self._heading(block["text"], block["level"] - 1)
        elif kind == "bullets":
            for item in block["items"]:
                self._bullet(item)
        elif kind == "table":
            self._table(block)
        elif kind == "note":
            self._runs(self._paragraph("Liten"), [[block["text"], False]])
        elif kind == "paragraph":
            self._runs(self._paragraph(), block["runs"])

    def _paragraph(self, style: str = "") -> Paragraph:
        element: Any = OxmlElement("w:p")
        self.mark.addprevious(element)
        made = Paragraph(element, self.word._body)
        if style in self.styles:
            made.style = self.styles[style]
        return made

    def _heading(self, text: str, level: int) -> None:
        name = f"Heading {level}"
        made = self._paragraph(name)
        run = made.add_run(text)
        if name not in self.styles:  # told as a heading to those who listen, whatever the template lacks
            run.bold, run.font.size = True, Pt(14 - level)
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(level - 1))
            made._p.get_or_add_pPr().append(outline)
        made.paragraph_format.keep_with_next = True

    def _bullet(self, runs: Sequence[Any]) -> None:
        made = self._paragraph("List Bullet")
        if "List Bullet" not in self.styles:
            made.paragraph_format.left_indent = Cm(0.6)
            made.paragraph_format.first_line_indent = Cm(-0.4)
            made.add_run("– ")
        self._runs(made, runs)

    def _runs(self, paragraph: Paragraph, runs: Sequence[Any]) -> None:
        for words, bold in runs:
            run = paragraph.add_run(words)
            if bold:
                run.bold = True

    def _signature(self, signature: dict[str, str], signed: str) -> None:
        lines = [signature["name"], signature["title"], f"{signed} {signature['when']}".strip()]
        for place, text in enumerate(lines):
            made = self._paragraph("Underskrift")
            run = made.add_run(text)
            if place == 0:
                made.paragraph_format.space_before = Pt(24)
            if place == 2:
                run.font.size, run.font.color.rgb = Pt(8.5), MUTED
            else:
                made.paragraph_format.space_after = Pt(0)
                made.paragraph_format.keep_with_next = True

    def _table(self, block: dict[str, Any]) -> None:
        columns, rows = block["columns"], block["rows"]
        table = self.word.add_table(rows=1 + len(rows), cols=len(columns))
        self.mark.addprevious(table._tbl)
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            self._cell(cell, {"text": column["text"], "sub": "", "status": "", "strong": True})
        for made, row in zip(table.rows[1:], rows, strict=False):
            for cell, value in zip(made.cells, row, strict=True):
                self._cell(cell, value)
        dress_table(table, [c["width"] for c in columns], self.width)
        self._paragraph("Avstånd")

    @property
    def width(self) -> int:
        section = self.word.sections[0]
        left, right, whole = section.left_margin or 0, section.right_margin or 0, section.page_width or Cm(21)
        return int(whole - left - right)

    def _cell(self, cell: Any, value: dict[str, Any]) -> None:
        paragraph = cell.paragraphs[0]
        if "Cell" in self.styles:
            paragraph.style = self.styles["Cell"]
        if value["status"]:
            shape = paragraph.add_run(f"{SHAPES[value['status']]} ")
            shape.bold, shape.font.color.rgb = True, RGBColor.from_string(COLOURS[value["status"]])
        run = paragraph.add_run(value["text"])
        run.bold = True if value["strong"] else None
        if value["sub"]:
            small = paragraph.add_run("\n" + value["sub"])
            small.font.size, small.font.color.rgb = Pt(8), MUTED


def dress_table(table: Table, shares: Sequence[float], text_width: int) -> None:
    """Widths by share, the head repeated on each page, rows in one piece, thin lines between them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    whole = sum(shares)
    widths = [Emu(int(text_width * share / whole)) for share in shares]
    for grid, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=False):
        grid.set(qn("w:w"), str(int(width / 635)))
    for index, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if index == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths, strict=False):
            cell.width = width
            if index < 2:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
    table._tbl.tblPr.append(_borders())
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1")


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side, size, colour in (("top", 8, "15252A"), ("bottom", 4, "D5DCDD"), ("insideH", 4, "D5DCDD")):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", colour)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders

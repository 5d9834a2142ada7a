"""Word by docxtpl: in our own template, or in the municipality's when it has put one in its home folder.

What a template cannot say is done when it has been filled: repeated table heads, rows that are not cut, the
pictures' alternative texts, the document's title and language.
"""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from docx.shared import Cm
from docx.table import Table
from docxtpl import DocxTemplate, InlineImage, RichText
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from ledtrad.core.papers.blocks import SHAPES, Block, Cell, Document, Runs
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.pdf import PACKAGE, png
from ledtrad.core.refusals import Refused
from ledtrad.core.tables.limits import Stop
from ledtrad.core.wordfiles.calling import WordRefused
from ledtrad.core.wordfiles.checking import LIMITS, parts_of
from ledtrad.core.wordfiles.detaching import detached
from ledtrad.core.wordfiles.filling import dress_table, fill

OWN = PACKAGE / "paper" / "report.docx"
LETTER = PACKAGE / "paper" / "letter.docx"
TEXT_WIDTH = Cm(16.4)
COLOURS = {"met": "1F6B45", "partly": "8A5A00", "missed": "AD3A09", "none": "4C5B60"}
MUTED = "4C5B60"
LARGEST = 5 * 1024 * 1024


class TemplateRefused(Refused):
    """The municipality's own Word template cannot be used."""

    code = "template_refused"

    def __init__(self, why: Any) -> None:
        super().__init__(_("Kommunens Wordmall går inte att använda: %(why)s") % {"why": why})


def template_path() -> Path:
    """The municipality's template if there is one, else ours."""
    own: Path = settings.HOME.path / "templates" / "report.docx"
    return own if own.exists() else OWN


def check_template(data: bytes) -> None:
    """Whether the bytes are a Word document with nothing in it that runs, links out or unpacks without end.

    Raises TemplateRefused.
    """
    try:
        parts_of(data, replace(LIMITS, file_bytes=LARGEST))
    except Stop as stop:
        raise TemplateRefused(WordRefused(stop.code, **stop.details)) from None


def letter(document: Document) -> bytes:
    """A letter as Word in our own template; `core.wordfiles` fills those of others."""
    return fill(LETTER.read_bytes(), dressed(document))


def docx(document: Document) -> bytes:
    """The document as Word. Raises TemplateRefused when the municipality's template cannot be filled."""
    path = template_path()
    data = path.read_bytes()
    if path != OWN:
        check_template(data)
        data = detached(data)
    template = DocxTemplate(io.BytesIO(data))
    context = _Context(template, dressed(document))
    environment = SandboxedEnvironment(autoescape=True)
    try:
        template.render(context.filled(), environment, autoescape=True)
    except TemplateError as problem:
        raise TemplateRefused(str(problem)) from problem
    _finish(template.docx, context)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


class _Context:
    """The document with its rich texts and pictures as docxtpl wants them."""

    def __init__(self, template: DocxTemplate, document: Document) -> None:
        self.template, self.document = template, document
        self.alternatives: list[str] = []
        self.tables: list[Block] = []

    def filled(self) -> dict[str, Any]:
        document = self.document
        sections = [{**s, "blocks": [self._block(b) for b in s["blocks"]]} for s in document["sections"]]
        signatures = [self._row(row) for row in document["signature_rows"]]
        if signatures:
            self.tables.append({"columns": document["words"]["signature_columns"]})
        return {**document, "sections": sections, "signature_rows": signatures}

    def _block(self, block: Block) -> Block:
        if block["kind"] == "paragraph":
            return {**block, "rich": _rich(block["runs"])}
        if block["kind"] == "bullets":
            return {**block, "rich_items": [_rich(item) for item in block["items"]]}
        if block["kind"] == "table":
            self.tables.append(block)
            return {**block, "rows": [self._row(row) for row in block["rows"]]}
        if block["kind"] == "indicator":
            return {**block, "standing": _standing(block), "picture": self._picture(block)}
        return block

    def _row(self, row: list[Cell]) -> list[dict[str, Any]]:
        return [{**cell, "rich": _cell(cell)} for cell in row]

    def _picture(self, block: Block) -> InlineImage | str:
        svg = self.document.get("charts", {}).get(block["chart"])
        if not svg:
            return ""
        self.alternatives.append(block["chart_alt"])
        return InlineImage(self.template, io.BytesIO(png(svg)), width=Cm(8.4))


def _rich(runs: Runs) -> RichText:
    text = RichText()
    for words, bold in runs:
        text.add(words, bold=bold)
    return text


def _cell(cell: Cell) -> RichText:
    text = RichText()
    if cell["status"]:
        text.add(f"{SHAPES[cell['status']]} ", color=COLOURS[cell["status"]], bold=True)
    text.add(cell["text"], bold=cell["strong"])
    if cell["sub"]:
        text.add("\n" + cell["sub"], color=MUTED, size=16)
    return text


def _standing(block: Block) -> RichText:
    text = RichText()
    text.add(f"{SHAPES[block['status']]} ", color=COLOURS[block["status"]], bold=True)
    text.add(block["word"])
    if block["value"] != "–":
        text.add(f"   {block['value']}", bold=True, size=26)
        text.add(f" {block['unit']} {block['when']}".replace("  ", " "), color=MUTED, size=17)
    return text


# ── What a template cannot say ───────────────────────────────────────────────
def _finish(made: Any, context: _Context) -> None:
    document = context.document
    core = made.core_properties
    core.title = f"{document['title']}, {document['board']}"
    core.author, core.language, core.subject = document["board"], "sv-SE", document["scope"]
    core.comments = core.last_modified_by = ""
    for place, alternative in zip(made.inline_shapes, context.alternatives, strict=False):
        place._inline.docPr.set("descr", alternative)
    waiting = list(context.tables)
    for table in made.tables:
        for block in waiting:
            if _heads(table) == [c["text"] for c in block["columns"]]:
                dress_table(table, [c["width"] for c in block["columns"]], TEXT_WIDTH)
                waiting.remove(block)
                break


def _heads(table: Table) -> list[str]:
    return [cell.text.strip() for cell in table.rows[0].cells] if table.rows else []

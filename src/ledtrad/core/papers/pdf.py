"""PDF by Typst: archivable (PDF/A-2a) and accessible (PDF/UA-1). What Typst refuses, the author is told."""

import json
import tempfile
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils.translation import gettext_lazy as _

from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.refusals import Refused

PACKAGE = Path(__file__).resolve().parent
FONTS = PACKAGE / "fonts"
PAPER = PACKAGE / "paper"
COMMON = PAPER / "common.typ"
TEMPLATES = {"report": PAPER / "report.typ", "letter": PAPER / "letter.typ"}
"""By the layout of the document; a report when it says none."""
STANDARDS: list[Any] = ["a-2a", "ua-1"]


class NotAccessible(Refused):
    """The document would be a PDF that some people cannot read."""

    code = "not_accessible"

    def __init__(self, why: str) -> None:
        super().__init__(_("PDF:en skulle inte gå att läsa för alla: %(why)s") % {"why": why})


def pdf(document: Document) -> bytes:
    """The document as PDF. Raises NotAccessible."""
    template = TEMPLATES[document.get("layout", "report")]
    with tempfile.TemporaryDirectory(prefix="ledtrad-report-") as folder:
        root = Path(folder)
        (root / "document.json").write_text(json.dumps(dressed(document), ensure_ascii=False), encoding="utf-8")
        for source in (COMMON, template):
            (root / source.name).write_bytes(source.read_bytes())
        for name, svg in document.get("charts", {}).items():
            (root / f"{name}.svg").write_text(svg, encoding="utf-8")
        return _compile(root / template.name, root, "pdf")


def png(svg: str) -> bytes:
    """A chart as a picture for Word, drawn by Typst with our own font, at 220 points to the inch."""
    with tempfile.TemporaryDirectory(prefix="ledtrad-chart-") as folder:
        root = Path(folder)
        (root / "chart.svg").write_text(svg, encoding="utf-8")
        page = '#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "Inter")\n#image("chart.svg")\n'
        (root / "chart.typ").write_text(page, encoding="utf-8")
        return _compile(root / "chart.typ", root, "png")


def _compile(source: Path, root: Path, format: Literal["pdf", "png"]) -> bytes:
    try:
        return typst.compile(
            str(source),
            root=str(root),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=format,
            ppi=220.0,
            pdf_standards=STANDARDS if format == "pdf" else None,
        )
    except typst.TypstError as problem:
        raise NotAccessible(str(problem)) from problem

"""Makes the Word template of memoranda and statements: src/ledtrad/core/papers/paper/letter.docx.

It has the same fields as a municipality's own template (`core/wordfiles/checking.py`), and can be downloaded as the
beginning of one. Run it when the look of the paper changes, and commit what it makes.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from report_template import INK, MUTED, _field, _style, _styles

OUT = Path(__file__).resolve().parent.parent / "src/ledtrad/core/papers/paper/letter.docx"


def main() -> int:
    document = Document()
    _page(document)
    _looks(document)
    _first_page(document)
    _next_pages(document)
    _head(document)
    document.add_paragraph("{{ innehall }}")
    core = document.core_properties
    core.title, core.author, core.language, core.comments = "{{ rubrik }}", "{{ namnd }}", "sv-SE", ""
    core.created = core.modified = datetime(2021, 1, 1)  # noqa: DTZ001 - the same file every time
    document.save(str(OUT))
    sys.stdout.write(f"{OUT}\n")
    return 0


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3.4), Cm(3)
    section.top_margin, section.bottom_margin = Cm(3.1), Cm(2.7)
    section.header_distance, section.footer_distance = Cm(1.3), Cm(1.1)
    section.different_first_page_header_footer = True


def _looks(document: Any) -> None:
    _styles(document)
    _style(document, "Normal", None, size=11, colour=INK, after=7)
    _style(document, "Title", None, size=18, bold=True, colour=INK, before=22, after=10, keep=True)
    _style(document, "Heading 1", None, size=13, bold=True, colour=INK, before=18, after=5, keep=True)
    _style(document, "Heading 2", None, size=11.5, bold=True, colour=INK, before=12, after=3, keep=True)
    _style(document, "List Bullet", None, size=11, after=3)
    _style(document, "Kommun", "Normal", size=13, bold=True, colour=INK, after=0)
    _style(document, "Uppgift", "Normal", size=8.5, colour=MUTED, after=0, keep=True)
    _style(document, "Uppgift svar", "Normal", size=11, after=0)
    _style(document, "Mottagare", "Normal", size=11, bold=True, before=18, after=0, keep=True)
    _style(document, "Underskrift", "Normal", size=11, after=0)


def _first_page(document: Any) -> None:
    section = document.sections[0]
    first = section.first_page_header.paragraphs[0]
    first.style = document.styles["Kommun"]
    _right(first)
    first.add_run("{{ kommun }}")
    _page_of(first, "\t")
    section.first_page_header.add_paragraph("{{ forvaltning }}", style="Uppgift svar")
    section.first_page_header.add_paragraph("{{ slag }}", style="Uppgift")
    section.first_page_header.add_paragraph("{{ utkast }}", style="Uppgift")
    _footer(section.first_page_footer, document)


def _next_pages(document: Any) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.style = document.styles["Uppgift"]
    _right(head)
    head.add_run("{{ kommun }} · {{ forvaltning }} · {{ diarienummer }} {{ utkast }}")
    _page_of(head, "\t")
    _footer(section.footer, document)


def _footer(footer: Any, document: Any) -> None:
    line = footer.paragraphs[0]
    line.style = document.styles["Uppgift"]
    _right(line)
    line.add_run("{{ kommun }}, {{ namnd }}\t{{ kontakt }}")
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "6"), ("color", "D5DCDD")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    line._p.get_or_add_pPr().append(borders)


def _right(paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(14.6), WD_TAB_ALIGNMENT.RIGHT)


def _page_of(paragraph: Any, before: str) -> None:
    paragraph.add_run(before)
    for text, code in (("", "PAGE"), (" (", "NUMPAGES")):
        if text:
            paragraph.add_run(text)
        _field(paragraph, code)
    paragraph.add_run(")")
    for run in paragraph.runs[1:]:
        run.font.size, run.font.bold, run.font.color.rgb = Pt(8.5), False, MUTED


def _head(document: Any) -> None:
    """Who and when, side by side by a tab: a table here would be read out as one."""
    rows = (
        ("Handläggare\tDatum", "Uppgift"),
        ("{{ handlaggare }}\t{{ datum }}", "Uppgift svar"),
        ("{{ handlaggare_titel }}\t", "Uppgift svar"),
        ("\tDiarienummer", "Uppgift"),
        ("\t{{ diarienummer }}", "Uppgift svar"),
    )
    for text, style in rows:
        made = document.add_paragraph(text, style=style)
        made.paragraph_format.tab_stops.add_tab_stop(Cm(9.2))
    document.add_paragraph("{{ mottagare }}", style="Mottagare")
    document.add_paragraph("{{ rubrik }}", style="Title")


if __name__ == "__main__":
    raise SystemExit(main())

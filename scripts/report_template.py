"""Makes the Word template that a new installation writes its reports in: src/ledtrad/core/papers/paper/report.docx.

Run it when the look of the paper changes, and commit what it makes. A municipality replaces the template by
putting its own report.docx in LEDTRAD_HOME/templates; docs/guides tell which fields it may hold.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

OUT = Path(__file__).resolve().parent.parent / "src/ledtrad/core/papers/paper/report.docx"
FONT = "Calibri"
INK, MUTED, ACCENT = RGBColor(0x15, 0x25, 0x2A), RGBColor(0x4C, 0x5B, 0x60), RGBColor(0x0D, 0x56, 0x60)

BODY = """
{%p for section in sections %}
[Heading 1]{{ section.heading }}
{%p for b in section.blocks %}
{%p if b.kind == "heading" and b.level == 3 %}
[Heading 2]{{ b.text }}
{%p endif %}
{%p if b.kind == "heading" and b.level > 3 %}
[Heading 3]{{ b.text }}
{%p endif %}
{%p if b.kind == "paragraph" %}
[Normal]{{r b.rich }}
{%p endif %}
{%p if b.kind == "note" %}
[Liten]{{ b.text }}
{%p endif %}
{%p if b.kind == "bullets" %}
{%p for item in b.rich_items %}
[List Bullet]{{r item }}
{%p endfor %}
{%p endif %}
{%p if b.kind == "table" %}
[TABLE]
[Avstånd]
{%p endif %}
{%p if b.kind == "indicator" %}
[Heading 2]{{ b.title }}
[Läge]{{r b.standing }}
[Tillsammans]{{ b.sentence }}{% if b.trend %} {{ b.trend }}.{% endif %}
{%p if b.picture %}
[Bild]{{ b.picture }}
{%p endif %}
{%p if b.picture and b.chart_note %}
[Bildtext]{{ b.chart_note }}
{%p endif %}
{%p for c in b.comments %}
[Kommentar]{{ c.text }}
[Kommentar av]{{ c.by }}, {{ c.when }}
{%p endfor %}
[Liten]{{ b.number }} · {{ b.responsible }}
{%p endif %}
{%p endfor %}
{%p endfor %}
{%p if signature_rows %}
[Heading 1]{{ words.signatures }}
[SIGNATURES]
[Liten]{{ words.fingerprint }} {{ signed_sha256 }}
{%p endif %}
"""


def main() -> int:
    document = Document()
    _page(document)
    _styles(document)
    _header_and_footer(document)
    _title_block(document)
    for line in BODY.strip().splitlines():
        _line(document, line)
    core = document.core_properties
    core.title, core.author, core.language, core.comments = "{{ title }}, {{ board }}", "{{ board }}", "sv-SE", ""
    core.created = core.modified = datetime(2021, 1, 1)  # noqa: DTZ001 - the same file every time
    document.save(str(OUT))
    sys.stdout.write(f"{OUT}\n")
    return 0


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1.2)


def _style(document: Any, name: str, base: str | None, *, size: Any = None, keep: Any = None, **look: Any) -> Any:
    styles = document.styles
    style = styles[name] if name in [s.name for s in styles] else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = styles[base]
    font, spacing = style.font, style.paragraph_format
    font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name_of in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name_of), FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    if size is not None:
        font.size = Pt(size)
    for what in ("bold", "italic"):
        if what in look:
            setattr(font, what, look[what])
    if "colour" in look:
        font.color.rgb = look["colour"]
    if "before" in look:
        spacing.space_before = Pt(look["before"])
    if "after" in look:
        spacing.space_after = Pt(look["after"])
    if keep is not None:
        spacing.keep_with_next = keep
    return style


def _styles(document: Any) -> None:
    normal = _style(document, "Normal", None, size=10.5, colour=INK, after=6)
    normal.paragraph_format.line_spacing = 1.12
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    language.set(qn("w:eastAsia"), "sv-SE")
    rpr = normal.element.get_or_add_rPr()
    for old in rpr.findall(qn("w:lang")):
        rpr.remove(old)
    rpr.append(language)
    for default in document.styles.element.iter(qn("w:lang")):
        default.set(qn("w:val"), "sv-SE")
    _style(document, "Title", None, size=24, bold=True, colour=INK, before=2, after=4, keep=True)
    _no_border(document.styles["Title"])
    _style(document, "Subtitle", None, size=13, bold=False, italic=False, colour=INK, after=10)
    _style(document, "Heading 1", None, size=15, bold=True, colour=INK, before=20, after=6, keep=True)
    _style(document, "Heading 2", None, size=11.5, bold=True, colour=INK, before=14, after=3, keep=True)
    _style(document, "Heading 3", None, size=10.5, bold=True, colour=INK, before=10, after=3, keep=True)
    _style(document, "Slag", "Normal", size=10.5, bold=True, colour=ACCENT, after=0, keep=True)
    _style(document, "Läge", "Normal", after=2, keep=True)
    _style(document, "Tillsammans", "Normal", after=4, keep=True)
    _style(document, "Bild", "Normal", before=2, after=2, keep=True)
    _style(document, "Liten", "Normal", size=8.5, colour=MUTED, after=4)
    _style(document, "Bildtext", "Liten", keep=True)
    _style(document, "Avstånd", "Normal", size=4, after=4)
    comment = _style(document, "Kommentar", "Normal", after=0, keep=True)
    comment.paragraph_format.left_indent = Cm(0.5)
    by = _style(document, "Kommentar av", "Liten", after=6, keep=True)
    by.paragraph_format.left_indent = Cm(0.5)
    cell = _style(document, "Cell", "Normal", size=9, before=2, after=2)
    cell.paragraph_format.line_spacing = 1.0
    _style(document, "Cellrubrik", "Cell", size=8.5, bold=True, colour=MUTED)
    _style(document, "List Bullet", None, size=10.5, after=3)


def _no_border(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _field(paragraph: Any, code: Any) -> None:
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "text":
            continue
        if kind is None:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _header_and_footer(document: Any) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0]
    _tabs(header)
    header.style = document.styles["Liten"]
    header.add_run("{{ municipality }} · {{ board }}{% if number %} · {{ number }}{% endif %}\t{{ words.page }} ")
    _field(header, "PAGE")
    header.add_run(" {{ words.of }} ")
    _field(header, "NUMPAGES")
    draft = section.header.add_paragraph(style=document.styles["Liten"])
    draft.add_run("{% if is_draft %}{{ words.draft }}{% endif %}").bold = True
    footer = section.footer.paragraphs[0]
    footer.style = document.styles["Liten"]
    footer.add_run("{{ words.covers }} {{ scope }}")
    document_date = section.footer.add_paragraph(style=document.styles["Liten"])
    document_date.add_run("{{ words.cut_off }} {{ cut_off_label }}")


def _tabs(paragraph: Any) -> None:
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Cm(16.4), WD_TAB_ALIGNMENT.RIGHT)


def _title_block(document: Any) -> None:
    document.add_paragraph("{{ kind_label }}", style="Slag")
    document.add_paragraph("{{ title }}", style="Title")
    document.add_paragraph("{{ board }}", style="Subtitle")
    document.add_paragraph("{%p for fact in facts %}", style="Normal")
    document.add_paragraph("{{ fact[0] }}: {{ fact[1] }}", style="Liten")
    document.add_paragraph("{%p endfor %}", style="Normal")


def _line(document: Any, line: Any) -> None:
    if line.startswith("[TABLE]"):
        _table(document, "b.columns", "b.rows")
    elif line.startswith("[SIGNATURES]"):
        _table(document, "words.signature_columns", "signature_rows")
    elif line.startswith("["):
        style, _, text = line[1:].partition("]")
        document.add_paragraph(text, style=style)
    else:
        document.add_paragraph(line, style="Normal")


def _table(document: Any, columns: Any, rows: Any) -> None:
    """A table whose columns come from the data; its look and widths are set when it has been filled."""
    made = document.add_table(rows=4, cols=3)
    head, before, body, after = made.rows
    head.cells[0].paragraphs[0].add_run("{%tc for column in " + columns + " %}")
    head.cells[1].paragraphs[0].style = document.styles["Cellrubrik"]
    head.cells[1].paragraphs[0].add_run("{{ column.text }}")
    head.cells[2].paragraphs[0].add_run("{%tc endfor %}")
    before.cells[0].paragraphs[0].add_run("{%tr for row in " + rows + " %}")
    body.cells[0].paragraphs[0].add_run("{%tc for cell in row %}")
    body.cells[1].paragraphs[0].style = document.styles["Cell"]
    body.cells[1].paragraphs[0].add_run("{{r cell.rich }}")
    body.cells[2].paragraphs[0].add_run("{%tc endfor %}")
    after.cells[0].paragraphs[0].add_run("{%tr endfor %}")


if __name__ == "__main__":
    raise SystemExit(main())

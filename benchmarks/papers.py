"""A report of 40 pages with 13 tables and 13 charts, beside Typst alone; and a chart on a page.

Typst alone is the same source compiled when everything lies ready. Goal: at most twice that.
"""

import json
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, best, rate, row

PARTS, ROWS, LINES = 13, 24, 12
WORDS = "Fler deltagare går vidare till arbete eller studier än året före, och väntetiden har blivit kortare. "


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    from ledtrad.core import papers
    from ledtrad.core.papers.kinds import Format

    # Typst remembers what it has set before, so every paper has words of its own.
    turns = count()
    with tempfile.TemporaryDirectory() as folder:
        laid = iter([ready(Path(folder) / str(n), next(turns)) for n in range(3)])
        alone = best(lambda: compiled(next(laid)))
    ours = best(lambda: papers.render(document(next(turns)), Format.PDF))
    job = f"report of 40 pages with {PARTS} tables and charts, beside Typst"
    yield row(job, alone, ours, 0.5, seconds=True)
    svg = chart_of_page()
    yield row(
        "a chart on the page, beside lxml reading and writing it", rate(lambda: written(svg)), rate(chart_of_page)
    )


def ready(root: Path, turn: int) -> Path:
    """Everything that Typst reads, in a folder."""
    from ledtrad.core.papers import pdf
    from ledtrad.core.papers.dressing import dressed

    root.mkdir()
    made = document(turn)
    (root / "document.json").write_text(json.dumps(dressed(made), ensure_ascii=False), encoding="utf-8")
    for source in (pdf.COMMON, pdf.TEMPLATES["report"]):
        (root / source.name).write_bytes(source.read_bytes())
    for name, svg in made["charts"].items():
        (root / f"{name}.svg").write_text(svg, encoding="utf-8")
    return root


def compiled(root: Path) -> bytes:
    """The paper by Typst, with the fonts and standards that we ask for."""
    import typst

    from ledtrad.core.papers.pdf import FONTS, STANDARDS

    return typst.compile(
        str(root / "report.typ"), root=str(root), font_paths=[str(FONTS)], ignore_system_fonts=True,
        pdf_standards=STANDARDS,
    )  # fmt: skip


def document(turn: int) -> dict[str, Any]:
    """A report as the program composes it, its charts drawn."""
    from ledtrad.core.charts import for_paper
    from ledtrad.core.papers import blocks

    columns = [blocks.column("Enhet", 3), *(blocks.column(name, num=True) for name in ("Utfall", "Mål", "Avstånd"))]
    charts, sections = {}, []
    for part in range(PARTS):
        chart = chart_of(part)
        charts[f"I-{part}"] = for_paper(chart)
        cells = [
            [blocks.cell(f"Enhet {n}", sub=f"Enhetschef {turn}"), *(blocks.cell(str(n * k)) for k in (3, 5, 7))]
            for n in range(ROWS)
        ]
        text = [blocks.paragraph(blocks.plain(f"{turn}.{n} {WORDS * 6}")) for n in range(LINES)]
        table = blocks.table(f"Utfall för enheterna, del {part}", columns, cells)
        sections.append({"id": part, "heading": f"Del {part}", "blocks": [*text, table, card(part, chart)]})
    return {
        "format": blocks.FORMAT, "lang": "sv", "is_draft": True, "number": "R-001", "title": "Uppföljning",
        "board": "Nämnden", "municipality": "Mätby", "period": "2021-Q1", "period_label": "januari–mars 2021",
        "cut_off": "2021-04-12", "cut_off_label": "12 april 2021", "scope": "Öppna uppgifter", "corrects": None,
        "sections": sections, "charts": charts, "signatures": [],
    }  # fmt: skip


def card(part: int, chart: Any) -> dict[str, Any]:
    """One indicator with its chart."""
    return {
        "kind": "indicator", "number": f"I-{part}", "title": f"Indikator {part}", "status": "partly",
        "word": "Efter takten", "value": "107", "unit": "personer", "when": "mars 2021", "target": "minst 200",
        "distance": "10 under takten", "trend": "", "sentence": WORDS, "responsible": "Enhetschefen",
        "chart": f"I-{part}", "chart_alt": chart.summary, "chart_title": chart.title, "chart_note": "",
        "chart_table": [list(chart.table.columns), *map(list, chart.table.rows)],
        "comments": [{"text": WORDS, "by": "Anna", "when": "12 april 2021"}],
    }  # fmt: skip


LABELS = [f"{year}-{month:02d}" for year in (2018, 2019, 2020) for month in range(1, 13)]
VALUES = [Decimal(n * 7 % 60 + n) for n in range(36)]


def chart_of(part: int) -> Any:
    """Three years month by month, with a target and a series beside."""
    from ledtrad.core.charts import Series, trend

    others = [Series("Riket", [value + 5 for value in VALUES])]
    own = Series("Kommunen", VALUES)
    return trend(f"c{part}", "Antal i arbete", LABELS, own, others=others, target=80, unit="%", half=True)


def chart_of_page() -> str:
    """What one page's chart costs."""
    return str(chart_of(1).svg)


def written(svg: str) -> bytes:
    """The floor: the same picture read and written, as anything that draws by way of a tree must."""
    from lxml import etree

    return etree.tostring(etree.fromstring(f"<g>{svg}</g>"))

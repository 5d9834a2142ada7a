"""How a document's blocks become HTML: `{% load papers %}`. Everything but our own charts is escaped."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ledtrad.core.marks import status_mark
from ledtrad.core.papers.blocks import Block, Cell, Document

register = template.Library()


@register.simple_tag
def report_runs(runs: list[list[Any]]) -> SafeString:
    """Words, some of them bold."""
    return format_html_join("", "{}", ((format_html("<strong>{}</strong>", r[0]) if r[1] else r[0],) for r in runs))


@register.simple_tag
def report_heading(block: Block) -> SafeString:
    """A heading inside a section."""
    level = max(3, min(6, int(block["level"])))
    return format_html("<h{0}>{1}</h{0}>", level, block["text"])


@register.simple_tag
def report_status(kind: str, word: str) -> SafeString:
    """Shape and word; the colour comes on top."""
    return status_mark(kind, word)


@register.simple_tag
def report_table(caption: str, columns: list[dict[str, Any]], rows: list[list[Cell]], heading: str = "") -> SafeString:
    """A table whose first column names its rows. A caption that the heading above already says is only heard."""
    heads = format_html_join("", '<th scope="col"{}>{}</th>', ((_num(column), column["text"]) for column in columns))
    body = format_html_join("", "<tr>{}</tr>", ((_row(columns, row),) for row in rows))
    return format_html(
        '<div class="report-scroll" role="region" aria-label="{0}" tabindex="0"><table class="report-table">'
        "<caption{3}>{0}</caption><thead><tr>{1}</tr></thead><tbody>{2}</tbody></table></div>",
        caption, heads, body, mark_safe(' class="report-heard"') if caption == heading else "",
    )  # fmt: skip


def _row(columns: list[dict[str, Any]], row: list[Cell]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', _cell(row[0]))
    rest = format_html_join(
        "", "<td{}>{}</td>", ((_num(c), _cell(v)) for c, v in zip(columns[1:], row[1:], strict=True))
    )
    return format_html("{}{}", first, rest)


def _num(column: dict[str, Any]) -> SafeString:
    return mark_safe(' class="num"') if column["num"] else mark_safe("")


def _cell(cell: Cell) -> SafeString:
    words = report_status(cell["status"], cell["text"]) if cell["status"] else _lines(cell["text"])
    sub = format_html("<small>{}</small>", cell["sub"]) if cell["sub"] else ""
    return format_html("{}{}", words, sub)


def _lines(text: str) -> SafeString:
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in text.split("\n")))


@register.simple_tag
def report_chart(document: Document, name: str) -> SafeString:
    """One of the document's pictures: SVG that our own charts made, and nothing else."""
    return mark_safe(str(document["charts"].get(name, "")))  # noqa: S308


@register.filter
def points(block: Block) -> list[Any]:
    """The points of a list (a template would take `block.items` for the method of a dict)."""
    return list(block["items"])

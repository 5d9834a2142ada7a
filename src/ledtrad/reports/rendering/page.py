"""The report as one HTML file that needs nothing else: its style sheet lies in it."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from ledtrad.reports.blocks import Document
from ledtrad.reports.rendering.dressing import dressed
from ledtrad.reports.rendering.pdf import PACKAGE

STYLE = PACKAGE / "static" / "reports" / "report.css"


def html(document: Document) -> bytes:
    """The document as a page of its own."""
    css = mark_safe(STYLE.read_text(encoding="utf-8"))  # noqa: S308 - our own file
    with translation.override(document["lang"]):
        text = render_to_string("reports/standalone.html", {"document": dressed(document), "css": css})
    return text.encode()

"""The report as one HTML file that needs nothing else: its style sheet lies in it."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.pdf import PACKAGE

STYLE = PACKAGE.parent / "static" / "core" / "paper.css"


def html(document: Document) -> bytes:
    """The document as a page of its own."""
    css = mark_safe(STYLE.read_text(encoding="utf-8"))  # noqa: S308 - our own file
    with translation.override(document["lang"]):
        text = render_to_string("core/papers/standalone.html", {"document": dressed(document), "css": css})
    return text.encode()

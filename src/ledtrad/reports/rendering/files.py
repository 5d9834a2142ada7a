"""One door to every format."""

from ledtrad.reports.blocks import Document
from ledtrad.reports.rendering.page import html
from ledtrad.reports.rendering.pdf import pdf
from ledtrad.reports.rendering.word import docx
from ledtrad.reports.rules import Format

_DRAWERS = {Format.PDF: pdf, Format.DOCX: docx, Format.HTML: html}

_MEDIA = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
}


def render(document: Document, format: Format) -> bytes:
    """The document as a file. Raises NotAccessible, TemplateRefused."""
    return _DRAWERS[format](document)


def media_type(format: Format) -> str:
    """What a browser or a mail program calls such a file."""
    return _MEDIA[format]

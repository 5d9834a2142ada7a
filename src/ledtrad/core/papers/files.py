"""One door to every format."""

from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.kinds import Format
from ledtrad.core.papers.page import html
from ledtrad.core.papers.pdf import pdf

_MEDIA = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.HTML: "text/html; charset=utf-8",
}


def render(document: Document, format: Format) -> bytes:
    """The document as a file. Raises NotAccessible, TemplateRefused."""
    if format == Format.DOCX:
        from ledtrad.core.papers import word  # slow to load, and most processes write no Word file

        return word.letter(document) if document.get("layout") == "letter" else word.docx(document)
    return pdf(document) if format == Format.PDF else html(document)


def media_type(format: Format) -> str:
    """What a browser or a mail program calls such a file."""
    return _MEDIA[format]

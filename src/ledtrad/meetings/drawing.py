"""A paper as a file: PDF in our own look, Word in the municipality's when it has given us its template."""

from ledtrad.core import papers, uploads
from ledtrad.core.papers.blocks import Document
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.kinds import Format
from ledtrad.core.wordfiles import fill_template
from ledtrad.meetings.models import Paper
from ledtrad.meetings.queries.papers import word_template


def drawn(paper: Paper, document: Document, format: Format) -> bytes:
    """The document as that kind of file. Raises NotAccessible, WordRefused."""
    template = word_template(paper.kind, paper.matter.board_id) if format == Format.DOCX else None
    if template is None:
        return papers.render(document, format)
    return fill_template(uploads.read(template.stored_as), dressed(document))


def file_name(paper: Paper, format: str) -> str:
    """What the file is called: its number and what it is about."""
    return f"{paper.matter.registration_number.replace('/', '-')} {paper.title}.{format}"

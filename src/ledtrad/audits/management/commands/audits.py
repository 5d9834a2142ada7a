"""`ledtrad audits read FILE`: what an audit report says, as a proposal for a person to confirm."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from ledtrad.audits.files import read_paper
from ledtrad.audits.reading import Reading
from ledtrad.core.cli import Command as LedtradCommand


class Command(LedtradCommand):
    group = "Revision"
    help = "Läser revisionsrapporter och föreslår vad som står i dem."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="read")
        verb = self.subcommand(
            verbs, "read", "Läser en rapport: rubrik, revisor, datum, frågor, rekommendationer och svarsdag."
        )
        verb.add_argument("file", type=Path, metavar="FIL", help="PDF, Word (.docx), OpenDocument (.odt) eller text")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("Det finns ingen fil %(name)s.") % {"name": file})
        _text, reading = read_paper(file)
        self.emit(reading.as_dict(), "\n".join(_lines(reading)))


def _lines(reading: Reading) -> Iterable[str]:
    yield reading.title or _("Utan rubrik")
    yield ", ".join(text for text in (reading.auditor, reading.date) if text)
    if reading.answer_due:
        yield _("Svar senast %(day)s") % {"day": reading.answer_due}
    if reading.questions:
        yield ""
        yield from (f"? {question}" for question in reading.questions)
    yield ""
    if not reading.recommendations:
        yield _("Inga rekommendationer.")
    for one in reading.recommendations:
        earlier = _(" (tidigare granskning)") if one.earlier else ""
        yield f"- {one.text} [{', '.join(one.recipients)}; {_('sidan %(page)s') % {'page': one.page}}]{earlier}"

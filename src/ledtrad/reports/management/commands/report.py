"""`ledtrad report board-followup`: a board's report as a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from ledtrad.core import papers, uploads
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.core.papers.kinds import Format
from ledtrad.core.periods import Period
from ledtrad.organisation.models import Unit
from ledtrad.reports.content import document_of, live_document
from ledtrad.reports.models import Report


class Command(LedtradCommand):
    group = "In och ut"
    help = "Skriver en nämnds uppföljningsrapport till en fil: PDF, Word eller webbsida."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", metavar="SLAG", required=True)
        board = self.subcommand(
            kinds,
            "board-followup",
            "Den publicerade rapporten om det finns en; annars ett utkast, märkt Utkast, av siffrorna som de är.",
        )
        board.add_argument("--unit", required=True, metavar="NUMMER", help="nämndens nummer, till exempel SN")
        board.add_argument("--period", required=True, metavar="PERIOD", help="2021-Q1, 2021-T1, 2021-H1, 2021 …")
        board.add_argument("--output", required=True, metavar="FIL", help="filens ändelse väljer: .pdf, .docx, .html")

    def handle(self, *args: Any, unit: str, period: str, output: str, **options: Any) -> None:
        target = Path(output)
        ending = target.suffix.lower().removeprefix(".")
        if ending not in Format.values:
            raise CommandError("Filen ska sluta på .pdf, .docx eller .html.")
        try:
            wanted = Period.parse(period)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        board = Unit.objects.filter(number=unit).first()
        if board is None:
            raise CommandError(f"Enheten {unit} finns inte.")
        if not board.is_board:
            raise Failure(f"{board.name} är ingen nämnd. Rapporter skrivs för nämnder.")
        number, is_draft, data = _made(board, wanted, Format(ending))
        try:
            target.write_bytes(data)
        except OSError as problem:
            raise CommandError(f"Filen {output} går inte att skriva: {problem.strerror}.") from problem
        told = {
            "output": str(target),
            "format": ending,
            "unit": board.number,
            "period": str(wanted),
            "report": number or None,
            "published": not is_draft,
            "bytes": len(data),
        }
        state = "utkast" if is_draft else "publicerad"
        self.emit(told, f"{target}: {board.name}, {wanted}, {state}{f' {number}' if number else ''}")


def _made(board: Unit, period: Period, format: Format) -> tuple[str, bool, bytes]:
    """The published report's own file; else the open draft's, or one that nobody has begun."""
    published = Report.objects.latest_of(board.number, period)
    if published is not None:
        kept = published.files.get(format=format)
        return published.number, False, uploads.read(kept.stored_as)
    draft = Report.objects.select_related("unit", "corrects").filter(unit=board, period=period).first()
    document = document_of(draft) if draft is not None else live_document(board, period)
    return (draft.number if draft is not None else ""), True, papers.render(document, format)

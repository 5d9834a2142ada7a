"""`ledtrad import KIND FILE…`: the imports of the pages, from the command line."""  # noqa: N999

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.imports import registry
from ledtrad.core.imports.actions import Files
from ledtrad.core.imports.running import Result, run
from ledtrad.organisation.actors import system_actor


class Command(LedtradCommand):
    group = "In och ut"
    help = "Läser in en fil: observations, plan, organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="SLAG", help="observations, plan, organisation …")
        parser.add_argument("files", metavar="FIL", nargs="+", help="CSV eller XLSX; flera för en plan i CSV")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, skriv inget")

    def handle(self, *args: Any, kind: str, files: list[str], dry_run: bool, **options: Any) -> None:
        try:
            importer = registry.get(kind)
        except KeyError as error:
            raise CommandError(f"Importen {kind} finns inte.") from error
        result = run(importer.key, _read(files), system_actor("Kommandoraden"), dry_run=dry_run)
        self.emit(result.as_json(), _told(result))
        self.finish(findings=bool(result.errors))


def _read(paths: list[str]) -> Files:
    """The files by the table that each is named after; one file alone says itself what it holds."""
    found: dict[str | None, tuple[str, bytes]] = {}
    for name in paths:
        path = Path(name)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Filen {name} går inte att läsa: {error.strerror}.") from error
        found[None if len(paths) == 1 else path.stem] = (path.name, content)
    return found


def _told(result: Result) -> str:
    lines = [f"{result.new} nya, {result.changed} ändrade, {result.unchanged} oförändrade, {len(result.errors)} fel"]
    lines += [f"  rad {e.row}, {e.field or 'raden'}: {e.message}" for e in result.errors]
    if result.batch and result.applied:
        lines.append(f"Inläst som {result.batch}.")
    return "\n".join(lines)

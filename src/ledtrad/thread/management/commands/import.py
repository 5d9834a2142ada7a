"""`ledtrad import KIND FILE…`: the imports of the pages, from the command line."""  # noqa: N999

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.imports import registry
from ledtrad.core.imports.actions import Files
from ledtrad.core.imports.registry import Importer
from ledtrad.core.imports.running import Fault, Result, run
from ledtrad.organisation.actors import system_actor


class Command(LedtradCommand):
    group = "In och ut"
    help = "Läser in filer: observations, plan, organisation, orders, holdings, meetings, decisions, reported."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="SLAG", help="observations, plan, orders, decisions …")
        parser.add_argument("files", metavar="FIL", nargs="+", help="CSV eller XLSX; flera läses in tillsammans")
        parser.add_argument("--source", default="", help="källan som filerna kommer från (decisions, reported)")
        parser.add_argument("--dry-run", action="store_true", help="visa vad som skulle hända, skriv inget")

    def handle(self, *args: Any, kind: str, files: list[str], dry_run: bool, source: str, **options: Any) -> None:
        try:
            importer = registry.get(kind)
        except KeyError as error:
            raise CommandError(f"Importen {kind} finns inte.") from error
        actor, said = system_actor("Kommandoraden"), {"source": source} if source else {}
        result = run(importer.key, _read(files, importer), actor, dry_run=dry_run, options=said)
        self.emit(result.as_json(), _told(result))
        self.finish(findings=bool(result.errors))


def _read(paths: list[str], importer: Importer) -> Files:
    """The files by the table that each is named after; one alone, or several of one table, say it themselves."""
    found: dict[str | int | None, tuple[str, bytes]] = {}
    for place, name in enumerate(paths):
        path = Path(name)
        try:
            with path.open("rb") as file:
                content = file.read(settings.LEDTRAD_UPLOAD_LIMIT + 1)  # what is longer is refused by its length
        except OSError as error:
            raise CommandError(f"Filen {name} går inte att läsa: {error.strerror}.") from error
        several = path.stem if len(importer.tables) > 1 else place
        found[None if len(paths) == 1 else several] = (path.name, content)
    return found


def _told(result: Result) -> str:
    lines = [f"{result.new} nya, {result.changed} ändrade, {result.unchanged} oförändrade, {len(result.errors)} fel"]
    lines += [f"  {_place(e)}, {e.field or 'raden'}: {e.message}" for e in result.errors]
    lines += [f"  {warning}" for warning in result.warnings]
    lines += [f"  {sort}: {len(made)} skapade" for sort, made in result.created.items() if made]
    if result.batch and result.applied:
        lines.append(f"Inläst som {result.batch}.")
    return "\n".join(lines)


def _place(error: Fault) -> str:
    return f"{error.file} rad {error.row}" if error.file else f"rad {error.row}"

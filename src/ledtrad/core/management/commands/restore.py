"""`ledtrad restore`: a copy put back in an empty home and an empty database."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from ledtrad.core import backup
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.core.ledger.signing import BadNote, PublicKey


class Command(LedtradCommand):
    group = "Drift"
    help = "Läser tillbaka en kopia i en tom installation och kontrollerar att allt är som det var."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FIL", help="det som ledtrad backup gjorde")
        parser.add_argument("--keys", type=Path, metavar="FIL", help="nycklarna, om de är kopierade")
        parser.add_argument("--public-key", metavar="NYCKEL", help="den publicerade raden, eller en fil med den")

    def handle(self, *args: Any, file: Path, keys: Path | None, public_key: str | None, **options: Any) -> None:
        expected = _public_key(public_key)
        try:
            restored = backup.restore(file, keys=keys, public_key=expected)
        except OSError as problem:
            raise Failure(_("Kopian gick inte att läsa tillbaka: %s") % problem) from problem
        if restored.pending:
            self.say(_("Kopian är från en äldre version. Kör: ledtrad migrate"))
        if not restored.manifest.ledger.sound:
            self.say(_("Loggen hade fel redan när kopian gjordes. Kör: ledtrad ledger verify"))
        data = restored.as_json()
        text = _("Återläst: %(tables)s tabeller, %(rows)s rader, %(files)s filer, allt som i kopian.") % data
        self.emit(data, text)


def _public_key(given: str | None) -> PublicKey | None:
    if given is None:
        return None
    try:
        file = Path(given)
        return PublicKey.parse(file.read_text() if file.is_file() else given)
    except (BadNote, OSError) as problem:
        raise CommandError(str(problem)) from problem

"""`ledtrad backup`: a copy of the installation, made while it is in use."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from ledtrad.core import backup
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure


class Command(LedtradCommand):
    group = "Drift"
    help = "Kopierar databas och filer till en fil, medan systemet används. Nycklarna hålls för sig."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, metavar="FIL", help="kopian, en ny fil (.zip)")
        parser.add_argument("--keys", type=Path, metavar="FIL", help="kopiera nycklarna hit, att förvara för sig")

    def handle(self, *args: Any, output: Path, keys: Path | None, **options: Any) -> None:
        try:
            made = backup.back_up(output)
            names = backup.back_up_keys(keys) if keys else []
        except OSError as problem:
            raise Failure(_("Kopian gick inte att skriva: %s") % problem) from problem
        for finding in made.ledger.findings:
            self.say(finding.sentence)
        for name in made.damaged:
            self.say(_("Filen %s är skadad sedan förut. Den är med som den är.") % name)
        if not keys:
            self.say(_("Nycklarna är inte med. Kopiera dem med --keys till en annan plats än kopian."))
        data = made.as_json() | {"keys": names}
        text = _("%(output)s: %(tables)s tabeller, %(rows)s rader, %(files)s filer.") % data
        self.emit(data, text)
        self.finish(findings=not made.is_sound)

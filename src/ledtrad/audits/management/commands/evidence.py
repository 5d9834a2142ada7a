"""`ledtrad evidence`: making an evidence package, and verifying one."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from ledtrad.audits.models import Audit
from ledtrad.audits.package import verifier
from ledtrad.audits.package.making import make
from ledtrad.audits.package.words import say
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.organisation.actors import system_actor


class Command(LedtradCommand):
    group = "Spårbarhet"
    help = "Bevispaket: vad som hände med en gransknings rekommendationer, och kontroll av ett paket."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="make|verify")
        make_ = self.subcommand(verbs, "make", "Gör ett bevispaket av en granskning.")
        make_.add_argument("number", metavar="NUMMER", help="granskningens nummer")
        make_.add_argument("--board", default="", metavar="NÄMND", help="bara den nämndens del")
        make_.add_argument("--output", type=Path, required=True, metavar="FIL")
        verify = self.subcommand(verbs, "verify", "Kontrollerar ett paket, utan databas och inställningar.")
        verify.add_argument("package", metavar="FIL", help="zip-filen eller den uppackade mappen")
        verify.add_argument("--public-key", default="", metavar="NYCKEL", help="den publicerade raden")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"do_{verb}")(**options)

    def do_make(self, *, number: str, board: str, output: Path, **_options: Any) -> None:
        audit = Audit.objects.select_related("unit", "paper").filter(number=number).first()
        if audit is None:
            raise Failure(_("Det finns ingen granskning %(number)s.") % {"number": number})
        package = make(audit=audit, board=board, actor=system_actor())
        output.write_bytes(package.data)
        self.emit({"file": str(output), "size": len(package.data)}, str(output))

    def do_verify(self, *, package: str, public_key: str, **_options: Any) -> None:
        """Reached from `call_command`; on the command line `__main__` goes straight to the verifier."""
        try:
            report = verifier.verify(package, public_key)
        except verifier.Unreadable as problem:
            raise Failure(say(str(problem))) from problem
        self.emit(verifier.as_json(report), "\n".join(verifier.lines(report)))
        self.finish(findings=not report.ok)

"""`ledtrad ledger`: checkpoints to keep elsewhere, verification against them, erasing what an entry tells."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import SystemActor
from ledtrad.core.cli import Command as LedtradCommand
from ledtrad.core.cli import Failure
from ledtrad.core.ledger import signing
from ledtrad.core.ledger.checkpoint import Checkpoint, write_file
from ledtrad.core.ledger.signing import BadNote, PublicKey
from ledtrad.core.ledger.verify import Finding, Report, Wrong, verify_database


class Command(LedtradCommand):
    group = "Spårbarhet"
    help = "Den spårbara loggen: kontrollpunkter, kontroll, radering av uppgifter."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="checkpoint|verify|key|erase")
        checkpoint = self.subcommand(verbs, "checkpoint", "Signerar en kontrollpunkt. Förvara den utanför databasen.")
        checkpoint.add_argument("--output", type=Path, metavar="FIL", help="skriv hit i stället för på standard ut")
        verify = self.subcommand(verbs, "verify", "Kontrollerar loggen, helst mot en kontrollpunkt.")
        verify.add_argument(
            "--checkpoint", type=Path, action="append", default=[], metavar="FIL", help="får ges flera gånger"
        )
        verify.add_argument("--public-key", metavar="NYCKEL", help="den publicerade raden, eller en fil med den")
        self.subcommand(verbs, "key", "Visar den öppna nyckeln, att publicera och kontrollera med.")
        erase = self.subcommand(verbs, "erase", "Raderar vad en händelse berättar. Att det är gjort antecknas.")
        erase.add_argument("sequence", type=int, metavar="NUMMER")
        erase.add_argument("--reason", required=True, metavar="SKÄL")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"do_{verb}")(**options)

    def do_checkpoint(self, *, output: Path | None, **_options: Any) -> None:
        key = signing.installed_key()
        kept = [_open(output, key.public)] if output and output.exists() else []
        report = verify_database(kept)
        if not report.ok:
            self._tell(report)
            raise Failure(_("Loggen stämmer inte. Ingen kontrollpunkt är gjord."))
        checkpoint = Checkpoint(key.name, report.size, report.root)
        note = checkpoint.signed(key)
        if output:
            write_file(output, note)
            self.say(_("Kontrollpunkten är skriven. Förvara den där databasens ägare inte kan ändra den."))
        data = {
            "size": checkpoint.size,
            "root": checkpoint.root.hex(),
            "key": str(key.public),
            "checkpoint": note,
        }
        self.emit(data, None if output else note.rstrip("\n"))

    def do_verify(self, *, checkpoint: list[Path], public_key: str | None, **_options: Any) -> None:
        key = _public_key(public_key) if checkpoint else None
        kept, unusable = [], []
        for file in checkpoint:
            try:
                kept.append(_open(file, key))
            except BadNote as problem:
                unusable.append(Finding(Wrong.CHECKPOINT, None, note=f"{file}: {problem}"))
        report = verify_database(kept)
        report.findings[:0] = unusable
        self._tell(report, checked=bool(checkpoint))
        self.finish(findings=not report.ok)

    def do_key(self, **_options: Any) -> None:
        key = signing.installed_key().public
        self.emit({"key": str(key), "name": key.name, "fingerprint": key.key_id.hex()}, str(key))

    @transaction.atomic
    def do_erase(self, *, sequence: int, reason: str, **_options: Any) -> None:
        entry = ledger.entries().filter(sequence=sequence).first()
        if entry is None:
            raise Failure(_("Det finns ingen händelse %(sequence)s.") % {"sequence": sequence})
        ledger.erase(entry, SystemActor(clock.today()), reason)
        self.emit(
            {"erased": sequence},
            _("Uppgifterna i händelse %(sequence)s är raderade.") % {"sequence": sequence},
        )

    def _tell(self, report: Report, *, checked: bool = True) -> None:
        data = {
            "ok": report.ok,
            "size": report.size,
            "root": report.root.hex(),
            "last": report.last,
            "checkpoints": report.checkpoints,
            "findings": [finding.as_json() for finding in report.findings],
        }
        lines = [f"{_place(finding)}  {finding.sentence}" for finding in report.findings]
        if report.ok:
            lines.append(_("Loggen stämmer: %(size)s händelser.") % {"size": report.size})
        if not checked:
            self.say(_("Utan kontrollpunkt syns inte om hela historiken är omskriven eller slutet borttaget."))
        self.emit(data, "\n".join(lines))


def _place(finding: Finding) -> str:
    if finding.sequence is None:
        return "–"
    return f"{finding.sequence}–{finding.until}" if finding.until else str(finding.sequence)


def _open(file: Path, key: PublicKey | None) -> Checkpoint:
    try:
        note = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(_("Filen %(file)s går inte att läsa.") % {"file": file}) from problem
    if key is None:
        raise CommandError(_("Det finns ingen nyckel här. Ange --public-key."))
    return Checkpoint.open(note, key)


def _public_key(given: str | None) -> PublicKey | None:
    """The key that was named, or this installation's. Never makes one: a new key would prove nothing."""
    if given is None:
        return signing.installed_key().public if signing.key_file().exists() else None
    try:
        file = Path(given)
        return PublicKey.parse(file.read_text() if file.is_file() else given)
    except (BadNote, OSError) as problem:
        raise CommandError(str(problem)) from problem

"""Making the copy."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from ledtrad.core.backup import contents, databases, manifest
from ledtrad.core.backup.archive import Writer, in_place_when_done
from ledtrad.core.backup.manifest import HOME_FILE, KEY_FILE, KeysManifest, Ledger, Manifest
from ledtrad.core.ledger import signing
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.verify import Report, verify_database
from ledtrad.core.refusals import Refused
from ledtrad.home import Home


class Exists(Refused):
    """A copy never takes the place of another file."""

    code = "backup_exists"


@dataclass(frozen=True)
class Made:
    """A copy that was made. It is whole even when what it is a copy of has faults: `ledger`, `damaged` tell."""

    path: Path
    manifest: Manifest
    ledger: Report
    damaged: list[str]
    """Uploads that are not what they were when they were stored."""

    @property
    def is_sound(self) -> bool:
        return self.ledger.ok and not self.damaged

    def as_json(self) -> dict[str, Any]:
        held = self.manifest
        return {
            "output": str(self.path),
            "made": held.made,
            "version": held.version,
            "database": held.vendor,
            "tables": len(held.tables),
            "rows": sum(table.rows for table in held.tables.values()),
            "files": len(held.files) - 1,
            "ledger": {"size": held.ledger.size, "ok": self.ledger.ok, "checkpoint": held.ledger.checkpoint},
            "findings": [finding.as_json() for finding in self.ledger.findings],
            "damaged": self.damaged,
        }


def back_up(output: Path, *, home: Home | None = None, connection: BaseDatabaseWrapper | None = None) -> Made:
    """Copy database and files to `output`, online. Raises Exists, and what `databases` raises."""
    home, source = home or settings.HOME, connection or default_connection
    _refuse_existing(output)
    with (
        tempfile.TemporaryDirectory(prefix=".ledtrad-backup-", dir=output.resolve().parent) as folder,
        in_place_when_done(output) as temporary,
    ):
        writer, file = Writer(temporary), Path(folder) / manifest.DATABASE
        with databases.snapshot(source, file) as copy:
            described, report = _describe(copy)
        writer.add(manifest.DATABASE, file)
        damaged = _add_files(writer, home)
        described = described.model_copy(update={"files": writer.files})
        writer.close(described)
    return Made(output, described, report, damaged)


def _describe(copy: BaseDatabaseWrapper) -> tuple[Manifest, Report]:
    """What is in the copy of the database, but for the files; and how its ledger was found."""
    key = signing.installed_key()
    report = verify_database(connection=copy)
    ledger = Ledger(
        size=report.size,
        sound=report.ok,
        checkpoint=Checkpoint(key.name, report.size, report.root).signed(key),
        key=str(key.public),
    )
    described = Manifest(
        made=_now(),
        version=version("ledtrad"),
        vendor="postgresql" if copy.vendor == "postgresql" else "sqlite",
        files={},
        tables=contents.describe(copy, contents.tables_of(copy)),
        ledger=ledger,
        migrations=contents.migrations_of(copy),
    )
    return described, report


def back_up_keys(output: Path, *, home: Home | None = None) -> list[str]:
    """Copy the keys to a file of their own; returns their names. Raises Exists."""
    home = home or settings.HOME
    _refuse_existing(output)
    with in_place_when_done(output) as temporary:
        writer = Writer(temporary)
        for path in sorted(home.keys.iterdir()):
            name = f"keys/{path.name}"
            if path.is_file() and KEY_FILE.fullmatch(name):
                writer.add(name, path)
        writer.close(KeysManifest(made=_now(), version=version("ledtrad"), files=writer.files))
    return sorted(name.removeprefix("keys/") for name in writer.files)


def _add_files(writer: Writer, home: Home) -> list[str]:
    """What the home folder holds beside database and keys; returns the uploads that are damaged."""
    damaged = []
    for name in sorted(_names(home)):
        if HOME_FILE.fullmatch(name):
            held = writer.add(name, home.path / name)
            if name.startswith("uploads/") and not name.endswith(held.sha256):
                damaged.append(name)
    return damaged


def _names(home: Home) -> Iterator[str]:
    for top in (home.uploads, home.path / "templates"):
        for folder, _folders, files in os.walk(top):
            yield from ((Path(folder) / file).relative_to(home.path).as_posix() for file in files)
    if home.demonstration_date() is not None:
        yield "demonstration.json"


def _refuse_existing(output: Path) -> None:
    if output.exists():
        raise Exists(_("Filen %s finns redan. Välj ett annat namn.") % output)
    if not output.resolve().parent.is_dir():
        raise Exists(_("Mappen %s finns inte.") % output.resolve().parent)


def _now() -> str:
    """Real time, also in the demonstration: it says when the copy was made."""
    return datetime.now(UTC).isoformat(timespec="seconds")

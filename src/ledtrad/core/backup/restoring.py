"""The way back: into an empty home and an empty database, or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from ledtrad.core.backup import archive, contents, databases, manifest
from ledtrad.core.backup.manifest import KeysManifest, Manifest, Unusable
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.signing import BadNote, PublicKey
from ledtrad.core.ledger.verify import verify_database
from ledtrad.core.refusals import Refused
from ledtrad.home import Home

STAGING = ".restoring"
MADE_AT_START = "secret_key"


class NotEmpty(Refused):
    """Something is here already, and nothing is ever restored over it."""

    code = "restore_not_empty"


@dataclass(frozen=True)
class Restored:
    """What came back; `pending`: migrations that this program has and the copy has not; `keys`: their names."""

    manifest: Manifest
    pending: int
    keys: list[str]

    def as_json(self) -> dict[str, Any]:
        held = self.manifest
        return {
            "made": held.made,
            "version": held.version,
            "database": held.vendor,
            "tables": len(held.tables),
            "rows": sum(table.rows for table in held.tables.values()),
            "files": len(held.files) - 1,
            "ledger": {"size": held.ledger.size, "ok": held.ledger.sound},
            "pending_migrations": self.pending,
            "keys": self.keys,
        }


def restore(
    file: Path,
    *,
    keys: Path | None = None,
    public_key: PublicKey | None = None,
    home: Home | None = None,
    connection: BaseDatabaseWrapper | None = None,
) -> Restored:
    """Put a copy back, and the `keys` kept apart from it. `public_key`: who must have signed its checkpoint.

    Raises NotEmpty or Unusable; then nothing has been changed but for what the message tells of: keys that were put
    back first, or a PostgreSQL database that turned out not to hold what the copy says.
    """
    home, target = home or settings.HOME, connection or default_connection
    with archive.opened(file, Manifest) as found:
        held = found.manifest
        pending = _fits(held, target)
        checkpoint = _checkpoint(held, public_key)
        _refuse_unless_empty(home, target)
        with _staging(home) as staging:
            found.unpack(staging)
            names = _put_keys(keys, staging, home) if keys else []
            put = _put_postgresql if target.vendor == "postgresql" else _put_sqlite
            put(target, staging, held, checkpoint, home)
    return Restored(held, pending, names)


def _put_keys(file: Path, staging: Path, home: Home) -> list[str]:
    """The key that signs sessions is made anew at every first start, so that one alone is written over."""
    with archive.opened(file, KeysManifest) as found:
        found.unpack(staging)
        names = sorted(name.removeprefix("keys/") for name in found.manifest.files)
    for name in names:
        kept, new = home.keys / name, staging / "keys" / name
        if name != MADE_AT_START and kept.exists() and kept.read_bytes() != new.read_bytes():
            raise NotEmpty(_("Här finns redan en annan nyckel: %s.") % kept)
    for name in names:
        (staging / "keys" / name).replace(home.keys / name)
    archive.flush(home.keys)
    return names


def _fits(held: Manifest, target: BaseDatabaseWrapper) -> int:
    """How many migrations the copy lacks. Raises Unusable when it cannot be read by this program."""
    if held.vendor != target.vendor:
        raise Unusable(
            _("Kopian är av en databas i %(theirs)s, och den här installationen har %(ours)s.")
            % {"theirs": held.vendor, "ours": target.vendor}
        )
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    if unknown := set(held.migrations) - known:
        raise Unusable(
            _("Kopian är gjord av en nyare version (%(version)s; %(name)s). Installera den först.")
            % {"version": held.version, "name": min(unknown)}
        )
    return len(known - set(held.migrations))


def _checkpoint(held: Manifest, expected: PublicKey | None) -> Checkpoint:
    try:
        if expected is not None and str(expected) != held.ledger.key.strip():
            raise BadNote(_("Kontrollpunkten i kopian är signerad med en annan nyckel än den som angavs."))
        return Checkpoint.open(held.ledger.checkpoint, PublicKey.parse(held.ledger.key))
    except BadNote as problem:
        raise Unusable(str(problem)) from problem


def _refuse_unless_empty(home: Home, target: BaseDatabaseWrapper) -> None:
    if (home.path / STAGING).exists():
        raise NotEmpty(_("En återläsning har avbrutits. Töm %s, utom nycklarna, och börja om.") % home.path)
    if not home.is_empty:
        raise NotEmpty(_("%s är inte tom. Välj en tom mapp med LEDTRAD_HOME.") % home.path)
    if not databases.is_empty(target):
        raise NotEmpty(_("Databasen är inte tom. Gör en ny och ange den med DATABASE_URL."))


@contextmanager
def _staging(home: Home) -> Iterator[Path]:
    """A folder in the home, so that what is in it can be put in place by renaming."""
    home.prepare()
    folder = home.path / STAGING
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as problem:
        raise NotEmpty(_("En återläsning pågår eller har avbrutits: %s finns.") % folder) from problem
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_sqlite(target: BaseDatabaseWrapper, staging: Path, held: Manifest, checkpoint: Checkpoint, home: Home) -> None:
    """Checked first; put in place with the database last, so that one that is there has all its files."""
    file = staging / manifest.DATABASE
    databases.check_file(file)
    with databases.another(target, str(file)) as copy:
        _check(copy, held, checkpoint)
    _put_files(staging, home)
    file.replace(target.settings_dict["NAME"])
    os.sync()


def _put_postgresql(
    target: BaseDatabaseWrapper, staging: Path, held: Manifest, checkpoint: Checkpoint, home: Home
) -> None:
    """The server takes all of it or nothing; then what came is checked."""
    databases.load(target, staging / manifest.DATABASE)
    try:
        _check(target, held, checkpoint)
    except Unusable as problem:
        raise Unusable(_("%s Använd inte databasen: ta bort den.") % problem) from problem
    _put_files(staging, home)


def _check(copy: BaseDatabaseWrapper, held: Manifest, checkpoint: Checkpoint) -> None:
    """Every table and the ledger are what they were when the copy was made."""
    found = contents.describe(copy, set(held.tables) & set(copy.introspection.table_names()))
    if wrong := sorted(name for name, table in held.tables.items() if found.get(name) != table):
        raise Unusable(_("Tabellen %s är inte vad den var när kopian gjordes.") % wrong[0])
    report = verify_database(connection=copy)
    if (report.size, report.root) != (checkpoint.size, checkpoint.root) or report.ok != held.ledger.sound:
        raise Unusable(_("Loggen i kopian är inte den som dess kontrollpunkt gäller."))


def _put_files(staging: Path, home: Home) -> None:
    for name in ("uploads", "templates"):
        if (staging / name).exists():
            if (home.path / name).exists():
                shutil.rmtree(home.path / name)  # it was found empty
            (staging / name).replace(home.path / name)
    if (staging / "demonstration.json").exists():
        (staging / "demonstration.json").replace(home.path / "demonstration.json")
    os.sync()

"""The two databases: a copy as of one moment while others write, and the way back into an empty one."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from glob import glob
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from ledtrad.core.backup.manifest import Unusable
from ledtrad.core.refusals import Refused

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
"""Where PostgreSQL's programs may lie without being on the path."""


class ToolMissing(Refused):
    """PostgreSQL's own programs make and read its copies, and they are not here."""

    code = "backup_tool_missing"


class ToolFailed(Refused):
    """One of them was asked, and said no."""

    code = "backup_tool_failed"
    message = gettext_lazy("PostgreSQL kunde inte göra det.")


@contextmanager
def snapshot(source: BaseDatabaseWrapper, file: Path) -> Iterator[BaseDatabaseWrapper]:
    """Write a copy to `file`, and give a connection that sees exactly what is in it. Writers are not held up."""
    make = _snapshot_of_postgresql if source.vendor == "postgresql" else _snapshot_of_sqlite
    with make(source, file) as reading:
        yield reading


@contextmanager
def _snapshot_of_sqlite(source: BaseDatabaseWrapper, file: Path) -> Iterator[BaseDatabaseWrapper]:
    source.ensure_connection()
    with closing(sqlite3.connect(file)) as target:
        source.connection.backup(target)  # all pages in one step: one read transaction, however many write
    file.chmod(0o600)
    with another(source, str(file)) as reading:
        yield reading


@contextmanager
def _snapshot_of_postgresql(source: BaseDatabaseWrapper, file: Path) -> Iterator[BaseDatabaseWrapper]:
    """`pg_dump` in the snapshot of a transaction that stays open beside it."""
    with another(source, str(source.settings_dict["NAME"])) as reading, reading.cursor() as cursor:
        dump = _tool("pg_dump", _major(reading))
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        wanted = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}"]
        _run(reading, [dump, *wanted, f"--file={file}"])
        yield reading
        cursor.execute("COMMIT")


@contextmanager
def another(connection: BaseDatabaseWrapper, name: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection like this one, of its own, to the database `name`."""
    beside = connection.copy()
    beside.settings_dict["NAME"] = name
    beside.ensure_connection()
    try:
        yield beside
    finally:
        beside.close()


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether there is nothing in the database yet. SQLite's is not even there."""
    if connection.vendor == "sqlite":
        return not Path(connection.settings_dict["NAME"]).exists()
    return connection.introspection.table_names(include_views=True) == []


def check_file(file: Path) -> None:
    """Raises Unusable unless SQLite finds the file whole."""
    with closing(sqlite3.connect(file)) as found:
        if found.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise Unusable(_("Databasen i kopian är skadad."))


def load(connection: BaseDatabaseWrapper, file: Path) -> None:
    """PostgreSQL: everything in `file` into the empty database, in one transaction."""
    restore = _tool("pg_restore", _major(connection))
    wanted = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(connection, [restore, *wanted, str(file)])


def _major(connection: BaseDatabaseWrapper) -> int:
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10_000


def _tool(name: str, major: int) -> str:
    """The program, of the server's version or a newer one: an older one refuses."""
    on_path = shutil.which(name)
    folders = sorted((folder for pattern in FOLDERS for folder in glob(pattern)), reverse=True)
    seen = []
    for program in filter(None, [on_path, *(shutil.which(name, path=folder) for folder in folders)]):
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = re.search(r"\b(\d+)(?:\.\d+)*", said.stdout)
        if version and int(version[1]) >= major:
            return program
        seen.append(f"{program} ({version[1] if version else '?'})")
    wanted = {"name": name, "major": major, "seen": ", ".join(seen) or "–"}
    sentence = _(
        "%(name)s för PostgreSQL %(major)s eller senare finns inte här (hittade: %(seen)s)."
        " På Debian: apt install postgresql-client-%(major)s"
    )
    raise ToolMissing(sentence % wanted)


def _run(connection: BaseDatabaseWrapper, command: list[str]) -> None:
    """On the database of this connection; the password does not show in the list of processes."""
    given = connection.get_connection_params()
    # Only what we were told: what the driver adds by itself may be news to an older program.
    known = {name: given[name] for name in _options() & set(given) if given[name] not in (None, "")}
    password = {"PGPASSWORD": str(known.pop("password"))} if "password" in known else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, and nothing that a person wrote
        [*command, f"--dbname={make_conninfo(**known)}"],
        env=os.environ | password,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[0]
        raise ToolFailed(_("%(name)s svarade: %(said)s") % {"name": Path(command[0]).name, "said": said})


def _options() -> set[str]:
    """What can stand in the address of a database."""
    return {option.keyword.decode() for option in Conninfo.get_defaults()} - {"client_encoding"}

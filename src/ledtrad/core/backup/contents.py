"""What is in a database: rows and a digest for each table, which say whether another holds the same."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from hashlib import sha256

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from ledtrad.core.backup.manifest import Table

_MODULUS = 1 << 256


def tables_of(connection: BaseDatabaseWrapper) -> list[str]:
    """Django's tables that are there; not those that an index keeps for itself."""
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted({*known, MigrationRecorder.Migration._meta.db_table})


def describe(connection: BaseDatabaseWrapper, tables: Collection[str]) -> dict[str, Table]:
    """Rows and digest of each table, as this connection sees it."""
    return {name: _table(connection, name) for name in tables}


def migrations_of(connection: BaseDatabaseWrapper) -> list[str]:
    """What has been done to the tables, as `app.name`."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _table(connection: BaseDatabaseWrapper, name: str) -> Table:
    """The sum of the rows' hashes: the same in whatever order the rows come."""
    count = total = 0
    for row in _rows(connection, connection.ops.quote_name(name)):
        count += 1
        total += int.from_bytes(sha256(row).digest())
    return Table(rows=count, digest=f"{total % _MODULUS:064x}")


def _rows(connection: BaseDatabaseWrapper, quoted: str) -> Iterator[bytes]:
    if connection.vendor == "postgresql":
        statement = f"COPY (SELECT * FROM {quoted}) TO STDOUT"  # noqa: S608 - the name of a table, quoted
        with connection.cursor() as cursor, cursor.copy(statement) as rows:
            yield from map(bytes, rows)
        return
    # A plain connection: ours would make dates and decimals of the texts that are stored.
    with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as plain:
        for row in plain.execute(f"SELECT * FROM {quoted}"):  # noqa: S608 - as above
            yield repr(row).encode()

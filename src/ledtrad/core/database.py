"""What every database connection must promise, asserted each time one is opened."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

SQLITE_WANTED = {"journal_mode": {"wal"}, "synchronous": {"2", "3"}, "foreign_keys": {"1"}}
POSTGRESQL_WANTED = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
}


class NotDurable(ImproperlyConfigured):
    """This database could lose writes that it has acknowledged."""


def is_test_database(connection: BaseDatabaseWrapper) -> bool:
    """Whether Django made this database for a test run."""
    settings, name = connection.settings_dict, str(connection.settings_dict["NAME"] or "")
    if connection.vendor == "sqlite":
        return name == ":memory:" or "mode=memory" in name or name == str(settings["TEST"]["NAME"])
    return name.startswith("test_") or name in {"", "postgres"}


def modes(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The settings of this connection that decide whether a commit is durable."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in POSTGRESQL_WANTED))
            return dict(zip(POSTGRESQL_WANTED, map(str, cursor.fetchone()), strict=True))
        found = {}
        for name in SQLITE_WANTED:
            cursor.execute(f"PRAGMA {name}")
            found[name] = str(cursor.fetchone()[0])
        return found


def wanting(found: dict[str, str]) -> dict[str, str]:
    """Those of the modes that will not do."""
    wanted = SQLITE_WANTED if "journal_mode" in found else POSTGRESQL_WANTED
    return {name: value for name, value in found.items() if value not in wanted[name]}


def on_connection_created(sender: Any, connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """Give SQLite the function that the ledger's guards ask; refuse a connection that could lose writes."""
    testing = is_test_database(connection)
    if connection.vendor == "sqlite":
        answer = int(testing)
        connection.connection.create_function("ledtrad_is_test_database", 0, lambda: answer)
    if testing:
        return
    if bad := wanting(modes(connection)):
        settings = ", ".join(f"{name}={value}" for name, value in bad.items())
        connection.close()
        raise NotDurable(f"The database could lose acknowledged writes: {settings}. See `ledtrad doctor`.")

"""What `thread.search` reads on SQLite: an FTS5 table over the nodes, kept in step by triggers.

SQLite drops a table's triggers when a migration rebuilds the table. So they are put back after every
`migrate` that finds one missing, and the index is then built anew. (PostgreSQL has an expression index,
made in migration 0002, which follows its table by itself.)
"""

from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connections
from django.db.models.expressions import CombinedExpression

WORDS = ("number", "title", "short_title", "description")


def vector() -> CombinedExpression:
    """What PostgreSQL indexes: the words' Swedish stems, and the words as they stand, for beginnings of words.

    Stems alone would not do: "arbetslösheten" is kept as "arbetslös", which "arbetslösh" does not begin.
    """
    return SearchVector(*WORDS, config="swedish") + SearchVector(*WORDS, config="simple")


TABLE = """CREATE VIRTUAL TABLE IF NOT EXISTS thread_search USING fts5(
    number, title, short_title, description,
    content='thread_node', content_rowid='id', tokenize='unicode61 remove_diacritics 0')"""

_ADD = """INSERT INTO thread_search(rowid, number, title, short_title, description)
    VALUES (new.id, new.number, new.title, new.short_title, new.description);"""
_REMOVE = """INSERT INTO thread_search(thread_search, rowid, number, title, short_title, description)
    VALUES ('delete', old.id, old.number, old.title, old.short_title, old.description);"""
_CHANGED = "UPDATE OF number, title, short_title, description"

TRIGGERS = {
    "thread_search_insert": f"AFTER INSERT ON thread_node BEGIN {_ADD} END",
    "thread_search_delete": f"AFTER DELETE ON thread_node BEGIN {_REMOVE} END",
    "thread_search_update": f"AFTER {_CHANGED} ON thread_node BEGIN {_REMOVE} {_ADD} END",
}
REBUILD = "INSERT INTO thread_search(thread_search) VALUES ('rebuild')"


def install(connection: Any) -> None:
    """Make the index and its triggers, whatever of them is there already. Does nothing when all is."""
    if connection.vendor != "sqlite" or missing(connection) == set():
        return
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for name, what in TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {what}")
        cursor.execute(REBUILD)


def remove(connection: Any) -> None:
    """The way back."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS thread_search")


def missing(connection: Any) -> set[str]:
    """Which of the triggers are not there. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'thread_node'")
        return set(TRIGGERS) - {name for (name,) in cursor.fetchall()}


def after_migrate(using: str, **_signal: Any) -> None:
    """For the signal after `migrate`. A database that has been taken back before the thread is left alone."""
    connection = connections[using]
    if connection.vendor == "sqlite" and "thread_node" in connection.introspection.table_names():
        install(connection)

"""Triggers that make the database itself refuse changed and deleted ledger entries.

They stop mistakes and honest programs. Whoever owns the database can remove them; that is what the hash chain and
the checkpoints outside are for.

Test databases must be emptied between tests. PostgreSQL does that with TRUNCATE, which fires no row trigger.
SQLite does it with DELETE, so there the trigger asks a function of our connections, which says yes in a test
database only (`database.py`). A program without the function is refused too: it cannot run the trigger.
"""

from typing import Any

SQLITE = [
    """CREATE TRIGGER ledger_entry_update BEFORE UPDATE ON ledger_entry
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END""",
    """CREATE TRIGGER ledger_entry_delete BEFORE DELETE ON ledger_entry WHEN NOT ledtrad_is_test_database()
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION ledger_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'ledger entries are never changed or deleted'
       USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER ledger_entry_refuse BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_entry_refuse()""",
]
REMOVAL = {
    "sqlite": ["DROP TRIGGER IF EXISTS ledger_entry_update", "DROP TRIGGER IF EXISTS ledger_entry_delete"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS ledger_entry_refuse ON ledger_entry",
        "DROP FUNCTION IF EXISTS ledger_entry_refuse",
    ],
}


def install(_apps: Any, schema_editor: Any) -> None:
    """For a migration. To be run again after one that rebuilds the table: SQLite drops its triggers then."""
    remove(_apps, schema_editor)
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def remove(_apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for statement in REMOVAL[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def installed(connection: Any) -> bool:
    """Whether the guards stand: `ledtrad doctor` asks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'ledger_entry'::regclass"
                " AND tgname = 'ledger_entry_refuse' AND tgenabled = 'O'"
            )
            return bool(cursor.fetchone()[0] == 1)
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            " AND name IN ('ledger_entry_update', 'ledger_entry_delete')"
        )
        return bool(cursor.fetchone()[0] == 2)

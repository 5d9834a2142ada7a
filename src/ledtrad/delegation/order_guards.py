"""What makes the database itself refuse two adopted orders of one board that hold on the same day.

PostgreSQL has an exclusion constraint (both columns as ranges, so that no extension is needed); SQLite has triggers.
"""

from typing import Any

NAME = "adopted_orders_never_overlap"
TABLE = "delegation_delegationorder"

_OVERLAPS = f"""NEW.state = 'adopted' AND EXISTS (
    SELECT 1 FROM {TABLE} AS other
    WHERE other.board_id = NEW.board_id AND other.state = 'adopted' AND other.id <> NEW.id
    AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
    AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to))"""  # noqa: S608 - no input in it

SQLITE = [
    # A row that is being inserted has no id yet, so it is looked for afterwards.
    f"CREATE TRIGGER {NAME}_insert AFTER INSERT ON {TABLE} WHEN {_OVERLAPS} BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
    f"CREATE TRIGGER {NAME}_update AFTER UPDATE ON {TABLE} WHEN {_OVERLAPS} BEGIN SELECT RAISE(ABORT, '{NAME}'); END",
]
POSTGRESQL = [
    f"ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist"
    " (int8range(board_id, board_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&)"
    " WHERE (state = 'adopted')"
]
REMOVAL = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {NAME}_insert", f"DROP TRIGGER IF EXISTS {NAME}_update"],
    "postgresql": [f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}"],
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

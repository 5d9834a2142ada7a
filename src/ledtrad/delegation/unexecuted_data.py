"""The paragraphs that reports of unexecuted decisions rest on, as they come with the program."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "data" / "unexecuted_grounds.csv"


def grounds() -> list[dict[str, Any]]:
    """Values of `UnexecutedGround`, a row each."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    days = ("valid_from", "valid_to")
    return [row | {name: date.fromisoformat(row[name]) if row[name] else None for name in days} for row in rows]


def load(apps: Any, _schema_editor: Any) -> None:
    """For a migration. Afterwards they are the administrator's."""
    model = apps.get_model("delegation", "UnexecutedGround")
    model.objects.bulk_create(model(**row) for row in grounds())

"""The laws that items rest on, and what may not be delegated, as they come with the program: `data/*.csv`.

Afterwards they are the administrator's; loading again changes nothing that is there.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def statutes() -> list[dict[str, Any]]:
    """Values of `Statute`, a row each."""
    return [_dated(row) for row in _rows("statutes.csv")]


def forbidden() -> list[dict[str, Any]]:
    """Values of `ForbiddenMatter`, a row each."""
    return [
        _dated(row)
        | {
            "words": row["words"].replace("|", "\n"),
            "blocks": row["blocks"] == "ja",
            "committee_may": row["committee_may"] == "ja",
        }
        for row in _rows("forbidden.csv")
    ]


def load(apps: Any, _schema_editor: Any) -> None:
    """For a migration."""
    statute, matter = apps.get_model("delegation", "Statute"), apps.get_model("delegation", "ForbiddenMatter")
    for row in statutes():
        statute.objects.get_or_create(reference=row.pop("reference"), defaults=row)
    for row in forbidden():
        matter.objects.get_or_create(code=row.pop("code"), defaults=row)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _dated(row: dict[str, str]) -> dict[str, Any]:
    days = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")}
    return {**row, **days}

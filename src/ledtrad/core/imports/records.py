"""Records: very many rows of which the batch keeps only those that somebody must look at."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledtrad.core.actors import Actor
from ledtrad.core.imports import planning, storing
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.reading import ReadRow
from ledtrad.core.imports.registry import Made, PlannedRow, RecordImporter, RecordPlan
from ledtrad.core.imports.states import RowState

FAULTS_KEPT, SAMPLE_KEPT = 1_000, 20


def plan(importer: RecordImporter, rows: Sequence[ReadRow], actor: Actor) -> RecordPlan:
    """What the rows would do, those that cannot even be read among the faults; faults in the file's order."""
    found = importer.plan_records([read.row for read in rows if not read.errors], actor)
    unreadable = [
        (PlannedRow.error(read.row, *read.errors), dict(importer.shown_values(read.row)))
        for read in rows
        if read.errors
    ]
    if unreadable:
        found.faults = sorted([*found.faults, *unreadable], key=lambda fault: fault[0].number)
    return found


def counts(found: RecordPlan) -> dict[str, int]:
    """How many rows are in each state."""
    states = Counter(row.state for row, _values in found.faults)
    states[RowState.NEW], states[RowState.UNCHANGED] = len(found.new), found.unchanged
    return {state.value: states[state] for state in RowState}


def facts(found: RecordPlan) -> dict[str, Any]:
    """What the batch remembers beside the counts."""
    return {"sha256": found.sha256, "warnings": list(found.warnings), "created": created(found.creates)}


def keep(batch: ImportBatch, found: RecordPlan) -> None:
    """Replace the batch's rows by those that are worth looking at: the faults, and a few of the new."""
    batch.rows.all().delete()
    kept: list[tuple[PlannedRow, Mapping[str, str]]] = [*found.faults[:FAULTS_KEPT]]
    kept += [(row, row.after) for row in found.sample[:SAMPLE_KEPT]]
    storing.insert([_row(batch, place, *row) for place, row in enumerate(kept, start=1)])


def created(made: Iterable[Made]) -> dict[str, list[Any]]:
    """By sort, what came about beside the rows: a word where one names it, else its words by name."""
    found: dict[str, list[Any]] = {}
    for sort, words in dict.fromkeys(made):
        found.setdefault(sort, []).append(words[0][1] if len(words) == 1 else dict(words))
    return found


def rows_hash(rows: Iterable[Sequence[str]]) -> str:
    """One hash over what the rows say, in their order. No cell of a table holds the two signs that part them."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{chr(31).join(row)}{chr(30)}".encode())
    return digest.hexdigest()


def _row(batch: ImportBatch, position: int, planned: PlannedRow, values: Mapping[str, str]) -> ImportRow:
    made = planning.stored_row(batch, position, None, planned)
    made.values = dict(values)
    return made

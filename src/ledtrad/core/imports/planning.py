"""What the rows would do: the importer's plan, completed and checked. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.reading import ReadRow, place_of
from ledtrad.core.imports.registry import Importer, PlannedRow, RawRow, RowError
from ledtrad.core.imports.states import RowState


def plan(importer: Importer, rows: Sequence[ReadRow], actor: Actor) -> list[PlannedRow]:
    """One planned row for each row, in the same order."""
    whole: dict[str, list[RawRow]] = {table.name: [] for table in importer.tables}
    for read in rows:
        if not read.errors:
            whole[read.row.table].append(read.row)
    planned = {(row.table, row.number): row for row in importer.plan(whole, actor)}
    for read in rows:
        if read.errors:
            planned[read.row.table, read.row.number] = PlannedRow.error(read.row, *read.errors)
    ordered = [planned.pop((read.row.table, read.row.number)) for read in rows]
    if planned:
        raise LookupError(f"{importer.key} planned rows that the file does not have: {sorted(planned)[:5]}")
    _refuse_doubles(ordered)
    return ordered


def counts(planned: Iterable[PlannedRow]) -> dict[str, int]:
    """How many rows are in each state; states without rows are there with 0."""
    found = Counter(row.state for row in planned)
    return {state.value: found[state] for state in RowState}


def stored_row(batch: ImportBatch, position: int, read: ReadRow | None, planned: PlannedRow) -> ImportRow:
    """The row as the preview keeps it; without `read`, nothing of how the file said it."""
    return ImportRow(
        batch=batch,
        position=position,
        table=planned.table,
        number=planned.number,
        state=planned.state,
        key=planned.key,
        label=planned.label,
        values=dict(read.row.values) if read is not None else {},
        before=dict(planned.before),
        after=dict(planned.after),
        errors=[asdict(error) for error in planned.errors],
        unreadable=read is not None and bool(read.errors),
        object_id=planned.object_id,
    )


def as_read(row: ImportRow) -> ReadRow:
    """The row as it was read from the file, to be planned again."""
    errors = tuple(RowError(**error) for error in row.errors) if row.unreadable else ()
    return ReadRow(RawRow(row.table, row.number, row.values), errors)


def as_planned(row: ImportRow) -> PlannedRow:
    """The row as it was planned, without the importer's own data."""
    return PlannedRow(
        table=row.table,
        number=row.number,
        state=RowState(row.state),
        key=row.key,
        label=row.label,
        before=row.before,
        after=row.after,
        errors=[RowError(**error) for error in row.errors],
        object_id=row.object_id,
    )


def same_plan(row: ImportRow, planned: PlannedRow) -> bool:
    """Whether the row would still do what the person saw. Messages may differ: they follow the reader's
    language.
    """
    return (
        row.state == planned.state
        and row.key == planned.key
        and row.before == dict(planned.before)
        and row.after == dict(planned.after)
    )


def _refuse_doubles(planned: Sequence[PlannedRow]) -> None:
    """Two rows about the same thing cannot both be right: all but the first become errors."""
    first: dict[tuple[str, str], int] = {}
    for row in planned:
        if not row.key or row.state == RowState.ERROR:
            continue
        number = first.setdefault((row.table, row.key), row.number)
        if number != row.number:
            row.state = RowState.ERROR
            row.errors.append(RowError("", same_as(number)))


def same_as(number: int) -> str:
    """Said of a row that is about what an earlier one is about."""
    _file, row = place_of(number)
    return _("Handlar om samma sak som rad %(row)s. Ta bort en av dem.") % {"row": row}

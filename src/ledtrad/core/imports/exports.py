"""Files that go out: the template filled with what there is, and the rows that were wrong."""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports.mapping import ERROR_COLUMN, EXPLANATION
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.registry import Column, Importer, Table
from ledtrad.core.imports.states import BLOCKS
from ledtrad.core.tables import ColumnOut, SheetOut, write_csv, write_xlsx

ENDINGS = ("xlsx", "csv")


def write(
    importer: Importer,
    actor: Actor,
    ending: str,
    out: IO[bytes],
    *,
    table: str | None = None,
    empty: bool = False,
    **filters: str,
) -> None:
    """The table as the importer takes it back: with the rows there are, or `empty` to fill in.

    CSV holds one table (the first, if `table` does not say which); a workbook holds them all.
    """
    if ending == "csv":
        chosen = importer.table(table) if table else importer.tables[0]
        names = [ColumnOut(column.name) for column in chosen.columns]
        write_csv(out, names, () if empty else _rows(importer, actor, chosen, filters))
        return
    sheets = [
        SheetOut(
            str(each.label),
            [_column(column, actor) for column in each.columns],
            () if empty else _rows(importer, actor, each, filters),
        )
        for each in importer.tables
        if table in (None, each.name)
    ]
    write_xlsx(out, [*sheets, _explanation(importer)])


def write_errors(batch: ImportBatch, ending: str, out: IO[bytes]) -> None:
    """The rows in error or conflict, as they were sent, with what is wrong in a last column: correct and
    send again.

    CSV holds the first table that has such rows; a workbook holds every one.
    """
    importer = batch.kind
    tables = set(batch.rows.filter(state__in=BLOCKS).values_list("table", flat=True))
    sheets = [_error_sheet(batch, table) for table in importer.tables if table.name in tables]
    if not sheets:
        sheets = [_error_sheet(batch, importer.tables[0])]
    if ending == "csv":
        write_csv(out, sheets[0].columns, sheets[0].rows)
    else:
        write_xlsx(out, sheets)


def error_text(table: Table, row: ImportRow) -> str:
    """What is wrong in the row, each fault with its column's label."""
    said = []
    for error in row.errors:
        names = [str(column.label) for column in table.columns if column.name == error["field"]]
        said.append(": ".join([*names, error["message"]]))
    return " ".join(said)


def _column(column: Column, actor: Actor) -> ColumnOut:
    return ColumnOut(
        str(column.label),
        width=column.width,
        numeric=column.numeric,
        hidden=column.hidden,
        help=str(column.help),
        choices=tuple(column.choices(actor)) if column.choices else (),
    )


def _rows(importer: Importer, actor: Actor, table: Table, filters: Mapping[str, str]) -> Iterator[list[object]]:
    for row in importer.export(actor, table.name, **filters):
        yield [row.get(column.name) for column in table.columns]


def _explanation(importer: Importer) -> SheetOut:
    """A last sheet that says what belongs in each column. No table has its name, so the import passes it by."""
    columns = [
        ColumnOut(_("Blad"), 20),
        ColumnOut(_("Kolumn"), 24),
        ColumnOut(_("Måste fyllas i"), 16),
        ColumnOut(_("Vad som ska stå där"), 80),
    ]
    rows = [
        [str(table.label), str(column.label), _("Ja") if column.required else "", str(column.help)]
        for table in importer.tables
        for column in table.columns
        if not column.hidden
    ]
    return SheetOut(str(EXPLANATION), columns, rows, spare_rows=0)


def _error_sheet(batch: ImportBatch, table: Table) -> SheetOut:
    names = _mapped_names(batch, table)
    rows = batch.rows.filter(state__in=BLOCKS, table=table.name)
    return SheetOut(
        str(table.label),
        [
            *(ColumnOut(header, numeric=table.column(name).numeric) for name, header in names),
            ColumnOut(str(ERROR_COLUMN), 60),
        ],
        _error_rows(table, rows, [name for name, _header in names]),
    )


def _error_rows(table: Table, rows: Iterable[ImportRow], names: list[str]) -> Iterator[list[object]]:
    for row in rows:
        yield [*(row.values.get(name, "") for name in names), error_text(table, row)]


def _mapped_names(batch: ImportBatch, table: Table) -> list[tuple[str, str]]:
    """The table's columns that the file had, in the file's order, each with the file's own header."""
    mapping = batch.mapping[table.name]
    header = batch.sources[mapping["source"]]["header"]
    placed = sorted((place, name) for name, place in mapping["columns"].items())
    return [(name, header[place]) for place, name in placed]

"""From uploaded files to rows: what the files hold, and the rows that a mapping makes of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledtrad.core.imports.mapping import Source, TableMapping
from ledtrad.core.imports.registry import Importer, RawRow, Reading, RowError, Table
from ledtrad.core.tables import Sheet, Workbook, column_letter
from ledtrad.core.tables.reading import Problem, problems_by_row

SAMPLES = 3
FILE_STEP = 10_000_000
"""Rows of the table's second file are numbered from here, those of the third from twice as much."""


@dataclass(frozen=True)
class ReadRow:
    """A row with what is wrong in it before any importer has seen it; `errors` empty means it can be planned."""

    row: RawRow
    errors: tuple[RowError, ...] = ()


def sheets(workbooks: Sequence[Workbook]) -> list[tuple[int, Sheet]]:
    """Every table of every file, with the number of its file: `ImportBatch.sources` is in this order."""
    return [(number, sheet) for number, workbook in enumerate(workbooks) for sheet in workbook.sheets]


def sources(workbooks: Sequence[Workbook], said: Sequence[str | None]) -> list[Source]:
    """The tables as the mapping sees them. `said` is, per file, the table that the person named."""
    return [
        Source(number, workbooks[number].filename, sheet.name, sheet.header, said[number])
        for number, sheet in sheets(workbooks)
    ]


def place_of(number: int) -> tuple[int, int]:
    """Which of the table's files the row stands in (from 0), and its number there."""
    return divmod(number, FILE_STEP)


def describe(workbooks: Sequence[Workbook], *, samples: bool = True) -> list[dict[str, object]]:
    """The tables as stored on the batch, with a few values of each column to recognise it by.

    Without `samples` nothing of what the rows say is kept.
    """
    return [
        {
            "file": number,
            "sheet": sheet.name,
            "header": list(sheet.header),
            "samples": [_samples(sheet, place) if samples else [] for place in range(len(sheet.header))],
            "rows": len(sheet.rows),
        }
        for number, sheet in sheets(workbooks)
    ]


def read_rows(
    importer: Importer,
    workbooks: Sequence[Workbook],
    mapping: Mapping[str, TableMapping],
    reading: Reading | None = None,
) -> list[ReadRow]:
    """The rows of all mapped tables, in the importer's order of tables and the files' order of rows."""
    found = sheets(workbooks)
    rows: list[ReadRow] = []
    for table in importer.tables:
        if table.name in mapping:
            for place, part in enumerate(mapping[table.name].all):
                rows += _table_rows(table, found[part.source][1], part, reading or Reading(), place * FILE_STEP)
    return rows


def _table_rows(table: Table, sheet: Sheet, mapping: TableMapping, reading: Reading, offset: int) -> Iterator[ReadRow]:
    problems = problems_by_row(sheet)
    columns = list(mapping.columns.items())
    names = {place + 1: name for name, place in columns}
    required = [column for column in table.columns if column.required]
    for number, cells in sheet.rows:
        values = {name: cells[place].strip() for name, place in columns}
        if reading.codes or reading.fixed:
            _translate(values, reading)
        raw = RawRow(table.name, number + offset, values)
        errors = [_cell_error(problem, names) for problem in problems.get(number, ())]
        spoilt = {error.field for error in errors}
        errors += [
            RowError(column.name, _("%(column)s saknas.") % {"column": column.label})
            for column in required
            if not raw[column.name] and column.name not in spoilt
        ]
        yield ReadRow(raw, tuple(errors))


def _translate(values: dict[str, str], reading: Reading) -> None:
    """The source's codes become what they mean, and what the file does not say is said by the source."""
    for name, meanings in reading.codes.items():
        if name in values:
            values[name] = meanings.get(values[name], values[name])
    for name, value in reading.fixed.items():
        if value and not values.get(name):
            values[name] = value


def _cell_error(problem: Problem, names: Mapping[int, str]) -> RowError:
    """Said at our column if the cell belongs to one; else with the letter that the spreadsheet shows."""
    if problem.column in names:
        return RowError(names[problem.column], problem.message)
    place = _("Kolumn %(column)s") % {"column": column_letter(problem.column)}
    return RowError("", f"{place}: {problem.message}")


def _samples(sheet: Sheet, place: int) -> list[str]:
    """The first different values of a column, short."""
    seen: dict[str, None] = {}
    for row in sheet.rows[:200]:
        value = " ".join(row.cells[place].split())
        if value:
            seen[value[:40]] = None
        if len(seen) == SAMPLES:
            break
    return list(seen)

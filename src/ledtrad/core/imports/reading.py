"""From uploaded files to rows: what the files hold, and the rows that a mapping makes of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ledtrad.core.imports.mapping import Source, TableMapping
from ledtrad.core.imports.registry import Importer, RawRow, RowError, Table
from ledtrad.core.tables import Sheet, Workbook, column_letter
from ledtrad.core.tables.reading import Problem, problems_by_row

SAMPLES = 3


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


def describe(workbooks: Sequence[Workbook]) -> list[dict[str, object]]:
    """The tables as stored on the batch, with a few values of each column to recognise it by."""
    return [
        {
            "file": number,
            "sheet": sheet.name,
            "header": list(sheet.header),
            "samples": [_samples(sheet, place) for place in range(len(sheet.header))],
            "rows": len(sheet.rows),
        }
        for number, sheet in sheets(workbooks)
    ]


def read_rows(importer: Importer, workbooks: Sequence[Workbook], mapping: Mapping[str, TableMapping]) -> list[ReadRow]:
    """The rows of all mapped tables, in the importer's order of tables and the files' order of rows."""
    found = sheets(workbooks)
    rows: list[ReadRow] = []
    for table in importer.tables:
        if table.name in mapping:
            rows += _table_rows(table, found[mapping[table.name].source][1], mapping[table.name])
    return rows


def _table_rows(table: Table, sheet: Sheet, mapping: TableMapping) -> Iterator[ReadRow]:
    problems = problems_by_row(sheet)
    columns = list(mapping.columns.items())
    names = {place + 1: name for name, place in columns}
    required = [column for column in table.columns if column.required]
    for number, cells in sheet.rows:
        raw = RawRow(table.name, number, {name: cells[place].strip() for name, place in columns})
        errors = [_cell_error(problem, names) for problem in problems.get(number, ())]
        spoilt = {error.field for error in errors}
        errors += [
            RowError(column.name, _("%(column)s saknas.") % {"column": column.label})
            for column in required
            if not raw[column.name] and column.name not in spoilt
        ]
        yield ReadRow(raw, tuple(errors))


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

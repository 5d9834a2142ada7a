"""Tables that we send out: safe to open in a spreadsheet, and readable back to exactly what they were."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import IO

from django.utils.functional import Promise

from ledtrad.core.tables.escaping import escape
from ledtrad.core.tables.text import NOT_TEXT, clean, number_text

Value = str | Promise | int | float | Decimal | date | datetime | time | bool | None
"""What a cell may be given. Anything else is written as its str()."""

_CHUNK_ROWS = 500


@dataclass(frozen=True)
class ColumnOut:
    """A column of a written table. `choices` become a drop-down; `hidden` columns carry what only the
    machine needs.

    What is typed into a column stays text (a spreadsheet makes a date of the period 2021-03) unless it is
    `numeric`.
    """

    name: str
    width: int = 18
    numeric: bool = False
    hidden: bool = False
    help: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class SheetOut:
    """One sheet of a written workbook. `rows` may be a generator; each row is as long as `columns`."""

    name: str
    columns: Sequence[ColumnOut]
    rows: Iterable[Sequence[object]] = field(default_factory=tuple)
    spare_rows: int = 1_000
    """Rows below the last one that get the drop-downs too, for what the person adds."""


def write_csv(
    out: IO[bytes] | Path,
    columns: Sequence[ColumnOut | str],
    rows: Iterable[Sequence[object]],
    **dialect: str,
) -> None:
    """Write CSV as `csv_chunks` makes it."""
    if isinstance(out, Path):
        with out.open("wb") as file:
            write_csv(file, columns, rows, **dialect)
        return
    for chunk in csv_chunks(columns, rows, **dialect):
        out.write(chunk)


def csv_chunks(
    columns: Sequence[ColumnOut | str],
    rows: Iterable[Sequence[object]],
    *,
    separator: str = ";",
    decimal_mark: str = ",",
) -> Iterator[bytes]:
    """CSV as Swedish Excel opens it (UTF-8 with BOM, semicolon, decimal comma), for a file or a streamed
    response.

    Text that would start a formula is made harmless; numbers stay numbers.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow([escape(column if isinstance(column, str) else column.name) for column in columns])
    for count, row in enumerate(rows, start=1):
        writer.writerow([_csv_text(value, decimal_mark) for value in row])
        if count % _CHUNK_ROWS == 0:
            yield _take(buffer)
    yield _take(buffer)


def write_xlsx(out: IO[bytes] | Path, sheets: Iterable[SheetOut]) -> None:
    """Write a workbook: bold frozen header, widths, drop-downs, hidden columns. Every text is stored as text.

    Rows are streamed through; ten thousand take a few seconds.
    """
    from ledtrad.core.tables import workbooks  # openpyxl is slow to load, and most commands write no workbook

    workbooks.write(out, sheets)


def _take(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return data


def _csv_text(value: object, decimal_mark: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return decimal_text(value).replace(".", decimal_mark)
    return escape(plain_text(value))


def decimal_text(value: float | Decimal) -> str:
    """The number in full with a point; empty for what is no number."""
    if not isfinite(value):
        return ""
    return number_text(value) if isinstance(value, float) else f"{value:f}"


def plain_text(value: object) -> str:
    """The value as text that any reader can take: no control characters, one kind of line break."""
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="seconds")
    text = value.isoformat() if isinstance(value, date) else str(value)
    return clean(NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text))

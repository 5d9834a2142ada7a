"""Read a table that somebody sent us, without letting the file near this process.

A child process opens it (`child.py`); what comes back is text in rows, or a refusal that says what to do.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any, NamedTuple

from ledtrad.core.children import AT_ONCE, Died, answers, opened
from ledtrad.core.tables.limits import Limits
from ledtrad.core.tables.messages import TableRefused, cell_message
from ledtrad.core.tables.messages import column_letter as column_letter

KINDS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx"}
_HINTS = {".xls": "old_or_locked", ".xlsm": "macros", ".xltm": "macros"}

_TRUE = {"ja", "j", "sant", "true", "yes", "y", "1", "x"}
_FALSE = {"nej", "n", "falskt", "false", "no", "0"}


class Row(NamedTuple):
    """A row as text, with its number as the person sees it in the file; as many cells as the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Problem:
    """A cell that holds no plain value. The row must not be used; `message` says why."""

    row: int
    column: int
    code: str
    details: dict[str, str | int]

    @property
    def message(self) -> str:
        return cell_message(self.code, self.details)


@dataclass(frozen=True)
class Sheet:
    """A table: its header, its filled rows, and the cells that could not be read. CSV has one, without a
    name.

    Header names are stripped; cells are not. Numbers have a decimal point when they come from a cell that
    is a number and are as typed otherwise; dates are ISO; true and false are those words.
    """

    name: str
    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Workbook:
    """The tables of one file, in their order. At least one."""

    filename: str
    sheets: list[Sheet]


def read_table(source: Path | str | bytes, filename: str = "", *, limits: Limits | None = None) -> Workbook:
    """Read a CSV or XLSX file given as path or bytes; `filename` decides which, by default the path's own
    name.

    Raises TableRefused, whose message tells the person what is wrong, where, and what was expected. A
    single cell that cannot be used (a formula, an error value) is no refusal but a `Problem` of its sheet.
    """
    limits = limits or Limits()
    if not filename and not isinstance(source, bytes):
        filename = Path(source).name
    kind = _kind(filename)
    with opened(source) as file, AT_ONCE:
        sheets = list(_collect(_lines(file, kind, limits)))
    return Workbook(filename, sheets)


def parse_boolean(text: str) -> bool | None:
    """Ja, nej, sant, falskt, 1, 0, x …; None for an empty cell. ValueError for anything else."""
    word = text.strip().casefold()
    if not word:
        return None
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ValueError(text)


def _kind(filename: str) -> str:
    ending = PurePath(filename).suffix.lower()
    if ending not in KINDS:
        raise TableRefused(_HINTS.get(ending, "wrong_type"), name=PurePath(filename).name[:80])
    return KINDS[ending]


def _lines(file: IO[bytes], kind: str, limits: Limits) -> Iterator[list[Any]]:
    """What the child says of the table."""
    arguments = [kind, json.dumps(asdict(limits))]
    try:
        yield from answers(file, "ledtrad.core.tables.child", arguments, seconds=limits.seconds)
    except Died as why:
        raise TableRefused(why.code, **why.details) from None


def _collect(lines: Iterator[list[Any]]) -> Iterator[Sheet]:
    sheet: Sheet | None = None
    for kind, *said in lines:
        if kind == "refused":
            code, details = said
            raise TableRefused(code, **details)
        if kind == "sheet":
            sheet = Sheet(name=said[0], header=tuple(said[1]))
            yield sheet
        elif sheet is not None and kind == "rows":
            sheet.rows.extend(Row(number, tuple(cells)) for number, cells in said[0])
        elif sheet is not None and kind == "problems":
            sheet.problems.extend(Problem(*problem) for problem in said[0])


def problems_by_row(sheet: Sheet) -> dict[int, Sequence[Problem]]:
    """The sheet's unusable cells, gathered by row number."""
    found: dict[int, list[Problem]] = {}
    for problem in sheet.problems:
        found.setdefault(problem.row, []).append(problem)
    return dict(found)

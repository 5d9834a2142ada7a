"""The process that opens a stranger's file: `python -m ledtrad.core.tables.child KIND LIMITS <FILE >LINES`.

It gets the file on stdin, may write nothing but stdout, knows no settings and no database, and is killed
when it takes too long or grows too large. It answers in JSON lines, which `reading.py` puts together:

    ["sheet", name, [header …]]   ["rows", [[number, [cell …]] …]]
    ["problems", [[row, column, code, details] …]]   ["refused", code, details]   ["end"]
"""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from ledtrad.core.children import confine, say
from ledtrad.core.tables.limits import Limits, Stop
from ledtrad.core.tables.text import NOT_TEXT, open_text, records

_ROWS_A_LINE = 500
_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"


def main(kind: str, limits: Limits) -> None:
    """Read stdin, write lines; a refusal is a line too."""
    try:
        data = sys.stdin.buffer.read(limits.file_bytes + 1)
        _check_start(kind, data, limits)
        for line in _text_lines(data, limits) if kind == "csv" else _workbook_lines(data, limits):
            say(line)
    except Stop as stop:
        say(["refused", stop.code, stop.details])
    except (MemoryError, RecursionError):
        say(["refused", "too_much_memory", {}])
    else:
        say(["end"])


def _check_start(kind: str, data: bytes, limits: Limits) -> None:
    """The content must be what the file's name says."""
    if len(data) > limits.file_bytes:
        raise Stop("too_big", limit=limits.file_bytes // (1024 * 1024))
    if not data.strip():
        raise Stop("empty")
    if data.startswith(_OLE):
        raise Stop("old_or_locked")
    if kind == "xlsx" and not data.startswith(_ZIP):
        raise Stop("not_xlsx")
    if kind == "csv" and data.startswith((_ZIP, _PDF)):
        raise Stop("not_csv")


def _text_lines(data: bytes, limits: Limits) -> Iterator[list[Any]]:
    table = open_text(data, limits)
    yield from _Sheet("", limits, _Budget(limits)).lines(records(table, limits))


def _workbook_lines(data: bytes, limits: Limits) -> Iterator[list[Any]]:
    from ledtrad.core.tables import ooxml, xlsx  # slow to load, and a text file does not need them

    package = ooxml.open_package(data, limits)
    found = {sheet.name: xlsx.walk(package, sheet, limits) for sheet in package.sheets}
    if sum(walk.cells for walk in found.values()) > limits.cells:
        raise Stop("too_many_cells", limit=limits.cells)
    budget = _Budget(limits)
    empty = True
    for part, rows in xlsx.rows(package, found):
        sheet = _Sheet(part.name, limits, budget)
        walk = found[part.name]
        for row, column in walk.formulas:
            sheet.note(row, column, "formula")
        for row, column, shown in walk.error_values:
            sheet.note(row, column, "error_value", value=shown)
        for line in sheet.lines(enumerate(rows, start=1)):
            empty = False
            yield line
    if empty:
        raise Stop("empty")


class _Budget:
    """Characters and cells that the whole file may still use."""

    def __init__(self, limits: Limits) -> None:
        self.cells = limits.cells
        self.characters = limits.characters
        self.limits = limits

    def spend(self, cells: list[str], sheet: str, row: int) -> None:
        self.cells -= len(cells)
        self.characters -= sum(map(len, cells))
        if self.cells < 0:
            raise Stop("too_many_cells", sheet=sheet, limit=self.limits.cells)
        if self.characters < 0:
            raise Stop("too_many_characters", sheet=sheet, row=row)


class _Sheet:
    """One sheet on its way out: the first row with anything in it is the header."""

    def __init__(self, name: str, limits: Limits, budget: _Budget) -> None:
        self.name = name
        self.limits = limits
        self.budget = budget
        self.problems: dict[tuple[int, int], tuple[str, dict[str, Any]]] = {}

    def note(self, row: int, column: int, code: str, **details: str | int) -> None:
        """A cell that cannot be used; the first thing said about it stands."""
        self.problems.setdefault((row, column), (code, details))
        if len(self.problems) > self.limits.problems:
            raise Stop("too_many_problems", sheet=self.name, limit=self.limits.problems)

    def lines(self, records: Iterable[tuple[int, list[str]]]) -> Iterator[list[Any]]:
        """The sheet as lines; nothing at all when it is empty, which only a workbook's spare sheet may be."""
        numbered = iter(records)
        header = self._header(numbered)
        if header is None:
            if not self.name:
                raise Stop("empty")
            return
        yield ["sheet", self.name, header]
        chunk: list[list[Any]] = []
        for count, (number, cells) in enumerate(self._filled(numbered, header), start=1):
            if count > self.limits.rows:
                raise Stop("too_many_rows", sheet=self.name, limit=self.limits.rows)
            chunk.append([number, cells])
            if len(chunk) == _ROWS_A_LINE:
                yield ["rows", chunk]
                chunk = []
        yield ["rows", chunk]
        yield ["problems", [[*place, *said] for place, said in sorted(self.problems.items())]]

    def _header(self, numbered: Iterator[tuple[int, list[str]]]) -> list[str] | None:
        for number, cells in numbered:
            names = [" ".join(cell.split()) for cell in cells]
            if not any(names):
                continue
            while not names[-1]:
                names.pop()
            if NOT_TEXT.search("".join(names)):
                raise Stop("not_text", sheet=self.name, row=number)
            if len(names) > self.limits.columns:
                raise Stop("too_many_columns", sheet=self.name, row=number, limit=self.limits.columns)
            for (row, column), (code, details) in self.problems.items():
                if row <= number:
                    raise Stop(code, sheet=self.name, row=row, column=column, **details)
            self.budget.spend(names, self.name, number)
            return names
        return None

    def _filled(self, numbered: Iterator[tuple[int, list[str]]], header: list[str]) -> Iterator[tuple[int, list[str]]]:
        width = len(header)
        nameless = [place for place, name in enumerate(header) if not name]
        odd = {row for row, _column in self.problems}
        for number, cells in numbered:
            if not any(cells) and number not in odd:
                continue
            self.budget.spend(cells, self.name, number)
            self._check_cells(number, cells)
            for place in [*nameless, *range(width, len(cells))]:
                if place < len(cells) and cells[place].strip():
                    self.note(number, place + 1, "no_header", value=cells[place][:40])
            yield number, (cells + [""] * (width - len(cells)))[:width]

    def _check_cells(self, number: int, cells: list[str]) -> None:
        if NOT_TEXT.search("\n".join(cells)):
            for place, cell in enumerate(cells):
                if NOT_TEXT.search(cell):
                    self.note(number, place + 1, "not_text")
                    cells[place] = NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", cell)
        for place, cell in enumerate(cells, start=1):
            if len(cell) > self.limits.cell_characters:
                raise Stop(
                    "cell_too_long",
                    sheet=self.name,
                    row=number,
                    column=place,
                    limit=self.limits.cell_characters,
                )


if __name__ == "__main__":
    given = Limits(**json.loads(sys.argv[2]))
    confine(given.seconds, given.memory_bytes)
    main(sys.argv[1], given)

"""The rows of a checked workbook as text. Runs in the child.

The values come from python-calamine. It gives a formula's cached value as if someone had typed it, so the
sheet's XML is first walked for formulas, error values and percentages, and for how far the sheet reaches.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import cast

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from ledtrad.core.tables.limits import Limits, Stop
from ledtrad.core.tables.ooxml import Package, SheetPart
from ledtrad.core.tables.text import clean, number_text

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ODD = re.compile(rb"""[<:]f[\s/>]|=\s*["']e["']""")
"""What a sheet without formulas and error values has nowhere, so that most sheets need no search cell by
cell.
"""


def _cell_finder(condition: str) -> Callable[[etree._Element], list[etree._Element]]:
    """A compiled search for a row's cells; lxml's type says that an XPath may answer with anything."""
    return cast("Callable[[etree._Element], list[etree._Element]]", etree.XPath(f"*[local-name()='c']{condition}"))


_odd_cells = _cell_finder("[@t='e' or *[local-name()='f']]")


@dataclass
class Walk:
    """What the walk through a sheet's XML found; places are (row, column) as a person counts, from 1."""

    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    error_values: list[tuple[int, int, str]] = field(default_factory=list)
    percentages: set[tuple[int, int]] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """What the reader will hold in memory: the whole rectangle, empty cells too."""
        return self.rows * self.columns


def walk(package: Package, sheet: SheetPart, limits: Limits) -> Walk:
    """Measure a sheet and find the cells that are not plain values. Raises Stop when it is too large."""
    found = Walk()
    part = package.parts[sheet.path]
    odd = _ODD.search(part) is not None
    percent = _percent_finder(package.percent_styles)
    try:
        for number, row in _rows(part):
            last = next((cell for cell in reversed(row) if len(cell)), None)
            if last is not None:
                _measure(found, sheet, number, last, limits)
                if odd:
                    _note_odd_cells(found, sheet, number, row, limits)
                if percent is not None:
                    found.percentages.update(_place(cell, number) for cell in percent(row))
            row.clear()
    except etree.XMLSyntaxError:
        raise Stop("damaged") from None
    return found


def rows(package: Package, found: dict[str, Walk]) -> Iterator[tuple[SheetPart, Iterator[list[str]]]]:
    """Each visible sheet with its rows of text, from the first row and the first column on."""
    try:
        workbook = CalamineWorkbook.from_filelike(package.as_archive())
        for sheet in package.sheets:
            yield sheet, _sheet_rows(workbook, sheet, found[sheet.name])
    except CalamineError:
        raise Stop("damaged") from None


def as_text(value: object) -> str:
    """A cell as a person would write it down: ISO dates, a point in numbers, no noise of binary fractions."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if value is None else str(value)


def _rows(part: bytes) -> Iterator[tuple[int, etree._Element]]:
    """The sheet's row elements with their numbers, forgotten as soon as they are used."""
    events = etree.iterparse(
        io.BytesIO(part),
        tag="{*}row",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    number = 0
    for _event, row in events:
        stated = row.get("r", "")
        number = int(stated) if stated.isascii() and stated.isdigit() else number + 1
        yield number, row
        parent = row.getparent()
        while parent is not None and row.getprevious() is not None:
            del parent[0]


def _measure(found: Walk, sheet: SheetPart, number: int, last: etree._Element, limits: Limits) -> None:
    row, column = _place(last, number)
    found.rows = max(found.rows, row, number)
    found.columns = max(found.columns, column)
    if found.rows > limits.rows + 1:  # one is the header
        raise Stop("too_many_rows", sheet=sheet.name, limit=limits.rows)
    if found.columns > limits.columns:
        raise Stop("too_many_columns", sheet=sheet.name, row=number, limit=limits.columns)
    if found.cells > limits.cells:
        raise Stop("too_many_cells", sheet=sheet.name, limit=limits.cells)


def _note_odd_cells(found: Walk, sheet: SheetPart, number: int, row: etree._Element, limits: Limits) -> None:
    for cell in _odd_cells(row):
        place = _place(cell, number)
        if any(etree.QName(child).localname == "f" for child in cell):
            found.formulas.append(place)
        else:
            shown = "".join(child.text or "" for child in cell if etree.QName(child).localname == "v")
            found.error_values.append((*place, shown[:20]))
    if len(found.formulas) + len(found.error_values) > limits.problems:
        raise Stop("too_many_problems", sheet=sheet.name, limit=limits.problems)


def _percent_finder(styles: frozenset[str]) -> Callable[[etree._Element], list[etree._Element]] | None:
    if not styles:
        return None
    wanted = " or ".join(f"@s='{style}'" for style in sorted(styles))
    return _cell_finder(f"[({wanted}) and (not(@t) or @t='n')][*]")


def _place(cell: etree._Element, row: int) -> tuple[int, int]:
    reference = _REFERENCE.fullmatch(cell.get("r", ""))
    if reference:
        return int(reference[2]), _column_number(reference[1])
    return row, sum(1 for _ in cell.itersiblings(preceding=True)) + 1


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _sheet_rows(workbook: CalamineWorkbook, sheet: SheetPart, found: Walk) -> Iterator[list[str]]:
    table = workbook.get_sheet_by_name(sheet.name)
    indent = [""] * (table.start[1] if table.start else 0)
    for number, values in enumerate(table.iter_rows(), start=1):
        row = indent + [as_text(value) for value in values]
        if found.percentages:
            _write_percentages(row, number, found.percentages)
        yield row


def _write_percentages(row: list[str], number: int, percentages: set[tuple[int, int]]) -> None:
    """0.45 shown as 45 % becomes "45 %": whoever wants a bare number then refuses instead of being wrong
    by 100.
    """
    for place, text in enumerate(row):
        if text and (number, place + 1) in percentages:
            row[place] = f"{number_text(float(text) * 100)} %"

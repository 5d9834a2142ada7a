"""Workbooks that we send out, drawn with openpyxl. `writing.write_xlsx` is the way in."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from ledtrad.core.tables.limits import Limits
from ledtrad.core.tables.writing import ColumnOut, SheetOut, decimal_text, plain_text

LISTS_SHEET = "Listor"
_EXACT_DIGITS = 15  # a spreadsheet's number holds no more; a longer one is an identity, and text
_TEXT_FORMAT = "@"
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_MAX_CHARACTERS = Limits().cell_characters


def write(out: IO[bytes] | Path, sheets: Iterable[SheetOut]) -> None:
    """Write the sheets, and the hidden one that their drop-downs need."""
    book = Workbook(write_only=True)
    lists = _Lists()
    for sheet in sheets:
        _write_sheet(book, sheet, lists)
    lists.write(book)
    book.save(out)


class _Lists:
    """The hidden sheet that drop-downs take their values from: a list in the rule itself holds 255
    characters only.
    """

    def __init__(self) -> None:
        self.columns: list[Sequence[str]] = []

    def reference(self, choices: Sequence[str]) -> str:
        """Where these choices will stand; equal lists stand there once."""
        if choices not in self.columns:
            self.columns.append(choices)
        letter = get_column_letter(self.columns.index(choices) + 1)
        return f"{quote_sheetname(LISTS_SHEET)}!${letter}$1:${letter}${len(choices)}"

    def write(self, book: Workbook) -> None:
        if not self.columns:
            return
        sheet = book.create_sheet(LISTS_SHEET)
        sheet.sheet_state = "hidden"
        for number in range(max(map(len, self.columns))):
            sheet.append(
                [_text_cell(sheet, column[number]) if number < len(column) else None for column in self.columns]
            )


def _write_sheet(book: Workbook, out: SheetOut, lists: _Lists) -> None:
    sheet = book.create_sheet(_sheet_name(out.name))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(out.columns, start=1):
        shape = sheet.column_dimensions[get_column_letter(number)]
        shape.width = column.width
        shape.hidden = column.hidden
        if not column.numeric:
            shape.number_format = _TEXT_FORMAT
    sheet.append([_header_cell(sheet, column) for column in out.columns])
    cells = [_styled_text_cell(sheet) for _column in out.columns]
    count = 0
    for row in out.rows:
        sheet.append([_fill(cell, value) for cell, value in zip(cells, row, strict=True)])
        count += 1
    for number, column in enumerate(out.columns, start=1):
        if column.choices:
            letter = get_column_letter(number)
            rule = _drop_down(lists.reference(tuple(column.choices)))
            rule.add(f"{letter}2:{letter}{count + 1 + out.spare_rows}")
            sheet.data_validations.append(rule)
    if out.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(out.columns))}{count + 1}"


def _drop_down(reference: str) -> DataValidation:
    return DataValidation(
        type="list", formula1=reference, allow_blank=True, showErrorMessage=True, errorStyle="warning"
    )


def _header_cell(sheet: WriteOnlyWorksheet, column: ColumnOut) -> Cell:
    cell = _text_cell(sheet, column.name)
    cell.font = Font(bold=True, color="FF06333A")
    cell.fill = PatternFill("solid", fgColor="FFE6F1F1")
    if column.help:
        cell.comment = Comment(column.help, "Ledtråd", height=120, width=280)
    return cell


def _fill(cell: Cell, value: object) -> object:
    """The value as the spreadsheet takes it: a number or date as it is, all else in the column's own text
    cell.

    The cell is used again for every row, since styling a new one each time takes half the time of a file.
    openpyxl writes a row before it asks for the next.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if len(str(abs(value))) <= _EXACT_DIGITS else _set_text(cell, str(value))
    if isinstance(value, float | Decimal):
        text = decimal_text(value)
        exact = len(text.strip("-0.").replace(".", "")) <= _EXACT_DIGITS
        return Decimal(text) if text and exact else _set_text(cell, text)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return _set_text(cell, plain_text(value))


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    return _set_text(_styled_text_cell(sheet), text)


def _styled_text_cell(sheet: WriteOnlyWorksheet) -> Cell:
    """A cell that stays text when somebody edits it."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = _TEXT_FORMAT
    return cell


def _set_text(cell: Cell, text: str) -> Cell:
    """Text whatever it looks like: openpyxl makes formulas and error values of what resembles them."""
    cell.value = _ESCAPE_LOOKALIKE.sub("_x005F_", text[:_MAX_CHARACTERS])
    cell.data_type = "s"
    return cell


def _sheet_name(name: str) -> str:
    """A name that Excel accepts: 31 characters, none of []:*?/\\."""
    return _FORBIDDEN_IN_NAME.sub(" ", name)[:31].strip("' ") or "Blad"

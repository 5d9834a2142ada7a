"""Tables in and out: hostile CSV and XLSX files read in a child process, safe ones written.

    book = read_table(path, "utfall.xlsx")          # Workbook, or TableRefused with a sentence for the person
    write_xlsx(out, [SheetOut("Utfall", columns, rows)])
    write_csv(out, columns, rows)

The names are fetched when first asked for: `ledtrad.core.tables.child` runs inside this package, must start
in a blink, and may therefore not pull in Django.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledtrad.core.tables.limits import Limits as Limits
    from ledtrad.core.tables.messages import TableRefused as TableRefused
    from ledtrad.core.tables.reading import Problem as Problem
    from ledtrad.core.tables.reading import Row as Row
    from ledtrad.core.tables.reading import Sheet as Sheet
    from ledtrad.core.tables.reading import Workbook as Workbook
    from ledtrad.core.tables.reading import column_letter as column_letter
    from ledtrad.core.tables.reading import parse_boolean as parse_boolean
    from ledtrad.core.tables.reading import read_table as read_table
    from ledtrad.core.tables.writing import ColumnOut as ColumnOut
    from ledtrad.core.tables.writing import SheetOut as SheetOut
    from ledtrad.core.tables.writing import Value as Value
    from ledtrad.core.tables.writing import csv_chunks as csv_chunks
    from ledtrad.core.tables.writing import write_csv as write_csv
    from ledtrad.core.tables.writing import write_xlsx as write_xlsx

_WHERE = {
    "limits": ("Limits",),
    "messages": ("TableRefused",),
    "reading": ("Problem", "Row", "Sheet", "Workbook", "column_letter", "parse_boolean", "read_table"),
    "writing": ("ColumnOut", "SheetOut", "Value", "csv_chunks", "write_csv", "write_xlsx"),
}
_MODULE_OF = {name: module for module, names in _WHERE.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)

"""Import: a file is uploaded, its columns mapped, every row previewed, the whole applied as a job, and
undone if need be.

A package describes its tables with an `Importer` (see `registry`); the rest is here and the same for all.
Without pages: `open_batch`, `preview`, `apply`, `undo`, or `run` for all at once. These names are fetched
when first asked for, since packages register importers before the models are loaded.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ledtrad.core.imports.registry import (
    ROW_ID,
    VERSION,
    Column,
    Importer,
    PlannedRow,
    RawRow,
    Reading,
    RecordImporter,
    RecordPlan,
    RowError,
    Table,
    register,
)
from ledtrad.core.imports.states import BatchState, RowState

if TYPE_CHECKING:
    from ledtrad.core.imports.actions import apply as apply
    from ledtrad.core.imports.actions import open_batch as open_batch
    from ledtrad.core.imports.actions import preview as preview
    from ledtrad.core.imports.actions import undo as undo
    from ledtrad.core.imports.models import ImportBatch as ImportBatch
    from ledtrad.core.imports.models import ImportRow as ImportRow
    from ledtrad.core.imports.running import Result as Result
    from ledtrad.core.imports.running import run as run

_MODULE_OF = {
    "apply": "actions",
    "open_batch": "actions",
    "preview": "actions",
    "undo": "actions",
    "ImportBatch": "models",
    "ImportRow": "models",
    "Result": "running",
    "run": "running",
}

__all__ = [
    "ROW_ID",
    "VERSION",
    "BatchState",
    "Column",
    "Importer",
    "PlannedRow",
    "RawRow",
    "Reading",
    "RecordImporter",
    "RecordPlan",
    "RowError",
    "RowState",
    "Table",
    "register",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)

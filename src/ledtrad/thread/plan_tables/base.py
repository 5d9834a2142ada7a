"""What a table of a plan is, and the registry of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ledtrad.core.refusals import Refused

if TYPE_CHECKING:
    from ledtrad.organisation.models import User
    from ledtrad.thread.plan_tables.running import Context

Label = str | Promise
Step = dict[str, Any]
Cells = Mapping[str, str]


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ERROR = "error"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `choices` become a drop-down in the template."""

    name: str
    label: Label
    help: Label = ""
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read: its number in the file (the heading is 1) and its cells as text."""

    number: int
    cells: Cells


@dataclass(slots=True)
class RowResult:
    """What became of one row. `changes` is column → [old, new] as text, `errors` is (column, sentence)."""

    row: int
    outcome: Outcome
    key: str = ""
    changes: dict[str, list[str]] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)


class CellError(ValueError):
    """The cell cannot be used; its text tells the person why."""


class NotYet(CellError):  # noqa: N818 - not an error yet
    """The cell names a node that may come further down in the same table."""

    def __init__(self, number: str, message: str) -> None:
        super().__init__(message)
        self.number = number


class CannotUndo(Refused):
    """Something was built on, or changed after, what is to be undone."""

    code = "cannot_undo"
    message = gettext_lazy(
        "Det går inte att ångra: någon har ändrat eller byggt vidare på det som lästes in."
    )


class PlanTable(ABC):
    """One table of a plan. Subclass, or use `NodeTable` or `RowTable`."""

    name: str
    title: Label
    order: int

    @property
    @abstractmethod
    def columns(self) -> Sequence[Column]:
        """The columns of the template and the export, in order."""

    @abstractmethod
    def load(self, rows: Sequence[Row], context: "Context") -> list[RowResult]:
        """Write the rows; one result per row, in the order of the file. Tells `context` what it wrote."""

    @abstractmethod
    def export(self, user: "User") -> Iterator[dict[str, str]]:
        """What `user` may see of the table, as the same file that `load` reads back with zero changes."""


_tables: dict[str, PlanTable] = {}


def register(table: PlanTable) -> None:
    """Add a table. Called when the app is ready."""
    _tables[table.name] = table


def tables() -> list[PlanTable]:
    """All tables in the order they are loaded."""
    return sorted(_tables.values(), key=lambda t: t.order)


def get(name: str) -> PlanTable | None:
    return _tables.get(name)

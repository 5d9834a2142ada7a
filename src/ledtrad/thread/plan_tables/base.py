"""What a table of a plan is, and the registry of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.refusals import Refused

if TYPE_CHECKING:
    from ledtrad.organisation.models import User
    from ledtrad.thread.plan_tables.running import Context

Label = str | Promise
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
    """What became of one row, or would.

    `before` and `after` are the columns that the row touches, as text: `before` is empty for a new row. With
    `object_id` they are all that `undo` needs. `errors` is (column, sentence); "" is the row as a whole.
    """

    row: int
    outcome: Outcome
    key: str = ""
    label: str = ""
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    object_id: int | None = None

    @property
    def changes(self) -> dict[str, list[str]]:
        """Column → [old, new] for what differs."""
        names = (n for n, new in self.after.items() if self.before.get(n, "") != new)
        return {n: [self.before.get(n, ""), self.after[n]] for n in names} if self.before else {}


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
    message = gettext_lazy("Det går inte att ångra: någon har ändrat eller byggt vidare på det som lästes in.")

    def __init__(self, what: str = "") -> None:
        super().__init__(
            _("Det går inte att ångra: någon har ändrat eller byggt vidare på %(what)s.") % {"what": what}
            if what
            else None
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
    def undo(self, done: Sequence[RowResult], context: "Context") -> None:
        """Take back what `load` did for these new and changed rows. Raises CannotUndo."""

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
    """The table of that name, if a package has registered it."""
    return _tables.get(name)

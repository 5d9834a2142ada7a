"""How a package teaches the import to read its table. Everything around the reading is the same for all.

A package writes an `Importer` in its `imports.py` and registers it in `AppConfig.ready()`:

    class Observations(Importer):
        key = "observations"
        label = _("Utfall")
        tables = (Table("observations", _("Utfall"), (
            Column("indicator", _("Indikator"), required=True, choices=indicator_numbers),
            Column("value", _("Värde"), numeric=True, aliases=("utfall",)),
        )),)

        def may_use(self, actor): ...
        def plan(self, rows, actor): ...     # reads, decides: what would each row do?
        def apply(self, batch, planned, actor): ...   # writes what was planned
        def undo(self, batch, planned, actor): ...
        def export(self, actor, table, **filters): ...

    register(Observations())

The flow calls `plan` twice: for the preview, and again inside the transaction that applies, where the
answer must be what the person saw (else nothing is written and the preview is made anew). So `plan` must
depend on nothing but the rows, the database and the actor, and whatever it fetched may be carried to
`apply` in `PlannedRow.data`.

Use a fixed number of queries in `plan`, `apply` and `undo`: fetch everything that the rows name at once,
write with `bulk_create` and `bulk_update`, and tell the ledger with `record_many`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports.states import RowState
from ledtrad.core.refusals import Sentence

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch


@dataclass(frozen=True)
class Column:
    """One column of a table that can be imported.

    `name` is the word in a CSV header and the key in `RawRow.values`; `label` is what the template's header
    and the pages say. A header in the file is recognised by name, label (in any language) or `aliases`,
    whatever its case, accents and punctuation. `choices(actor)` gives the drop-down of the template; what
    comes in is still checked by `plan`. `numeric` columns hold numbers; in all others what a person types
    stays text. `hidden` columns are folded away in the template. `said` turns a stored value into what the preview
    says.
    """

    name: str
    label: Sentence
    required: bool = False
    help: Sentence = ""
    choices: Callable[[Actor], Sequence[str]] | None = None
    aliases: tuple[str, ...] = ()
    numeric: bool = False
    hidden: bool = False
    width: int = 18
    said: Callable[[str], str] | None = None


ROW_ID = Column("row_id", "rad-id", hidden=True, help=_("Pekar ut raden i Ledtråd. Ändra inte."))
VERSION = Column("version", "version", hidden=True, help=_("Visar om någon annan har ändrat raden. Ändra inte."))
"""For tables whose rows may have changed between download and upload: an older version is a conflict."""


@dataclass(frozen=True)
class Table:
    """One sheet of a workbook, or one CSV file. A sheet is recognised by the table's name or label."""

    name: str
    label: Sentence
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of that name. KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


@dataclass(frozen=True)
class RawRow:
    """A row of the file: text by column name, stripped. `number` is the row as the person sees it in the
    file.

    `values` has only the columns that the file has: an empty cell ("") empties the field, a column that is
    not there leaves it as it is (`in_file`).
    """

    table: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell's text, "" when it is empty or its column is not in the file."""
        return self.values.get(column, "")

    def in_file(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self.values


@dataclass(frozen=True)
class RowError:
    """What is wrong in a row; `field` is the column's name, or "" for the row as a whole."""

    field: str
    message: str


@dataclass(frozen=True)
class Reading:
    """How the files of a certain source are read, when they do not speak our words.

    `headings` names the file's own heading for each of our columns (the columns it does not name are then not in
    the file); `codes` says what the source's codes mean, by column; `fixed` are values for columns that the file
    lacks, or where its cell is empty.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)


Made = tuple[str, tuple[tuple[str, str], ...]]
"""Something that a row brings about beside itself: what sort, and the words that name it."""


@dataclass
class PlannedRow:
    """What a row of the file would do.

    `key` says what the row is about ("I-12 AFE 2021-03"): two rows with the same key in one table are an
    error. `label` is that in words for the person. `before` and `after` hold the fields as text, by column
    name and the same in every language; `before` is empty for something new. `object_id` is the row in the
    database: given by `plan` for what exists, set by `apply` for what is made. `data` is yours, from `plan`
    to `apply`; it is not stored, so `undo` gets rows without it. `creates` names what the row needs that is not there
    yet and that `apply` makes: ("persons", (("person", "p12"),)).
    """

    table: str
    number: int
    state: RowState
    key: str = ""
    label: str = ""
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    object_id: int | None = None
    data: Any = None
    creates: tuple[Made, ...] = ()

    @classmethod
    def of(
        cls,
        row: RawRow,
        *,
        key: str,
        label: str,
        after: Mapping[str, str],
        before: Mapping[str, str] | None = None,
        object_id: int | None = None,
        data: Any = None,
        creates: tuple[Made, ...] = (),
    ) -> Self:
        """New (without `before`), changed or unchanged, by comparing the fields that `after` has."""
        if before is None:
            state = RowState.NEW
        else:
            same = all(before.get(name, "") == value for name, value in after.items())
            state = RowState.UNCHANGED if same else RowState.CHANGED
        return cls(row.table, row.number, state, key, label, before or {}, after, [], object_id, data, creates)

    @classmethod
    def error(cls, row: RawRow, *errors: RowError, key: str = "", label: str = "") -> Self:
        """A row that cannot be imported."""
        return cls(row.table, row.number, RowState.ERROR, key, label, errors=list(errors))

    @classmethod
    def conflict(
        cls,
        row: RawRow,
        message: str,
        *,
        key: str,
        label: str,
        before: Mapping[str, str],
        after: Mapping[str, str],
    ) -> Self:
        """A row whose object somebody changed after the file was downloaded; `before` is what is stored now."""
        return cls(row.table, row.number, RowState.CONFLICT, key, label, before, after, [RowError("", message)])


class Importer(ABC):
    """One kind of import: its tables, who may use it, and what a row does."""

    key: ClassVar[str]
    label: ClassVar[Sentence]
    description: ClassVar[Sentence] = ""
    tables: ClassVar[tuple[Table, ...]]
    filters: ClassVar[tuple[str, ...]] = ()
    is_sensitive: ClassVar[bool] = False
    """Whether it gives rights: then the person says who they are before it is written or undone."""
    """Names that the template's address may carry on to `export` (unit, period …)."""
    most_columns: ClassVar[int] = 200
    """A file with more columns than this is refused."""
    creates: ClassVar[tuple[str, ...]] = ()
    """The sorts of things that rows may bring about beside themselves; the answer lists each, also when empty."""
    about_people: ClassVar[bool] = False
    """Whether rows tell of persons: then the file lies sealed, and of each row `kept_values` alone is kept."""

    def kept_values(self, row: RawRow) -> Mapping[str, str]:
        """What may be kept of a row as the file said it. Planned again, it must come to the same."""
        return row.values

    def reading(self, options: Mapping[str, str]) -> Reading:
        """How the file is to be read with these options (such as the source it comes from). Raises Refused."""
        return Reading()

    @abstractmethod
    def may_use(self, actor: Actor) -> bool:
        """Whether the actor may import at all. What they may do to each row is for `plan` to check."""

    def sees_all(self, actor: Actor) -> bool:
        """Whether the actor may see other people's batches of this kind, with every value in them."""
        return self.may_use(actor)

    @abstractmethod
    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        """One planned row for each row, in any order; nothing is written.

        `rows` has every table's name, with an empty list for a table that the file lacks. Rows with a
        missing required value or an unreadable cell never get here. A row that builds on another row of the
        same file which is in error must be an error too.
        """

    @abstractmethod
    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        """Write the new and changed rows (only those are given), set `object_id` on the new ones, tell the
        ledger.

        Called inside the transaction. Raise Refused to have nothing written.
        """

    @abstractmethod
    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        """Take back what `apply` wrote: remove the new, restore `before` on the changed. Inside the
        transaction.

        Raise Refused, naming what, when something has been changed since: undo never overwrites later work.
        """

    @abstractmethod
    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        """The rows that the actor may see, by column name, so that importing them changes nothing. May be a
        generator.

        Numbers are given as numbers (a spreadsheet shows them so), dates as dates or ISO text, all else as
        text.
        """

    def result_url(self, batch: "ImportBatch") -> str:
        """Where a person sees what came in; "" when there is no such page."""
        return ""

    def table(self, name: str) -> Table:
        """The table of that name. KeyError if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


@dataclass
class RecordPlan:
    """What many rows would do, told without keeping every one of them.

    `new` is ready to be written, in the importer's own form. `faults` are the rows in error or conflict, each with
    the values that may be kept of it; `sample` the first new ones as they would become. `sha256` is over everything
    that would be written: the same file that would do the same has the same.
    """

    new: Sequence[Any] = ()
    unchanged: int = 0
    faults: list[tuple[PlannedRow, Mapping[str, str]]] = field(default_factory=list)
    sample: list[PlannedRow] = field(default_factory=list)
    creates: Sequence[Made] = ()
    warnings: list[str] = field(default_factory=list)
    sha256: str = ""
    data: Any = None


class RecordImporter(Importer):
    """For records: very many rows that are added and never changed.

    Of the rows, the batch keeps only those in error or conflict and a few of the new ones. The rows themselves are
    read again from the kept file, which lies sealed, and must then come to the same `RecordPlan.sha256`; the ledger
    gets one entry for all of them, with that hash. A row that is known otherwise already is a conflict, never a
    change.
    """

    @abstractmethod
    def plan_records(self, rows: Sequence[RawRow], actor: Actor) -> RecordPlan:
        """What the rows would do; nothing is written. Rows with a missing required value never get here."""

    @abstractmethod
    def write_records(
        self, batch: "ImportBatch", plan: RecordPlan, actor: Actor, progress: Callable[[int], object]
    ) -> None:
        """Write `plan.new`. Inside the transaction; `progress` is told how many are written."""

    @abstractmethod
    def undo_records(self, batch: "ImportBatch", actor: Actor) -> int:
        """Remove what the batch wrote and say how many. Raises Refused when something has been built on it."""

    def shown_values(self, row: RawRow) -> Mapping[str, str]:
        """What may be kept in clear of a row that could not be read."""
        return {}

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        raise TypeError(f"{self.key} plans records")

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        raise TypeError(f"{self.key} writes records")

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        raise TypeError(f"{self.key} undoes records")


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Make an importer known; call it in `AppConfig.ready()`. The same key again replaces it."""
    _importers[importer.key] = importer


def get(key: str) -> Importer:
    """The importer with that key. KeyError if there is none."""
    return _importers[key]


def known() -> list[Importer]:
    """All importers, in the order they were registered."""
    return list(_importers.values())


def usable_by(actor: Actor) -> list[Importer]:
    """The importers that the actor may use, in the order they were registered."""
    return [importer for importer in _importers.values() if importer.may_use(actor)]


def keys_seen_by(actor: Actor) -> list[str]:
    """Keys of the importers all of whose batches the actor may see."""
    return [key for key, importer in _importers.items() if importer.sees_all(actor)]

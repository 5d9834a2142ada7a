"""The whole import in one call, for the command line, the API and the demonstration."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import actions, planning, reading
from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports.actions import Files
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import Importer, PlannedRow
from ledtrad.core.imports.states import BLOCKS, RowState
from ledtrad.core.refusals import Refused
from ledtrad.core.tables import TableRefused


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which row of the file (0 for the file as a whole) and which column ("" for all of
    it).
    """

    row: int
    field: str
    message: str
    table: str = ""


@dataclass
class Result:
    """What an import did, or would do. `batch` is its number; None when nothing was kept."""

    batch: str | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Fault] = field(default_factory=list)
    applied: bool = False

    def as_json(self) -> dict[str, Any]:
        """`{"batch", "new", "changed", "unchanged", "errors": [{"row", "field", "message"}]}`.

        An error names its table too, when the import has several.
        """
        return {
            "batch": self.batch,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "errors": [{name: v for name, v in asdict(e).items() if name != "table" or v} for e in self.errors],
        }


def run(importer_key: str, files: Files, actor: Actor, *, dry_run: bool = False) -> Result:
    """Import the files if every row is right, and say what happened.

    Nothing is written when a row is wrong, when nothing is new, or with `dry_run`, which keeps not even the
    batch. A file that cannot be read is an error in row 0 or where it went wrong. Raises NotAllowed,
    UnknownImporter.
    """
    importer = actions.importer_for(importer_key, actor)
    try:
        if dry_run:
            return _rehearse(importer, files, actor)
        batch = actions.open_batch(importer_key, files, actor)
    except TableRefused as refusal:
        return Result(errors=[Fault(refusal.row or 0, "", str(refusal))])
    except Refused as refusal:
        return Result(errors=[Fault(0, "", str(refusal))])
    return _carry_out(batch, importer, actor)


def _carry_out(batch: ImportBatch, importer: Importer, actor: Actor) -> Result:
    mapping = mappings.from_json(batch.mapping)
    if faults := missing_columns(importer, mapping):
        return Result(batch.number, errors=faults)
    try:
        actions.preview(batch, actor)
        planned = [planning.as_planned(row) for row in batch.rows.filter(state__in=BLOCKS)]
        result = _result(importer, planned, batch)
        if not batch.blocked and batch.writes:
            actions.apply(batch, actor)
            result.applied = True
    except Refused as refusal:
        return Result(batch.number, errors=[Fault(getattr(refusal, "row", None) or 0, "", str(refusal))])
    return result


def _rehearse(importer: Importer, files: Files, actor: Actor) -> Result:
    """The plan without a batch: nothing is written anywhere."""
    books = actions.read_files(importer, files)
    mapping = mappings.guess(importer, reading.sources(books, list(files)))
    if faults := missing_columns(importer, mapping):
        return Result(errors=faults)
    planned = planning.plan(importer, reading.read_rows(importer, books, mapping), actor)
    counts = planning.counts(planned)
    return Result(
        new=counts[RowState.NEW],
        changed=counts[RowState.CHANGED],
        unchanged=counts[RowState.UNCHANGED],
        errors=_faults(importer, planned),
    )


def _result(importer: Importer, planned: Iterable[PlannedRow], batch: ImportBatch) -> Result:
    return Result(
        batch.number,
        batch.count(RowState.NEW),
        batch.count(RowState.CHANGED),
        batch.count(RowState.UNCHANGED),
        _faults(importer, planned),
    )


def _faults(importer: Importer, planned: Iterable[PlannedRow]) -> list[Fault]:
    several = len(importer.tables) > 1
    return [
        Fault(row.number, error.field, error.message, row.table if several else "")
        for row in planned
        if row.state in BLOCKS
        for error in row.errors
    ]


def missing_columns(importer: Importer, mapping: dict[str, mappings.TableMapping]) -> list[Fault]:
    """What hinders the rows from being read: tables and columns that were not recognised."""
    several = len(importer.tables) > 1
    if not mapping:
        names = ", ".join(str(table.label) for table in importer.tables)
        return [Fault(0, "", _("Ingen tabell i filen känns igen. Den kan innehålla: %(names)s.") % {"names": names})]
    faults = []
    for name, found in mapping.items():
        table = importer.table(name)
        said = name if several else ""
        for column in found.missing(table):
            if column.name not in found.doubtful:
                message = _("Kolumnen %(column)s saknas i filen.") % {"column": column.label}
                faults.append(Fault(0, column.name, message, said))
        for doubtful in found.doubtful:
            label = table.column(doubtful).label
            message = _("Flera kolumner i filen kan vara %(column)s.") % {"column": label}
            faults.append(Fault(0, doubtful, message, said))
    return faults

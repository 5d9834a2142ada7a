"""The whole import in one call, for the command line, the API and the demonstration."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import actions, planning, reading, records
from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports.actions import Files, Options
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import Importer, PlannedRow, RecordImporter, Table
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
    file: str = ""


@dataclass
class Result:
    """What an import did, or would do. `batch` is its number; None when nothing was kept."""

    batch: str | None = None
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[Fault] = field(default_factory=list)
    applied: bool = False
    created: dict[str, list[Any]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """`{"batch", "new", "changed", "unchanged", "errors": [{"row", "field", "message"}]}`.

        An error names its table too when the import has several, and its file when several were given. `created`
        is there when rows may bring about what was not known: by sort, what was made (or with `dry_run` would be).
        """
        return {
            "batch": self.batch,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "errors": [
                {name: v for name, v in asdict(e).items() if name not in ("table", "file") or v} for e in self.errors
            ],
            **({"created": self.created} if self.created else {}),
            **({"warnings": self.warnings} if self.warnings else {}),
        }


def run(
    importer_key: str, files: Files, actor: Actor, *, dry_run: bool = False, options: Options | None = None
) -> Result:
    """Import the files if every row is right, and say what happened.

    Nothing is written when a row is wrong, when nothing is new, or with `dry_run`, which keeps not even the
    batch. A file that cannot be read is an error in row 0 or where it went wrong. Raises NotAllowed,
    UnknownImporter.
    """
    importer = actions.importer_for(importer_key, actor)
    try:
        if dry_run:
            result = _rehearse(importer, files, actor, options or {})
        else:
            batch, rows = actions.open_and_read(importer_key, files, actor, options=options)
            result = _carry_out(batch, rows, importer, actor)
    except TableRefused as refusal:
        result = Result(errors=[Fault(refusal.row or 0, "", str(refusal))])
    except Refused as refusal:
        result = Result(errors=[Fault(0, "", str(refusal))])
    result.created = {sort: result.created.get(sort, []) for sort in importer.creates}
    return result


def _carry_out(batch: ImportBatch, rows: Sequence[reading.ReadRow], importer: Importer, actor: Actor) -> Result:
    mapping = mappings.from_json(batch.mapping)
    if faults := missing_columns(importer, mapping, _names(batch)):
        return Result(batch.number, errors=faults)
    try:
        actions.preview(batch, actor, rows=rows)
        planned = [planning.as_planned(row) for row in batch.rows.filter(state__in=BLOCKS)]
        result = _result(importer, planned, batch)
        if not batch.blocked and batch.writes:
            actions.apply(batch, actor, rows=rows)
            result.applied = True
            result.created = batch.facts.get("created", {})
    except Refused as refusal:
        return Result(batch.number, errors=[Fault(getattr(refusal, "row", None) or 0, "", str(refusal))])
    return result


def _rehearse(importer: Importer, files: Files, actor: Actor, options: Options) -> Result:
    """The plan without a batch: nothing is written anywhere."""
    how = importer.reading(options)
    books = actions.read_files(importer, files)
    said = [table if isinstance(table, str) else None for table in files]
    mapping = mappings.guess(importer, reading.sources(books, said), how)
    names = [book.filename for book in books]
    if faults := missing_columns(importer, mapping, names):
        return Result(errors=faults)
    rows = reading.read_rows(importer, books, mapping, how)
    if isinstance(importer, RecordImporter):
        found = records.plan(importer, rows, actor)
        counts, planned = records.counts(found), [row for row, _values in found.faults]
        made, warnings = list(found.creates), found.warnings
    else:
        planned = planning.plan(importer, rows, actor)
        counts, warnings = planning.counts(planned), []
        made = [made for row in planned for made in row.creates]
    return Result(
        new=counts[RowState.NEW],
        changed=_changed(importer, counts),
        unchanged=counts[RowState.UNCHANGED],
        errors=_faults(importer, planned, names),
        created=records.created(made),
        warnings=warnings,
    )


def _changed(importer: Importer, counts: Mapping[str, int]) -> int:
    """Rows that say something known otherwise: for records those are never written, but told."""
    blocked = counts.get(RowState.CONFLICT, 0) if isinstance(importer, RecordImporter) else 0
    return counts.get(RowState.CHANGED, 0) + blocked


def _names(batch: ImportBatch) -> list[str]:
    return [str(file["name"]) for file in batch.files]


def _result(importer: Importer, planned: Iterable[PlannedRow], batch: ImportBatch) -> Result:
    return Result(
        batch.number,
        batch.count(RowState.NEW),
        _changed(importer, batch.counts),
        batch.count(RowState.UNCHANGED),
        _faults(importer, planned, _names(batch)),
        warnings=batch.facts.get("warnings", []),
    )


def _faults(importer: Importer, planned: Iterable[PlannedRow], names: Sequence[str]) -> list[Fault]:
    tables, files = len(importer.tables) > 1, len(importer.tables) == 1 and len(names) > 1
    faults = []
    for row in planned:
        if row.state in BLOCKS:
            file, number = reading.place_of(row.number)
            where = (row.table if tables else "", names[file] if files else "")
            faults += [Fault(number, error.field, error.message, *where) for error in row.errors]
    return faults


def missing_columns(
    importer: Importer, mapping: dict[str, mappings.TableMapping], files: Sequence[str] = ()
) -> list[Fault]:
    """What hinders the rows from being read: tables and columns that were not recognised, in which of the files."""
    several = len(importer.tables) > 1
    if not mapping:
        names = ", ".join(str(table.label) for table in importer.tables)
        return [Fault(0, "", _("Ingen tabell i filen känns igen. Den kan innehålla: %(names)s.") % {"names": names})]
    faults: list[Fault] = []
    for name, whole in mapping.items():
        for place, found in enumerate(whole.all):
            file = files[place] if whole.more and place < len(files) else ""
            faults += _missing_in(importer.table(name), found, name if several else "", file)
    return faults


def _missing_in(table: Table, found: mappings.TableMapping, said: str, file: str) -> list[Fault]:
    faults = []
    for column in found.missing(table):
        if column.name not in found.doubtful:
            message = _("Kolumnen %(column)s saknas i filen.") % {"column": column.label}
            faults.append(Fault(0, column.name, message, said, file))
    for doubtful in found.doubtful:
        message = _("Flera kolumner i filen kan vara %(column)s.") % {"column": table.column(doubtful).label}
        faults.append(Fault(0, doubtful, message, said, file))
    return faults

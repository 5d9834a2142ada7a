"""Every write of the import: open a batch, map its columns, preview, apply, undo.

Each can be called from a page, a job, the command line or the demonstration; `running.run` calls them all
in turn. `preview`, `apply` and `undo` may be killed at any point and called again: the rows of a preview
are made anew, and applying and undoing are one transaction each.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ledtrad.core import clock, keys, ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports import planning, reading, records, registry, storing
from ledtrad.core.imports.mapping import TableMapping
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.refusals import ChangedSincePreview as ChangedSincePreview
from ledtrad.core.imports.refusals import HasErrors as HasErrors
from ledtrad.core.imports.refusals import NothingMapped as NothingMapped
from ledtrad.core.imports.refusals import NothingToApply as NothingToApply
from ledtrad.core.imports.refusals import UnknownImporter as UnknownImporter
from ledtrad.core.imports.refusals import UnknownTable as UnknownTable
from ledtrad.core.imports.refusals import WrongState as WrongState
from ledtrad.core.imports.registry import Importer, PlannedRow, RecordImporter, RecordPlan
from ledtrad.core.imports.states import BLOCKS, WRITES, BatchState, RowState
from ledtrad.core.jobs import locks
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.tables import Limits, Workbook, read_table

Files = Mapping[str | int | None, tuple[str, bytes]]
"""File name and content by the table they hold; None for a workbook of several, or a table that names itself.
Numbers are for several files of an import with one table.
"""
Options = Mapping[str, str]

Progress = Callable[[int, int | None, str], object]
SEALED_FOR = "imports"
CHUNK = 1_000


def silent(_done: int, _total: int | None, _message: str) -> None:
    """Progress for nobody."""


def importer_for(key: str, actor: Actor) -> Importer:
    """The importer, if the actor may use it. Raises UnknownImporter, NotAllowed."""
    try:
        importer = registry.get(key)
    except KeyError:
        raise UnknownImporter from None
    if not importer.may_use(actor):
        raise NotAllowed
    return importer


def open_batch(importer_key: str, files: Files, actor: Actor, *, options: Options | None = None) -> ImportBatch:
    """Read the files once, keep them, and recognise their columns.

    The batch is `mapped` when every required column was recognised, else `uploaded`. Raises NotAllowed,
    TooLarge, TableRefused for a file that cannot be read, and what the importer says of `options`; then nothing is
    kept. Files of records are kept sealed, and nothing of their rows is kept beside them.
    """
    return open_and_read(importer_key, files, actor, options=options)[0]


def open_and_read(
    importer_key: str, files: Files, actor: Actor, *, options: Options | None = None
) -> tuple[ImportBatch, list[reading.ReadRow]]:
    """As `open_batch`, and the rows, so that whoever previews and applies at once need not read the files again."""
    importer = importer_for(importer_key, actor)
    how = importer.reading(options or {})
    books = read_files(importer, files)
    found = mappings.guess(importer, reading.sources(books, _said(files)), how)
    sealed = importer.about_people or isinstance(importer, RecordImporter)
    kept = [
        {"name": book.filename, **_keep(data, sealed=sealed)}
        for book, (_n, data) in zip(books, files.values(), strict=True)
    ]
    complete = mappings.is_complete(importer, found)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            importer=importer.key,
            state=BatchState.MAPPED if complete else BatchState.UPLOADED,
            file_name=", ".join(str(file["name"]) for file in kept)[:255],
            sha256=_combined_hash(kept),
            size=sum(int(file["size"]) for file in kept),
            files=kept,
            sources=reading.describe(books, samples=not sealed),
            options=dict(options or {}),
            mapping=mappings.to_json(found),
            created_by_id=actor.user_id,
            created_by_label=actor.label[:200],
            created_at=clock.now(),
        )
        ledger.record(actor, "uploaded", batch, importer=importer.key, file=batch.file_name, sha256=batch.sha256)
    return batch, reading.read_rows(importer, books, found, how) if complete else []


def file_content(kept: Mapping[str, Any]) -> bytes:
    """A kept file as it was sent. Raises FileLost."""
    data = uploads.read(kept["stored"])
    if not kept.get("sealed"):
        return data
    try:
        return keys.unseal(data, SEALED_FOR)
    except keys.KeyLost:
        raise uploads.FileLost from None


def read_files(importer: Importer, files: Files) -> list[Workbook]:
    """The tables of all files, in their order. Raises TableRefused, UnknownTable."""
    for table, (name, _data) in files.items():
        if isinstance(table, str) and mappings.table_named(importer, table) is None:
            raise UnknownTable(importer, uploads.clean_filename(name))
    return [_read(importer, data, uploads.clean_filename(name)) for name, data in files.values()]


@transaction.atomic
def map_columns(batch: ImportBatch, mapping: Mapping[str, TableMapping], actor: Actor) -> None:
    """Say which column of the file is which. Raises NothingMapped, WrongState."""
    importer = importer_for(batch.importer, actor)
    if not mappings.is_complete(importer, mapping):
        raise NothingMapped
    _move(
        batch,
        BatchState.MAPPED,
        (BatchState.UPLOADED, BatchState.MAPPED, BatchState.PREVIEWED),
        mapping=mappings.to_json(mapping),
        counts={},
    )
    batch.rows.all().delete()
    ledger.record(actor, "mapped", batch, mapping=batch.mapping)


def preview(
    batch: ImportBatch,
    actor: Actor,
    *,
    progress: Progress = silent,
    rows: Sequence[reading.ReadRow] | None = None,
) -> ImportBatch:
    """Work out what each row would do, and keep that as the batch's rows. Nothing else is written.

    `rows` are what the files hold, when the caller has just read them.

    A file that cannot be read after all leaves the batch `refused` with the reason, and raises it.
    """
    importer = importer_for(batch.importer, actor)
    _move(
        batch,
        BatchState.PREVIEWING,
        (BatchState.MAPPED, BatchState.PREVIEWING, BatchState.PREVIEWED, BatchState.APPLYING),
        message="",
    )
    try:
        progress(0, None, _("Läser filen"))
        rows = _read_again(batch, importer) if rows is None else rows
        progress(0, len(rows), _("Jämför raderna med det som finns"))
        if isinstance(importer, RecordImporter):
            found = records.plan(importer, rows, actor)
            records.keep(batch, found)
            outcome = {"counts": records.counts(found), "facts": records.facts(found)}
            _move(batch, BatchState.PREVIEWED, (BatchState.PREVIEWING,), **outcome)
            return batch
        planned = planning.plan(importer, rows, actor)
    except Refused as refusal:
        _move(batch, BatchState.REFUSED, (BatchState.PREVIEWING,), message=str(refusal))
        raise
    _keep_rows(batch, rows, planned, progress)
    _move(batch, BatchState.PREVIEWED, (BatchState.PREVIEWING,), counts=planning.counts(planned))
    return batch


def apply(
    batch: ImportBatch,
    actor: Actor,
    *,
    skip_errors: bool = False,
    progress: Progress = silent,
    complete: Callable[[], object] = lambda: None,
    rows: Sequence[reading.ReadRow] | None = None,
) -> ImportBatch:
    """Write the rows that are new or changed, all or nothing. Applying what is applied does nothing.

    With `skip_errors` the rows without errors are written although others have them. `complete` is called
    last in the transaction; `rows` as in `preview`. Raises HasErrors, NothingToApply, ChangedSincePreview (after
    making the preview anew), and what the importer refuses; the batch is then `previewed` again.
    """
    importer = importer_for(batch.importer, actor)
    if batch.state == BatchState.APPLIED:
        return batch
    _move(
        batch,
        BatchState.APPLYING,
        (BatchState.PREVIEWED, BatchState.APPLYING),
        message="",
        skip_errors=skip_errors,
    )
    progress(0, batch.writes, _("Läser in"))
    try:
        with transaction.atomic():
            _apply(batch, importer, actor, progress, rows)
            complete()
    except ChangedSincePreview as refusal:
        preview(batch, actor, progress=progress)
        _move(batch, BatchState.PREVIEWED, (BatchState.PREVIEWED,), message=str(refusal))
        raise
    except Refused as refusal:
        _move(batch, BatchState.PREVIEWED, (BatchState.APPLYING,), message=str(refusal))
        raise
    progress(batch.writes, batch.writes, _("Klart"))
    return batch


@transaction.atomic
def undo(batch: ImportBatch, actor: Actor, *, complete: Callable[[], object] = lambda: None) -> ImportBatch:
    """Take back everything that the batch wrote, all or nothing. Undoing what is undone does nothing.

    Raises what the importer refuses when something has been changed since.
    """
    importer = importer_for(batch.importer, actor)
    _lock(batch)
    if batch.state != BatchState.UNDONE:
        if batch.state != BatchState.APPLIED:
            raise WrongState
        if isinstance(importer, RecordImporter):
            undone = importer.undo_records(batch, actor)
        else:
            planned = [planning.as_planned(row) for row in batch.rows.filter(state__in=WRITES)]
            importer.undo(batch, planned, actor)
            undone = len(planned)
        _move(batch, BatchState.UNDONE, (BatchState.APPLIED,), undone_at=clock.now(), message="")
        ledger.record(actor, "undone", batch, rows=undone)
    complete()
    return batch


def _apply(
    batch: ImportBatch,
    importer: Importer,
    actor: Actor,
    progress: Progress,
    rows: Sequence[reading.ReadRow] | None,
) -> None:
    """The transaction: plan again, see that nothing has moved, let the importer write, keep what it made."""
    locks.wait(f"import {importer.key}")  # two files that say the same: the second is planned when the first is in
    _lock(batch)
    if batch.state == BatchState.APPLIED:  # another worker was first
        return
    if batch.blocked and not batch.skip_errors:
        raise HasErrors
    if not batch.writes:
        raise NothingToApply
    if isinstance(importer, RecordImporter):
        found = records.plan(importer, _read_again(batch, importer) if rows is None else rows, actor)
        told = _write_records(batch, importer, found, actor, progress)
    else:
        told = {}
        _write_rows(batch, importer, actor)
    _move(batch, BatchState.APPLIED, (BatchState.APPLYING,), applied_at=clock.now(), facts=batch.facts)
    ledger.record(
        actor,
        "imported",
        batch,
        importer=importer.key,
        file=batch.file_name,
        sha256=batch.sha256,
        new=batch.count(RowState.NEW),
        changed=batch.count(RowState.CHANGED),
        skipped=batch.count(*BLOCKS),
        **told,
    )


def _write_rows(batch: ImportBatch, importer: Importer, actor: Actor) -> None:
    rows = list(batch.rows.all())
    planned = planning.plan(importer, [planning.as_read(row) for row in rows], actor)
    if not all(map(planning.same_plan, rows, planned)):
        raise ChangedSincePreview
    writing = [row for row in planned if row.state in WRITES]
    importer.apply(batch, writing, actor)
    if made := records.created(made for row in writing for made in row.creates):
        batch.facts = {**batch.facts, "created": made}
    _keep_outcome(rows, planned)


def _write_records(
    batch: ImportBatch, importer: RecordImporter, found: RecordPlan, actor: Actor, progress: Progress
) -> dict[str, Any]:
    """The same for records: planned from the kept file once more, and written only if they would do the same."""
    if records.counts(found) != batch.counts or found.sha256 != batch.facts.get("sha256"):
        raise ChangedSincePreview
    total, message = len(found.new), _("Läser in")
    importer.write_records(batch, found, actor, lambda done: progress(done, total, message))
    return {"rows_sha256": found.sha256, "unchanged": found.unchanged}


def _keep_outcome(rows: Sequence[ImportRow], planned: Sequence[PlannedRow]) -> None:
    """Remember what the written rows became: their object, and what only the writing could tell (a number, say)."""
    became = []
    for row, plan in zip(rows, planned, strict=True):
        outcome = (plan.object_id, plan.key, plan.label, dict(plan.before), dict(plan.after))
        if (row.object_id, row.key, row.label, row.before, row.after) != outcome:
            row.object_id, row.key, row.label, row.before, row.after = outcome
            became.append(row)
    storing.update_outcome(became)


def _keep_rows(
    batch: ImportBatch, rows: Sequence[reading.ReadRow], planned: Sequence[PlannedRow], progress: Progress
) -> None:
    """Replace the batch's rows, in pieces, so that others can write in between and see how far it has come.

    Of rows about people only what may be kept is.
    """
    importer = registry.get(batch.importer)
    rows = [replace(read, row=replace(read.row, values=importer.kept_values(read.row))) for read in rows]
    batch.rows.all().delete()
    message = _("Sparar granskningen")
    for start in range(0, len(rows), CHUNK):
        piece = zip(rows[start : start + CHUNK], planned[start : start + CHUNK], strict=True)
        storing.insert(
            [
                planning.stored_row(batch, position, read, plan)
                for position, (read, plan) in enumerate(piece, start=start + 1)
            ]
        )
        progress(min(start + CHUNK, len(rows)), len(rows), message)


def _read_again(batch: ImportBatch, importer: Importer) -> list[reading.ReadRow]:
    """The rows from the files as they were kept at the upload."""
    books = [_read(importer, file_content(file), file["name"]) for file in batch.files]
    return reading.read_rows(importer, books, mappings.from_json(batch.mapping), importer.reading(batch.options))


def _read(importer: Importer, data: bytes, filename: str) -> Workbook:
    limits = Limits(file_bytes=settings.LEDTRAD_UPLOAD_LIMIT, columns=importer.most_columns)
    return read_table(data, filename, limits=limits)


def _said(files: Files) -> list[str | None]:
    """Per file, the table that the person named."""
    return [table if isinstance(table, str) else None for table in files]


def _lock(batch: ImportBatch) -> None:
    """Nobody else moves the batch until the transaction ends; `batch` is then as it is stored."""
    ImportBatch.objects.select_for_update().get(pk=batch.pk)
    batch.refresh_from_db()


def _move(batch: ImportBatch, to: BatchState, expected: Sequence[BatchState], **fields: Any) -> None:
    """Change the state if it is one of the expected, in the database and on the object. Raises WrongState."""
    fields["state"] = to
    if not ImportBatch.objects.filter(pk=batch.pk, state__in=expected).update(**fields):
        raise WrongState
    for name, value in fields.items():
        setattr(batch, name, value)


def _keep(data: bytes, *, sealed: bool) -> dict[str, str | int | bool]:
    if not sealed:
        stored = uploads.store(data)
        return {"stored": stored.name, "sha256": stored.sha256, "size": stored.size}
    if len(data) > settings.LEDTRAD_UPLOAD_LIMIT:
        raise uploads.TooLarge
    name = uploads.store(keys.seal(data, SEALED_FOR), limited=False).name
    return {"stored": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "sealed": True}


def _combined_hash(kept: Sequence[Mapping[str, object]]) -> str:
    """The file's own hash; for several files, the hash of theirs."""
    hashes = [str(file["sha256"]) for file in kept]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()

"""What the pages say about an import, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.records import FAULTS_KEPT, SAMPLE_KEPT
from ledtrad.core.imports.registry import Importer, RecordImporter
from ledtrad.core.imports.states import RowState
from ledtrad.core.numbers import format_number


def summary(batch: ImportBatch) -> str:
    """How the rows divide: "1 284 rader: 1 200 nya, 80 ändrade, 4 med fel"."""
    total = sum(int(count) for count in batch.counts.values())
    rows = ngettext("%(count)s rad", "%(count)s rader", total) % {"count": format_number(total)}
    parts = [_count(batch, state) for state in RowState if batch.count(state)]
    return f"{rows}: {', '.join(parts)}." if parts else _("Filen har inga rader under rubrikraden.")


def outcome(batch: ImportBatch) -> str:
    """What was written."""
    new, changed = batch.count(RowState.NEW), batch.count(RowState.CHANGED)
    said = [_count(batch, state) for state, count in ((RowState.NEW, new), (RowState.CHANGED, changed)) if count]
    text = _("Inläst: %(rows)s.") % {"rows": ", ".join(said)}
    if batch.blocked:
        left = ngettext(
            "%(count)s rad med fel lästes inte in.", "%(count)s rader med fel lästes inte in.", batch.blocked
        )
        text = f"{text} {left % {'count': format_number(batch.blocked)}}"
    return text


def unused(batch: ImportBatch) -> list[str]:
    """What of the file will not be read, so that a misspelt heading does not pass unseen."""
    sheets, columns = mappings.unused(batch.sources, mappings.from_json(batch.mapping))
    said = []
    if sheets:
        text = ngettext("Bladet %(names)s läses inte.", "Bladen %(names)s läses inte.", len(sheets))
        said.append(text % {"names": _quoted(sheets)})
    if columns:
        text = ngettext("Kolumnen %(names)s läses inte.", "Kolumnerna %(names)s läses inte.", len(columns))
        said.append(text % {"names": _quoted(columns)})
    return said


def notes(batch: ImportBatch) -> list[str]:
    """What else there is to know before the rows are read in, or when only a few of them are shown."""
    said = list(batch.facts.get("warnings", ()))
    if isinstance(batch.kind, RecordImporter) and batch.count(RowState.NEW) > SAMPLE_KEPT:
        text = _("Av de nya raderna visas de första %(count)s. De som behöver rättas visas alla, upp till %(most)s.")
        said.append(text % {"count": SAMPLE_KEPT, "most": format_number(FAULTS_KEPT)})
    return said


def describe_rows(importer: Importer, rows: list[ImportRow]) -> None:
    """Give each row what its cells on the page say: `changes` (label, old, new), `faults` and `table_label`."""
    labels = {(table.name, column.name): str(column.label) for table in importer.tables for column in table.columns}
    said = {(table.name, column.name): column.said for table in importer.tables for column in table.columns}
    tables = {table.name: str(table.label) for table in importer.tables}

    def word(table: str, name: str, value: str) -> str:
        tell = said.get((table, name))
        return tell(value) if tell and value else value

    for row in rows:
        row.shows_table = len(tables) > 1  # type: ignore[attr-defined]
        row.table_label = tables.get(row.table, row.table)  # type: ignore[attr-defined]
        row.faults = [  # type: ignore[attr-defined]
            (labels.get((row.table, error["field"]), error["field"]), error["message"]) for error in row.errors
        ]
        row.changes = [  # type: ignore[attr-defined]
            (
                labels.get((row.table, name), name),
                word(row.table, name, row.before.get(name, "")),
                word(row.table, name, value),
            )
            for name, value in row.after.items()
            if row.before.get(name, "") != value
        ]


def _quoted(names: list[str]) -> str:
    shown = ", ".join(f"”{name}”" for name in names[:10])
    return f"{shown} …" if len(names) > 10 else shown


def _count(batch: ImportBatch, state: RowState) -> str:
    count = batch.count(state)
    texts = {
        RowState.NEW: ngettext("%(count)s ny", "%(count)s nya", count),
        RowState.CHANGED: ngettext("%(count)s ändrad", "%(count)s ändrade", count),
        RowState.UNCHANGED: ngettext("%(count)s oförändrad", "%(count)s oförändrade", count),
        RowState.ERROR: ngettext("%(count)s med fel", "%(count)s med fel", count),
        RowState.CONFLICT: ngettext("%(count)s i konflikt", "%(count)s i konflikt", count),
    }
    return texts[state] % {"count": format_number(count)}

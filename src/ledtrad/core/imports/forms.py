"""The two forms of the import: which file, and which column is which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports.actions import Files
from ledtrad.core.imports.mapping import TableMapping
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import Column, Importer, Table
from ledtrad.core.tables import column_letter

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


class FilesInput(forms.ClearableFileInput):
    """One file or several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files, none of them larger than the installation accepts."""

    default_error_messages = {"too_large": gettext_lazy("Filen %(name)s är för stor: högst %(limit)s MB.")}

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list | tuple) else [data]
        cleaned: list[UploadedFile[Any]] = [super(FilesField, self).clean(file, initial) for file in files or [None]]
        limit = settings.LEDTRAD_UPLOAD_LIMIT
        for file in cleaned:
            if file.size and file.size > limit:
                raise forms.ValidationError(
                    self.error_messages["too_large"],
                    code="too_large",
                    params={"name": file.name, "limit": limit // (1024 * 1024)},
                )
        return cleaned


class UploadForm(forms.Form):
    """A workbook, a CSV file, or one CSV file for each table."""

    def __init__(self, importer: Importer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.importer = importer
        several = len(importer.tables) > 1
        self.fields["file"] = FilesField(
            label=_("Filer") if several else _("Fil"),
            help_text=_("En Excelfil med ett blad för varje tabell, eller en CSV-fil för varje tabell.")
            if several
            else _("Excel (.xlsx) eller CSV (.csv)."),
            widget=FilesInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv", "multiple": several}),
            max_length=255,
            allow_empty_file=True,  # read_table says it better
        )

    def clean_file(self) -> Files:
        """The files by the table that their names tell; a single file may hold anything."""
        uploaded: list[UploadedFile[Any]] = self.cleaned_data["file"]
        if len(uploaded) == 1:
            return {None: (uploaded[0].name or "", uploaded[0].read())}
        files: dict[str | int | None, tuple[str, bytes]] = {}
        for file in uploaded:
            table = self._table_named(file.name or "")
            if table in files:
                raise forms.ValidationError(_("Flera filer heter som tabellen %(name)s.") % {"name": table})
            files[table] = (file.name or "", file.read())
        return files

    def _table_named(self, filename: str) -> str:
        table = mappings.table_named(self.importer, PurePath(filename).stem)
        if table is not None:
            return table.name
        names = ", ".join(f"{table.name}.csv" for table in self.importer.tables)
        raise forms.ValidationError(
            _("Filen %(file)s heter inte som någon tabell. De kan heta %(names)s.") % {"file": filename, "names": names}
        )


@dataclass(frozen=True)
class ColumnLine:
    """One of our columns as the page draws it."""

    column: Column
    field: BoundField
    samples: str


@dataclass(frozen=True)
class TableSection:
    """One of our tables as the page draws it; `source` is its drop-down, when there is a choice."""

    table: Table
    source: BoundField | None
    lines: list[ColumnLine]


class ColumnsForm(forms.Form):
    """For each of our columns, which of the file's. Choosing another sheet shows that sheet's columns first."""

    def __init__(self, importer: Importer, batch: ImportBatch, data: Mapping[str, Any] | None = None) -> None:
        self.importer = importer
        self.batch = batch
        self.sources: list[dict[str, Any]] = batch.sources
        self.has_choice = len(self.sources) > 1 or len(importer.tables) > 1
        self.mapping = mappings.from_json(batch.mapping)
        self.shows_other_columns = data is not None and self._choose_sources(data)
        super().__init__(None if self.shows_other_columns else data, auto_id="k-%s")
        for table in importer.tables:
            self._add_fields(table)

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        for name, found in self.chosen().items():
            table = self.importer.table(name)
            for column in found.missing(table):
                self.add_error(
                    _key(table, column), _("Välj den kolumn i filen som är %(label)s.") % {"label": column.label}
                )
            self._refuse_twice(table, found)
        if not self.chosen():
            raise forms.ValidationError(_("Välj minst ett blad att läsa in."))
        return cleaned

    def chosen(self) -> dict[str, TableMapping]:
        """The mapping as the form says it."""
        return {
            name: TableMapping(
                found.source,
                {
                    column.name: int(place)
                    for column in self.importer.table(name).columns
                    if (place := self.cleaned_data.get(_key(self.importer.table(name), column), "")) != ""
                },
                fixed=found.fixed,
                more=found.more,
            )
            for name, found in self.mapping.items()
        }

    def sections(self) -> Iterable[TableSection]:
        """What the page draws."""
        for table in self.importer.tables:
            source = self[_source_key(table)] if self.has_choice else None
            found = self.mapping.get(table.name)
            lines = []
            if found is not None:
                samples = self.sources[found.source]["samples"]
                for column in _asked_for(table, found):
                    field = self[_key(table, column)]
                    place = str(field.value() or "")
                    shown = " · ".join(samples[int(place)]) if place.isdecimal() and int(place) < len(samples) else ""
                    lines.append(ColumnLine(column, field, shown))
            yield TableSection(table, source, lines)

    def _choose_sources(self, data: Mapping[str, Any]) -> bool:
        """Take over the sheets that the person chose; true when the columns now shown are not the ones answered."""
        if not self.has_choice:
            return False
        changed = False
        for table in self.importer.tables:
            chosen = data.get(_source_key(table), "")
            current = self.mapping.get(table.name)
            if not chosen.isdecimal() or int(chosen) >= len(self.sources):
                self.mapping.pop(table.name, None)
            elif current is None or current.source != int(chosen):
                header = self.sources[int(chosen)]["header"]
                self.mapping[table.name] = mappings.guess_columns(table, int(chosen), header)
            shown = data.get(_shown_key(table), "")
            changed = changed or (table.name in self.mapping and shown != str(self.mapping[table.name].source))
        return changed

    def _add_fields(self, table: Table) -> None:
        found = self.mapping.get(table.name)
        if self.has_choice:
            self.fields[_source_key(table)] = forms.ChoiceField(
                label=_("Blad eller fil"),
                required=False,
                choices=[("", _("Finns inte i filen")), *self._source_choices()],
                initial="" if found is None else str(found.source),
            )
            self.fields[_shown_key(table)] = forms.CharField(
                required=False, widget=forms.HiddenInput(), initial="" if found is None else str(found.source)
            )
        if found is None:
            return
        choices = [("", _("Finns inte i filen")), *self._column_choices(found.source)]
        for column in _asked_for(table, found):
            place = found.columns.get(column.name)
            self.fields[_key(table, column)] = forms.ChoiceField(
                label=str(column.label),
                required=False,
                choices=choices,
                initial="" if place is None else str(place),
            )

    def _source_choices(self) -> Sequence[tuple[str, str]]:
        names = [self.batch.files[source["file"]]["name"] for source in self.sources]
        return [
            (str(number), f"{name}, {source['sheet']}" if source["sheet"] else name)
            for number, (name, source) in enumerate(zip(names, self.sources, strict=True))
        ]

    def _column_choices(self, source: int) -> Sequence[tuple[str, str]]:
        header = self.sources[source]["header"]
        return [(str(place), f"{column_letter(place + 1)}: {name or '–'}") for place, name in enumerate(header)]

    def _refuse_twice(self, table: Table, found: TableMapping) -> None:
        taken: dict[int, str] = {}
        for column in table.columns:
            place = found.columns.get(column.name)
            if place is not None and place in taken:
                self.add_error(
                    _key(table, column), _("Kolumnen är redan vald för %(label)s.") % {"label": taken[place]}
                )
            elif place is not None:
                taken[place] = str(column.label)


def _asked_for(table: Table, found: TableMapping) -> list[Column]:
    """The columns that the person chooses: what only the machine needs is not asked for, but kept when it is there."""
    return [column for column in table.columns if not column.hidden or column.name in found.columns]


def _key(table: Table, column: Column) -> str:
    return f"{table.name}-{column.name}"


def _source_key(table: Table) -> str:
    return f"{table.name}--source"


def _shown_key(table: Table) -> str:
    return f"{table.name}--shown"

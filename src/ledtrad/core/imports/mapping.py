"""Which column of the file is which of ours. Plain functions of plain values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy

from ledtrad.core.imports.registry import Column, Importer, Table
from ledtrad.core.refusals import Sentence

EXPLANATION = gettext_lazy("Förklaring")
ERROR_COLUMN = gettext_lazy("Fel")
"""What our own files call the sheet that explains the columns, and the column that says what is wrong in a row."""

_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Source:
    """A table found in an uploaded file."""

    file: int
    filename: str
    sheet: str
    header: Sequence[str]
    table: str | None = None
    """What the person said that it is, when they did."""


@dataclass
class TableMapping:
    """Where a table's columns are: which source, and the place of each column in its header."""

    source: int
    columns: dict[str, int]
    doubtful: list[str] = field(default_factory=list)
    """Columns that two headers fit equally well: a person must say which."""

    def missing(self, table: Table) -> list[Column]:
        """Required columns that the file lacks."""
        return [column for column in table.columns if column.required and column.name not in self.columns]


def same_word(text: str) -> str:
    """The text without case, accents, spaces and punctuation: two headers that agree so are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_LETTERS.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def guess(importer: Importer, sources: Sequence[Source]) -> dict[str, TableMapping]:
    """The mapping that names alone give. Tables that nothing fits are left out."""
    found: dict[str, TableMapping] = {}
    for table in importer.tables:
        source = _source_of(importer, table, sources)
        if source is not None:
            found[table.name] = guess_columns(table, source, sources[source].header)
    return found


def guess_columns(table: Table, source: int, header: Sequence[str]) -> TableMapping:
    """Each of the table's columns with the header that carries its name, label or an alias."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(same_word(name), []).append(place)
    places.pop("", None)
    mapping = TableMapping(source, {})
    for column in table.columns:
        # The name that an export carries goes before every label: "name" is also what "Namn" is called in English.
        exact = places.get(same_word(column.name), [])
        fitting = exact or [place for word in _words(column) for place in places.get(word, [])]
        if len(set(fitting)) == 1:
            mapping.columns[column.name] = fitting[0]
        elif fitting:
            mapping.doubtful.append(column.name)
    return mapping


def table_named(importer: Importer, word: str) -> Table | None:
    """The table that goes by this name or label, in any language."""
    return next((t for t in importer.tables if same_word(word) in _names(t.name, t.label)), None)


def unused(sources: Sequence[Mapping[str, Any]], mapping: Mapping[str, TableMapping]) -> tuple[list[str], list[str]]:
    """What is in the files but will not be read: sheets, and columns of the sheets that are.

    `sources` as stored on the batch. Our own additions (the sheet that explains, the column of errors) do not count.
    """
    ours = {same_word(text) for label in (EXPLANATION, ERROR_COLUMN) for text in _in_every_language(label)}
    read = {found.source: set(found.columns.values()) for found in mapping.values()}
    sheets = [source["sheet"] for number, source in enumerate(sources) if number not in read]
    columns = [
        name
        for number, places in read.items()
        for place, name in enumerate(sources[number]["header"])
        if place not in places
    ]
    return [name for name in sheets if name and same_word(name) not in ours], [
        name for name in columns if name and same_word(name) not in ours
    ]


def is_complete(importer: Importer, mapping: Mapping[str, TableMapping]) -> bool:
    """Whether the rows can be read: some table is there, with all it requires and nothing doubtful."""
    return bool(mapping) and all(
        not found.missing(importer.table(name)) and not found.doubtful for name, found in mapping.items()
    )


def to_json(mapping: Mapping[str, TableMapping]) -> dict[str, object]:
    """As stored on the batch."""
    return {
        name: {"source": found.source, "columns": found.columns, "doubtful": found.doubtful}
        for name, found in mapping.items()
    }


def from_json(stored: Mapping[str, Mapping[str, object]]) -> dict[str, TableMapping]:
    """As `to_json` wrote it."""
    return {name: TableMapping(**found) for name, found in stored.items()}  # type: ignore[arg-type]


def _source_of(importer: Importer, table: Table, sources: Sequence[Source]) -> int | None:
    """By what the person said; by the sheet's or file's name; or as the only candidate there can be."""
    words = _names(table.name, table.label)
    for number, source in enumerate(sources):
        if source.table is not None and same_word(source.table) in words:
            return number
    free = [number for number, source in enumerate(sources) if source.table is None]
    for number in free:
        source = sources[number]
        if same_word(source.sheet or PurePath(source.filename).stem) in words:
            return number
    if len(importer.tables) == 1 and free:
        return free[0]
    return None


def _words(column: Column) -> list[str]:
    """What the column may be called, each word once."""
    return list(dict.fromkeys([*_names(column.name, column.label), *map(same_word, column.aliases)]))


def _names(name: str, label: Sentence) -> list[str]:
    return [same_word(name), *(same_word(text) for text in _in_every_language(label))]


def _in_every_language(label: Sentence) -> Iterable[str]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield str(label)

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

from ledtrad.core.imports.registry import Column, Importer, Reading, Table
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
    fixed: list[str] = field(default_factory=list)
    """Columns that the source has a value for, so that the file may lack them."""
    more: list["TableMapping"] = field(default_factory=list)
    """The same for each further file of the table."""

    def missing(self, table: Table) -> list[Column]:
        """Required columns that the file lacks."""
        there = {*self.columns, *self.fixed}
        return [column for column in table.columns if column.required and column.name not in there]

    @property
    def all(self) -> list["TableMapping"]:
        """This one and those of the further files."""
        return [self, *self.more]


def same_word(text: str) -> str:
    """The text without case, accents, spaces and punctuation: two headers that agree so are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_LETTERS.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def guess(importer: Importer, sources: Sequence[Source], reading: Reading | None = None) -> dict[str, TableMapping]:
    """The mapping that names alone give. Tables that nothing fits are left out.

    Several files for the only table of an import are read one after the other, each by its own header.
    """
    if len(importer.tables) == 1:
        table = importer.tables[0]
        found = [
            guess_columns(table, number, sources[number].header, reading)
            for file in dict.fromkeys(source.file for source in sources)
            if (number := _source_of(importer, table, sources, file)) is not None
        ]
        for first in found[:1]:
            first.more = found[1:]
            return {table.name: first}
        return {}
    return {
        table.name: guess_columns(table, source, sources[source].header, reading)
        for table in importer.tables
        if (source := _source_of(importer, table, sources)) is not None
    }


def guess_columns(table: Table, source: int, header: Sequence[str], reading: Reading | None = None) -> TableMapping:
    """Each of the table's columns with the header that carries its name, label or an alias.

    A source that was set up says its headings itself.
    """
    reading = reading or Reading()
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(same_word(name), []).append(place)
    places.pop("", None)
    mapping = TableMapping(source, {}, fixed=[name for name, value in reading.fixed.items() if value])
    if reading.headings:
        said = {name: places.get(same_word(heading), [])[:1] for name, heading in reading.headings.items()}
        known = {column.name for column in table.columns}
        mapping.columns = {name: place[0] for name, place in said.items() if place and name in known}
        ours = {column.name: found[0] for column in table.columns if (found := places.get(same_word(column.name), []))}
        if mapping.missing(table) and not TableMapping(source, ours, fixed=mapping.fixed).missing(table):
            mapping.columns = ours  # a file with our own headings, from a source that has others
        return mapping
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
    read = {part.source: set(part.columns.values()) for found in mapping.values() for part in found.all}
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
        not part.missing(importer.table(name)) and not part.doubtful
        for name, found in mapping.items()
        for part in found.all
    )


def to_json(mapping: Mapping[str, TableMapping]) -> dict[str, object]:
    """As stored on the batch."""
    return {
        name: {
            "source": found.source,
            "columns": found.columns,
            "doubtful": found.doubtful,
            **({"fixed": found.fixed} if found.fixed else {}),
            **({"more": list(to_json({str(n): part for n, part in enumerate(found.more)}).values())}
               if found.more else {}),
        }
        for name, found in mapping.items()
    }  # fmt: skip


def from_json(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, TableMapping]:
    """As `to_json` wrote it."""
    return {
        name: TableMapping(**{**found, "more": [TableMapping(**part) for part in found.get("more", ())]})
        for name, found in stored.items()
    }


def _source_of(importer: Importer, table: Table, sources: Sequence[Source], file: int | None = None) -> int | None:
    """By what the person said; by the sheet's or file's name; or as the only candidate there can be.

    With `file`, only what is in that file.
    """
    words = _names(table.name, table.label)
    for number, source in enumerate(sources):
        if source.table is not None and same_word(source.table) in words and file in (None, source.file):
            return number
    free = [number for number, source in enumerate(sources) if source.table is None and file in (None, source.file)]
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

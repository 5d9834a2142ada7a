"""The columns of a table: how the text in a cell becomes a value, and the value text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ledtrad.core.numbers import parse_decimal
from ledtrad.core.periods import Period
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables.base import CellError, Column, Label, NotYet
from ledtrad.thread.plan_tables.running import Context
from ledtrad.thread.rules import Kind

UNIT, FUNCTION, LEVEL, AREAS = (
    gettext_lazy("Enhet"),
    gettext_lazy("Ansvarig funktion"),
    gettext_lazy("Nivå"),
    gettext_lazy("Områden"),
)


@dataclass(frozen=True)
class Field:
    """One column that is one attribute of a row: how its text is read and written."""

    column: Column
    attribute: str
    read: Callable[[str, Context], Any]
    write: Callable[[Any], str]
    many: bool = False
    default: Any = ""  # what an empty cell means

    @property
    def name(self) -> str:
        return self.column.name


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def text(name: str, label: Label, *, required: bool = False, attribute: str = "", help: Label = "") -> Field:
    """Text as it stands, without spaces around."""
    return Field(Column(name, label, help, required), attribute or name, lambda cell, _c: cell, _plain)


def choice(
    name: str,
    label: Label,
    options: Mapping[str, Any],
    *,
    default: Any,
    attribute: str = "",
    required: bool = False,
) -> Field:
    """One of `options`, by its key."""

    def read(cell: str, _context: Context) -> Any:
        if cell not in options:
            raise CellError(_("”%(text)s” finns inte. Välj bland %(names)s.") % _named(cell, options))
        return options[cell]

    keys = {v: k for k, v in options.items()}
    column = Column(name, label, required=required, choices=tuple(options))
    return Field(column, attribute or name, read, lambda v: keys.get(v, _plain(v)), default=default)


def enum(
    name: str, label: Label, kind: type[models.TextChoices], *, default: Any = "", required: bool = False
) -> Field:
    """One of an enumeration's values."""
    return choice(name, label, {v: v for v in kind.values}, default=default, required=required)


YES, NO = "ja", "nej"


def boolean(name: str, label: Label, *, default: bool = False, attribute: str = "") -> Field:
    """ja or nej (yes, no, 1, 0, true and false are understood)."""
    words = {
        YES: True,
        NO: False,
        "yes": True,
        "no": False,
        "1": True,
        "0": False,
        "true": True,
        "false": False,
    }

    def read(cell: str, _context: Context) -> bool:
        if cell.lower() not in words:
            raise CellError(_("Skriv ja eller nej."))
        return words[cell.lower()]

    column = Column(name, label, choices=(YES, NO))
    return Field(column, attribute or name, read, lambda v: YES if v else NO, default=default)


def _reading(parse: Callable[[str], Any]) -> Callable[[str, Context], Any]:
    def read(cell: str, _context: Context) -> Any:
        try:
            return parse(cell)
        except ValueError as error:
            raise CellError(str(error)) from error

    return read


def _parse_day(cell: str) -> date:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        raise CellError(_("”%(text)s” är inget datum. Skriv till exempel 2021-04-12.") % {"text": cell[:30]}) from None


def _parse_whole(cell: str) -> int:
    number = parse_decimal(cell)
    if number != int(number):
        raise CellError(_("Skriv ett heltal."))
    return int(number)


def day(name: str, label: Label) -> Field:
    """A date such as 2021-04-12."""
    return Field(Column(name, label), name, _reading(_parse_day), _plain, default=None)


def whole(name: str, label: Label, *, default: int | None = None) -> Field:
    """A whole number."""
    return Field(Column(name, label), name, _reading(_parse_whole), _plain, default=default)


def number(name: str, label: Label, *, attribute: str = "") -> Field:
    """A number with comma or point."""

    def write(value: Any) -> str:
        return "" if value is None else f"{value.normalize():f}".replace(".", ",")

    return Field(Column(name, label), attribute or name, _reading(parse_decimal), write, default=None)


def period(name: str, label: Label, *, required: bool = False, attribute: str = "") -> Field:
    """A period such as 2021-03 or 2021-T1."""
    column = Column(name, label, required=required)
    return Field(column, attribute or name, _reading(Period.parse), _plain, default=None)


def look_up(found: Any, cell: str) -> Any:
    """What the cell names, once found. Raises CellError when it was not."""
    if found is None:
        raise CellError(_("”%(text)s” finns inte.") % {"text": cell[:40]})
    return found


def _named(cell: str, options: Iterable[str]) -> dict[str, str]:
    return {"text": cell[:40], "names": ", ".join(options)}


def number_of(value: Any) -> str:
    """The number of what a cell refers to; empty for nothing."""
    return "" if value is None else str(value.number)


def _slug_of(value: Any) -> str:
    return "" if value is None else str(value.slug)


def unit(name: str = "unit", label: Label = UNIT, *, required: bool = True) -> Field:
    """A unit, by its number."""
    column = Column(name, label, required=required)
    return Field(column, name, lambda cell, c: look_up(c.units.get(cell), cell), number_of, default=None)


def function(name: str = "responsible", label: Label = FUNCTION) -> Field:
    """A function, by its number."""
    return Field(
        Column(name, label),
        name,
        lambda cell, c: look_up(c.functions.get(cell), cell),
        number_of,
        default=None,
    )


def level(kind: Kind, name: str = "level", label: Label = LEVEL) -> Field:
    """A level of this kind of node, by its short name."""

    def read(cell: str, context: Context) -> Any:
        found = context.levels.get(cell)
        return look_up(found if found is not None and found.kind == kind else None, cell)

    return Field(Column(name, label), "level", read, _slug_of, default=None)


def node(
    name: str, label: Label, model: type[Node], kind: Kind, *, required: bool = False, attribute: str = ""
) -> Field:
    """Another node, by its number; `model` is the kind's own table."""

    def read(cell: str, context: Context) -> Any:
        found = context.nodes.get(cell)
        if found is None or found.kind != kind:
            raise NotYet(cell, _("”%(text)s” finns inte.") % {"text": cell[:40]})
        return found if isinstance(found, model) else context.of_model(model).get(cell, found)

    return Field(Column(name, label, required=required), attribute or name, read, number_of, default=None)


def several(
    name: str, label: Label, options: Callable[[Context], Mapping[str, Any]], key: Callable[[Any], str]
) -> Field:
    """A many-to-many field: keys separated by spaces, commas or semicolons."""

    def read(cell: str, context: Context) -> list[Any]:
        keys = cell.replace(",", " ").replace(";", " ").split()
        return [look_up(options(context).get(k), k) for k in keys]

    return Field(Column(name, label), name, read, lambda v: " ".join(sorted(key(o) for o in v)), many=True, default=())


def areas(name: str = "areas", label: Label = AREAS) -> Field:
    """Areas, by short name."""
    return several(name, label, lambda c: c.areas, _slug_of)


def units(name: str, label: Label) -> Field:
    """Units, by number."""
    return several(name, label, lambda c: c.units, number_of)


def node_fields(kind: Kind, *, with_level: bool = False) -> list[Field]:
    """The columns that every kind of node has. `number` comes first and is the key."""
    return [
        text("number", gettext_lazy("Nummer"), help=gettext_lazy("Lämna tomt för att få nästa lediga nummer.")),
        *([level(kind)] if with_level else []),
        text("title", gettext_lazy("Rubrik"), required=True),
        text("short_title", gettext_lazy("Kort rubrik")),
        text("description", gettext_lazy("Beskrivning")),
        unit(),
        function(),
        day("valid_from", gettext_lazy("Gäller från")),
        day("valid_to", gettext_lazy("Gäller till")),
        enum("confidentiality", pgettext_lazy("grad", "Sekretess"), Confidentiality, default=Confidentiality.OPEN),
        areas(),
    ]

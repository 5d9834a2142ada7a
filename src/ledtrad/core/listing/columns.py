"""Columns: where a cell's value comes from, and how it is written on the page and in the workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Model
from django.template import loader
from django.utils import formats
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING, NBSP, format_number
from ledtrad.core.refusals import Sentence

Accessor = str | Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """One column of a list. The first column of a list is the heading of its row.

    `accessor`: a path such as "unit.name" (or "unit__name", "get_status_display") or a function of the row;
    `key` itself when not given. `sort`: what to order by, as `order_by` takes it; without it the column does
    not sort. `link` makes the text a link, `sub` is a second, smaller line. `markup` makes the whole cell of
    the row; `template` draws it from `row` and `value`, which takes its time on a long page. `export` is what
    the workbook gets, when that is not the value. `shown` False: only when the reader chooses it.
    """

    key: str
    label: Sentence
    accessor: Accessor | None = None
    sort: str | Sequence[str] | None = None
    template: str | None = None
    markup: Callable[[Any], SafeString] | None = None
    num: bool = False
    decimals: int | None = None
    link: Callable[[Any], str] | None = None
    sub: Accessor | None = None
    export: Accessor | None = None
    shown: bool = True

    def value(self, row: Any) -> Any:
        return resolve(row, self.accessor if self.accessor is not None else self.key)

    def exported(self, row: Any) -> Any:
        """The cell for the workbook: numbers and dates as such, all else as text."""
        value = resolve(row, self.export) if self.export is not None else self.value(row)
        if value is None or isinstance(value, str | int | float | Decimal | date):
            return value
        return str(value)

    def ordering(self, *, descending: bool) -> list[str]:
        """What `order_by` is given. Empty when the column does not sort."""
        names = [self.sort] if isinstance(self.sort, str) else list(self.sort or ())
        return [_reverse(name) for name in names] if descending else names


def opening(column: Column) -> SafeString:
    """How a cell of this column begins; on a phone, where rows become cards, its label stands in the cell."""
    of_numbers = format_html(' class="{}"', "num") if column.num else ""
    return format_html('<td role="cell" data-label="{}"{}><div>', column.label, of_numbers)


def draw(column: Column, row: Any) -> SafeString:
    """What stands between `<td>` and `</td>`. Made here: a template for each cell is half a long page's time."""
    if column.markup is not None:
        return conditional_escape(column.markup(row))
    value = column.value(row)
    if column.template:
        drawn = loader.get_template(column.template).render({"row": row, "value": value, "column": column})
        return conditional_escape(drawn)
    text = conditional_escape(written(value, decimals=column.decimals))
    href = column.link(row) if column.link is not None else ""
    if href:
        text = format_html('<a class="ds-link quiet" href="{}">{}</a>', href, text)
    if column.sub is None:
        return text
    return format_html('{}<span class="sub">{}</span>', text, written(resolve(row, column.sub)))


@lru_cache(maxsize=256)
def _words(model: type[Model], name: str) -> dict[Any, Any]:
    field: Any = model._meta.get_field(name)
    return dict(field.flatchoices)


def chosen(row: Model, name: str) -> str:
    """The word for what a field with choices holds. As `get_…_display`, which makes the words anew for each row."""
    value = getattr(row, name)
    return str(_words(type(row), name).get(value, value))


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[tuple[str, str], ...]:
    """The steps of a path, each with the field whose word it asks for ("" when it asks for none)."""
    steps = path.replace("__", ".").split(".")
    return tuple((s, s[4:-8] if s.startswith("get_") and s.endswith("_display") else "") for s in steps)


def resolve(row: Any, accessor: Accessor) -> Any:
    """Follow a path of attributes, keys and methods without arguments; None where something is missing."""
    if callable(accessor):
        return accessor(row)
    value = row
    for step, field in _steps(accessor):
        if value is None:
            return None
        if field and isinstance(value, Model):
            return chosen(value, field)
        value = value.get(step) if isinstance(value, dict) else getattr(value, step, None)
        if callable(value):
            value = value()
    return value


def written(value: Any, *, decimals: int | None = None) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if isinstance(value, int | Decimal):
        return format_number(value, decimals)
    if isinstance(value, float):
        return format_number(Decimal(str(value)), decimals)
    if isinstance(value, datetime):
        return _day(value)
    if isinstance(value, date):
        return _remembered_day(value, get_language())
    return str(value)


def _day(value: date) -> str:
    return str(formats.date_format(value, "j F Y")).replace(" ", NBSP)


@lru_cache(maxsize=4096)
def _remembered_day(value: date, _language: str | None) -> str:
    """A long list has hundreds of days, and the same ones over and over."""
    return _day(value)


def _reverse(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"

"""One row about an item of an order: its columns, what it says, and a stored item as its row would say it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.imports import Column, RawRow, RowError
from ledtrad.core.imports.cells import amount, too_long, whole
from ledtrad.delegation.models import DelegationItem
from ledtrad.delegation.rules.words import Onward, Reporting, level_name
from ledtrad.organisation.models import Function
from ledtrad.organisation.plain import folded
from ledtrad.organisation.rules import Role

COLUMNS = (
    Column("item", gettext_lazy("Punkt"), required=True),
    Column("title", gettext_lazy("Vad som delegeras"), width=60),
    Column("statute", gettext_lazy("Lagrum")),
    Column("delegates", gettext_lazy("Delegater"), width=40,
           help=gettext_lazy("Funktionernas titlar eller nummer, med | mellan.")),
    Column("amount_max", gettext_lazy("Högst belopp"), numeric=True, help=gettext_lazy("Kronor.")),
    Column("days_max", gettext_lazy("Längst tid"), numeric=True, help=gettext_lazy("Dagar.")),
    Column("reporting", gettext_lazy("Anmälan"), choices=lambda _actor: list(Reporting.values)),
    Column("subdelegation", gettext_lazy("Vidaredelegation"), help=gettext_lazy("Ja, nej eller en anmärkning.")),
    Column("area", gettext_lazy("Område")),
    Column("conditions", gettext_lazy("Villkor"), width=40),
    Column("consult", gettext_lazy("Efter samråd med")),
    Column("urgent_only", gettext_lazy("Bara i brådskande ärenden"), help=gettext_lazy("Ja eller nej.")),
)  # fmt: skip
LENGTHS = {"item": 30, "title": 500, "statute": 300, "subdelegation": 200, "area": 120, "consult": 200}
_YES, _NO = {"ja", "yes", "true", "1"}, {"", "nej", "no", "false", "0"}


@dataclass(frozen=True)
class Delegate:
    """Who may decide, as a row says it; the function may be one that is not stored yet."""

    name: str
    function: Function | None = None
    level: str = ""

    @property
    def as_text(self) -> str:
        return self.level or self.name


@dataclass(eq=False)
class ItemRow:
    """What a row says of its item."""

    number: str
    title: str
    statute: str
    amount_max: Decimal | None
    days_max: int | None
    reporting: str
    onward: str
    onward_note: str
    area: str
    conditions: str
    consult: str
    urgent_only: bool
    delegates: tuple[Delegate, ...] = field(default=())

    @property
    def texts(self) -> dict[str, str]:
        """By column, as they would be stored."""
        return _texts(self, self.delegates)

    def values(self, columns: Iterable[str] | None = None) -> dict[str, Any]:
        """The item's fields; only those that these columns say."""
        chosen = FIELDS if columns is None else {name: FIELDS[name] for name in columns if name in FIELDS}
        return {name: getattr(self, name) for names in chosen.values() for name in names}


#: The item's fields by the column that says them. Delegates are rows of their own.
FIELDS = {c.name: (c.name,) for c in COLUMNS if c.name != "delegates"} | {
    "item": ("number",),
    "subdelegation": ("onward", "onward_note"),
}


def item_texts(item: DelegationItem) -> dict[str, str]:
    """A stored item as its row says it. Its delegates must be fetched already."""
    return _texts(item, item.delegates.all())


def item_cells(item: DelegationItem) -> dict[str, object]:
    """The same for an export, where numbers are numbers."""
    return {
        **item_texts(item),
        "amount_max": item.amount_max if item.amount_max is not None else "",
        "days_max": item.days_max if item.days_max is not None else "",
    }


def _texts(item: Any, delegates: Iterable[Any]) -> dict[str, str]:
    return {
        "item": item.number,
        "title": folded(item.title),
        "statute": item.statute,
        "delegates": "|".join(sorted(d.as_text for d in delegates)),
        "amount_max": _number(item.amount_max),
        "days_max": _number(item.days_max),
        "reporting": str(item.reporting),
        "subdelegation": item.onward_note or _yes_no(item.onward),
        "area": item.area,
        "conditions": folded(item.conditions),
        "consult": item.consult,
        "urgent_only": "ja" if item.urgent_only else "nej",
    }


def read_item(row: RawRow) -> tuple[ItemRow | None, list[RowError]]:
    """What the row says of its item, still without delegates; or what is wrong."""
    errors = [RowError(n, said) for n, most in LENGTHS.items() if (said := too_long(row[n], most))]
    sum_max, problem = amount(row["amount_max"]) if row["amount_max"] else (None, "")
    errors += [RowError("amount_max", problem)] if problem else []
    days, problem = whole(row["days_max"]) if row["days_max"] else (None, "")
    errors += [RowError("days_max", problem)] if problem else []
    reporting = _reporting(row["reporting"])
    if reporting is None:
        errors.append(RowError("reporting", _("Skriv ett av: %(values)s.") % {"values": ", ".join(Reporting)}))
    if errors or reporting is None:
        return None, errors
    onward, note = _onward(row["subdelegation"])
    found = ItemRow(
        row["item"], folded(row["title"]), row["statute"], sum_max, days, reporting, onward, note, row["area"],
        folded(row["conditions"]), row["consult"], row["urgent_only"].casefold() in _YES,
    )  # fmt: skip
    return found, []


def read_delegates(text: str, function: Callable[[str], Function | None]) -> tuple[Delegate, ...]:
    """Each delegate once. A level of the tree is known by its own word; of all others `function` says which it is."""
    found: dict[str, Delegate] = {}
    for name in dict.fromkeys(name for part in text.split("|") if (name := folded(part)[:150])):
        level = name if name in Role.values else ""
        called = level_name(name) if level else name
        if called not in found:
            found[called] = Delegate(called, None if level else function(name), level)
    return tuple(found.values())


def _reporting(text: str) -> str | None:
    if not text:
        return Reporting.REPORTED.value
    word = text.casefold()
    return next((v.value for v in Reporting if word in (v.value, str(v.label).casefold())), None)


def _onward(text: str) -> tuple[str, str]:
    """Yes, no, or what the file says in its own words (then onward delegation is allowed, with that note)."""
    word = text.casefold()
    if word in _NO:
        return Onward.NONE.value, ""
    if word.startswith(("nej", "ej ", "no ", "no,", "inte ")):
        return Onward.NONE.value, text
    return Onward.HEAD.value, "" if word in _YES or word == Onward.HEAD.value else text


def _yes_no(onward: str) -> str:
    return "nej" if onward == Onward.NONE else "ja"


def _number(value: Decimal | int | None) -> str:
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text

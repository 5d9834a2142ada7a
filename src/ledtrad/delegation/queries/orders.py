"""Reads of orders: one with who can decide today and what is worrying, two compared, several side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.numbers import format_number
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.delegation.queries.law import LawBook, law_book
from ledtrad.delegation.queries.people import People, people_of
from ledtrad.delegation.rules import comparing
from ledtrad.delegation.rules.forbidden import Law, Warned
from ledtrad.delegation.rules.orders import Decider, Standing, Worry
from ledtrad.delegation.rules.words import Onward, Reporting
from ledtrad.organisation.models import User
from ledtrad.organisation.rules import Tree

_WORDS = {
    Worry.NOBODY: gettext_lazy("Ingen kan besluta"),
    Worry.FORBIDDEN: gettext_lazy("Får kanske inte delegeras"),
    Worry.EXPIRED: gettext_lazy("Lagen gäller inte"),
    Worry.UNKNOWN: gettext_lazy("Okänd delegat"),
    Worry.VACANT: gettext_lazy("Vakant"),
}
_SEVERE = frozenset({Worry.NOBODY})


@dataclass(frozen=True)
class Warning:
    """One thing to look at, in words."""

    kind: Worry
    text: str
    severe: bool = False

    @property
    def label(self) -> str:
        if self.kind == Worry.FORBIDDEN and self.severe:
            return _("Får inte delegeras")
        return str(_WORDS[self.kind])

    @property
    def status(self) -> str:
        """The shape that tells how bad it is."""
        return "missed" if self.severe else "partly"


@dataclass
class Line:
    """An item with who can decide today, and what is worrying about it."""

    item: DelegationItem
    deciders: list[Decider]
    onward: list[Decider] = field(default_factory=list)
    warned: list[Warned] = field(default_factory=list)
    expired: list[Law] = field(default_factory=list)

    @property
    def warnings(self) -> list[Warning]:
        """The worst first."""
        found = [Warning(kind, _about(kind, name), kind in _SEVERE) for kind, name in Standing(self.deciders).worries]
        found += [Warning(Worry.EXPIRED, _replaced(law)) for law in self.expired]
        found += [
            Warning(Worry.FORBIDDEN, f"{w.matter.statute}: {w.matter.explanation}", w.blocks)
            for w in self.warned
            if not w.explained
        ]
        kinds = list(Worry)
        return sorted(found, key=lambda one: (not one.severe, kinds.index(one.kind)))

    @property
    def limits(self) -> list[str]:
        """The conditions, each as a phrase."""
        return limits_of(self.item)


def limits_of(item: DelegationItem) -> list[str]:
    """An item's conditions, each as a phrase."""
    found = []
    if item.amount_max is not None:
        amount = item.amount_max
        text = format_number(amount.to_integral_value() if amount == amount.to_integral_value() else amount)
        found.append(_("högst %(amount)s kronor") % {"amount": text})
    if item.days_max is not None:
        found.append(_("högst %(days)s dagar") % {"days": format_number(item.days_max)})
    if item.consult:
        found.append(_("efter samråd med %(whom)s") % {"whom": item.consult})
    if item.urgent_only:
        found.append(_("bara i brådskande ärenden"))
    return [*found, item.conditions] if item.conditions else found


def _about(kind: Worry, name: str) -> str:
    if kind == Worry.NOBODY:
        return (
            _("%(name)s är vakant och har ingen ersättare.") % {"name": name}
            if name
            else _("Punkten har ingen delegat.")
        )
    if kind == Worry.UNKNOWN:
        return _("”%(name)s” är varken en funktion hos nämnden eller ett organ.") % {"name": name}
    return _("%(name)s är vakant och har ingen ersättare.") % {"name": name}


def _replaced(law: Law) -> str:
    values = {"law": law.reference, "day": law.valid_to, "new": law.replaced_by}
    if law.replaced_by:
        return _("%(law)s upphörde att gälla %(day)s. I stället gäller %(new)s.") % values
    return _("%(law)s upphörde att gälla %(day)s.") % values


@dataclass
class Sheet:
    """An order as its page shows it."""

    order: DelegationOrder
    lines: list[Line]
    people: People
    book: LawBook

    @property
    def areas(self) -> list[tuple[str, list[Line]]]:
        """The items by area, in the order's own order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.item.area, []).append(line)
        return list(found.items())

    @property
    def worrying(self) -> list[tuple[Line, Warning]]:
        """Everything to look at, the worst first."""
        found = [(line, warning) for line in self.lines for warning in line.warnings]
        return sorted(found, key=lambda pair: not pair[1].severe)

    @property
    def blocking(self) -> list[Line]:
        """Items that stop the board from adopting the order."""
        return [x for x in self.lines if any(w.blocks for w in x.warned) or not x.deciders]


def orders_of(user: User, *, day: date | None = None) -> QuerySet[DelegationOrder]:
    """The orders one may see, or those in force on a day, with the number of items. One query."""
    seen = DelegationOrder.objects.visible_to(user)
    rows = (seen if day is None else seen.in_force(day)).select_related("board")
    return rows.annotate(items_count=Count("items")).order_by("board__path", "-valid_from", "-pk")


def items_of(orders: Iterable[int]) -> list[DelegationItem]:
    """The items of some orders with their delegates. Two queries."""
    rows = DelegationItem.objects.filter(order__in=list(orders)).select_related("order__board")
    return list(rows.prefetch_related("delegates").order_by("order", "position", "pk"))


def sheet(order: DelegationOrder, tree: Tree, day: date) -> Sheet:
    """An order with everything that is worrying on that day. Eight queries."""
    people, book = people_of([order.board_id], tree, day), law_book()
    items = items_of([order.pk])
    return Sheet(order, [line_of(item, order, people, book, day) for item in items], people, book)


def one_line(item: DelegationItem, tree: Tree, day: date) -> Line:
    """One item of an order, as the page shows it. Seven queries."""
    order = item.order
    return line_of(item, order, people_of([order.board_id], tree, day), law_book(), day)


def line_of(item: DelegationItem, order: DelegationOrder, people: People, book: LawBook, day: date) -> Line:
    """One item, from what has been read."""
    return Line(
        item,
        [people.decider(order.board_id, d) for d in item.delegates.all()],
        people.onward_deciders(order.board_id, item.number) if item.onward == Onward.HEAD else [],
        book.warnings(item, people.bodies.get(order.board_id, ()), day),
        book.expired(item, order.adopted_on or day, day),
    )


# ── Comparing ────────────────────────────────────────────────────────────────
LABELS = {
    "number": gettext_lazy("Punkt"),
    "area": gettext_lazy("Område"),
    "title": gettext_lazy("Vad som delegeras"),
    "statute": gettext_lazy("Lagrum"),
    "delegates": gettext_lazy("Delegat"),
    "conditions": gettext_lazy("Villkor"),
    "amount_max": gettext_lazy("Högst belopp, kronor"),
    "days_max": gettext_lazy("Längst tid, dagar"),
    "consult": gettext_lazy("Efter samråd med"),
    "urgent_only": gettext_lazy("Bara i brådskande ärenden"),
    "reporting": gettext_lazy("Anmälan"),
    "onward": gettext_lazy("Vidaredelegation"),
}


def plain_item(item: DelegationItem) -> comparing.Item:
    """An item as the rules compare it. Its delegates must be fetched already."""
    values: dict[str, Any] = {name: getattr(item, name) for name in comparing.FIELDS if name != "delegates"}
    values["delegates"] = tuple(d.as_text for d in item.delegates.all())
    return comparing.Item(item.pk, item.number, item.title, values)


def shown(name: str, value: comparing.Value, labels: dict[str, str] | None = None) -> str:
    """A value of a compared field as people read it."""
    if isinstance(value, tuple):
        return ", ".join((labels or {}).get(one, one) for one in value) or "–"
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if value is None or value == "":
        return "–"
    if name == "reporting":
        return str(Reporting(str(value)).label)
    if name == "onward":
        return str(Onward(str(value)).label)
    return str(value) if isinstance(value, str) else format_number(value)


@dataclass(frozen=True)
class Told:
    """A field that is said otherwise, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """An item of a comparison, in words."""

    outcome: comparing.Outcome
    item: DelegationItem
    changes: list[Told]


def compared(old: DelegationOrder, new: DelegationOrder) -> list[Difference]:
    """Two orders item by item; what is the same is there too. Two queries."""
    items = {item.pk: item for item in items_of([old.pk, new.pk])}
    before = [plain_item(item) for item in items.values() if item.order_id == old.pk]
    after = [plain_item(item) for item in items.values() if item.order_id == new.pk]
    labels = delegate_labels(items.values())
    return [
        Difference(
            row.outcome,
            items[(row.new or row.old).key],  # type: ignore[union-attr]
            [
                Told(str(LABELS[c.field]), shown(c.field, c.old, labels), shown(c.field, c.new, labels))
                for c in row.changes
            ],
        )
        for row in comparing.compare(before, after)
    ]


def delegate_labels(items: Iterable[DelegationItem]) -> dict[str, str]:
    """What delegates are called on the screen, by what they are compared by."""
    return {d.as_text: d.label for item in items for d in item.delegates.all()}


@dataclass(frozen=True)
class Cell:
    """An item of one board beside the others'."""

    item: DelegationItem
    differs: list[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """An item that several boards have, or one alone; a cell for each board, None where it is not."""

    title: str
    cells: list[Cell | None]
    differing: list[str]
    shared: int


def side_by_side(orders: Sequence[DelegationOrder]) -> list[Row]:
    """The boards' orders, item by item: what differs first, then what is the same, then what one has alone.

    Two queries.
    """
    items = {item.pk: item for item in items_of([order.pk for order in orders])}
    by_order = {
        order.pk: [plain_item(item) for item in items.values() if item.order_id == order.pk] for order in orders
    }
    labels = delegate_labels(items.values())
    rows = []
    for row in comparing.side_by_side(by_order):
        fields = row.differing
        cells = [
            Cell(items[found.key], [(str(LABELS[f]), shown(f, found.values.get(f), labels)) for f in fields])
            if (found := row.items.get(order.pk)) is not None
            else None
            for order in orders
        ]
        rows.append(Row(row.title, cells, [str(LABELS[f]) for f in fields], len(row.items)))
    return sorted(rows, key=lambda row: (row.shared < 2, not row.differing))

"""Two orders, or several, item by item: what was added, what is gone, what is said otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from rapidfuzz import fuzz

ALIKE = 88
"""How alike two titles must be (0–100) to be the same item under another number."""


class Outcome(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


#: The fields that are compared, in the order of the page. Lists are compared without regard to order.
FIELDS = (
    "number", "area", "title", "statute", "delegates", "conditions", "amount_max", "days_max", "consult",
    "urgent_only", "reporting", "onward",
)  # fmt: skip
_LISTS = frozenset({"delegates"})

Value = str | int | bool | Decimal | None | tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """An item of an order as plain values, by the names in FIELDS."""

    key: int
    number: str
    title: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Change:
    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class Compared:
    """One item of either order or both."""

    outcome: Outcome
    old: Item | None
    new: Item | None
    changes: tuple[Change, ...] = ()


def compare(old: Sequence[Item], new: Sequence[Item]) -> list[Compared]:
    """Every item once, in the order of the new, and those that are gone where they stood."""
    pairs = dict(matched(old, new))
    before = {item.key: item for item in old}
    rows = []
    for item in new:
        former = before.get(pairs.get(item.key, -1))
        if former is None:
            rows.append(Compared(Outcome.ADDED, None, item))
        else:
            changes = tuple(differences(former, item))
            rows.append(Compared(Outcome.CHANGED if changes else Outcome.SAME, former, item, changes))
    kept = set(pairs.values())
    for place, item in enumerate(old):
        if item.key not in kept:
            rows.insert(_where(rows, old[:place]), Compared(Outcome.REMOVED, item, None))
    return rows


def _where(rows: Sequence[Compared], before: Sequence[Item]) -> int:
    """After the nearest item that stood before it in the old order."""
    for earlier in reversed(before):
        for place, row in enumerate(rows):
            if row.old is earlier:
                return place + 1
    return 0


def matched(old: Sequence[Item], new: Sequence[Item]) -> Iterable[tuple[int, int]]:
    """Which new item (key) is which old: by number if the titles are not strangers, else by the titles alone."""
    left = {item.number: item for item in old}
    waiting = []
    for item in new:
        same = left.get(item.number)
        if same is not None and likeness(same, item) >= 40:
            yield item.key, left.pop(item.number).key
        else:
            waiting.append(item)
    scored = sorted(
        ((likeness(a, b), -n, a, b) for n, b in enumerate(waiting) for a in left.values() if likeness(a, b) >= ALIKE),
        key=lambda row: row[:2], reverse=True,
    )  # fmt: skip
    taken: set[int] = set()
    used: set[int] = set()
    for _score, _n, former, item in scored:
        if item.key not in taken and former.key not in used:
            taken.add(item.key)
            used.add(former.key)
            yield item.key, former.key
    # What is left under the same number has been rewritten: the number is what people know it by.
    for item in waiting:
        same = left.get(item.number)
        if item.key not in taken and same is not None and same.key not in used:
            yield item.key, same.key


def likeness(one: Item, other: Item) -> float:
    """How alike two titles are, 0–100, whatever the order of their words."""
    return float(fuzz.token_sort_ratio(one.title.casefold(), other.title.casefold()))


def differences(old: Item, new: Item) -> Iterable[Change]:
    """The fields that are said otherwise."""
    for name in FIELDS:
        before, after = old.values.get(name), new.values.get(name)
        if _plain(name, before) != _plain(name, after):
            yield Change(name, before, after)


def _plain(name: str, value: Value) -> object:
    if name in _LISTS and isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, str):
        return " ".join(value.split())
    return value


@dataclass
class Row:
    """An item that several orders have, or one alone: by order (key) the item; and in which fields they differ."""

    title: str
    items: dict[int, Item] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[str, ...]:
        """The fields that are not the same in all that have it, numbers aside."""
        found = list(self.items.values())
        first = found[0]
        return tuple(
            name
            for name in FIELDS
            if name not in ("number", "area", "title")
            and any(_plain(name, one.values.get(name)) != _plain(name, first.values.get(name)) for one in found[1:])
        )


def side_by_side(orders: Mapping[int, Sequence[Item]]) -> list[Row]:
    """The items of several orders, each with its counterparts in the others, most shared first."""
    rows: list[Row] = []
    for key, items in orders.items():
        known = [Item(n, next(iter(row.items.values())).number, row.title, {}) for n, row in enumerate(rows)]
        pairs = dict(matched(known, items))
        for item in items:
            place = pairs.get(item.key)
            if place is not None and likeness(known[place], item) >= 60:
                rows[place].items[key] = item
            else:
                rows.append(Row(item.title, {key: item}))
    return rows

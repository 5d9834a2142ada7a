"""Who may decide on an item and when: the order, what was delegated onward, and who stands in for whom.

Everything here is a half-open span of days: `start` is included, `stop` is not. No end is `FOREVER`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

FOREVER = date.max


@dataclass(frozen=True)
class ItemSpan:
    """An item of an order and the days when it holds. `rank` orders what begins on the same day (the version)."""

    board: str
    item: str
    start: date
    stop: date
    reporting: str
    amount_max: object = None
    days_max: int | None = None
    onward: bool = False
    delegates: tuple[str, ...] = ()
    rank: tuple[object, ...] = ()


@dataclass(frozen=True)
class Grant:
    """A function, by one of its names, may decide on an item."""

    board: str
    item: str
    function: str
    start: date
    stop: date


@dataclass(frozen=True)
class Standing:
    """One function decides in place of another; each by all of its names."""

    board: str
    absent: frozenset[str]
    substitutes: frozenset[str]
    start: date
    stop: date


def without_overlap(items: Iterable[ItemSpan]) -> Iterator[ItemSpan]:
    """Each item's spans cut where the item's next begins, so that one alone holds on any day."""
    by_item: dict[tuple[str, str], list[ItemSpan]] = defaultdict(list)
    for one in items:
        by_item[one.board, one.item].append(one)
    for spans in by_item.values():
        spans.sort(key=lambda one: (one.start, one.rank))
        for at, one in enumerate(spans):
            stop = min(one.stop, spans[at + 1].start) if at + 1 < len(spans) else one.stop
            if one.start < stop:
                yield replace(one, stop=stop)


def by_order(items: Iterable[ItemSpan]) -> Iterator[Grant]:
    """What the orders themselves grant."""
    for one in items:
        for name in one.delegates:
            if name:
                yield Grant(one.board, one.item, name, one.start, one.stop)


def delegated_onward(grants: Iterable[Grant], items: Iterable[ItemSpan]) -> Iterator[Grant]:
    """Sub-delegations, on the days when the item exists and the board lets it be delegated onward (KL 7:6)."""
    allowed: dict[tuple[str, str], list[ItemSpan]] = defaultdict(list)
    for one in items:
        if one.onward:
            allowed[one.board, one.item].append(one)
    for grant in grants:
        for one in allowed[grant.board, grant.item]:
            yield from _within(grant, one.start, one.stop)


def by_substitutes(grants: Iterable[Grant], standings: Iterable[Standing]) -> Iterator[Grant]:
    """What those may decide who stand in for a delegate, on the days when they do. A substitute has no substitute."""
    by_absent: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for standing in standings:
        for name in standing.absent:
            by_absent[standing.board, name].append(standing)
    for grant in grants:
        for standing in by_absent[grant.board, grant.function]:
            for name in standing.substitutes:
                yield from _within(replace(grant, function=name), standing.start, standing.stop)


def _within(grant: Grant, start: date, stop: date) -> Iterator[Grant]:
    start, stop = max(grant.start, start), min(grant.stop, stop)
    if start < stop:
        yield replace(grant, start=start, stop=stop)

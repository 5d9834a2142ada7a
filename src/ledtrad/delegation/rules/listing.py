"""Which decisions belong on the list to a meeting: plain values in, plain values out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledtrad.delegation.rules.due import due_meeting
from ledtrad.delegation.rules.reading import tells_of_somebody
from ledtrad.delegation.rules.requirements import FIELDS, Requirement, fold
from ledtrad.delegation.rules.words import ListKind, Reporting


@dataclass(frozen=True)
class OrderItem:
    """An item as it stood while its order was in force: from the first day, up to but not including the last."""

    number: str
    area: str
    title: str
    reporting: str
    urgent_only: bool
    valid_from: date
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Items:
    """A board's items through all its orders, by number and day."""

    def __init__(self, items: Iterable[OrderItem]) -> None:
        self._by_number: dict[str, list[OrderItem]] = {}
        for item in items:
            self._by_number.setdefault(item.number, []).append(item)

    def on(self, day: date, number: str) -> OrderItem | None:
        """The item of that number in the order in force that day."""
        return next((i for i in self._by_number.get(number, ()) if i.holds_on(day)), None)

    def by_days(self, chosen: Callable[[OrderItem], bool]) -> dict[tuple[date, date | None], list[str]]:
        """The numbers of the chosen items, by the days when they hold: an order's items share them."""
        found: dict[tuple[date, date | None], list[str]] = {}
        for item in (one for rows in self._by_number.values() for one in rows):
            if chosen(item):
                found.setdefault((item.valid_from, item.valid_to), []).append(item.number)
        return found


def is_to_be_told(item: OrderItem | None) -> bool:
    """Whether the board is to be told: an item that does not exist counts as one to be reported."""
    return item is None or item.reporting == Reporting.REPORTED


def kind_of(item: OrderItem | None) -> ListKind:
    """On which list a decision stands: what the chair decided in urgent matters has its own."""
    return ListKind.URGENT if item is not None and item.urgent_only else ListKind.ORDINARY


def last_decided(meeting_on: date, kind: str, cutoff_days: int) -> date:
    """The last day of decision that this list takes. The chair's urgent ones are told at the very next meeting."""
    return meeting_on if kind == ListKind.URGENT else meeting_on - timedelta(days=cutoff_days)


def due_on(decided_on: date, held_on: Sequence[date], kind: str, cutoff_days: int) -> date | None:
    """The meeting at which a decision is due (KL 6:40, 7:8); None when no such meeting is known."""
    return due_meeting(decided_on, held_on, 0 if kind == ListKind.URGENT else cutoff_days)


def incomplete_fields(values: Mapping[str, Any], required: Iterable[Requirement]) -> tuple[str, ...]:
    """The fields of a decision that are blank or malformed, in the order in which they are told of."""
    item, wrong = str(values["item"]), set()
    for rule in required:
        text = fold("" if values.get(rule.field) is None else str(values[rule.field]))
        if rule.applies_to(item) and (not text or not rule.fits(text)):
            wrong.add(rule.field)
    return tuple(field for field in FIELDS if field in wrong)


@dataclass(frozen=True)
class Waiting:
    """One decision that the proposal to a meeting knows of."""

    pk: int
    system_id: int
    system: str
    source_id: str
    decided_on: date
    item: str
    function: str
    person: str
    matter: str
    decision: str
    amount: str
    period: str
    confidentiality: str
    subject: str
    unit_id: int
    holder_id: int | None
    delegate_id: int | None
    area: str = ""
    title: str = ""
    kind: str = ListKind.ORDINARY
    missing: tuple[str, ...] = ()
    was_due: date | None = None
    choice: str = ""  # the reason, when it was put on the list by hand

    @property
    def is_secret(self) -> bool:
        """Whether it tells something about a person."""
        return mask_needed(self, ())

    @property
    def is_complete(self) -> bool:
        return not self.missing


@dataclass
class Group:
    """One area of the list with its delegates."""

    area: str
    rows: list[Waiting] = field(default_factory=list)

    @property
    def incomplete(self) -> int:
        return sum(1 for row in self.rows if not row.is_complete)

    @property
    def delegates(self) -> list[tuple[str, int]]:
        """Each delegate and how many decisions, most first."""
        found: dict[str, int] = {}
        for row in self.rows:
            found[row.function] = found.get(row.function, 0) + 1
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def grouped(rows: Iterable[Waiting]) -> list[Group]:
    """By area, largest first; within each by delegate and day, the incomplete first."""
    groups: dict[str, Group] = {}
    for row in rows:
        groups.setdefault(row.area, Group(row.area)).rows.append(row)
    for group in groups.values():
        group.rows.sort(key=lambda r: (r.is_complete, r.function, r.decided_on, r.source_id))
    return sorted(groups.values(), key=lambda g: (-len(g.rows), g.area))


def late_among(rows: Iterable[Waiting], meeting_on: date) -> int:
    """How many should have been told at an earlier meeting."""
    return sum(1 for row in rows if row.was_due is not None and row.was_due < meeting_on)


def span_of(rows: Sequence[Waiting], meeting_on: date) -> tuple[date, date] | None:
    """The first and last day of the decisions that are not late; None when there are none."""
    days = [row.decided_on for row in rows if row.was_due is None or row.was_due >= meeting_on]
    return (min(days), max(days)) if days else None


def mask_needed(row: Waiting, pseudonyms: Iterable[str]) -> bool:
    """Whether the open version may only say that there is such a decision: `pseudonyms` are the list's own."""
    return tells_of_somebody(
        confidentiality=row.confidentiality,
        subject=row.subject,
        words=f"{row.matter} {row.decision} {row.source_id}",
        pseudonyms=pseudonyms,
    )

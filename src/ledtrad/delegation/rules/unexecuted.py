"""Granted decisions that are not carried out: when they are late, in which quarters they are told of, and statistics.

All spans are half-open. A decision should be carried out in the span from its day (or the day when what was begun
broke off) up to, not including, the same day three calendar months later: from that day on it is late.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledtrad.core.periods import Period, PeriodKind, latest_ended
from ledtrad.core.small_groups import complement, is_small

MONTHS = 3
"""How long a municipality has: 28 f § LSS, and the same in the social services act."""

DAYS_AHEAD = 21
"""So long before it becomes late, whoever handles it is reminded."""


class Standing(StrEnum):
    """How a granted decision stands on a day."""

    WAITS = "waits"  # the time is not out
    LATE = "late"
    EXECUTED = "executed"
    LAPSED = "lapsed"


class Told(StrEnum):
    """What a quarter's report says of it."""

    FIRST = "first"  # became late this quarter, and waits
    AGAIN = "again"  # was told of before, and waits still
    EXECUTED = "executed"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Grant:
    """The days of one granted decision."""

    decided_on: date
    break_on: date | None = None
    executed_on: date | None = None
    lapsed_on: date | None = None

    @property
    def since(self) -> date:
        """From when it waits."""
        return self.break_on or self.decided_on

    @property
    def late_from(self) -> date:
        """The first day on which it is late."""
        return months_after(self.since, MONTHS)

    @property
    def ended_on(self) -> date | None:
        return self.executed_on or self.lapsed_on

    @property
    def was_late(self) -> bool:
        """Whether it was ever late, or will be if nothing happens."""
        return self.ended_on is None or self.ended_on >= self.late_from

    def standing(self, on: date) -> Standing:
        """As it was on that day: what happened later had not happened."""
        if self.executed_on is not None and self.executed_on <= on:
            return Standing.EXECUTED
        if self.lapsed_on is not None and self.lapsed_on <= on:
            return Standing.LAPSED
        return Standing.LATE if on >= self.late_from else Standing.WAITS

    def days_waited(self, on: date) -> int:
        """From when it began to wait, until it ended or that day."""
        end = self.ended_on if self.ended_on is not None and self.ended_on <= on else on
        return max((end - self.since).days, 0)

    def months_waited(self, on: date) -> int:
        """Whole calendar months."""
        end = self.ended_on if self.ended_on is not None and self.ended_on <= on else on
        return months_between(self.since, end)


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months on; the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """How many whole months have passed from `first` when `last` comes; none backwards."""
    count = max((last.year - first.year) * 12 + last.month - first.month, 0)
    return count if months_after(first, count) <= last else max(count - 1, 0)


def told_in(grant: Grant, quarter: Period) -> Told | None:
    """What the report of a quarter says of it: nothing, when it was not late by its end or had ended before.

    What became late and was carried out in the same quarter is told of too: it was not carried out in time.
    """
    first, last = quarter.first_day, quarter.last_day
    ended = grant.ended_on
    if grant.late_from > last or not grant.was_late or (ended is not None and ended < first):
        return None
    if ended is not None and ended <= last:
        return Told.EXECUTED if grant.executed_on is not None else Told.LAPSED
    return Told.FIRST if grant.late_from >= first else Told.AGAIN


def quarters_of(grant: Grant, until: date) -> list[Period]:
    """The ended quarters, up to a day, in whose reports it stands."""
    quarter, found = Period.of(PeriodKind.QUARTER, grant.late_from), []
    last = latest_ended(PeriodKind.QUARTER, until)
    while quarter <= last:
        if told_in(grant, quarter) is not None:
            found.append(quarter)
        elif found:
            break
        quarter = quarter.next()
    return found


def remind_from(grant: Grant) -> date:
    """The day from which whoever handles it is reminded."""
    return grant.late_from - timedelta(days=DAYS_AHEAD)


# ── Statistics ────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Counted:
    """One decision as the statistics see it."""

    kind: str
    time: str
    sex: str
    told: str


@dataclass(frozen=True)
class Line:
    """One group; `count` is None when so few that they could be recognised, or when it would give such away."""

    label: str
    count: int | None


@dataclass(frozen=True)
class Statistics:
    """Totals alone. `total` is None when even the whole is a small group; then nothing more is told."""

    total: int | None
    tables: dict[str, tuple[Line, ...]]


def statistics(rows: Sequence[Counted], orders: Mapping[str, Sequence[str]]) -> Statistics:
    """By each of the names in `orders` (kind, time, sex, told), which may give the order of its groups.

    Each table adds up to the same total and never crosses another, so a table's hidden groups hide each other.
    """
    if is_small(len(rows)):
        return Statistics(None, {})
    tables = {name: _table([getattr(row, name) for row in rows], order) for name, order in orders.items()}
    return Statistics(len(rows), tables)


def _table(groups: Iterable[str], order: Sequence[str]) -> tuple[Line, ...]:
    counts = Counter(groups)
    labels = [label for label in order if label in counts]
    labels += sorted(label for label in counts if label not in order)
    sizes = [(counts[label],) for label in labels]
    hidden = complement(sizes, [nr for nr, (size,) in enumerate(sizes) if is_small(size)])
    return tuple(Line(label, None if nr in hidden else counts[label]) for nr, label in enumerate(labels))

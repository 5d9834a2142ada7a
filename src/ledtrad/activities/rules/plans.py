"""What a plan sums to, how its effects go, and what is held up. No database, no request."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Flow(StrEnum):
    """How the effect of a measure goes, read off what was expected and what came."""

    NOTHING_EXPECTED = "nothing_expected"  # no amount was promised: nothing to hold it against
    NOT_YET = "not_yet"  # full effect lies ahead and nothing is reported
    ON_ITS_WAY = "on_its_way"  # something has come, full effect lies ahead
    REACHED = "reached"
    BELOW = "below"  # the day of full effect has passed with less than was expected
    UNREPORTED = "unreported"  # that day has passed and nobody has said what came


def flow(*, expected: Decimal | None, full_from: date | None, came: Decimal | None, today: date) -> Flow:
    """How one measure goes. Amounts are SEK a year; `came` is the latest report, None when there is none."""
    if expected is None:
        return Flow.NOTHING_EXPECTED
    if came is not None and came >= expected:
        return Flow.REACHED
    if full_from is None or full_from > today:
        return Flow.NOT_YET if came is None else Flow.ON_ITS_WAY
    return Flow.UNREPORTED if came is None else Flow.BELOW


@dataclass(frozen=True)
class Effect:
    """What one measure was to bring in money and posts, and what it has brought by its latest report."""

    state: str
    expected: Decimal | None
    came: Decimal | None
    posts: Decimal | None = None
    posts_gone: Decimal | None = None


@dataclass(frozen=True)
class Sums:
    """The measures of a plan together. Expected and realised are told apart: one is a promise, the other a report.

    `dropped` is what was expected of measures that were dropped; it is not part of `expected`.
    """

    expected: Decimal
    came: Decimal
    dropped: Decimal
    posts: Decimal
    posts_gone: Decimal
    deficit: Decimal | None

    @property
    def remains(self) -> Decimal | None:
        """What is not yet realised of what must be saved; None for a plan without a deficit, never below zero."""
        return None if self.deficit is None else max(ZERO, self.deficit - self.came)

    @property
    def uncovered(self) -> Decimal | None:
        """What no measure is expected to cover; never below zero."""
        return None if self.deficit is None else max(ZERO, self.deficit - self.expected)


def sums(effects: Iterable[Effect], deficit: Decimal | None) -> Sums:
    """The measures that bring money, summed. Order does not matter.

    A dropped measure counts with what it had brought, if anything, and never with what was expected.
    """
    expected = came = dropped = posts = gone = ZERO
    for one in effects:
        if one.state == "dropped":
            dropped += one.expected or ZERO
        else:
            expected += one.expected or ZERO
            posts += one.posts or ZERO
        came += one.came or ZERO
        gone += one.posts_gone or ZERO
    return Sums(expected, came, dropped, posts, gone, deficit)


def blocked(waits_for: Mapping[int, Collection[int]], states: Mapping[int, str]) -> dict[int, list[int]]:
    """For each activity that is not settled: those it waits for that are not done. One that was dropped holds up too,
    since what it was to bring will not come; somebody has to take the dependency away."""
    return {
        pk: [other for other in others if states.get(other) != "done"]
        for pk, others in waits_for.items()
        if states.get(pk) not in ("done", "dropped") and any(states.get(other) != "done" for other in others)
    }


@dataclass(frozen=True)
class Tally:
    """How many of a plan's activities are in each state, and how many are late."""

    planned: int = 0
    ongoing: int = 0
    on_hold: int = 0
    done: int = 0
    dropped: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        """Dropped ones apart: they are no longer part of the plan."""
        return self.planned + self.ongoing + self.on_hold + self.done


def tally(rows: Iterable[tuple[str, date | None]], today: date) -> Tally:
    """Count (state, last day) pairs."""
    found = dict.fromkeys(("planned", "ongoing", "on_hold", "done", "dropped"), 0)
    late = 0
    for state, due_on in rows:
        found[state] += 1
        late += due_on is not None and due_on < today and state not in ("done", "dropped")
    return Tally(**found, late=late)

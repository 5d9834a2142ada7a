"""At which meeting a decision should have been reported."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

CUTOFF_DAYS = 7
"""A decision made fewer days than this before a meeting waits for the next."""


class DueInterval(NamedTuple):
    """Decisions made from `start` up to, not including, `stop` are due at the meeting `held_on`."""

    start: date
    stop: date
    held_on: date


def due_meeting(decided_on: date, held_on: Sequence[date], cutoff_days: int = CUTOFF_DAYS) -> date | None:
    """The first of the meetings (in order) that is at least `cutoff_days` after the decision; None if there is none."""
    try:
        earliest = decided_on + timedelta(days=cutoff_days)
    except OverflowError:
        return None
    at = bisect_left(held_on, earliest)
    return held_on[at] if at < len(held_on) else None


def due_intervals(held_on: Iterable[date], cutoff_days: int = CUTOFF_DAYS) -> Iterator[DueInterval]:
    """The same as `due_meeting` for all days at once: half-open spans that follow on one another."""
    start = date.min
    for held in sorted(set(held_on)):
        try:
            stop = held - timedelta(days=cutoff_days - 1)
        except OverflowError:
            continue
        if stop > start:
            yield DueInterval(start, stop, held)
            start = stop

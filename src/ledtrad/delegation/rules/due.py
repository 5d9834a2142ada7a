"""At which meeting a decision should have been reported."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta

CUTOFF_DAYS = 7
"""A decision made fewer days than this before a meeting waits for the next."""


def due_meeting(decided_on: date, held_on: Sequence[date], cutoff_days: int = CUTOFF_DAYS) -> date | None:
    """The first of the meetings (in order) that is at least `cutoff_days` after the decision; None if there is none."""
    try:
        earliest = decided_on + timedelta(days=cutoff_days)
    except OverflowError:
        return None
    at = bisect_left(held_on, earliest)
    return held_on[at] if at < len(held_on) else None

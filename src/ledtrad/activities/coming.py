"""When boards meet next: the package of meetings knows, and says so here."""

from collections.abc import Callable, Sequence
from datetime import date

from ledtrad.organisation.models import Unit

Find = Callable[[Unit, date], Sequence[date]]
_finds: list[Find] = []


def register(find: Find) -> None:
    """Say who knows the days on which a board meets, from a day on. One query."""
    if find not in _finds:
        _finds.append(find)


def meeting_days(board: Unit, first: date) -> list[date]:
    """The board's days from `first` on, the nearest first. One query for each that has registered."""
    return sorted({day for find in _finds for day in find(board, first)})

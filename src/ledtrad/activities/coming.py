"""When boards meet: the package of meetings knows, and says so here."""

from collections.abc import Callable, Sequence
from datetime import date

from ledtrad.organisation.models import Unit

Find = Callable[[Unit, date, date], Sequence[date]]
_finds: list[Find] = []


def register(find: Find) -> None:
    """Say who knows the days on which a board meets, from a day to another, both among them. One query."""
    if find not in _finds:
        _finds.append(find)


def meeting_days(board: Unit, first: date, last: date = date.max) -> list[date]:
    """The board's days from `first` to `last`, the earliest first. One query for each that has registered."""
    return sorted({day for find in _finds for day in find(board, first, last)})

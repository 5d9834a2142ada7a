"""The numbers that a source gives its decisions, and what is missing between them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

#: A longer run of digits is a code, not a number that is counted up.
MOST_DIGITS = 18

_LAST_DIGITS = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


class Numbered(NamedTuple):
    """A source's id taken apart at its last run of digits."""

    prefix: str
    digits: str
    suffix: str

    @property
    def series(self) -> str:
        """The id without its last run of digits."""
        return self.prefix + self.suffix

    @property
    def serial(self) -> int:
        return int(self.digits)

    def at(self, serial: int) -> str:
        """The digits of another number of the series, as wide as these are."""
        return f"{serial:0{len(self.digits)}d}"


def take_apart(source_id: str) -> Numbered | None:
    """The id at its last run of digits; None when it has none, or one too long to be counted up."""
    found = _LAST_DIGITS.fullmatch(source_id)
    if found is None or len(found[2]) > MOST_DIGITS:
        return None
    return Numbered(found[1], found[2], found[3])


def series_of(source_id: str) -> tuple[str, int | None]:
    """What is stored of an id: its series and its number in it. Without a number: no series either."""
    numbered = take_apart(source_id)
    return (numbered.series, numbered.serial) if numbered else ("", None)


def missing_range(before: Iterable[str], first: int, last: int) -> str:
    """Numbers as people write them, such as "AN 2021-00188–00191", or "AN 2021-00188" alone.

    `before` are the ids with the number just before; the longest of them shows how the numbers are written.
    """
    shown = max(before, key=lambda source_id: (len(source_id), source_id))
    numbered = take_apart(shown)
    if numbered is None:
        raise ValueError(f"{shown} has no number")
    to = "" if first == last else f"–{numbered.at(last)}"
    return f"{numbered.prefix}{numbered.at(first)}{to}{numbered.suffix}"

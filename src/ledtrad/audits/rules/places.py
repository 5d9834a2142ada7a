"""Where words stand in a paper, and the paper in pieces with what stands there. No database, no request."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_SOUGHT = 400
"""Characters that are looked for: what a line begins with says where it stands."""


@dataclass(frozen=True)
class Mark:
    """Something that was read from the text: `key` is its anchor, from and up to, not including, two characters."""

    key: str
    label: str
    begins: int
    ends: int


@dataclass(frozen=True)
class Piece:
    """A stretch of a page, with the mark that it belongs to; `first` in that mark, where its anchor stands."""

    text: str
    mark: Mark | None = None
    first: bool = False


@dataclass(frozen=True)
class Page:
    """A page of the paper in pieces."""

    number: int
    pieces: tuple[Piece, ...]


def find(words: str, text: str) -> tuple[int, int] | None:
    """Where the words stand, whatever the line breaks between them and the capitals; None when they do not."""
    parts = words[:MOST_SOUGHT].split()
    if len(words) > MOST_SOUGHT:
        parts = parts[:-1]
    if not parts:
        return None
    found = re.search(r"\s+".join(map(re.escape, parts)), text, re.IGNORECASE)
    return (found.start(), found.end()) if found else None


def page_at(place: int, starts: Sequence[int]) -> int | None:
    """The number of the page that a character stands on, from 1; None for a paper without pages."""
    return max(1, bisect_right(starts, place)) if len(starts) > 1 else None


def pages(text: str, starts: Sequence[int], marks: Iterable[Mark]) -> list[Page]:
    """The text page by page, cut where marks begin and end. A mark inside or across another yields to it."""
    edges = list(starts) if starts and starts[0] == 0 else [0, *starts]
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.begins, -m.ends)):
        if 0 <= mark.begins < mark.ends <= len(text) and (not kept or mark.begins >= kept[-1].ends):
            kept.append(mark)
    found = []
    for place, begins in enumerate(edges):
        ends = edges[place + 1] if place + 1 < len(edges) else len(text)
        found.append(Page(place + 1, tuple(_pieces(text, begins, ends, kept))))
    return found


def _pieces(text: str, begins: int, ends: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    at = begins
    for mark in marks:
        start, stop = max(mark.begins, begins), min(mark.ends, ends)
        if start >= stop:
            continue
        if start > at:
            yield Piece(text[at:start])
        yield Piece(text[start:stop], mark, first=start == mark.begins)
        at = stop
    if at < ends:
        yield Piece(text[at:ends])


def place_of(words: str, text: str, hint: tuple[int, int] | None) -> tuple[int, int] | None:
    """Where a line stands: where it was said to, if the text there begins as it does; else where it is found."""
    begins = " ".join(words.split()[:3]).casefold()
    if hint is not None and 0 <= hint[0] < hint[1] <= len(text):
        there = " ".join(text[hint[0] : hint[1]].split()).casefold()
        if begins and begins in there[: len(begins) + 40]:
            return hint
    return find(words, text)

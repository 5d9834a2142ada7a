"""Tables without rules: columns that only spaces part, as text out of a PDF has them, made rows with rules.

Only a table with a column of recommendations, or of questions and their answers, is of use; its head has to say so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ledtrad.audits.reading.signs import ANSWER_COLUMN, COLUMN, QUESTION_COLUMN

_CELL = re.compile(r"\S+(?: \S+)*")
#: A chapter's heading, below which the table is over: "6 Årets granskning".
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})* [A-ZÅÄÖ](?:\S| (?! ))+$")
_CHAPTER = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")
_WIDEST = 140
_LONGEST = 80
"""Lines in a table: what goes on longer is taken for text."""


@dataclass(frozen=True)
class Piece:
    """A line as the paper has it, with its place."""

    raw: str
    offset: int
    page: int


@dataclass(frozen=True)
class Row:
    """A row with rules between its cells; `places` has the offset of each character."""

    text: str
    places: tuple[int, ...]
    page: int


def single_spaced(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The lines without the empty one after each, in a text where every broken line has one.

    Then nearly all lines stand alone, and many of them go on in the middle of a sentence.
    """
    said = [number for number, piece in enumerate(pieces) if piece.raw.strip()]
    wide = sum(1 for number in said if len(pieces[number].raw) > _WIDEST)
    if len(said) < 25 or wide > len(said) * 0.25:
        return pieces
    alone = sum(1 for number in said if number and not pieces[number - 1].raw.strip())
    small = sum(1 for number in said if pieces[number].raw.strip()[:1].islower())
    if alone < len(said) * 0.85 or small < len(said) * 0.08:
        return pieces
    kept: list[Piece] = []
    skipped = False
    for piece in pieces:
        empty = not piece.raw.strip()
        if not empty or skipped:
            kept.append(piece)
        skipped = empty
    return kept


def rows_at(pieces: Sequence[Piece], number: int) -> tuple[list[Row], int]:
    """The rows of a table whose head is this line, and how many lines it takes; none when it heads no table."""
    starts = _head(pieces[number].raw)
    if not starts:
        return [], 0
    rows: list[list[list[tuple[str, int]]]] = []
    pages: list[int] = []
    after_blank, end = True, number
    parted = False
    for place in range(number, min(number + _LONGEST, len(pieces))):
        piece = pieces[place]
        if not piece.raw.strip():
            after_blank = True
            continue
        if (cells := _cells(piece, starts)) is None or (rows and after_blank and _NUMBERED.match(piece.raw)):
            break
        if len(rows) > 1 and after_blank and not parted and not any(cells[1:]):
            break  # its rows stand close, and this is text below it
        parted = parted or (len(rows) > 1 and after_blank)
        if not rows or _begins_row(cells, after_blank=after_blank):
            rows.append([[] for _start in starts])
            pages.append(piece.page)
        for whole, part in zip(rows[-1], cells, strict=True):
            whole += [(" ", part[0][1]), *part] if whole and part else part
        after_blank, end = False, place + 1
        if len(rows) == 1:
            after_blank = True  # what is below the head is a row, whatever it begins with
    if len(rows) < 2:
        return [], 0
    return [_ruled(row, page) for row, page in zip(rows, pages, strict=True)], end - number


def _head(raw: str) -> list[int]:
    """Where the columns begin, when the line is the head of such a table."""
    if "|" in raw or len(raw) > 200 or "   " not in raw.strip():
        return []
    found = [hit for hit in _CELL.finditer(raw.rstrip()) if len(hit[0]) < 60]
    parted = all(second.start() - first.end() >= 3 for first, second in pairwise(found))
    heads = [hit[0] for hit in found]
    if len(found) == 2 and _CHAPTER.fullmatch(heads[0]):
        return []  # "4.1    Rekommendationer" is a heading
    if len(found) < 2 or not parted or not (any(COLUMN.search(head) for head in heads) or _answers(heads)):
        return []
    return [hit.start() for hit in found]


def _answers(heads: Sequence[str]) -> bool:
    """Whether the table answers the audit's questions: "Revisionsfråga   Bedömning"."""
    return any(map(QUESTION_COLUMN.match, heads)) and any(map(ANSWER_COLUMN.match, heads))


def _cells(piece: Piece, starts: list[int]) -> list[list[tuple[str, int]]] | None:
    """The line cut where the columns begin; None when its words run across them."""
    raw = piece.raw.rstrip()
    for start in starts[1:]:
        if len(raw) > start and (raw[start - 1] != " " or (start > 1 and raw[start - 2] != " ")):
            return None
    cells: list[list[tuple[str, int]]] = []
    for start, end in zip(starts, [*starts[1:], len(raw)], strict=True):
        part = raw[start:end]
        left = len(part) - len(part.lstrip())
        words = part.strip()
        cells.append([(character, piece.offset + start + left + at) for at, character in enumerate(words)])
    if len(starts) > 2 and raw[: starts[0]].strip():
        return None
    return cells


def _begins_row(cells: list[list[tuple[str, int]]], *, after_blank: bool) -> bool:
    """A row begins after an empty line, and where the first column begins anew beside another."""
    first = "".join(character for character, _place in cells[0])
    return bool(first) and (after_blank or (first[:1].isalnum() and not first[:1].islower() and any(cells[1:])))


def _ruled(row: list[list[tuple[str, int]]], page: int) -> Row:
    characters: list[tuple[str, int]] = []
    at = next(cell[0][1] for cell in row if cell)
    for cell in row:
        characters += [("|", at), (" ", at), *cell, (" ", cell[-1][1] if cell else at)]
        at = cell[-1][1] if cell else at
    characters.append(("|", at))
    return Row("".join(one for one, _place in characters), tuple(place for _one, place in characters), page)

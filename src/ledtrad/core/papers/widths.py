"""How wide the columns of a paper's tables are: no word is broken that has room, and a date or a number never.

What is drawn is measured by a rule of thumb in points, the same for PDF and Word; the columns' own shares decide
over what is left.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import get_language

from ledtrad.core.numbers import NBSP
from ledtrad.core.papers.blocks import Block, Cell, Document

REPORT, LETTER = 465, 414
"""The width of the text in points: A4 without its margins."""
INSET = 12
SHORT = 20
"""So few letters are a value, such as a date or a number: it stands on one line."""
MOST = 0.4
"""No word takes more of the whole width; a longer one is hyphenated."""
KEPT = 0.65
"""So much of its share a column of text keeps before values are let break between words."""

_SIZE, _SMALL, _BOLD, _SHAPE = 9.9, 9.1, 1.07, 13.0  # a tenth more than the letters are: fonts differ
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]-/ " + NBSP), frozenset("mwMW@%—")


def fitted(document: Document) -> Document:
    """The document with the widths of its tables set by what stands in them, and dates that do not break.

    A column gets `whole` when nothing in it needs to be hyphenated.
    """
    text_width = LETTER if document.get("layout") == "letter" else REPORT
    parts = {
        name: [{**section, "blocks": [_block(block, text_width) for block in section["blocks"]]} for section in found]
        for name in ("sections", "tail")
        if (found := document.get(name))
    }
    return {**document, **parts}


def fitted_table(block: Block, text_width: float = REPORT) -> Block:
    """One table so."""
    rows = [[_unbroken(cell) for cell in row] for row in block["rows"]]
    columns = block["columns"]
    words = [_column_needs(n, columns, rows, _pieces) for n in range(len(columns))]
    values = [_column_needs(n, columns, rows, _lines) if _is_short(n, rows) else None for n in range(len(columns))]
    most = MOST * text_width
    least = [min(need, most) for need in words]
    widths = widths_of([c["width"] for c in columns], least, values, text_width)
    made = [
        {**column, "width": round(width, 1), "whole": width >= need}
        for column, width, need in zip(columns, widths, words, strict=True)
    ]
    return {**block, "columns": made, "rows": rows}


def widths_of(
    shares: Sequence[float], words: Sequence[float], values: Sequence[float | None], whole: float
) -> list[float]:
    """The columns' widths: by their shares, but none narrower than it needs.

    `words` is what the longest word of each column needs, `values` what its longest value does when it holds values
    alone. When not everything has room, values break between words first, then words.
    """
    total = sum(shares)
    gentle = [
        max(word, whole * KEPT * share / total) if value is None else max(word, value)
        for share, word, value in zip(shares, words, values, strict=True)
    ]
    for least in (gentle, list(words)):
        if sum(least) <= whole:
            return _shared(shares, least, whole)
    return [word * whole / sum(words) for word in words]


def _shared(shares: Sequence[float], least: Sequence[float], whole: float) -> list[float]:
    """By share; a column that would be too narrow gets what it needs, and the others share what is left."""
    fixed: dict[int, float] = {}
    while True:
        free = [n for n in range(len(shares)) if n not in fixed]
        left, total = whole - sum(fixed.values()), sum(shares[n] for n in free)
        given = {n: left * shares[n] / total for n in free}
        narrow = [n for n in free if given[n] < least[n]]
        if not narrow:
            return [fixed.get(n, given.get(n, 0.0)) for n in range(len(shares))]
        fixed |= {n: least[n] for n in narrow}


# ── What stands in a column ──────────────────────────────────────────────────
Split = Callable[[str], list[str]]


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _pieces(text: str) -> list[str]:
    """What a line is not broken within: between spaces, and after a dash in a word."""
    return re.split(r"[ \n\t]+|(?<=[-–])(?=[^\W\d])", text)


def _is_short(n: int, rows: Sequence[Sequence[Cell]]) -> bool:
    return bool(rows) and all(len(line) <= SHORT for row in rows for line in _lines(row[n]["text"]))


def _column_needs(n: int, columns: Sequence[dict[str, Any]], rows: Sequence[Sequence[Cell]], split: Split) -> float:
    needs = [_width(_pieces(columns[n]["text"]), _SMALL * _BOLD)]
    for row in rows:
        cell = row[n]
        size = _SIZE * (_BOLD if cell["strong"] else 1)
        needs.append(_width(split(cell["text"]), size) + (_SHAPE if cell["status"] else 0))
        needs.append(_width(_pieces(cell["sub"]), _SMALL))
    return max(needs) + INSET


def _width(pieces: Sequence[str], size: float) -> float:
    return max((sum(_letter(letter) for letter in piece) for piece in pieces), default=0) * size


def _letter(letter: str) -> float:
    """Its width in em, as in most fonts without serifs."""
    if letter in _NARROW:
        return 0.34
    if letter in _WIDE:
        return 0.9
    if letter.isdigit():
        return 0.63
    return 0.7 if letter.isupper() else 0.59


def _unbroken(cell: Cell) -> Cell:
    """The cell with dates that stay on one line."""
    return {**cell, "text": _whole_dates(cell["text"]), "sub": _whole_dates(cell["sub"])}


def _whole_dates(text: str) -> str:
    return _dates(get_language() or "").sub(lambda found: found[0].replace(" ", NBSP), text)


@cache
def _dates(language: str) -> re.Pattern[str]:
    with translation.override(language):
        months = "|".join(str(month) for month in MONTHS.values())
    return re.compile(rf"\b\d{{1,2}} (?:{months})\b(?: \d{{4}}\b)?", re.IGNORECASE)


def _block(block: Block, text_width: float) -> Block:
    if block["kind"] == "table":
        return fitted_table(block, text_width)
    if block["kind"] == "plan_goal" and block.get("table"):
        return {**block, "table": fitted_table(block["table"], text_width)}
    return block

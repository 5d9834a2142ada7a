"""Finding the items that somebody's words mean."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

T = TypeVar("T")

_WORD = re.compile(r"\w+")
_NEAR = 84
"""How near (0–100) a misspelt word must be."""
_NOTHING = frozenset(
    """
    vem får besluta om beslut i på av att en ett och för till med som den det kan ska hur vad
    """.split()  # noqa: SIM905 - a list of words is read as a text
)


def words_of(text: str) -> list[str]:
    """The words that say something."""
    return [word for word in _WORD.findall(text.casefold()) if word not in _NOTHING]


def score(words: Sequence[str], title: str, rest: str) -> float:
    """How well a text answers: each word must be found in it, whole, as a part of a compound, or nearly; else 0."""
    if not words:
        return 0.0
    titled, others = _WORD.findall(title.casefold()), _WORD.findall(rest.casefold())
    total = 0.0
    for word in words:
        worth = max((_worth(word, other) for other in titled), default=0.0) * 2
        if not worth:
            worth = max((_worth(word, other) for other in others), default=0.0)
        if not worth:
            return 0.0
        total += worth
    return total / len(words)


def _worth(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if len(word) >= 3 and (other.startswith(word) or (len(other) >= 5 and word.startswith(other))):
        return 0.9
    if len(word) >= 4 and word in other:
        return 0.7
    if len(word) >= 5 and fuzz.ratio(word, other) >= _NEAR:
        return 0.6
    return 0.0


def best(words: Sequence[str], rows: Iterable[tuple[T, str, str]], most: int) -> list[T]:
    """The things whose title and other text answer best, best first; equals keep their order."""
    scored = [(score(words, title, rest), -n, thing) for n, (thing, title, rest) in enumerate(rows)]
    found = sorted((row for row in scored if row[0] > 0), key=lambda row: row[:2], reverse=True)
    return [thing for _score, _n, thing in found[:most]]

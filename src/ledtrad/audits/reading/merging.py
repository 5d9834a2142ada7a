"""Whether two wordings are one recommendation, as when a summary says again what the end of the report lists."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ledtrad.audits.reading.found import Found

_WORDS = """
att och som för det den ett med till har kan ska bör inom samt vid från avseende nämnden vi av på i en de är sin sina om
dess så hur utifrån
"""
_SMALL = set(_WORDS.split())
_ALIKE, _REWORDED = 0.8, 0.6


@lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems."""
    return frozenset(
        word[:6] for word in re.findall(r"[a-zåäöé0-9]+", text.casefold()) if word not in _SMALL and len(word) > 1
    )


def same(one: Found, other: Found) -> bool:
    """Two items of the same list never are; a sentence need be less like a list's item than an item of another list."""
    if one.group == other.group or one.earlier != other.earlier:
        return False
    first, second = tokens(one.text), tokens(other.text)
    if not first or not second:
        return False
    smaller = min(len(first), len(second))
    shared = len(first & second) / smaller
    if smaller < (3 if one.listed == other.listed else 2):
        return first == second
    return shared >= (_ALIKE if one.listed == other.listed else _REWORDED)


def merged(found: Sequence[Found]) -> list[Found]:
    """Each recommendation once: the fuller of two wordings stands, at its own place, and a list before a sentence."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: not one.listed):
        twin = next((other for other in kept if same(one, other)), None)
        if twin is None:
            kept.append(one)
        elif _fuller(one, twin):
            kept[kept.index(twin)] = one
    return sorted(kept, key=lambda one: one.place)


def _fuller(one: Found, other: Found) -> bool:
    if one.listed != other.listed:
        return one.listed
    known, others = bool(one.mentioned or one.fallback), bool(other.mentioned or other.fallback)
    if known != others:
        return known
    return len(one.text) > len(other.text) + 8

"""Whether two wordings are one recommendation, as when a summary says again what the end of the report lists."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledtrad.audits.reading.recommendations import Found

_SMALL = {
    "att", "och", "som", "för", "det", "den", "ett", "med", "till", "har", "kan", "ska", "bör", "inom", "samt", "vid", "från", "avseende",
    "nämnden", "vi", "av", "på", "i", "en", "de", "är", "sin", "sina", "om", "att", "dess", "så", "hur", "utifrån",
}  # fmt: skip
_ALIKE, _REWORDED = 0.8, 0.6


def tokens(text: str) -> set[str]:
    """The words that carry meaning, cut to their stems."""
    return {word[:6] for word in re.findall(r"[a-zåäöé0-9]+", text.casefold()) if word not in _SMALL and len(word) > 1}


def same(one: "Found", other: "Found") -> bool:
    """Two items of the same list never are; a sentence need be less like a list's item than an item of another list."""
    if one.group == other.group or one.earlier != other.earlier:
        return False
    first, second = tokens(one.text), tokens(other.text)
    if not first or not second:
        return False
    smaller = min(len(first), len(second))
    shared = len(first & second) / smaller
    if smaller < 3:
        return first == second
    return shared >= (_ALIKE if one.listed == other.listed else _REWORDED)

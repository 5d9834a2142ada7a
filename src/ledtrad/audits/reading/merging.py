"""Whether two wordings are one recommendation, as when a summary says again what the end of the report lists."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from ledtrad.audits.reading.boards import mentions
from ledtrad.audits.reading.found import Found
from ledtrad.audits.reading.verbs import begins_with_directive

_WORDS = """
att och som för det den ett med till har kan ska bör inom samt vid från avseende nämnden vi av på i en de är sin sina om
dess så hur utifrån
"""
_SMALL = set(_WORDS.split())
_SAME_THING = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\((?:se )?(?:avsnitt|kapitel|kap)[^)]*\)|\bse (?:avsnitt|kapitel) [\d. och]+", ""),
        (r"\b(?:följ(?:a|s|er)?|följer) upp\b|\buppfölj\w*", "uppföljning"),
        (r"\b(?:ta|tar|tas) fram\b|\bupprätta\w*|\butarbeta\w*", "upprätta"),
        (r"\b(?:se|ser|ses) över\b|\böversyn\w*", "översyn"),
        (r"\b(?:se|ser|ses) till\b|\bsäkerställ\w*|\btillse\w*|\b(?:bör|behöver|måste|rekommenderas|också|även)\b", ""),
        (r"\b(?:ta|tar|tas) in\b|\bkompletter\w*", ""),
        (r"\b(?:stärk|utveckl|förbättr)\w*", ""),
    )
)
_ALIKE, _REWORDED = 0.8, 0.6
_CLOSE = 500
"""Characters: what stands nearer, in the same section, is said once more only in nearly the same words."""


@lru_cache(maxsize=4096)
def tokens(text: str) -> frozenset[str]:
    """The words that carry meaning, cut to their stems."""
    return frozenset(
        word[:6] for word in re.findall(r"[a-zåäöé0-9]+", text.casefold()) if word not in _SMALL and len(word) > 1
    )


@lru_cache(maxsize=4096)
def matter(text: str) -> frozenset[str]:
    """What a recommendation is about: its words without the boards, and without those that change when it is reworded.

    A summary says "Nämnden bör stärka uppföljningen av avtal", the end of the report "följa upp avtal".
    """
    plain = text
    for one in reversed(mentions(text)):
        plain = f"{plain[: one.start]} {plain[one.end :]}"
    for pattern, word in _SAME_THING:
        plain = pattern.sub(word, plain)
    return tokens(plain)


def same(one: Found, other: Found, twins: Collection[frozenset[int]] = ()) -> bool:
    """Two items of the same list never are; a sentence need be less like a list's item than an item of another list.

    `twins` are pairs of lists that have been seen to say the same: what is left of them need be less alike as well.
    """
    if one.group == other.group or one.earlier != other.earlier or _to_others(one, other):
        return False
    first, second = matter(one.text), matter(other.text)
    if not first or not second:
        return False
    smaller = min(len(first), len(second))
    shared = len(first & second) / smaller
    akin = one.listed != other.listed or frozenset((one.group, other.group)) in twins
    if smaller < (2 if akin else 3):
        return first == second
    close = one.block.path == other.block.path and abs(one.place[0] - other.place[0]) < _CLOSE
    return shared >= (_REWORDED if akin and not close else _ALIKE)


def _to_others(one: Found, other: Found) -> bool:
    """Whether they are aimed at different boards by name."""
    first, second = (
        {board.name for board in (found.mentioned or found.fallback) if board.is_named} for found in (one, other)
    )
    return bool(first and second) and not first & second


def merged(found: Sequence[Found]) -> list[Found]:
    """Each recommendation once: the fuller of two wordings stands, at its own place, and a list before a sentence."""
    listed = [one for one in found if one.listed]
    twins = {
        frozenset((one.group, other.group))
        for number, one in enumerate(listed)
        for other in listed[number + 1 :]
        if same(one, other)
    }
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: not one.listed):
        alike = [other for other in kept if same(one, other, twins)]
        twin = max(alike, key=lambda other: len(matter(one.text) & matter(other.text)), default=None)
        if twin is None:
            kept.append(one)
        elif _fuller(one, twin):
            kept[kept.index(twin)] = one
    return sorted(kept, key=lambda one: one.place)


def _fuller(one: Found, other: Found) -> bool:
    if one.listed != other.listed:
        return one.listed
    orders, others_order = (begins_with_directive(found.text) for found in (one, other))
    if orders != others_order:
        return orders  # "revidera reglementet" before "nämnden behöver revidera reglementet"
    known, others = bool(one.mentioned or one.fallback), bool(other.mentioned or other.fallback)
    if known != others:
        return known
    return len(one.text) > len(other.text) + 8

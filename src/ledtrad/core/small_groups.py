"""Counts of persons so small that somebody can be recognised are not shown, nor what would give them away.

One to four persons are hidden (the custom in Swedish open comparisons: fewer than five); nobody is nobody,
so zero is shown. A share is hidden when one to four persons are in it, or one to four are not.

Plain functions for every package that shows such counts: what is small, when hidden figures can be taken for one
another, and what must be hidden beside a total that is known anyway.
"""

from collections.abc import Collection, Iterable, Sequence

SMALLEST_SHOWN = 5
"""The smallest count of persons, above zero, that is shown."""

Sizes = tuple[int, ...]
"""What one figure counts: (persons,), or for a share (in it, outside it)."""


def is_small(count: int) -> bool:
    """One to four persons."""
    return 0 < count < SMALLEST_SHOWN


def ratio_is_small(numerator: int, denominator: int) -> bool:
    """One to four persons in the share, or one to four outside it."""
    return is_small(numerator) or is_small(denominator - numerator)


def has_small(sizes: Sizes) -> bool:
    """Whether anything that the figure counts is small."""
    return any(is_small(size) for size in sizes)


def summed(parts: Iterable[Sizes]) -> Sizes:
    """The sizes of a whole."""
    return tuple(map(sum, zip(*parts, strict=True)))


def differ(hidden: Collection[Sizes]) -> bool:
    """Whether each thing counted takes at least two values among the hidden figures.

    Then whoever knows only their sum can exchange any one of them for another that differs, and has the same
    sum before them: no hidden figure has only one possible value.
    """
    return len(hidden) > 1 and all(len(set(values)) > 1 for values in zip(*hidden, strict=True))


def complement(parts: Sequence[Sizes | None], hidden: Collection[int]) -> set[int]:
    """Which parts to hide beside a total that is known anyway, when those in `hidden` must be.

    The next smallest, all that are equally large together, until the hidden ones differ; when they never do, all.
    None is a part that nobody has reported.
    """
    chosen = set(hidden)
    left = {index: sizes for index, sizes in enumerate(parts) if sizes and any(sizes) and index not in chosen}
    while chosen and not differ([sizes for index in chosen if (sizes := parts[index]) is not None]):
        if not left:
            return {index for index, sizes in enumerate(parts) if sizes is not None}
        smallest = min(left.values(), key=_size)
        for index in [index for index, sizes in left.items() if _size(sizes) == _size(smallest)]:
            chosen.add(index)
            del left[index]
    return chosen


def _size(sizes: Sizes) -> tuple[int, Sizes]:
    return sum(sizes), sizes

"""Counts of persons so small that somebody can be recognised are not shown, nor what would give them away.

One to four persons are hidden (the custom in Swedish open comparisons: fewer than five); nobody is nobody,
so zero is shown. A share is hidden when one to four persons are in it, or one to four are not.

Beside a shown total the hidden part is what remains, so more must be hidden: the next smallest parts, all
that are equally large together, until the hidden ones differ among themselves. If they never do, the total
is hidden too. Which parts are hidden then follows from their sizes alone, so whoever knows the total, the
shown parts and this very rule can exchange any two hidden parts that differ and see the same page: no hidden
part has only one possible value (`tests/indicators/test_rules_small_groups.py` tries every possibility).

This guards one page. Figures for many periods or overlapping groups can still be subtracted from each
other; a unit with few persons should report to a longer period or a larger group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5
"""The smallest count of persons, above zero, that is shown."""

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Suppressed:
    """Which of the parts to hide, in their order, and whether their total must go as well."""

    parts: tuple[bool, ...]
    total: bool

    @property
    def anything(self) -> bool:
        return self.total or any(self.parts)


def is_small(count: int) -> bool:
    """One to four persons."""
    return 0 < count < SMALLEST_SHOWN


def ratio_is_small(numerator: int, denominator: int) -> bool:
    """One to four persons in the share, or one to four outside it."""
    return is_small(numerator) or is_small(denominator - numerator)


def suppress(counts: Sequence[int | None], *, total_shown: bool) -> Suppressed:
    """Which counts in a row or a column to hide. None is a part that nobody has reported: never hidden."""
    return _suppress([None if count is None else (count,) for count in counts], total_shown=total_shown)


def suppress_ratios(ratios: Sequence[tuple[int, int] | None], *, total_shown: bool) -> Suppressed:
    """Which (numerator, denominator) pairs to hide, share and counts alike; `total` is the pair for all."""
    sizes = [None if pair is None else (pair[0], pair[1] - pair[0]) for pair in ratios]
    return _suppress(sizes, total_shown=total_shown)


@dataclass(frozen=True)
class SuppressedTable:
    """Which cells, row totals and column totals to hide, and whether the total of all must go."""

    cells: tuple[tuple[bool, ...], ...]
    row_totals: tuple[bool, ...]
    column_totals: tuple[bool, ...]
    grand_total: bool


def suppress_table(rows: Sequence[Sequence[int | None]]) -> SuppressedTable:
    """Which counts to hide in a table with totals both ways.

    Each row as by `suppress`. A column with a hidden cell shows no total, and the total of all is shown only
    beside every row's. What is left says nothing more than the rows do one by one, so their proof holds.
    """
    by_row = [suppress(row, total_shown=True) for row in rows]
    columns = tuple(any(column) for column in zip(*[row.parts for row in by_row], strict=True))
    row_totals = tuple(row.total for row in by_row)
    return SuppressedTable(tuple(row.parts for row in by_row), row_totals, columns, any(row_totals))


def _suppress(parts: Sequence[Sizes | None], *, total_shown: bool) -> Suppressed:
    hidden = {index for index, sizes in enumerate(parts) if sizes is not None and _has_small(sizes)}
    hide_total = False
    if total_shown and hidden:
        hide_total = _has_small(_total(parts)) or not _hide_more(parts, hidden)
    elif total_shown:
        hide_total = _has_small(_total(parts))
    return Suppressed(tuple(index in hidden for index in range(len(parts))), hide_total)


def _has_small(sizes: Sizes) -> bool:
    return any(is_small(size) for size in sizes)


def _total(parts: Sequence[Sizes | None]) -> Sizes:
    return tuple(map(sum, zip(*[sizes for sizes in parts if sizes is not None], strict=True)))


def _hide_more(parts: Sequence[Sizes | None], hidden: set[int]) -> bool:
    """Hide the next smallest, with all of its size, until the hidden differ; False when they never do."""
    left = {index: sizes for index, sizes in enumerate(parts) if sizes and any(sizes) and index not in hidden}
    while not _differ([parts[index] for index in hidden]):
        if not left:
            return False
        smallest = min(left.values(), key=_size)
        for index in [index for index, sizes in left.items() if _size(sizes) == _size(smallest)]:
            hidden.add(index)
            del left[index]
    return True


def _size(sizes: Sizes) -> tuple[int, Sizes]:
    return sum(sizes), sizes


def _differ(hidden: Sequence[Sizes | None]) -> bool:
    """Whether each thing counted takes at least two values among the hidden parts."""
    known = [sizes for sizes in hidden if sizes is not None]
    return all(len(set(values)) > 1 for values in zip(*known, strict=True))

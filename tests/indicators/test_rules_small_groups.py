"""Nobody is to be found by subtraction. The attack: every table that would look the same on the page."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.indicators.rules.small_groups import Suppressed, ratio_is_small, suppress, suppress_ratios, suppress_table

HIDDEN = "dold"


def page(counts, hidden):
    """What a reader sees: the parts and the total, some of them hidden."""
    shown = tuple(HIDDEN if hide else count for count, hide in zip(counts, hidden.parts, strict=True))
    return shown, HIDDEN if hidden.total else sum(counts)


def pairs_page(pairs, hidden):
    shown = tuple(HIDDEN if hide else pair for pair, hide in zip(pairs, hidden.parts, strict=True))
    total = tuple(map(sum, zip(*pairs, strict=True)))
    return shown, HIDDEN if hidden.total else total


@pytest.mark.parametrize(("parts", "largest"), [(1, 12), (2, 12), (3, 9), (4, 7)])
def test_no_hidden_count_has_only_one_possible_value(parts, largest):
    """The attacker knows the rule, and tries every table up to a size."""
    behind = defaultdict(list)
    for counts in product(range(largest + 1), repeat=parts):
        behind[page(counts, suppress(counts, total_shown=True))].append(counts)
    for (shown, total), possible in behind.items():
        for index, part in enumerate(shown):
            if part == HIDDEN:
                assert len({counts[index] for counts in possible}) > 1, (shown, total)
        if total == HIDDEN:
            assert len({sum(counts) for counts in possible}) > 1, shown


@pytest.mark.parametrize("parts", [1, 2, 3])
def test_no_hidden_share_gives_its_counts_away(parts):
    sizes = [0, 1, 3, 5, 8]
    cells = [(part, part + rest) for part, rest in product(sizes, repeat=2)]
    behind = defaultdict(list)
    for pairs in product(cells, repeat=parts):
        behind[pairs_page(pairs, suppress_ratios(pairs, total_shown=True))].append(pairs)
    for (shown, total), possible in behind.items():
        for index, part in enumerate(shown):
            if part == HIDDEN:
                assert len({pairs[index][0] for pairs in possible}) > 1, (shown, total)
                assert len({pairs[index][1] - pairs[index][0] for pairs in possible}) > 1, (shown, total)


def table_page(rows):
    """What a reader sees of a table with totals both ways."""
    hidden = suppress_table(rows)
    columns = [sum(column) for column in zip(*rows, strict=True)]
    return (
        tuple(page(row, Suppressed(cells, total=False))[0] for row, cells in zip(rows, hidden.cells, strict=True)),
        tuple(HIDDEN if hide else sum(row) for row, hide in zip(rows, hidden.row_totals, strict=True)),
        tuple(HIDDEN if hide else column for column, hide in zip(columns, hidden.column_totals, strict=True)),
        HIDDEN if hidden.grand_total else sum(columns),
    )


@pytest.mark.parametrize(
    ("height", "width", "sizes"), [(2, 2, range(9)), (2, 3, (0, 1, 2, 5, 6)), (3, 2, (0, 1, 4, 6))]
)
def test_no_cell_of_a_table_with_totals_both_ways_can_be_worked_out(height, width, sizes):
    behind = defaultdict(list)
    for rows in product(product(sizes, repeat=width), repeat=height):
        behind[table_page(rows)].append(rows)
    for (cells, *_totals), possible in behind.items():
        for y, x in product(range(height), range(width)):
            if cells[y][x] == HIDDEN:
                assert len({rows[y][x] for rows in possible}) > 1, cells


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_no_small_count_is_shown_and_two_hidden_can_change_places(counts):
    hidden = suppress(counts, total_shown=True)
    assert all(hide for count, hide in zip(counts, hidden.parts, strict=True) if 0 < count < 5)
    assert not any(hide for count, hide in zip(counts, hidden.parts, strict=True) if count == 0)
    if hidden.total:
        return
    places = [index for index, hide in enumerate(hidden.parts) if hide]
    for index in places:
        other = next(place for place in places if counts[place] != counts[index])
        swapped = list(counts)
        swapped[index], swapped[other] = counts[other], counts[index]
        assert page(swapped, suppress(swapped, total_shown=True)) == page(counts, hidden)


@given(st.lists(st.integers(0, 60), max_size=8))
def test_without_a_total_only_the_small_are_hidden(counts):
    hidden = suppress(counts, total_shown=False)
    assert hidden == Suppressed(tuple(0 < count < 5 for count in counts), total=False)


@pytest.mark.parametrize(
    ("counts", "parts", "total"),
    [
        ([30, 9, 46, 2], [0, 1, 0, 1], False),  # R35: the 2 would be 87 − 85
        ([30, 46, 12], [0, 0, 0], False),
        ([3, 0, 0], [1, 0, 0], True),  # only the total is left to hide
        ([1, 2, 0], [1, 1, 0], True),  # and a total below five is hidden as any count
        ([4, 4, 20], [1, 1, 1], False),  # 8 shared by two is 4 and 4
        ([2, 7, 7, 30], [1, 1, 1, 0], False),  # equally large parts go together
        ([0, 0], [0, 0], False),
        ([3, None, 8], [1, 0, 1], False),
        ([], [], False),
    ],
)
def test_examples(counts, parts, total):
    assert suppress(counts, total_shown=True) == Suppressed(tuple(map(bool, parts)), total)


def test_a_share_is_small_from_both_ends():
    assert ratio_is_small(3, 100)
    assert ratio_is_small(97, 100)
    assert not ratio_is_small(0, 100)
    assert not ratio_is_small(100, 100)
    assert ratio_is_small(0, 3)
    assert suppress_ratios([(3, 100), None], total_shown=False).parts == (True, False)
    assert not suppress_ratios([], total_shown=True).anything

"""What is small, and what must go with it beside a known total. The attack: every table with the same page."""

from collections import defaultdict
from itertools import product

import pytest

from ledtrad.core.small_groups import complement, differ, has_small, is_small, ratio_is_small

HIDDEN = "dold"


def page(parts):
    """What a reader sees of the parts of a whole whose total is known."""
    small = {index for index, sizes in enumerate(parts) if sizes is not None and has_small(sizes)}
    gone = complement(parts, small)
    shown = tuple(HIDDEN if index in gone else sizes for index, sizes in enumerate(parts))
    return shown, tuple(map(sum, zip(*[p for p in parts if p is not None], strict=True)))


@pytest.mark.parametrize(("count", "largest"), [(2, 12), (3, 9), (4, 7)])
def test_beside_a_total_no_hidden_part_has_only_one_possible_value(count, largest):
    """The attacker knows the rule. A total that is small itself is hidden elsewhere, so it is not told here."""
    behind = defaultdict(list)
    for counts in product(range(largest + 1), repeat=count):
        if not is_small(sum(counts)):
            behind[page([(c,) for c in counts])].append(counts)
    for (shown, total), possible in behind.items():
        for index, part in enumerate(shown):
            if part == HIDDEN:
                assert len({counts[index] for counts in possible}) > 1, (shown, total)


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ([30, 9, 46, 2], {1, 3}),  # R35: the 2 would be 87 − 85
        ([30, 46, 12], set()),
        ([4, 4, 20], {0, 1, 2}),  # 8 shared by two is 4 and 4
        ([2, 7, 7, 30], {0, 1, 2}),  # equally large parts go together
        ([3, None, 8], {0, 2}),
        ([0, 0], set()),
    ],
)
def test_examples(counts, gone):
    parts = [None if c is None else (c,) for c in counts]
    assert complement(parts, {n for n, c in enumerate(counts) if c and is_small(c)}) == gone


def test_a_share_is_small_from_both_ends():
    assert ratio_is_small(3, 100)
    assert ratio_is_small(97, 100)
    assert not ratio_is_small(0, 100)
    assert not ratio_is_small(100, 100)
    assert ratio_is_small(0, 3)


def test_one_hidden_figure_alone_is_no_company():
    assert not differ([(3,)])
    assert not differ([(3,), (3,)])
    assert differ([(3,), (2,)])
    assert not differ([(3, 20), (2, 20)])

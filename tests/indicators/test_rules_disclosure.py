"""Nobody is found by subtraction: over units, over periods, or from one day to the next."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.core.small_groups import has_small
from ledtrad.indicators.rules.disclosure import Disclosure
from tests.indicators.attack import HIDDEN, Equations, corrected_after, members, page

YEAR = Period.parse("2021")


def told(cells, kind, reporters, **more):
    cells = {cell: sizes for cell, sizes in cells.items() if sizes is not None}
    return Disclosure(kind=kind, cells=cells, reporters=reporters, **more)


def tables(units, kind, values):
    places = list(product(units, YEAR.parts(kind)))
    for row in product(values, repeat=len(places)):
        yield dict(zip(places, row, strict=True))


def seen(disclosure, units):
    return tuple(page(disclosure, YEAR, units).values())


def assert_nobody_is_found(behind):
    """`behind`: what is seen → every table that looks so. Each hidden cell must have two possible values."""
    for pages, possible in behind.items():
        for place in possible[0]:
            sizes = {table[place] for table in possible}
            if any(s is not None and has_small(s) for s in sizes):
                for dimension in range(len(possible[0][place] or ())):
                    if any(0 < s[dimension] < 5 for s in sizes if s is not None):
                        assert len({s[dimension] for s in sizes if s is not None}) > 1, (place, pages, possible)


COUNTS = [(n,) for n in (0, 1, 2, 3, 4, 6)]


@pytest.mark.parametrize("takes_last", [False, True])
@pytest.mark.parametrize(
    ("units", "kind", "values"),
    [
        ("A", PeriodKind.YEAR, COUNTS),
        ("A", PeriodKind.TERTIAL, COUNTS),
        ("A", PeriodKind.QUARTER, COUNTS),
        ("ABC", PeriodKind.YEAR, COUNTS),
        ("AB", PeriodKind.HALF_YEAR, COUNTS),
        ("AB", PeriodKind.TERTIAL, [(1,), (3,), (6,)]),
        ("ABC", PeriodKind.HALF_YEAR, [(1,), (3,), (6,)]),
        ("AB", PeriodKind.HALF_YEAR, [None, (1,), (2,), (3,), (6,)]),
    ],
)
def test_no_cell_has_only_one_possible_value_for_one_who_knows_the_rule(units, kind, values, takes_last):
    behind = defaultdict(list)
    for table in tables(units, kind, values):
        behind[seen(told(table, kind, units, takes_last=takes_last), units)].append(table)
    assert_nobody_is_found(behind)


def test_no_share_gives_its_counts_away():
    values = [(part, rest) for part, rest in product((0, 2, 3, 6), repeat=2) if part + rest]
    behind = defaultdict(list)
    for table in tables("AB", PeriodKind.YEAR, values):
        behind[seen(told(table, PeriodKind.YEAR, "AB"), "AB")].append(table)
    for table in tables("A", PeriodKind.HALF_YEAR, values):
        behind[seen(told(table, PeriodKind.HALF_YEAR, "A"), "A")].append(table)
    assert_nobody_is_found(behind)


@pytest.mark.parametrize(
    ("units", "kind"), [("AB", PeriodKind.HALF_YEAR), ("A", PeriodKind.TERTIAL), ("ABC", PeriodKind.YEAR)]
)
def test_the_page_of_yesterday_and_of_today_tell_no_more_together(units, kind):
    """One more figure, one corrected or one withdrawn, by somebody unknown: every pair of days that look the same."""
    values = [None, (1,), (2,), (4,), (6,)]
    first, second = defaultdict(list), defaultdict(list)
    for before in tables(units, kind, values):
        day_one = seen(told(before, kind, units), units)
        for place, value in product(before, values):
            after = {**before, place: value}
            gone = {cell: sizes for cell, sizes in before.items() if sizes is not None}
            there = {cell: sizes for cell, sizes in after.items() if sizes is not None}
            day_two = seen(told(after, kind, units, corrected=corrected_after(gone, there)), units)
            first[day_one, day_two].append(before)
            second[day_one, day_two].append(after)
    assert_nobody_is_found(first)
    assert_nobody_is_found(second)


# ── Larger, with a solver ────────────────────────────────────────────────────
UNITS = "ABC"
cells = st.one_of(st.none(), st.integers(0, 9), st.integers(1, 4))
kinds = st.sampled_from([PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.TERTIAL])


@st.composite
def days(draw):
    """A table, and the same with one more figure."""
    kind = draw(kinds)
    units = UNITS[: draw(st.integers(1, 3 if kind is not PeriodKind.MONTH else 2))]
    gaps = draw(st.booleans())
    each = cells if gaps else st.one_of(st.integers(0, 9), st.integers(1, 4))
    table = {(u, p): draw(each) for u in units for p in YEAR.parts(kind)}
    place = draw(st.sampled_from(sorted(table, key=str)))
    return kind, units, table, place, draw(st.integers(0, 9))


def as_sizes(table):
    return {cell: (value,) for cell, value in table.items() if value is not None}


@settings(max_examples=150, deadline=None)
@given(days(), st.booleans())
def test_a_solver_with_everything_that_leaves_the_system_recovers_none(drawn, takes_last):
    """All units, all periodicities, before and after one more figure."""
    kind, units, table, place, value = drawn
    before, after = as_sizes(table), as_sizes({**table, place: value})
    changed = place if place in before and before[place] != after[place] else None
    attacker = Equations()
    one = told(before, kind, units, takes_last=takes_last)
    two = told(after, kind, units, takes_last=takes_last, corrected=corrected_after(before, after))
    attacker.add(one, YEAR, units, lambda cell: (cell, "before") if cell == changed else cell)
    attacker.add(two, YEAR, units, lambda cell: (cell, "after") if cell == changed else cell)
    assert not attacker.solved()


class Careless(Disclosure):
    """Hides what is small, and nothing else."""

    def hides(self, period, units=None):
        return has_small(tuple(map(sum, zip(*[self.cells[c] for c in members(self, period, units)], strict=True))))


@pytest.mark.parametrize(
    "table",
    [
        {("A", YEAR): (3,), ("B", YEAR): (9,)},
        {("A", Period.parse("2021-H1")): (3,), ("A", Period.parse("2021-H2")): (9,)},
        {("A", YEAR): (4,), ("B", YEAR): (4,)},
    ],
)
def test_the_attacker_recovers_them_where_only_the_small_are_hidden(table):
    attacker = Equations()
    kind = next(iter(table))[1].kind
    attacker.add(Careless(kind=kind, cells=table, reporters="AB"), YEAR, "AB", lambda cell: cell)
    assert attacker.solved()


@given(days())
def test_what_is_small_is_never_told_and_bounds_hold(drawn):
    kind, units, table, _place, _value = drawn
    disclosure = told(as_sizes(table), kind, units)
    for (period, group), shown in page(disclosure, YEAR, units).items():
        if shown == HIDDEN:
            inside = [
                s[0] for (u, p), s in disclosure.cells.items() if period.contains(p) and (group is None or u in group)
            ]
            low, high = disclosure.between(period, group)
            assert low <= sum(inside) <= high
        elif shown is not None:
            assert not has_small(shown)


# ── Examples ─────────────────────────────────────────────────────────────────
JAN, FEB = Period.parse("2021-01"), Period.parse("2021-02")


def test_a_total_with_one_small_figure_is_told_as_bounds():
    one = told({("A", YEAR): (3,), ("B", YEAR): (9,), ("C", YEAR): (40,)}, PeriodKind.YEAR, "ABC")
    assert [one.hides(YEAR, {u}) for u in "ABC"] == [True, False, False]
    assert one.hides(YEAR)
    assert one.between(YEAR) == (50, 53)
    assert not one.hides(YEAR, {"B", "C"})


def test_a_total_with_two_small_figures_that_differ_is_told():
    assert not told({("A", YEAR): (3,), ("B", YEAR): (2,), ("C", YEAR): (40,)}, PeriodKind.YEAR, "ABC").hides(YEAR)
    assert told({("A", YEAR): (3,), ("B", YEAR): (3,), ("C", YEAR): (40,)}, PeriodKind.YEAR, "ABC").hides(YEAR)


def test_a_year_of_small_months_is_told_once_it_is_whole():
    months = {("A", p): (2 + p.index % 2,) for p in YEAR.parts(PeriodKind.MONTH)}
    whole = told(months, PeriodKind.MONTH, "A")
    assert not whole.hides(YEAR)
    assert whole.hides(Period.parse("2021-Q1"))
    assert whole.between(Period.parse("2021-Q1")) == (3, 12)
    del months["A", FEB]
    assert told(months, PeriodKind.MONTH, "A").hides(YEAR)


def test_a_part_of_a_known_whole_pools_nothing():
    months = {("A", p): (2 + p.index % 2,) for p in YEAR.parts(PeriodKind.MONTH)}
    assert told(months, PeriodKind.MONTH, "A", is_part=True).hides(YEAR)


def test_a_withheld_period_tells_nothing():
    one = told({("A", JAN): (30,), ("A", FEB): (20,)}, PeriodKind.MONTH, "A", withheld=frozenset([JAN]))
    assert [one.hides(p) for p in (JAN, FEB, YEAR)] == [True, False, True]
    assert one.between(JAN) is None


def test_a_sum_that_has_been_told_is_not_told_again_when_a_small_figure_in_it_has_changed():
    before = {("A", YEAR): (3,), ("B", YEAR): (2,), ("C", YEAR): (7,)}
    assert not told(before, PeriodKind.YEAR, "ABC").hides(YEAR)
    after = {**before, ("C", YEAR): (4,)}
    assert told(after, PeriodKind.YEAR, "ABC", corrected=corrected_after(before, after)).hides(YEAR)
    larger = {**before, ("C", YEAR): (8,)}
    assert not told(larger, PeriodKind.YEAR, "ABC", corrected=corrected_after(before, larger)).hides(YEAR)


def test_what_nobody_has_reported_is_not_hidden():
    one = told({("A", JAN): (3,)}, PeriodKind.MONTH, "A")
    assert not one.hides(FEB)
    assert not one.hides(Period.parse("2022"))
    assert not told({("A", YEAR): (3,)}, PeriodKind.YEAR, "A").hides(JAN)

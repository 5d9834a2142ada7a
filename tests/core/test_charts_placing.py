"""Labels are pushed apart, placed clear of lines, wrapped and cut; axes get round ticks."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.charts.letters import break_points, shortened, text_width, wrapped
from ledtrad.core.charts.placing import Box, best_spot, fits, spots_around, spread
from ledtrad.core.charts.scale import decimals_of, nice_ticks, thinned
from ledtrad.core.charts.svg import number

places = st.floats(-1000, 1000)
sizes = st.floats(1, 40)


@st.composite
def crowds(draw):
    wanted = sorted(draw(st.lists(places, min_size=1, max_size=12)))
    return wanted, draw(st.lists(sizes, min_size=len(wanted) - 1, max_size=len(wanted) - 1))


@given(crowds())
def test_spread_keeps_distance(crowd):
    wanted, gaps = crowd
    placed = spread(wanted, gaps)
    assert all(b - a >= gap - 1e-6 for (a, b), gap in zip(pairwise(placed), gaps, strict=True))


@given(crowds())
def test_spread_moves_nothing_that_has_room(crowd):
    wanted, gaps = crowd
    if all(b - a >= gap for (a, b), gap in zip(pairwise(wanted), gaps, strict=True)):
        assert spread(wanted, gaps) == pytest.approx(wanted)


@given(crowds(), st.floats(-1000, 0), st.floats(1, 1000))
def test_spread_stays_within(crowd, low, high):
    wanted, gaps = crowd
    placed = spread(wanted, gaps, low=low, high=high)
    assert all(low - 1e-6 <= at <= high + 1e-6 for at in placed)
    if fits(gaps, low, high):
        assert all(b - a >= gap - 1e-6 for (a, b), gap in zip(pairwise(placed), gaps, strict=True))


def test_spread_shares_the_push():
    assert spread([10, 10], [6]) == [7, 13]
    assert spread([10, 10], [6], weights=[3, 1]) == [8.5, 14.5]
    assert spread([], []) == []


@given(st.lists(st.floats(-1e9, 1e9), max_size=10), st.booleans())
def test_ticks_span_zero_and_every_value(values, whole):
    ticks = nice_ticks(values, whole=whole)
    slack = 1e-6 * max(1, *map(abs, ticks))
    assert 2 <= len(ticks) <= 6
    assert 0 in ticks
    assert ticks[0] <= min(values, default=0) + slack
    assert ticks[-1] >= max(values, default=0) - slack
    assert all(b > a for a, b in pairwise(ticks))
    if whole:
        assert all(tick == int(tick) for tick in ticks)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([42, 30, 45], [0, 10, 20, 30, 40, 50]),
        ([100], [0, 20, 40, 60, 80, 100]),
        ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([-3.8, 2.5], [-4, -2, 0, 2, 4]),
        ([0.031], [0, 0.01, 0.02, 0.03, 0.04]),
    ],
)
def test_ticks_are_round(values, ticks):
    assert nice_ticks(values) == pytest.approx(ticks)


@pytest.mark.parametrize(("step", "decimals"), [(10, 0), (2.5, 1), (0.2, 1), (0.25, 2), (0.00001, 5)])
def test_ticks_show_the_decimals_they_need(step, decimals):
    assert decimals_of(step) == decimals


@given(st.lists(st.floats(10, 80), min_size=1, max_size=60), st.floats(1, 120))
def test_thinned_labels_never_touch_and_the_last_is_there(widths, spacing):
    kept = thinned(widths, spacing)
    assert kept[-1] == len(widths) - 1
    assert all((b - a) * spacing >= (widths[a] + widths[b]) / 2 for a, b in pairwise(kept))


def test_thinned_evenly_from_the_first_if_it_can_be():
    assert thinned([30] * 5, 40) == [0, 2, 4]
    assert thinned([30] * 5, 100) == [0, 1, 2, 3, 4]


@given(st.text(max_size=80), st.floats(40, 200), st.booleans())
def test_wrapped_lines_fit(text, room, bold):
    lines = wrapped(text, room, 12.5, bold=bold, most=3)
    assert len(lines) <= 3
    assert all(text_width(line, 12.5, bold=bold) <= room for line in lines if line != "…")


@given(st.text(alphabet="abcdefghijklmnoprstuvåäö -", max_size=60))
def test_wrapping_loses_no_letter(text):
    def letters(value):
        return "".join(letter for letter in value if letter not in " -\xad")

    lines = wrapped(text, 130, 12.5, most=99)
    if not any("…" in line for line in lines):
        assert letters("".join(lines)) == letters(text)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("samhällsorientering", ["samhälls", "orientering"]),
        ("arbetsmarknadsinsatser", ["arbets", "marknads", "insatser"]),
        ("kompetensförsörjningsplan", ["kompetens", "försörjnings", "plan"]),
        ("18–24-enheten", ["18–", "24-", "enheten"]),
        ("själv\xadförsörjning", ["själv\xad", "försörjning"]),
    ],
)
def test_swedish_compounds_break_between_their_parts(word, parts):
    points = [0, *break_points(word), len(word)]
    found = [word[a:b] for a, b in pairwise(points)]
    assert "".join(found) == word
    assert set(parts[:1]) <= {word[:at] for at in points}


def test_a_long_word_is_hyphenated_and_a_short_one_is_not():
    assert wrapped("Test i samhällsorientering", 118, 12.5) == ["Test i samhälls-", "orientering"]
    assert wrapped("Stärkas till självförsörjning", 110, 12.5) == ["Stärkas till", "självförsörjning"]


def test_shortened_says_so():
    assert shortened("Norrlida", 200, 13) == "Norrlida"
    assert shortened("Liknande kommuner, medel", 90, 13).endswith("…")


def box_and_segment():
    coordinate = st.floats(-50, 50)
    return st.tuples(*[coordinate] * 8)


@given(box_and_segment())
def test_a_box_is_crossed_by_what_has_a_point_in_it(numbers):
    x1, y1, x2, y2, left, top, width, height = numbers
    box = Box(left, top, left + abs(width), top + abs(height))
    steps = [(x1 + (x2 - x1) * t / 40, y1 + (y2 - y1) * t / 40) for t in range(41)]
    if any(box.left < x < box.right and box.top < y < box.bottom for x, y in steps):
        assert box.crossed_by(((x1, y1), (x2, y2)))


def test_a_box_is_not_crossed_by_what_passes_beside_it():
    assert not Box(0, 0, 10, 10).crossed_by(((-5, 4), (-1, 20)))
    assert not Box(0, 0, 10, 10).crossed_by(((0, 11), (10, 11)))


def test_the_best_spot_crosses_nothing_and_stays_inside():
    bounds = Box(0, 0, 200, 100)
    rising = ((0.0, 100.0), (200.0, 0.0))
    spot = best_spot(spots_around(100, 50, 40, 14, clear=9), bounds, avoid=[rising])
    assert spot is not None
    assert not spot.box.crossed_by(rising)
    assert spot.box.within(bounds)
    assert best_spot(spots_around(100, 50, 400, 14, clear=9), bounds, avoid=[]) is None


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (1.26, "1.3"), (-0.01, "0"), (132.7, "132.7")])
def test_coordinates_are_short(value, text):
    assert number(value) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_coordinates_are_finite(value):
    with pytest.raises(ValueError, match="finite"):
        number(value)

"""Two targets for one indicator: when do they pull apart?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.indicators.rules import Threshold, ThresholdKind
from ledtrad.indicators.rules.opposition import Opposition, opposition

K = ThresholdKind
LINES = [K.AT_LEAST, K.AT_MOST, K.MORE_THAN, K.LESS_THAN]


def want(kind, value, upper=None):
    return Threshold(kind, Decimal(value), None if upper is None else Decimal(upper))


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (want(K.AT_LEAST, 120), want(K.AT_MOST, 90), Opposition.IMPOSSIBLE),
        (want(K.AT_LEAST, 90), want(K.AT_MOST, 90), Opposition.OPPOSITE),
        (want(K.MORE_THAN, 90), want(K.AT_MOST, 90), Opposition.IMPOSSIBLE),
        (want(K.AT_LEAST, 30), want(K.AT_MOST, 90), Opposition.OPPOSITE),
        (want(K.AT_LEAST, 30), want(K.AT_LEAST, 90), None),
        (want(K.BETWEEN, 11, 13), want(K.AT_LEAST, 14), Opposition.IMPOSSIBLE),
        (want(K.BETWEEN, 11, 13), want(K.AT_LEAST, 12), None),
        (want(K.BETWEEN, 1, 2), want(K.BETWEEN, 3, 4), Opposition.IMPOSSIBLE),
        (want(K.STAGE, 3), want(K.AT_MOST, 1), None),
    ],
)
def test_as_stated(one, other, found):
    assert opposition(one, other) is found
    assert opposition(other, one) is found


def meets(value, threshold):
    if threshold.kind is K.BETWEEN:
        return threshold.value <= value <= threshold.upper
    sides = {
        K.AT_LEAST: value >= threshold.value,
        K.AT_MOST: value <= threshold.value,
        K.MORE_THAN: value > threshold.value,
        K.LESS_THAN: value < threshold.value,
    }
    return sides[threshold.kind]


lines = st.builds(Threshold, st.sampled_from(LINES), st.integers(-5, 5).map(Decimal))
spans = st.tuples(st.integers(-5, 5), st.integers(0, 4)).map(lambda t: want(K.BETWEEN, t[0], t[0] + t[1]))


@given(lines | spans, lines | spans)
def test_impossible_is_when_no_value_meets_both(one, other):
    """Tried on a grid fine enough to tell strict from not."""
    grid = [Decimal(n) / 4 for n in range(-60, 61)]
    possible = any(meets(v, one) and meets(v, other) for v in grid)
    assert (opposition(one, other) is Opposition.IMPOSSIBLE) is (not possible)

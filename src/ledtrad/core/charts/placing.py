"""Where labels go: pushed apart along a line, or beside a point where they cover nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def spread(
    wanted: Sequence[float],
    gaps: Sequence[float],
    *,
    low: float = float("-inf"),
    high: float = float("inf"),
    weights: Sequence[float] | None = None,
) -> list[float]:
    """Positions in the given order, at least `gaps` apart, as near to `wanted` as can be (least squares).

    `gaps[i]` is the least distance between item i and i + 1. If all of them do not fit between `low` and
    `high`, the gaps shrink in proportion; ask `fits` first if that must not happen.
    """
    if not wanted:
        return []
    total = sum(gaps)
    if total > high - low:
        gaps = [gap * (high - low) / total for gap in gaps]
        total = high - low
    before = [0.0]
    for gap in gaps:
        before.append(before[-1] + gap)
    free = _never_falling([value - offset for value, offset in zip(wanted, before, strict=True)], weights)
    return [min(max(value, low), high - total) + offset for value, offset in zip(free, before, strict=True)]


def fits(gaps: Sequence[float], low: float, high: float) -> bool:
    """Is there room for items these gaps apart?"""
    return sum(gaps) <= high - low


def _never_falling(values: Sequence[float], weights: Sequence[float] | None) -> list[float]:
    """The nearest sequence that never falls: pool adjacent violators, linear time."""
    blocks: list[tuple[float, float, int]] = []  # mean, weight, length
    for index, value in enumerate(values):
        mean, weight, length = value, weights[index] if weights else 1.0, 1
        while blocks and blocks[-1][0] > mean:
            earlier, heavy, count = blocks.pop()
            mean = (earlier * heavy + mean * weight) / (heavy + weight)
            weight, length = heavy + weight, length + count
        blocks.append((mean, weight, length))
    return [mean for mean, _weight, length in blocks for _ in range(length)]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the drawing; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def crossed_by(self, segment: "Segment") -> bool:
        """Does the straight line between two points pass through? (Liang–Barsky clipping.)"""
        (x1, y1), (x2, y2) = segment
        enter, leave = 0.0, 1.0
        for delta, near, far in (
            (x2 - x1, self.left - x1, self.right - x1),
            (y2 - y1, self.top - y1, self.bottom - y1),
        ):
            if delta == 0:
                if near > 0 or far < 0:
                    return False
                continue
            first, last = sorted((near / delta, far / delta))
            enter, leave = max(enter, first), min(leave, last)
        return enter <= leave


Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a label: its text's anchor point, baseline and box."""

    x: float
    y: float
    anchor: str
    box: Box


def spots_around(x: float, y: float, width: float, height: float, *, clear: float) -> list[Spot]:
    """Places for a label around a point, the most natural first; each box two pixels larger than its text."""
    rise = height * 0.28  # from a line's middle down to its baseline
    places = [
        (x, y - clear - height / 2, "mid"),
        (x + clear, y, ""),
        (x, y + clear + height / 2, "mid"),
        (x - clear / 2, y - clear - height / 2, "end"),
        (x - clear / 2, y - clear - height / 2, ""),
        (x - clear / 2, y + clear + height / 2, ""),
        (x + clear / 2, y + clear + height / 2, ""),
        (x + clear / 2, y + clear + height / 2, "end"),
        (x - clear, y, "end"),
        (x + clear, y + height, ""),
        (x + clear, y - height, ""),
        (x, y + clear + height, "mid"),
        (x, y - clear - height, "mid"),
    ]
    starts = {"": 0.0, "mid": width / 2, "end": width}
    return [
        Spot(
            px,
            py + rise,
            anchor,
            Box(
                px - starts[anchor] - 2,
                py - height / 2 - 2,
                px - starts[anchor] + width + 2,
                py + height / 2 + 2,
            ),
        )
        for px, py, anchor in places
    ]


def best_spot(
    spots: Iterable[Spot], bounds: Box, *, avoid: Iterable[Segment], prefer_not: Iterable[Segment] = ()
) -> Spot | None:
    """The first spot inside `bounds` that crosses nothing; else the one that crosses least of what it may.

    None if every spot crosses something in `avoid`.
    """
    avoid, prefer_not = list(avoid), list(prefer_not)
    possible = [
        spot for spot in spots if spot.box.within(bounds) and not any(spot.box.crossed_by(segment) for segment in avoid)
    ]
    return min(possible, key=lambda spot: sum(spot.box.crossed_by(segment) for segment in prefer_not), default=None)

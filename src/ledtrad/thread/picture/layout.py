"""Where every knot, label and lane of the picture lies."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.charts.letters import wrapped
from ledtrad.core.charts.placing import spread
from ledtrad.thread.picture.lanes import Lane, Step, Stop, Wiring, wire
from ledtrad.thread.picture.model import NodeId, PictureLink, PictureNode
from ledtrad.thread.picture.ordering import Order, ordered_columns
from ledtrad.thread.picture.selection import select

PITCH = 153.0
"""From one column to the next."""
MARGIN = 7.0
KNOT_IN = 7.0
"""A label starts this far left of its knot's middle."""
LABEL_ROOM = 124.0
LABEL_FONT, CHOSEN_FONT = 12.5, 13.5
FIRST_LINE, LINE = 40.0, 15.5
HEAD = 28.0
"""Height of the column titles."""
SWEEPS = 10
STRAIGHTENED = 14.0
"""A step with less rise than this would look like a slip of the pen: it is made level if there is room."""
_LANE_ROOM = 9.0
_WITH_FIGURE = re.compile(r"(?<=\d) (?=kap\.|§|%|procent\b|år\b)|(?<=§) (?=\d)")


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node with the middle of its knot and its title in lines."""

    node: PictureNode
    x: float
    y: float
    lines: tuple[str, ...]
    badge: str
    is_chosen: bool

    @property
    def above(self) -> float:
        """Room that it takes above the middle of its knot."""
        return 28.0 if self.badge else 17.0

    @property
    def below(self) -> float:
        return FIRST_LINE + LINE * (len(self.lines) - 1) + 8


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture with everything in place. `hidden` says how many nodes it leaves out."""

    left: float
    columns: int
    height: float
    nodes: tuple[PlacedNode, ...]
    points: Mapping[Stop, tuple[float, float]]
    steps: tuple[Step, ...]
    within: tuple[PictureLink, ...]
    red: frozenset[PictureLink]
    hidden: int


@dataclass(slots=True)
class _Heights:
    """The y of every stop while it is being settled."""

    order: Order
    room: Mapping[Stop, tuple[float, float]]
    neighbours: Mapping[Stop, Sequence[tuple[Stop, int, float]]]
    tall: float
    """As tall as the fullest column needs: nothing is placed outside."""
    middle: Stop | None
    """The chosen node, held halfway down."""
    y: dict[Stop, float] = field(default_factory=dict)


def layout(
    nodes: Sequence[PictureNode],
    links: Iterable[PictureLink],
    chosen: NodeId | None = None,
    *,
    up: int = 2,
    down: int = 2,
    expand_all: bool = False,
    most: int | None = None,
    most_in_column: int | None = None,
) -> Layout:
    """Place the chosen node's surroundings, or everything with `expand_all`. Deterministic.

    Of the surroundings at most `most` nodes and `most_in_column` in a column, the nearest first.

    A node's column is its place from the left, also when columns before it are empty.
    """
    selection = select(
        nodes, links, chosen, up=up, down=down, expand_all=expand_all, most=most, most_in_column=most_in_column
    )
    wiring = wire(selection)
    partly = {link.target for link in selection.links if link.partial}
    labels = {node.id: _label(node, chosen, _badge(node, node.id in partly)) for node in selection.nodes}
    heights = _settled(wiring, labels, chosen if chosen in labels else None)
    left = MARGIN + (18.0 if _first_column_bends(wiring) else 0.0)
    points = {stop: (left + KNOT_IN + PITCH * wiring.columns[stop], y) for stop, y in heights.items()}
    placed = tuple(_at(labels[node.id], points[node.id]) for node in selection.nodes)
    return Layout(
        left=left,
        columns=1 + max((node.column for node in selection.nodes), default=0),
        height=max((node.y + node.below for node in placed), default=HEAD) + 8,
        nodes=placed,
        points=points,
        steps=wiring.steps,
        within=wiring.within,
        red=selection.red,
        hidden=selection.hidden,
    )


def _badge(node: PictureNode, partly_carried: bool) -> str:
    """What the dashed frame at the knot says, if anything."""
    if partly_carried and node.gaps <= 1:
        return _("bärs delvis")
    if not node.gaps:
        return ""
    return ngettext("%(count)s lucka", "%(count)s luckor", node.gaps) % {"count": node.gaps}


def _label(node: PictureNode, chosen: NodeId | None, badge: str) -> PlacedNode:
    is_chosen = node.id == chosen
    font, most = (CHOSEN_FONT, 5) if is_chosen else (LABEL_FONT, 4)
    lines = wrapped(_bound(node.title), LABEL_ROOM, font, bold=is_chosen, most=most)
    return PlacedNode(node, 0, 0, tuple(lines), badge, is_chosen)


def _bound(title: str) -> str:
    """Figures kept on the line of what they count: 4 kap. 1 §."""
    return _WITH_FIGURE.sub("\N{NO-BREAK SPACE}", title)


def _at(placed: PlacedNode, point: tuple[float, float]) -> PlacedNode:
    return PlacedNode(placed.node, *point, placed.lines, placed.badge, placed.is_chosen)


def _first_column_bends(wiring: Wiring) -> bool:
    return any(wiring.columns[link.source] == 0 for link in wiring.within)


# ── Heights ──────────────────────────────────────────────────────────────────


def _settled(wiring: Wiring, labels: Mapping[NodeId, PlacedNode], chosen: NodeId | None) -> dict[Stop, float]:
    """The y of every stop: columns swept to and fro, each stop drawn to its neighbours, none over another."""
    order, room = ordered_columns(wiring), _rooms(wiring, labels)
    tall = max((sum(sum(room[stop]) for stop in column) for column in order), default=0.0)
    heights = _Heights(order, room, _weighted_neighbours(wiring), tall, chosen)
    for column in order:
        _stack(heights, column)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        side = {-1, 0} if forwards else {1, 0}
        for column in order if forwards else reversed(order):
            _pull(heights, column, side)
    for column in order:
        _pull(heights, column, {-1, 0, 1})
    _straighten(heights, wiring)
    top = min((heights.y[stop] - room[stop][0] for stop in heights.y), default=0.0)
    return {stop: round(y - top + HEAD + 8, 1) for stop, y in heights.y.items()}


def _room(stop: Stop, labels: Mapping[NodeId, PlacedNode]) -> tuple[float, float]:
    if isinstance(stop, Lane):
        return _LANE_ROOM, _LANE_ROOM
    return labels[stop].above, labels[stop].below


def _rooms(wiring: Wiring, labels: Mapping[NodeId, PlacedNode]) -> dict[Stop, tuple[float, float]]:
    """Room above and below each stop; two that have only each other get the same, so that they lie level."""
    room = {stop: _room(stop, labels) for stop in wiring.columns}
    starts, ends = Counter(s.start for s in wiring.steps), Counter(s.end for s in wiring.steps)
    for step in wiring.steps:
        lane = isinstance(step.start, Lane) or isinstance(step.end, Lane)
        if starts[step.start] == ends[step.end] == 1 and not lane:
            (above, below), (other_above, other_below) = room[step.start], room[step.end]
            room[step.start] = room[step.end] = max(above, other_above), max(below, other_below)
    return room


def _weighted_neighbours(wiring: Wiring) -> dict[Stop, list[tuple[Stop, int, float]]]:
    """Who is drawn to whom, on which side and how hard: lanes should run straight."""
    neighbours: dict[Stop, list[tuple[Stop, int, float]]] = defaultdict(list)
    for step in wiring.steps:
        lanes = isinstance(step.start, Lane) + isinstance(step.end, Lane)
        weight = (1.0, 2.0, 8.0)[lanes]
        neighbours[step.start].append((step.end, 1, weight))
        neighbours[step.end].append((step.start, -1, weight))
    for link in wiring.within:
        neighbours[link.source].append((link.target, 0, 0.5))
        neighbours[link.target].append((link.source, 0, 0.1))
    return neighbours


def _gaps(heights: _Heights, column: Sequence[Stop]) -> list[float]:
    return [heights.room[a][1] + heights.room[b][0] for a, b in pairwise(column)]


def _stack(heights: _Heights, column: Sequence[Stop]) -> None:
    """Close together about the middle, to begin with."""
    y = (heights.tall - sum(sum(heights.room[stop]) for stop in column)) / 2
    for stop in column:
        above, below = heights.room[stop]
        heights.y[stop] = y + above
        y += above + below


def _pull(heights: _Heights, column: Sequence[Stop], sides: set[int]) -> None:
    """Draw each stop to the weighted mean of its neighbours on these sides, keeping order and distance."""
    if not column:
        return
    wanted, weights = [], []
    for stop in column:
        near = [(heights.y[n], weight) for n, side, weight in heights.neighbours.get(stop, ()) if side in sides]
        total = sum(weight for _where, weight in near)
        wanted.append(sum(y * weight for y, weight in near) / total if near else heights.y[stop])
        weights.append(total if near else 0.1)
        if stop == heights.middle:
            wanted[-1], weights[-1] = heights.tall / 2, 1000.0
    low, high = heights.room[column[0]][0], heights.tall - heights.room[column[-1]][1]
    settled = spread(wanted, _gaps(heights, column), low=low, high=high + 1e-6, weights=weights)
    heights.y.update(zip(column, settled, strict=True))


def _straighten(heights: _Heights, wiring: Wiring) -> None:
    """Move one end of each nearly level step to the height of the other, where the column has room for it."""
    limits = {stop: bounds for column in heights.order for stop, bounds in _neighbours_in(column)}
    for _round in range(2):
        for step in wiring.steps:
            rise = heights.y[step.end] - heights.y[step.start]
            if 0 < abs(rise) < STRAIGHTENED:
                _move(heights, limits, step.end, heights.y[step.start]) or _move(
                    heights, limits, step.start, heights.y[step.end]
                )


def _neighbours_in(column: Sequence[Stop]) -> Iterable[tuple[Stop, tuple[Stop | None, Stop | None]]]:
    padded: list[Stop | None] = [None, *column, None]
    return ((stop, (padded[at], padded[at + 2])) for at, stop in enumerate(column))


def _move(heights: _Heights, limits: Mapping[Stop, tuple[Stop | None, Stop | None]], stop: Stop, y: float) -> bool:
    """Move a stop to `y` unless it would come too near its neighbours or bend a step that is straight."""
    before, after = limits[stop]
    if before is not None and y - heights.y[before] < heights.room[before][1] + heights.room[stop][0]:
        return False
    if after is not None and heights.y[after] - y < heights.room[stop][1] + heights.room[after][0]:
        return False
    if any(heights.y[other] == heights.y[stop] for other, _side, _weight in heights.neighbours.get(stop, ())):
        return False
    heights.y[stop] = y
    return True

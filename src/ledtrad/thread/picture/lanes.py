"""Links turned into steps between neighbouring columns, so that none runs across a label.

A link that jumps over columns gets a lane of its own through each of them. Links from the same node share
their lanes, like wires in a loom, and so do links to the same node.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ledtrad.thread.picture.model import NodeId, PictureLink
from ledtrad.thread.picture.selection import Selection


@dataclass(frozen=True, slots=True)
class Lane:
    """A way through a column, kept free of labels, for the long links of one node."""

    owner: NodeId
    leftwards: bool
    column: int


Stop = NodeId | Lane


@dataclass(slots=True)
class Step:
    """One stretch between two stops in neighbouring columns, with the links that run over it."""

    start: Stop
    end: Stop
    links: list[PictureLink] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wiring:
    """All stops with their columns, the steps between them, and the links within a column."""

    columns: Mapping[Stop, int]
    steps: tuple[Step, ...]
    within: tuple[PictureLink, ...]


def wire(selection: Selection) -> Wiring:
    """Lay every link over steps between neighbouring columns."""
    columns: dict[Stop, int] = {node.id: node.column for node in selection.nodes}
    ends = {link: _left_and_right(link, columns) for link in selection.links}
    long = [pair for pair in ends.values() if columns[pair[1]] - columns[pair[0]] > 1]
    rightwards, leftwards = Counter(left for left, _ in long), Counter(right for _, right in long)
    steps: dict[tuple[Stop, Stop], Step] = {}
    within = []
    for link, (left, right) in ends.items():
        if columns[left] == columns[right]:
            within.append(link)
            continue
        shares_right_end = leftwards[right] > rightwards[left]
        owner = right if shares_right_end else left
        way: list[Stop] = [left]
        for column in range(columns[left] + 1, columns[right]):
            lane = Lane(owner, shares_right_end, column)
            columns[lane] = column
            way.append(lane)
        _add_way(steps, [*way, right], link)
    return Wiring(columns, tuple(steps.values()), tuple(within))


def _left_and_right(link: PictureLink, columns: Mapping[Stop, int]) -> tuple[NodeId, NodeId]:
    """The ends as they lie in the picture; what is served is usually to the left."""
    if columns[link.source] < columns[link.target]:
        return link.source, link.target
    return link.target, link.source


def _add_way(steps: dict[tuple[Stop, Stop], Step], way: Sequence[Stop], link: PictureLink) -> None:
    for start, end in pairwise(way):
        steps.setdefault((start, end), Step(start, end)).links.append(link)

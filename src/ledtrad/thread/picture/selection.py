"""Which nodes the picture shows, and which of its links are the chosen node's thread."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledtrad.thread.picture.model import NodeId, PictureLink, PictureNode

Neighbours = Mapping[NodeId, Sequence[NodeId]]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is shown, in the order given. `red` are the links of the chosen node's thread."""

    nodes: tuple[PictureNode, ...]
    links: tuple[PictureLink, ...]
    red: frozenset[PictureLink]
    hidden: int


def select(
    nodes: Sequence[PictureNode],
    links: Iterable[PictureLink],
    chosen: NodeId | None,
    *,
    up: int,
    down: int,
    expand_all: bool,
) -> Selection:
    """The chosen node with `up` steps to what it serves and `down` to what serves it, or everything.

    Links to unknown nodes and to oneself are left out: a filter may have taken the other end away.
    A chosen node that is not among the nodes, or none, shows everything and nothing red.
    """
    unique = {node.id: node for node in nodes}
    known = [
        link
        for link in dict.fromkeys(links)
        if link.source in unique and link.target in unique and link.source != link.target
    ]
    upwards, downwards = _neighbours(known)
    served = _reached(chosen, upwards)
    serving = _reached(chosen, downwards)
    if expand_all or chosen not in unique:
        shown = set(unique)
    else:
        near_up = {node for node, steps in served.items() if steps <= up}
        near_down = {node for node, steps in serving.items() if steps <= down}
        shown = {chosen} | near_up | near_down
    visible = tuple(link for link in known if link.source in shown and link.target in shown)
    return Selection(
        nodes=tuple(node for node in unique.values() if node.id in shown),
        links=visible,
        red=frozenset(link for link in visible if _on_thread(link, set(served), set(serving))),
        hidden=len(unique) - len(shown),
    )


def _neighbours(links: Iterable[PictureLink]) -> tuple[Neighbours, Neighbours]:
    upwards: dict[NodeId, list[NodeId]] = defaultdict(list)
    downwards: dict[NodeId, list[NodeId]] = defaultdict(list)
    for link in links:
        upwards[link.source].append(link.target)
        downwards[link.target].append(link.source)
    return upwards, downwards


def _reached(start: NodeId | None, neighbours: Neighbours) -> dict[NodeId, int]:
    """Every node that can be reached from `start`, with the number of steps; circles do no harm."""
    steps: dict[NodeId, int] = {start: 0}
    front = [start]
    while front:
        found = []
        for node in front:
            for neighbour in neighbours.get(node, ()):
                if neighbour not in steps:
                    steps[neighbour] = steps[node] + 1
                    found.append(neighbour)
        front = found
    return steps


def _on_thread(link: PictureLink, served: set[NodeId], serving: set[NodeId]) -> bool:
    """Is the link on a way from the chosen node up or down? Both sets hold the chosen node itself."""
    return (link.source in served and link.target in served) or (link.source in serving and link.target in serving)

"""Which nodes the picture shows, and which of its links are the chosen node's thread."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

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
    most: int | None = None,
    most_in_column: int | None = None,
) -> Selection:
    """The chosen node with `up` steps to what it serves and `down` to what serves it, or everything.

    Of the steps at most `most` nodes, and `most_in_column` in a column: the nearest first, and of these the
    ones with gaps. A link past a node that is itself on the way is drawn only when everything is.
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
    whole = expand_all or chosen not in unique
    if whole:
        shown = set(unique)
    else:
        near = {node: steps for node, steps in serving.items() if steps <= down}
        near |= {node: steps for node, steps in served.items() if steps <= up}
        shown = _nearest(unique, near, (upwards, downwards), most, most_in_column)
    visible = [link for link in known if link.source in shown and link.target in shown]
    if not whole:
        visible = _without_shortcuts(visible)
    return Selection(
        nodes=_loosened([node for node in unique.values() if node.id in shown], visible),
        links=tuple(visible),
        red=frozenset(link for link in visible if _on_thread(link, set(served), set(serving))),
        hidden=sum(not node.ghost and node.id not in shown for node in unique.values()),
    )


def _nearest(
    nodes: Mapping[NodeId, PictureNode],
    near: Mapping[NodeId, int],
    sides: tuple[Neighbours, Neighbours],
    most: int | None,
    most_in_column: int | None,
) -> set[NodeId]:
    """As many of the near nodes as may be shown, none without one through which it hangs on the chosen node."""
    place = {node: at for at, node in enumerate(nodes)}
    ranked = sorted(near, key=lambda n: (near[n], not nodes[n].ghost, not nodes[n].gaps, place[n]))
    shown: set[NodeId] = set()
    fullness: Counter[int] = Counter()
    for node in ranked:
        column = nodes[node].column
        hangs = near[node] <= 1 or any(other in shown for side in sides for other in side.get(node, ()))
        full = most is not None and len(shown) >= most
        full_column = most_in_column is not None and fullness[column] >= most_in_column
        if near[node] == 0 or (hangs and not full and not full_column):
            shown.add(node)
            fullness[column] += 1
    return shown


def _without_shortcuts(links: Sequence[PictureLink]) -> list[PictureLink]:
    """The links but those between nodes that also hang together through a node between them.

    What is partly carried stays so: of partial links to a node at least one is kept.
    """
    partial = Counter(link.target for link in links if link.partial)
    upwards: dict[NodeId, set[NodeId]] = defaultdict(set)
    for link in links:
        upwards[link.source].add(link.target)
    kept = []
    for link in links:
        others = upwards[link.source] - {link.target}
        needed = link.cut or (link.partial and partial[link.target] == 1)
        if not needed and _leads(others, link.target, upwards, past=link.source):
            upwards[link.source].discard(link.target)
            partial[link.target] -= link.partial
        else:
            kept.append(link)
    return kept


def _leads(starts: set[NodeId], goal: NodeId, upwards: Mapping[NodeId, set[NodeId]], *, past: NodeId) -> bool:
    seen, front = {past, *starts}, list(starts)
    while front:
        for node in upwards.get(front.pop(), ()):
            if node == goal:
                return True
            if node not in seen:
                seen.add(node)
                front.append(node)
    return False


def _loosened(nodes: Sequence[PictureNode], links: Sequence[PictureLink]) -> tuple[PictureNode, ...]:
    """Loose nodes that hang only on their own column moved one to the right, where there is more room."""
    column = {node.id: node.column for node in nodes}
    last = max(column.values(), default=0)
    count = Counter(column.values())
    around: dict[NodeId, list[NodeId]] = defaultdict(list)
    for link in links:
        around[link.source].append(link.target)
        around[link.target].append(link.source)
    moved = []
    for node in nodes:
        at = node.column
        hangs_in_column = around[node.id] and all(column[other] == at for other in around[node.id])
        if node.loose and hangs_in_column and at < last and count[at + 1] < count[at]:
            count[at] -= 1
            count[at + 1] += 1
            column[node.id] = at + 1
            node = replace(node, column=at + 1)
        moved.append(node)
    return tuple(moved)


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

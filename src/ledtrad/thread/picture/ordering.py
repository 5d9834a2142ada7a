"""In which order the stops of each column stand, so that few lines cross."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

import igraph

from ledtrad.thread.picture.lanes import Stop, Wiring

Order = list[list[Stop]]
SWEEPS = 12


def ordered_columns(wiring: Wiring) -> Order:
    """Sugiyama with the columns as fixed layers, then sweeps that keep whatever crosses least.

    What serves a node of its own column stands right below it. The same input gives the same order.
    """
    heads = _heads(wiring)
    order = [_in_families(c, {stop: at for at, stop in enumerate(c)}, heads) for c in _sugiyama(wiring)]
    left, right = _sides(wiring)
    best, least = order, crossings(order, right)
    for sweep in range(SWEEPS):
        if least == 0:
            break
        order = _swept(order, left if sweep % 2 == 0 else right, heads, forwards=sweep % 2 == 0)
        count = crossings(order, right)
        if count < least:
            best, least = order, count
    return best


def crossings(order: Order, right: Mapping[Stop, Sequence[Stop]]) -> int:
    """How many pairs of steps cross, between all neighbouring columns."""
    count = 0
    for near, far in pairwise(order):
        place = {stop: index for index, stop in enumerate(far)}
        seen: list[int] = []
        for stop in near:
            ends = sorted(place[end] for end in right.get(stop, ()))
            count += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def _sugiyama(wiring: Wiring) -> Order:
    stops = list(wiring.columns)
    number = {stop: index for index, stop in enumerate(stops)}
    used = sorted(set(wiring.columns.values()))
    layer = {column: index for index, column in enumerate(used)}
    graph = igraph.Graph(n=len(stops), edges=[(number[s.start], number[s.end]) for s in wiring.steps], directed=True)
    placed = graph.layout_sugiyama(layers=[layer[wiring.columns[stop]] for stop in stops]) if stops else []
    across = {stop: placed[number[stop]][0] for stop in stops}
    order: Order = [[] for _ in range(max(used, default=-1) + 1)]
    for stop in sorted(stops, key=lambda stop: (across[stop], number[stop])):
        order[wiring.columns[stop]].append(stop)
    return order


def _sides(wiring: Wiring) -> tuple[dict[Stop, list[Stop]], dict[Stop, list[Stop]]]:
    left: dict[Stop, list[Stop]] = defaultdict(list)
    right: dict[Stop, list[Stop]] = defaultdict(list)
    for step in wiring.steps:
        left[step.end].append(step.start)
        right[step.start].append(step.end)
    return left, right


def _swept(
    order: Order, towards: Mapping[Stop, Sequence[Stop]], heads: Mapping[Stop, Stop], *, forwards: bool
) -> Order:
    """Each column in turn sorted by the mean place of its neighbours in the column before it."""
    result = [list(column) for column in order]
    indexes = range(1, len(order)) if forwards else range(len(order) - 2, -1, -1)
    for index in indexes:
        place = {stop: at for at, stop in enumerate(result[index - 1 if forwards else index + 1])}
        own = {stop: at for at, stop in enumerate(result[index])}
        means = {stop: _mean([place[n] for n in towards.get(stop, ())], own[stop]) for stop in own}
        result[index] = _in_families(result[index], means, heads)
    return result


def _heads(wiring: Wiring) -> dict[Stop, Stop]:
    """For each node that serves one of its own column, which one it stands below. Circles are cut.

    What is served by a node that already has its place stands below that one instead, if it has none itself.
    """
    heads: dict[Stop, Stop] = {}
    second = []
    for link in wiring.within:
        if link.source in heads:
            second.append(link)
        elif not _stands_below(link.target, link.source, heads):
            heads[link.source] = link.target
    leading = set(heads.values())
    for link in second:
        if link.target not in heads and link.target not in leading:
            heads[link.target] = link.source
    return heads


def _stands_below(stop: Stop, head: Stop, heads: Mapping[Stop, Stop]) -> bool:
    at: Stop | None = stop
    while at is not None and at != head:
        at = heads.get(at)
    return at is not None


def _in_families(column: Sequence[Stop], wanted: Mapping[Stop, float], heads: Mapping[Stop, Stop]) -> list[Stop]:
    """The column sorted by wanted place, each node directly followed by those that stand below it."""
    if not any(stop in heads for stop in column):
        return sorted(column, key=lambda stop: wanted[stop])  # stable: ties keep their order
    below: dict[Stop | None, list[Stop]] = defaultdict(list)
    for stop in column:
        below[heads.get(stop)].append(stop)

    def family(stop: Stop) -> list[Stop]:
        return [stop, *members(stop)]

    def members(head: Stop | None) -> list[Stop]:
        families = [family(stop) for stop in below.get(head, ())]
        families.sort(key=lambda stops: sum(wanted[stop] for stop in stops) / len(stops))
        return [stop for stops in families for stop in stops]

    return members(None)


def _mean(places: Sequence[int], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise

"""The map of 300 nodes, laid out and drawn, and near-duplicates among 1,000 goals.

Goal: the map in at most 0.3 s, the duplicates in at most 1 s. `floor()` is what igraph alone needs for the
order within columns, so that a slow machine shows as such.
"""

import random
import time
from collections.abc import Iterator

from benchmarks.harness import Row, best, row
from ledtrad.thread.picture import PictureLink, PictureNode, draw, layout
from ledtrad.thread.picture.lanes import wire
from ledtrad.thread.picture.ordering import ordered_columns
from ledtrad.thread.picture.selection import select
from ledtrad.thread.similarity import similar_pairs

NODES, GOALS = 300, 1_000
TITLES = ["Lag och fokusområde", "Fullmäktige", "Nämnd", "Indikator och delmål", "Aktivitet och enhetsmål"]
SHARES = (0.06, 0.1, 0.16, 0.34, 0.34)
WORDS = [
    first + last
    for first in ("arbets", "skol", "miljö", "barn", "äldre", "trafik", "vård", "kultur", "bostads", "hälso")
    for last in ("plan", "utveckling", "insatser", "marknad", "kvalitet", "boende", "verksamhet", "politik")
] + ["ska", "öka", "minska", "stärkas", "i", "kommunen", "med"] * 4


def run() -> Iterator[Row]:
    """The goals are those of the issue, said as a share of the floor in this run."""
    order = min(floor() for _ in range(3))
    yield row(
        f"map of {NODES} nodes, beside their order alone", order, best(measure), order / 0.3, seconds=True,
        note="at most 0.3 s",
    )  # fmt: skip
    yield row(
        f"near-duplicates among {GOALS} goals", order, measure_similarity(), order / 1.0, seconds=True,
        note="at most 1 s",
    )  # fmt: skip


def measure() -> float:
    """Seconds to lay out and draw everything, with one node chosen."""
    nodes, links = thread(NODES)
    start = time.perf_counter()
    draw(layout(nodes, links, nodes[40].id, expand_all=True), TITLES)
    return time.perf_counter() - start


def floor() -> float:
    """Seconds for the order within columns alone."""
    nodes, links = thread(NODES)
    wiring = wire(select(nodes, links, None, up=0, down=0, expand_all=True))
    start = time.perf_counter()
    ordered_columns(wiring)
    return time.perf_counter() - start


def measure_similarity() -> float:
    """Seconds to find near-duplicates."""
    goals = {number: _text(random.Random(number), 5, 14) for number in range(GOALS)}
    start = time.perf_counter()
    similar_pairs(goals)
    return time.perf_counter() - start


def thread(count: int, seed: int = 1) -> tuple[list[PictureNode], list[PictureLink]]:
    """A thread as a municipality's: each node under one in the column before, some under a second."""
    dice = random.Random(seed)
    columns: list[list[int]] = []
    nodes, links = [], []
    for column, share in enumerate(SHARES):
        first = len(nodes)
        size = round(count * share)
        columns.append(list(range(first, first + size)))
        for number in columns[-1]:
            status = dice.choice(["met", "partly", "missed", "none", None])
            title = _text(dice, 2, 7)
            gaps = dice.choice([0, 0, 0, 1, 2])
            nodes.append(PictureNode(number, column, TITLES[column], title, status, gaps, f"/t/{number}"))
            if column:
                above = columns[column - 1]
                parent = above[(number - first) * len(above) // size]
                links.append(PictureLink(number, parent, cut=dice.random() < 0.05))
                if dice.random() < 0.25:
                    links.append(PictureLink(number, dice.choice(columns[dice.randrange(column)])))
    return nodes, links


def _text(dice: random.Random, fewest: int, most: int) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(fewest, most)))

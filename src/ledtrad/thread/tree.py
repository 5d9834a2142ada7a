"""The thread as a nested list: the map's primary view, for keyboard, screen reader and print. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ledtrad.thread.rules import Kind, LinkKind
from ledtrad.thread.snapshot import Knot, Snapshot

_ORDER = (
    Kind.DOCUMENT, Kind.RECOMMENDATION, Kind.ASSIGNMENT, Kind.GOAL, Kind.INDICATOR, Kind.ACTION_PLAN, Kind.ACTIVITY,
)  # fmt: skip
KIND_ORDER: Mapping[Kind, int] = {kind: n for n, kind in enumerate(_ORDER)}
#: Where nothing stands above: first what the municipality wants, then what law, auditors and boards demand.
ROOT_ORDER: Mapping[Kind, int] = {**KIND_ORDER, Kind.GOAL: -1}


@dataclass
class Branch:
    """One line of the list with what hangs under it."""

    knot: Knot
    kind_label: str
    where: str
    gaps: int
    chosen: bool = False
    on_thread: bool = False  # on the way between the chosen node and its roots or leaves
    repeated: bool = False  # shown with its own branches elsewhere on the page
    partial: bool = False  # carries what is above only in part
    children_lead: bool = False  # the chosen node is somewhere below
    open: bool = True  # folded out: on the way to the chosen node, or just below it
    children: list["Branch"] = field(default_factory=list)

    @property
    def children_on_thread(self) -> bool:
        return any(child.on_thread or child.chosen for child in self.children)


def kept_nodes(snapshot: Snapshot, *, chosen: int | None, matching: Collection[int] | None) -> set[int]:
    """Which nodes the list shows: the chosen node's thread, or all; of these the matching and what is above them."""
    if chosen is not None:
        kept = snapshot.reach([chosen], upwards=True) | snapshot.reach([chosen], upwards=False)
    else:
        kept = set(snapshot.knots)
    if matching is not None:
        kept &= snapshot.reach(matching, upwards=True)
    return kept


def within(snapshot: Snapshot, kept: set[int], chosen: int | None, most: int) -> set[int]:
    """At most `most` of the kept nodes: the chosen one with what is above it, then step by step downwards."""
    if len(kept) <= most:
        return kept
    if chosen is not None:
        frontier = kept & snapshot.reach([chosen], upwards=True)
    else:
        frontier = {pk for pk in kept if not _parents(snapshot, pk, kept)}
    found: set[int] = set()
    while frontier and len(found) < most:
        found |= set(sorted(frontier, key=lambda pk: _order(snapshot, pk))[: most - len(found)])
        frontier = (snapshot.reach(frontier, upwards=False, steps=1) & kept) - found
    return found


def build(
    snapshot: Snapshot,
    *,
    chosen: int | None = None,
    matching: Collection[int] | None = None,
    gap_counts: Mapping[int, int],
    most: int | None = None,
) -> list[Branch]:
    """The branches from the roots down, of at most `most` nodes.

    Each node is folded out at its first place only, so the list is finite; what hangs in a circle, and so
    has no root, begins anywhere. Without recursion: a thread may be deep.
    """
    thread = set() if chosen is None else kept_nodes(snapshot, chosen=chosen, matching=None)
    kept = kept_nodes(snapshot, chosen=chosen, matching=matching)
    kept = kept if most is None else within(snapshot, kept, chosen, most)
    shown: dict[int, Branch] = {}
    found: list[Branch] = []
    made: list[tuple[Branch, bool]] = []
    ordered = sorted(kept, key=lambda pk: (bool(_parents(snapshot, pk, kept)), *_root_order(snapshot, pk)))
    for root in ordered:
        waiting: list[tuple[int, bool, Branch | None]] = [(root, False, None)] if root not in shown else []
        while waiting:
            pk, partial, above = waiting.pop()
            branch = _branch(snapshot, pk, partial, gap_counts)
            branch.chosen, branch.on_thread = pk == chosen and pk not in shown, pk in thread
            branch.repeated = pk in shown and bool(snapshot.down.get(pk))
            (found if above is None else above.children).append(branch)
            if pk not in shown:
                shown[pk] = branch
                made.append((branch, above is not None and above.chosen))
                waiting += [(child, part, branch) for child, part in reversed(_children(snapshot, pk, kept))]
        if len(shown) == len(kept):
            break
    if chosen is not None:
        for branch, just_below in reversed(made):
            branch.open = _is_open(branch, just_below)
    return found


@dataclass(frozen=True)
class Step:
    """One line of the list as it is written: the branch, and how many lists end after it."""

    branch: Branch
    closes: range


def steps(branches: list[Branch]) -> list[Step]:
    """The branches as a flat list of lines, so that no template calls itself."""
    lines: list[tuple[Branch, int]] = []
    waiting = [(branch, 0) for branch in reversed(branches)]
    while waiting:
        branch, depth = waiting.pop()
        lines.append((branch, depth))
        waiting += [(child, depth + 1) for child in reversed(branch.children)]
    after = [*(depth for _branch, depth in lines[1:]), 0]
    return [
        Step(branch, range(max(0, depth - next_depth)))
        for (branch, depth), next_depth in zip(lines, after, strict=False)
    ]


def _branch(snapshot: Snapshot, pk: int, partial: bool, gap_counts: Mapping[int, int]) -> Branch:
    knot = snapshot.knots[pk]
    post = snapshot.post(knot)
    return Branch(
        knot=knot,
        kind_label=snapshot.kind_label(knot),
        where=post.title if post else snapshot.units[knot.unit_id].name,
        gaps=gap_counts.get(pk, 0),
        partial=partial,
    )


def _parents(snapshot: Snapshot, pk: int, kept: Collection[int]) -> list[int]:
    return [t.target for t in snapshot.up.get(pk, ()) if t.target in kept and t.kind != LinkKind.SHARED_WITH]


def _children(snapshot: Snapshot, pk: int, kept: Collection[int]) -> list[tuple[int, bool]]:
    below = {
        t.source: t.extent == "part"
        for t in snapshot.down.get(pk, ())
        if t.source in kept and t.kind != LinkKind.SHARED_WITH
    }
    return sorted(below.items(), key=lambda item: _order(snapshot, item[0]))


def _is_open(branch: Branch, just_below_chosen: bool) -> bool:
    """Folded out from the root to the chosen node and one step below it; a text's own root stays folded."""
    leads_to_chosen = any(child.chosen or (child.open and child.children_lead) for child in branch.children)
    branch.children_lead = leads_to_chosen
    return branch.chosen or just_below_chosen or leads_to_chosen


def _order(snapshot: Snapshot, pk: int) -> tuple[int, int, str]:
    knot = snapshot.knots[pk]
    level = snapshot.level(knot)
    return (KIND_ORDER[Kind(knot.kind)], level.rank if level else 99, knot.number)


def _root_order(snapshot: Snapshot, pk: int) -> tuple[int, int, str]:
    """Goals first: the list begins with what the municipality wants, then what law and state demand."""
    knot = snapshot.knots[pk]
    level = snapshot.level(knot)
    return (ROOT_ORDER[Kind(knot.kind)], level.rank if level else 99, knot.number)

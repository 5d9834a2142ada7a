"""The thread as a nested list: the map's primary view, for keyboard, screen reader and print. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ledtrad.thread.rules import Kind, LinkKind
from ledtrad.thread.snapshot import Knot, Snapshot

KIND_ORDER = {Kind.DOCUMENT: 0, Kind.GOAL: 1, Kind.INDICATOR: 2, Kind.ACTIVITY: 3}


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


def build(
    snapshot: Snapshot,
    *,
    chosen: int | None = None,
    matching: Collection[int] | None = None,
    gap_counts: Mapping[int, int],
) -> list[Branch]:
    """The branches from the roots down. Each node is folded out at its first place only, so the list is finite."""
    kept = kept_nodes(snapshot, chosen=chosen, matching=matching)
    thread = set() if chosen is None else kept_nodes(snapshot, chosen=chosen, matching=None)
    shown: set[int] = set()

    def parents(pk: int) -> list[int]:
        return [t.target for t in snapshot.up.get(pk, ()) if t.target in kept and t.kind != LinkKind.SHARED_WITH]

    def branch(pk: int, partial: bool, above: int | None = None) -> Branch:
        knot = snapshot.knots[pk]
        post = snapshot.post(knot)
        made = Branch(
            knot=knot,
            kind_label=snapshot.kind_label(knot),
            where=post.title if post else snapshot.units[knot.unit_id].name,
            gaps=gap_counts.get(pk, 0),
            chosen=pk == chosen and pk not in shown,
            on_thread=pk in thread,
            repeated=pk in shown and bool(snapshot.down.get(pk)),
            partial=partial,
        )
        if pk not in shown:
            shown.add(pk)
            made.children = [branch(child, part, pk) for child, part in children(pk)]
            made.open = chosen is None or _is_open(made, above is not None and above == chosen)
        return made

    def children(pk: int) -> list[tuple[int, bool]]:
        below = {
            t.source: t.extent == "part"
            for t in snapshot.down.get(pk, ())
            if t.source in kept and t.kind != LinkKind.SHARED_WITH
        }
        return sorted(below.items(), key=lambda item: _order(snapshot, item[0]))

    roots = sorted((pk for pk in kept if not parents(pk)), key=lambda pk: _root_order(snapshot, pk, chosen))
    return [branch(pk, partial=False) for pk in roots]


def _is_open(branch: Branch, just_below_chosen: bool) -> bool:
    """Folded out from the root to the chosen node and one step below it; a text's own root stays folded."""
    leads_to_chosen = any(child.chosen or (child.open and child.children_lead) for child in branch.children)
    branch.children_lead = leads_to_chosen
    return branch.chosen or just_below_chosen or leads_to_chosen


def _order(snapshot: Snapshot, pk: int) -> tuple[int, int, str]:
    knot = snapshot.knots[pk]
    level = snapshot.level(knot)
    return (KIND_ORDER[Kind(knot.kind)], level.rank if level else 99, knot.number)


def _root_order(snapshot: Snapshot, pk: int, chosen: int | None) -> tuple[int, int, str]:
    """Goals first: the list begins with what the municipality wants, then what law and state demand."""
    knot = snapshot.knots[pk]
    level = snapshot.level(knot)
    first = {Kind.GOAL: 0, Kind.DOCUMENT: 1, Kind.INDICATOR: 2, Kind.ACTIVITY: 3}[Kind(knot.kind)]
    return (first, level.rank if level else 99, knot.number)

"""The whole thread in memory, as somebody may see it: for the map, the gaps, the roll-up and the exports.

A municipality of 100,000 inhabitants has some 5,000 nodes; reading them all takes five queries and some
tens of milliseconds, which is less than asking the database to walk the graph.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from ledtrad.core import clock
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.thread.models import Level, Link, Node, Share
from ledtrad.thread.rules import Kind, LinkKind, Status

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


#: The columns of a knot, in its order.
FIELDS = (
    "id",
    "number",
    "kind",
    "level_id",
    "title",
    "short_title",
    "unit_id",
    "responsible_id",
    "status",
    "suggested",
)


@dataclass(frozen=True, slots=True)
class Knot:
    """One node of the snapshot."""

    id: int
    number: str
    kind: str
    level_id: int | None
    title: str
    short_title: str
    unit_id: int
    function_id: int | None
    status: Status
    suggested: Status

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> "Knot":
        """From the values of `FIELDS`."""
        pk, number, kind, level, title, short, unit, function, status, suggested = row
        return cls(pk, number, kind, level, title, short, unit, function, Status(status), Status(suggested))

    @property
    def short(self) -> str:
        return self.short_title or self.title

    @property
    def shown(self) -> Status:
        """The status that stands beside the title: a goal's own assessment if it has one, else what its thread says."""
        return self.status if self.kind == Kind.GOAL and self.status != Status.NONE else self.suggested


@dataclass(frozen=True, slots=True)
class Tie:
    """One link of the snapshot."""

    source: int
    target: int
    kind: str
    extent: str


@dataclass(frozen=True, slots=True)
class Post:
    """A function, and who holds it today (empty string: vacant)."""

    id: int
    title: str
    unit_id: int
    role: str
    holder: str


#: The map's columns for kinds that have no levels; activities and whatever else is done come last.
COLUMNS: Mapping[str, int] = {Kind.RECOMMENDATION: 0, Kind.ASSIGNMENT: 0, Kind.INDICATOR: 3, Kind.ACTION_PLAN: 3}


class Snapshot:
    """Nodes, links, units and functions. Made by `load`; everything else is derived without queries."""

    def __init__(
        self,
        *,
        knots: Iterable[Knot],
        ties: Iterable[Tie],
        levels: dict[int, Level],
        units: dict[int, Unit],
        posts: dict[int, Post],
        shares: Iterable[tuple[int, int]],
        today: date,
    ) -> None:
        self.knots = {k.id: k for k in knots}
        self.ties = [t for t in ties if t.source in self.knots and t.target in self.knots]
        self.levels, self.units, self.posts, self.today = levels, units, posts, today
        self.shared: dict[int, set[int]] = defaultdict(set)
        for node_id, unit_id in shares:
            self.shared[node_id].add(unit_id)

    @cached_property
    def up(self) -> dict[int, list[Tie]]:
        """For each node, its links to what it serves."""
        found: dict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[tie.source].append(tie)
        return found

    @cached_property
    def down(self) -> dict[int, list[Tie]]:
        """For each node, the links from what serves it."""
        found: dict[int, list[Tie]] = defaultdict(list)
        for tie in self.ties:
            found[tie.target].append(tie)
        return found

    def level(self, knot: Knot) -> Level | None:
        return self.levels.get(knot.level_id) if knot.level_id is not None else None

    def kind_label(self, knot: Knot) -> str:
        level = self.level(knot)
        return str(level) if level is not None else str(Kind(knot.kind).label)

    def column(self, knot: Knot) -> int:
        """Which column of the map it stands in: law and focus area 0 … activities and unit goals 4."""
        level = self.level(knot)
        if level is not None:
            return level.column
        return COLUMNS.get(knot.kind, 4)

    def post(self, knot: Knot) -> Post | None:
        return self.posts.get(knot.function_id) if knot.function_id is not None else None

    def of_kind(self, kind: Kind) -> list[Knot]:
        return [k for k in self.knots.values() if k.kind == kind]

    def reach(self, start: Iterable[int], *, upwards: bool, steps: int | None = None) -> set[int]:
        """The nodes that can be reached from `start` (included), all the way or a number of steps."""
        edges = self.up if upwards else self.down
        found, frontier = set(start), set(start)
        while frontier and (steps is None or steps > 0):
            nearest = {
                (t.target if upwards else t.source)
                for k in frontier
                for t in edges.get(k, ())
                if t.kind != LinkKind.SHARED_WITH
            }
            frontier = nearest - found
            found |= frontier
            steps = None if steps is None else steps - 1
        return found


def load(user: "User | None" = None, *, nodes: "QuerySet[Node] | None" = None, day: date | None = None) -> Snapshot:
    """The thread as `user` may see it on `day` (today if not given); the whole thread if no user is given.

    `nodes` narrows to some nodes. Six queries (eight for a user), whatever the size. Units and functions come
    along whole: there are at most some hundreds.
    """
    today = day or clock.today()
    rows = Node.objects.all() if user is None else Node.objects.visible_to(user)
    if nodes is not None:
        rows = rows.filter(pk__in=nodes.values("pk"))
    found = rows.valid_on(today).order_by("number").values_list(*FIELDS)
    held = dict(
        Holding.objects.on(today).filter(function__answers_for__isnull=False).values_list("function_id", "person__name")
    )

    posts = {
        row[0]: Post(*row, holder=held.get(row[0], ""))
        for row in Function.objects.values_list("id", "title", "unit_id", "role")
    }
    return Snapshot(
        knots=[Knot.of(row) for row in found],
        ties=[Tie(*r) for r in Link.objects.order_by("id").values_list("source_id", "target_id", "kind", "extent")],
        levels={level.pk: level for level in Level.objects.all()},
        units={unit.pk: unit for unit in Unit.objects.all()},
        posts=posts,
        shares=Share.objects.values_list("node_id", "unit_id"),
        today=today,
    )

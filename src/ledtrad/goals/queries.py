"""Reads of goals and plans, each with a fixed number of SQL queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from ledtrad.core import clock
from ledtrad.goals import rules
from ledtrad.goals.models import Goal, PlanningRound, RoundState
from ledtrad.organisation.models import Holding, Unit
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import readings
from ledtrad.thread.models import Area, Level, Node
from ledtrad.thread.models.node import node_url
from ledtrad.thread.readings import Reading
from ledtrad.thread.rules import Kind, LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def goals(user: "User") -> QuerySet[Goal]:
    """The goals a person may see, with level, unit, plan, responsible function and who holds it. One query."""
    holder = (
        Holding.objects.current().filter(function=OuterRef("responsible")).order_by("valid_from").values("person__name")
    )
    rows = Goal.objects.visible_to(user).select_related("level", "unit", "responsible", "round__unit")
    return rows.annotate(holder=Subquery(holder[:1]))


class Hanging(NamedTuple):
    """A node tied to a goal, with what pages show of it and no more: thousands hang on a thousand goals."""

    pk: int
    number: str
    kind: str
    title: str
    short_title: str
    confidentiality: str
    unit_id: int
    responsible_id: int | None
    responsible: str
    """The title of the responsible function, or nothing."""

    @property
    def short(self) -> str:
        return self.short_title or self.title

    def get_absolute_url(self) -> str:
        return node_url(self.number)


_UPWARDS = [kind for kind in LinkKind if kind != LinkKind.SHARED_WITH]


@dataclass
class Below:
    """What hangs directly under a goal."""

    indicators: list[tuple[Hanging, Reading | None]] = field(default_factory=list)
    activities: list[Hanging] = field(default_factory=list)
    goals: list[Hanging] = field(default_factory=list)
    above: list[Hanging] = field(default_factory=list)
    anchors: list[Hanging] = field(default_factory=list)


def below(goal_ids: Iterable[int], user: "User | None", day: date | None = None) -> dict[int, Below]:
    """What hangs under and over these goals on a day (today), with the latest figures. One query and the readings'."""
    ids = list(goal_ids)
    seen = Node.objects.all() if user is None else Node.objects.visible_to(user)
    nodes = seen.valid_on(day or clock.today()).order_by()
    lower = nodes.filter(links_up__kind__in=_UPWARDS, links_up__target__in=ids)
    upper = nodes.filter(links_down__kind__in=_UPWARDS, links_down__source__in=ids)
    both = _tied(lower, "links_up__target_id", under=True).union(
        _tied(upper, "links_down__source_id", under=False), all=True
    )
    found = {pk: Below() for pk in ids}
    under: list[tuple[Below, Hanging]] = []
    for goal, is_under, *columns in both.order_by("number"):
        place, node = found[goal], Hanging(*columns)
        if is_under:
            under.append((place, node))
        else:
            (place.above if node.kind == Kind.GOAL else place.anchors).append(node)
    figures = readings.of({node.pk for _place, node in under if node.kind == Kind.INDICATOR})
    for place, node in under:
        if node.kind == Kind.INDICATOR:
            place.indicators.append((node, figures.get(node.pk)))
        elif node.kind == Kind.ACTIVITY:
            place.activities.append(node)
        elif node.kind == Kind.GOAL:
            place.goals.append(node)
    return found


def _tied(nodes: QuerySet[Node], goal: str, *, under: bool) -> Any:
    """(goal, whether under it, and the columns of `Hanging`)"""
    name = Coalesce("responsible__title", Value(""))
    columns = (
        *("id", "number", "kind", "title", "short_title", "confidentiality", "unit_id", "responsible_id"),
        "answers",
    )
    return nodes.annotate(of=F(goal), under=Value(int(under)), answers=name).values_list("of", "under", *columns)


def attach_below(rows: Sequence[Any], user: "User | None", day: date | None = None) -> None:
    """Give each goal `below`, for a plan."""
    found = below((g.pk for g in rows), user, day)
    for goal in rows:
        goal.below = found[goal.pk]


def attach_indicators(rows: Sequence[Any], user: "User") -> None:
    """Give each goal `indicators`, what measures it, with the latest figures. One query and the readings'."""
    found: dict[int, list[tuple[Hanging, Reading | None]]] = {goal.pk: [] for goal in rows}
    seen = Node.objects.visible_to(user).valid_on(clock.today()).order_by("number")
    nodes = seen.filter(links_up__kind=LinkKind.MEASURES, links_up__target__in=list(found))
    tied = [(goal, Hanging(*columns)) for goal, _under, *columns in _tied(nodes, "links_up__target_id", under=True)]
    figures = readings.of({node.pk for _goal, node in tied})
    for goal, node in tied:
        found[goal].append((node, figures.get(node.pk)))
    for goal in rows:
        goal.indicators = found[goal.pk]


def day_of(round: PlanningRound) -> date:
    """The day on which a plan is read: today during its year, else the year's nearest day.

    The goals of next year's draft do not stand in the thread yet, and last year's no longer do; among
    themselves they hang together all the same.
    """
    return min(max(clock.today(), date(round.year, 1, 1)), date(round.year, 12, 31))


@dataclass
class Offered:
    """What the list of goals can be narrowed by, as (value, name), and the plans that are not closed."""

    units: list[tuple[str, str]] = field(default_factory=list)
    levels: list[tuple[str, str]] = field(default_factory=list)
    areas: list[tuple[str, str]] = field(default_factory=list)
    rounds: list[PlanningRound] = field(default_factory=list)


def offered(user: "User") -> Offered:
    """Units with goals, levels, areas and plans together: the list has no queries to spare. One query."""
    units = Unit.objects.filter(nodes__kind=Kind.GOAL).distinct().order_by()
    levels = Level.objects.filter(kind=Kind.GOAL).order_by()
    rounds = PlanningRound.objects.visible_to(user).exclude(state=RoundState.CLOSED).order_by()
    rows = units.values_list(Value("unit"), "path", "name", Value(""), Value(0)).union(
        levels.values_list(Value("level"), "slug", "name", "name_en", "rank"),
        Area.objects.order_by().values_list(Value("area"), "slug", "name", "name_en", Value(0)),
        rounds.values_list(Value("round"), "unit__number", "unit__name", "state", "year"),
        all=True,
    )
    found = Offered()
    for what, key, name, other, number in sorted(rows, key=lambda r: (r[4], r[1] if r[0] == "unit" else r[2])):
        if what == "round":
            unit = Unit(number=key, name=name)
            found.rounds.insert(0, PlanningRound(unit=unit, year=number, state=other))
        else:
            named = other if other and get_language() == "en" else name
            {"unit": found.units, "level": found.levels, "area": found.areas}[what].append((key, named))
    return found


def as_seen(content: Mapping[str, Any], user: "User") -> dict[str, Any]:
    """A frozen plan as this reader may see it: by the marks of the day it was frozen, and by those of today.

    Whichever is stricter decides. What is no longer there has only the marks it was frozen with. One query.
    """
    marks = ("confidentiality", "unit_id", "responsible_id")
    now = {
        number: rest
        for number, *rest in Node.objects.filter(number__in=rules.numbers_in(content)).values_list("number", *marks)
    }

    def sees(row: Mapping[str, Any]) -> bool:
        frozen = [row.get("mark", Confidentiality.CONFIDENTIAL), row.get("unit_id"), row.get("responsible_id")]
        return all(
            user.access.sees(confidentiality=mark, unit_id=unit, responsible_id=responsible)
            for mark, unit, responsible in (frozen, now.get(row["number"], frozen))
        )

    return rules.told_to(content, sees)


def goals_of_round(round: PlanningRound, user: "User | None") -> list[Goal]:
    """The goals of a round, from the top level down. One query."""
    rows = Goal.objects.all() if user is None else goals(user)
    placed = rows.filter(round=round).select_related("level", "unit", "responsible", "responsible__unit", "copied_from")
    return list(placed.order_by("level__rank", "unit__path", "number"))

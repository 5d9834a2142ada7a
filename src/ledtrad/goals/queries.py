"""Reads of goals and plans, each with a fixed number of SQL queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery

from ledtrad.core import clock
from ledtrad.goals.models import Goal, PlanningRound
from ledtrad.organisation.models import Holding
from ledtrad.thread import readings
from ledtrad.thread.models import Link, Node
from ledtrad.thread.readings import Reading
from ledtrad.thread.rules import Kind, LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def goals(user: "User") -> QuerySet[Goal]:
    """The goals a person may see, with level, unit, responsible function and who holds it. One query."""
    holder = (
        Holding.objects.current().filter(function=OuterRef("responsible")).order_by("valid_from").values("person__name")
    )
    rows = Goal.objects.visible_to(user).with_place().select_related("round")
    return rows.annotate(holder=Subquery(holder[:1]))


@dataclass
class Below:
    """What hangs directly under a goal."""

    indicators: list[tuple[Node, Reading | None]] = field(default_factory=list)
    activities: list[Node] = field(default_factory=list)
    goals: list[Node] = field(default_factory=list)
    above: list[Node] = field(default_factory=list)
    anchors: list[Node] = field(default_factory=list)


def below(goal_ids: Iterable[int], user: "User | None") -> dict[int, Below]:
    """What hangs under and over these goals, with the latest figures. Two queries and the readings' own."""
    ids = list(goal_ids)
    seen = Node.objects.all() if user is None else Node.objects.visible_to(user)
    seen_ids = seen.valid_on(clock.today()).values("pk")
    found = {pk: Below() for pk in ids}
    up = Link.objects.filter(source__in=ids, target__in=seen_ids).exclude(kind=LinkKind.SHARED_WITH)
    for tie in up.select_related("target", "target__level").order_by("target__number"):
        place = found[tie.source_id]
        (place.above if tie.target.kind == Kind.GOAL else place.anchors).append(tie.target)
    down = Link.objects.filter(target__in=ids, source__in=seen_ids).exclude(kind=LinkKind.SHARED_WITH)
    ties = list(down.select_related("source", "source__level", "source__responsible").order_by("source__number"))
    figures = readings.of({t.source_id for t in ties if t.source.kind == Kind.INDICATOR})
    for tie in ties:
        place = found[tie.target_id]
        if tie.source.kind == Kind.INDICATOR:
            place.indicators.append((tie.source, figures.get(tie.source_id)))
        elif tie.source.kind == Kind.ACTIVITY:
            place.activities.append(tie.source)
        elif tie.source.kind == Kind.GOAL:
            place.goals.append(tie.source)
    return found


def attach_below(rows: Sequence[Any], user: "User | None") -> None:
    """Give each goal `below`, for lists."""
    found = below((g.pk for g in rows), user)
    for goal in rows:
        goal.below = found[goal.pk]


def goals_of_round(round: PlanningRound, user: "User | None") -> list[Goal]:
    """The goals of a round, from the top level down. One query."""
    rows = Goal.objects.all() if user is None else goals(user)
    placed = rows.filter(round=round).select_related("level", "unit", "responsible", "responsible__unit", "copied_from")
    return list(placed.order_by("level__rank", "unit__path", "number"))

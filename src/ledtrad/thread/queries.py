"""Reads that cross rows, each with a fixed number of SQL queries."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.organisation.models import Holding
from ledtrad.thread.models import Area, Assessment, Link, Node, PairDecision
from ledtrad.thread.rules import Kind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def latest_assessments(node_ids: Iterable[int], *, period: Period | None = None) -> dict[int, Assessment]:
    """The assessment in force for each node, for a period or the latest of all. One query, however many nodes."""
    wanted = Assessment.objects.filter(node__in=list(node_ids))
    if period is not None:
        wanted = wanted.filter(period_end__lte=period.last_day)
    newest = (
        Assessment.objects.filter(node=OuterRef("node"))
        .filter(Q(period_end__lte=period.last_day) if period else Q())
        .order_by("-period_end", "-made_at", "-id")
        .values("pk")[:1]
    )
    return {a.node_id: a for a in wanted.filter(pk=Subquery(newest)).select_related("function")}


def holders(function_ids: Iterable[int | None]) -> dict[int, Holding]:
    """Who holds each of these functions today. A function that is missing is vacant. One query."""
    ids = {f for f in function_ids if f is not None}
    rows = Holding.objects.current().filter(function__in=ids).select_related("person").order_by("valid_from")
    return {h.function_id: h for h in rows}


def goals_in_area(area: Area, user: "User") -> QuerySet[Node]:
    """Every goal tied to an area, whichever board, agreement or strategy it comes from. One query when evaluated."""
    goals = Node.objects.visible_to(user).filter(kind=Kind.GOAL, areas=area).valid_on(clock.today())
    return goals.with_place().order_by("level__rank", "unit__path", "number")


def decisions_in_area(area: Area, user: "User") -> QuerySet[PairDecision]:
    """What has been decided about pairs of goals in an area, newest first."""
    seen = Node.objects.visible_to(user).filter(areas=area)
    rows = PairDecision.objects.filter(first__in=seen, second__in=seen)
    return rows.select_related("first", "second").order_by("-made_at")


def steering_in_area(area: Area, user: "User") -> QuerySet[Node]:
    """The steering documents of an area with what carries them, national ones and local ones alike. Two queries."""
    carriers = Prefetch(
        "links_down",
        Link.objects.filter(source__in=Node.objects.visible_to(user)).select_related("source", "source__unit"),
        to_attr="carriers",
    )
    documents = Node.objects.visible_to(user).filter(kind=Kind.DOCUMENT, areas=area).valid_on(clock.today())
    return documents.with_place().prefetch_related(carriers).order_by("level__rank", "number")

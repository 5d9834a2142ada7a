"""Reads of activities across rows."""

from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from ledtrad.activities.models import Activity
from ledtrad.core import clock
from ledtrad.thread.models import Link, Node
from ledtrad.thread.rules import Kind, LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

#: What asked for an activity comes before what it also serves.
_FIRST = (Kind.RECOMMENDATION, Kind.ASSIGNMENT, Kind.GOAL, Kind.INDICATOR)
#: The title for narrow places.
_SHORT = Coalesce(NullIf("target__short_title", Value("")), "target__title")


def with_origin(rows: "QuerySet[Activity]", user: "User") -> "QuerySet[Activity]":
    """Each with `origin`, the number and title of what it comes from, and how many such there are (`origins`).

    Number, space, title; None when there is nothing. Only what the user may see and what still holds. In the query
    that reads the rows: number and title as one text, since each more column asks for the links once more.
    """
    seen = Node.objects.visible_to(user).valid_on(clock.today()).named_by("target")
    up = Link.objects.filter(seen, source=OuterRef("pk")).exclude(kind=LinkKind.SHARED_WITH)
    rank = Case(
        *(When(target__kind=kind, then=Value(n)) for n, kind in enumerate(_FIRST)),
        default=Value(len(_FIRST)),
        output_field=IntegerField(),
    )
    first = up.annotate(rank=rank).order_by("rank", "target__number")
    number = up.order_by().values("source").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        origin=Subquery(first.annotate(said=Concat("target__number", Value(" "), _SHORT)).values("said")[:1]),
        origins=Coalesce(Subquery(number, output_field=IntegerField()), Value(0)),
    )

"""Recommendations by the boards that they are aimed at."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from ledtrad.audits.models import Addressed, FollowUp, Recommendation

if TYPE_CHECKING:
    from ledtrad.organisation.models import Unit, User


def register(user: "User") -> QuerySet[Any]:
    """Every board's part in every recommendation that one sees; `over` is 1 for what is closed."""
    over = Case(When(closed_on=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Addressed.objects.visible_to(user)
        .annotate(over=over)
        .select_related("board", "recommendation", "recommendation__audit")
    )


def open_of(unit: "Unit", user: "User") -> dict[str, int]:
    """How many recommendations a board has, how many are open, and how many of those suffice not. One query."""
    rows = Addressed.objects.visible_to(user).filter(board=unit)
    return rows.aggregate(
        total=Count("pk"),
        unclosed=Count("pk", filter=Q(closed_on=None)),
        unanswered=Count("pk", filter=Q(closed_on=None, position="")),
    )


def parts_of(recommendation: Recommendation, user: "User") -> list[Addressed]:
    """The boards of one recommendation with what was judged there, latest first. Two queries."""
    rows = list(
        Addressed.objects.visible_to(user)
        .filter(recommendation=recommendation)
        .select_related("board")
        .order_by("board__path")
    )
    judged = FollowUp.objects.filter(addressed__in=rows).select_related("audit", "function")
    for row in rows:
        row.judged = [one for one in judged if one.addressed_id == row.pk]  # type: ignore[attr-defined]
    return rows

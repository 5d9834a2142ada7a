"""Recommendations by the boards that they are aimed at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from ledtrad.audits.models import Addressed, FollowUp, Recommendation, Statement
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import user_behind
from ledtrad.organisation.models import Holding

if TYPE_CHECKING:
    from ledtrad.organisation.models import Unit, User


#: What lists show of a recommendation and its audit: the audit's long texts are left where they are.
_SHOWN = (
    *("position", "judgement", "closed_on", "board__number", "board__name"),
    *("recommendation__number", "recommendation__title", "recommendation__short_title", "recommendation__wording"),
    *("recommendation__audit__number", "recommendation__audit__title", "recommendation__audit__issued_on"),
)


def register(user: "User") -> QuerySet[Any]:
    """Every board's part in every recommendation that one sees; `over` is 1 for what is closed."""
    over = Case(When(closed_on=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = Addressed.objects.visible_to(user).annotate(over=over)
    return rows.select_related("board", "recommendation__audit").only(*_SHOWN)


def open_of(unit: "Unit", user: "User") -> dict[str, int]:
    """How many recommendations a board has, how many are open, and how many of those suffice not. One query."""
    rows = Addressed.objects.visible_to(user).filter(board=unit)
    return rows.aggregate(
        total=Count("pk"),
        unclosed=Count("pk", filter=Q(closed_on=None)),
        unanswered=Count("pk", filter=Q(closed_on=None, position="")),
    )


def offered_earlier(actor: Actor, recommendation: Recommendation) -> QuerySet[Recommendation]:
    """What a recommendation may say again, the latest first: those of other registered audits that the actor sees."""
    rows = Recommendation.objects.visible_to(user_behind(actor)).select_related("audit")
    if recommendation.pk:
        rows = rows.exclude(audit=recommendation.audit_id)
        if recommendation.audit.issued_on:
            rows = rows.exclude(audit__issued_on__gt=recommendation.audit.issued_on)
    return rows.order_by("-audit__issued_on", "number")


@dataclass
class Repeats:
    """What a recommendation says again, and what says it again, as far as the reader sees them."""

    earlier: Recommendation | None = None
    later: list[Recommendation] = field(default_factory=list)


def repeats_of(recommendations: Iterable[Recommendation], user: "User") -> dict[int, Repeats]:
    """Of each, by its key. One query."""
    rows_in = list(recommendations)
    found = {row.pk: Repeats() for row in rows_in}
    before: dict[int, list[int]] = defaultdict(list)
    for row in rows_in:
        if row.repeats_id:
            before[row.repeats_id].append(row.pk)
    tied = Q(pk__in=before) | Q(repeats__in=found)
    rows = Recommendation.objects.visible_to(user).filter(tied).select_related("audit")
    for row in rows.order_by("audit__issued_on", "number"):
        for pk in before.get(row.pk, []):
            found[pk].earlier = row
        if row.repeats_id in found:
            found[row.repeats_id].later.append(row)
    return found


def parts_of(recommendation: Recommendation, user: "User") -> list[Addressed]:
    """The boards of one recommendation with who answers there and what was judged, latest first. Two queries.

    `answerer` is the title of the function that the board's answer was given to, `holder` who has it now. That a board
    is asked is no secret to whoever sees the recommendation.
    """
    asked = Statement.objects.filter(audit=recommendation.audit_id, board=OuterRef("board"))
    held = Holding.objects.current().filter(function=OuterRef("answering")).order_by("valid_from")
    rows = list(
        Addressed.objects.visible_to(user)
        .filter(recommendation=recommendation)
        .annotate(answering=Subquery(asked.values("responsible")[:1]))
        .annotate(
            answerer=Subquery(asked.values("responsible__title")[:1]), holder=Subquery(held.values("person__name")[:1])
        )
        .select_related("board")
        .order_by("board__path")
    )
    judged = FollowUp.objects.filter(addressed__in=rows).select_related("audit", "function")
    for row in rows:
        row.judged = [one for one in judged if one.addressed_id == row.pk]  # type: ignore[attr-defined]
    return rows

"""Reads of steering documents."""

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from ledtrad.documents.models import SteeringDocument
from ledtrad.thread.models import Node
from ledtrad.thread.rules import LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

CARRYING = (LinkKind.CARRIES_OUT, LinkKind.ANCHORED_IN)


def documents(user: "User") -> QuerySet[SteeringDocument]:
    """Whole documents (passages apart), each with how many goals carry it or a passage of it. One query."""
    seen = Node.objects.visible_to(user).values("pk")
    own = Count(
        "links_down",
        filter=Q(links_down__kind__in=CARRYING, links_down__source__in=seen),
        distinct=True,
    )
    through = Count(
        "links_down__source__links_down",
        filter=Q(
            links_down__kind=LinkKind.BREAKS_DOWN,
            links_down__source__links_down__kind__in=CARRYING,
            links_down__source__links_down__source__in=seen,
        ),
        distinct=True,
    )
    rows = SteeringDocument.objects.visible_to(user).with_place().exclude(level__slug="passage")
    return rows.annotate(carried_by=own + through)

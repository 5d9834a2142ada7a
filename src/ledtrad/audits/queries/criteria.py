"""The criteria of an audit, and what in the thread they may be tied to."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledtrad.audits.models import Audit, AuditCriterion
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

KINDS = (Kind.DOCUMENT, Kind.GOAL)
"""What things are held against."""


def criteria_of(audit: Audit, user: "User") -> list[AuditCriterion]:
    """Those that are tied to nothing, or to something that the person sees. One query."""
    seen = Q(node=None) | Q(Node.objects.visible_to(user).named_by("node"))
    return list(AuditCriterion.objects.filter(seen, audit=audit).select_related("node").order_by("order", "pk"))


def offered(user: "User", today: date) -> QuerySet[Node]:
    """Steering texts, then goals."""
    return Node.objects.visible_to(user).valid_on(today).filter(kind__in=KINDS).order_by("kind", "number")


def held_against(node: Node, user: "User") -> QuerySet[Audit]:
    """The audits that the person sees with a criterion that is this text, the latest first."""
    tied = AuditCriterion.objects.filter(node=node, audit=OuterRef("pk"))
    return Audit.objects.visible_to(user).filter(Exists(tied)).order_by("-issued_on", "-pk")

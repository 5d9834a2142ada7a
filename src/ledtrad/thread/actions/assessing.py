"""Saying how a node stands, and speaking about it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.organisation.actors import access
from ledtrad.thread import rollup, rules
from ledtrad.thread.actions.nodes import NotYours, claim, record, signature
from ledtrad.thread.models import Assessment, Comment, Node
from ledtrad.thread.rules import Status


class NotResponsible(NotAllowed):
    """The actor neither holds the responsible function nor manages its unit."""

    message = _("Bara den som har den ansvariga funktionen, eller leder enheten, kan göra det här.")
    code = "not_responsible"


class PeriodStillOpen(Refused):
    """A period can be assessed from its last day."""

    message = _("Perioden är inte slut än. Den kan bedömas från sin sista dag.")
    code = "period_open"


@transaction.atomic
def assess(*, node: Node, period: Period, status: Status, comment: str, actor: Actor, seen: int | None) -> Assessment:
    """Record how `node` stands for `period`.

    Raises NotResponsible, PeriodStillOpen, or Stale when somebody saved after version `seen`.
    """
    rights = access(actor)
    if not rules.may_assess(
        holds_responsible=rights.holds(node.responsible_id), manages_unit=rights.manages(node.unit_id)
    ):
        raise NotResponsible()
    if not period.has_ended(actor.today):
        raise PeriodStillOpen()
    claim(node, seen)
    assessment = Assessment.objects.create(
        node=node,
        period=period,
        period_end=period.last_day,
        status=status,
        comment=comment,
        **signature(actor, node),
    )
    record(actor, "assessed", node, period=str(period), status=str(status), comment=comment)
    rollup.refresh_given([node.pk])
    return assessment


def require_contribution(actor: Actor, node: Node) -> None:
    """Raises NotYours unless the actor may comment on and attach to this node."""
    rights = access(actor)
    if not (rights.may_contribute(node.unit_id) or rights.holds(node.responsible_id)):
        raise NotYours()


@transaction.atomic
def comment(*, node: Node, text: str, actor: Actor, period: Period | None = None) -> Comment:
    """Say something about a node. Raises NotYours if the actor may not speak here."""
    require_contribution(actor, node)
    made = Comment.objects.create(node=node, text=text, period=period, **signature(actor, node))
    record(actor, "commented", node, text=text, period=str(period) if period else None)
    return made

"""Deciding about two goals that overlap or pull apart."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.organisation.actors import access
from ledtrad.thread import rollup, rules
from ledtrad.thread.actions.nodes import NotYours, record
from ledtrad.thread.actions.tying import MakesCircle, what_is_above
from ledtrad.thread.models import Link, Node, PairDecision, Share
from ledtrad.thread.rules import LinkKind


class ReasonMissing(Refused):
    """A decision about a pair of goals needs its reason."""

    message = _("Skriv ett skäl. Den som läser tråden nästa år behöver veta varför.")
    code = "reason_missing"


@transaction.atomic
def decide_pair(
    *, first: Node, second: Node, finding: str, decision: PairDecision.Decision, reason: str, actor: Actor
) -> PairDecision:
    """Decide about two goals that overlap or pull apart: merge the second into the first, tie as shared, or dismiss.

    Merging moves the second goal's links to the first and ends its validity today; nothing is deleted.
    Raises ReasonMissing, MakesCircle, or NotYours unless the actor may edit both (one is enough to dismiss or share).
    """
    if not reason.strip():
        raise ReasonMissing()
    rights = access(actor)
    may = [rights.may_edit(first.unit_id), rights.may_edit(second.unit_id)]
    if not (all(may) if decision == PairDecision.Decision.MERGED else any(may)):
        raise NotYours()
    if decision == PairDecision.Decision.MERGED:
        _merge(first, second, actor)
    elif decision == PairDecision.Decision.SHARED:
        Link.objects.get_or_create(source=first, target=second, kind=LinkKind.SHARED_WITH)
    low, high = sorted((first, second), key=lambda n: n.pk)
    made, _new = PairDecision.objects.update_or_create(
        first=low,
        second=high,
        finding=finding,
        defaults={
            "decision": decision,
            "reason": reason,
            "made_by_id": actor.user_id,
            "made_by_label": actor.label,
            "made_at": clock.now(),
        },
    )
    record(actor, f"pair_{decision}", first, other=second.number, reason=reason)
    rollup.refresh()
    return made


def _merge(kept: Node, ended: Node, actor: Actor) -> None:
    """Raises MakesCircle when the moved links would make something its own ancestor."""
    have = set(Link.objects.filter(source=kept).values_list("target_id", "kind"))
    have_below = set(Link.objects.filter(target=kept).values_list("source_id", "kind"))
    for tie in Link.objects.filter(source=ended):
        if (tie.target_id, tie.kind) not in have and tie.target_id != kept.pk:
            Link.objects.create(source=kept, target_id=tie.target_id, kind=tie.kind, extent=tie.extent, note=tie.note)
    for tie in Link.objects.filter(target=ended):
        if (tie.source_id, tie.kind) not in have_below and tie.source_id != kept.pk:
            Link.objects.create(source_id=tie.source_id, target=kept, kind=tie.kind, extent=tie.extent, note=tie.note)
    above = what_is_above()
    if any(rules.would_close_circle(kept.pk, upper, above) for upper in above.get(kept.pk, ())):
        raise MakesCircle()
    Share.objects.get_or_create(node=kept, unit_id=ended.unit_id)
    Node.objects.filter(pk=ended.pk).update(valid_to=actor.today, version=F("version") + 1)
    record(actor, "merged_away", ended, into=kept.number)

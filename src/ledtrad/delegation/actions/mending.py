"""A delegate mends a decision: a record that corrects it, and the task is done."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.delegation.actions.findings import close_mended
from ledtrad.delegation.models import DelegatedDecision, FindingTask


class NothingMended(Invalid):
    """What was sent is what stood there."""

    message = _("Inget är ändrat. Fyll i det som saknas, eller svara att det inte går.")
    code = "nothing_mended"


@transaction.atomic
def mend(
    *, task: FindingTask, decision: DelegatedDecision, values: Mapping[str, Any], actor: Actor
) -> DelegatedDecision:
    """Correct the record as the delegate says, and close the task. Raises TaskOver, NothingMended."""
    given = dict(values)
    why = given.pop("why", "") or _now("Kompletterat av delegaten")
    changed = {name: value for name, value in given.items() if value != getattr(decision, name)}
    if not changed:
        raise NothingMended()
    close_mended(task=task, actor=actor)
    return correct(decision=decision, values=changed, reason=why, actor=actor)


def correct(*, decision: DelegatedDecision, values: Mapping[str, Any], reason: str, actor: Actor) -> DelegatedDecision:
    """A new record that corrects `decision`; the old one stands. Raises Stale when it is corrected already."""
    if not DelegatedDecision.objects.filter(pk=decision.pk, is_current=True).update(is_current=False):
        raise Stale(current=decision)
    kept = {f.attname: getattr(decision, f.attname) for f in decision._meta.concrete_fields}
    for own in ("id", "replaces_id", "reason", "is_current", "batch_id", "recorded_at", "recorded_by_id"):
        kept.pop(own)
    made = DelegatedDecision.objects.create(
        **{**kept, **values}, replaces=decision, reason=reason, recorded_at=clock.now(), recorded_by_id=actor.user_id
    )
    ledger.record(actor, "corrected", made, replaces=decision.pk, fields=sorted(values), reason=reason)
    return made

"""A delegate mends a decision: a record that corrects it, and the task is done."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.delegation.actions.decisions import CORRECTABLE, correct
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
    """Correct the record as the delegate says, and close the task. Raises TaskOver, NothingMended, Stale."""
    given = dict(values)
    why = given.pop("why", "") or _now("Kompletterat av delegaten")
    if all(value == getattr(decision, name) for name, value in given.items()):
        raise NothingMended()
    stands = {name: getattr(decision, name) for name in CORRECTABLE}
    corrected = correct(decision=decision, values={**stands, **given}, reason=why, actor=actor)
    close_mended(task=task, actor=actor)
    return corrected

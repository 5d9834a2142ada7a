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
from ledtrad.delegation.queries import control as queries


class NothingMended(Invalid):
    """What was sent is what stood there."""

    message = _("Inget är ändrat. Fyll i det som saknas, eller svara att det inte går.")
    code = "nothing_mended"


class StillLacking(Invalid):
    """What was sent does not have the form that the rule set wants: the next control would find it again."""

    code = "still_lacking"

    def __init__(self, field: str, value: Any, explanation: str) -> None:
        wanted = _now("Uppgiften har fel form.") if value not in ("", None) else _now("Uppgiften måste fyllas i.")
        super().__init__(f"{wanted} {explanation}".strip(), field=field)


@transaction.atomic
def mend(
    *, task: FindingTask, decision: DelegatedDecision, values: Mapping[str, Any], actor: Actor
) -> DelegatedDecision:
    """Correct the record as the delegate says, and close the task. Raises TaskOver, NothingMended,
    StillLacking, Stale."""
    given = dict(values)
    why = given.pop("why", "") or _now("Kompletterat av delegaten")
    if all(value == getattr(decision, name) for name, value in given.items()):
        raise NothingMended()
    for name in queries.lacking(decision, given):
        if name in given:
            raise StillLacking(name, given[name], queries.explanations_of(decision).get(name, ""))
    stands = {name: getattr(decision, name) for name in CORRECTABLE}
    corrected = correct(decision=decision, values={**stands, **given}, reason=why, actor=actor)
    close_mended(task=task, actor=actor)
    return corrected

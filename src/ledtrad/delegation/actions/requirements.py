"""What a record of a decision must hold: the municipality says so for all, and a board may ask for more."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.core.versions import unless_taken
from ledtrad.delegation.models import FormRequirement
from ledtrad.delegation.rules.requirements import FIELDS, is_pattern
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power


def may_set(actor: Actor, board: Unit | None) -> bool:
    """The municipality's are the administrator's; a board's those who plan for it."""
    rights = access(actor)
    return rights.administers or rights.everything or (board is not None and rights.has(Power.PLAN, board.pk))


@transaction.atomic
def add(*, board: Unit | None, values: Mapping[str, str], actor: Actor) -> FormRequirement:
    """Ask for a field, for all items or some, perhaps in a certain form. Raises NotAllowed, Invalid."""
    if not may_set(actor, board):
        raise NotAllowed
    pattern = values.get("pattern", "")
    if values["field"] not in FIELDS:  # its name becomes a column in the control's SQL
        raise Invalid(_("Det finns ingen sådan uppgift."), field="field")
    if not is_pattern(pattern):
        raise Invalid(_("Mönstret går inte att tyda."), field="pattern")
    with unless_taken(lambda: Invalid(_("Det kravet finns redan."), field="field")):
        made = FormRequirement.objects.create(
            board=board, field=values["field"], items=values.get("items", ""), pattern=pattern,
            explanation=values.get("explanation", ""),
        )  # fmt: skip
    ledger.record(actor, "created", made, unit_id=board.pk if board else None, confidentiality="open", pattern=pattern)
    return made


@transaction.atomic
def remove(*, requirement: FormRequirement, actor: Actor) -> None:
    """Ask for it no more. Raises NotAllowed."""
    if not may_set(actor, requirement.board):
        raise NotAllowed
    ledger.record(actor, "removed", requirement, unit_id=requirement.board_id, confidentiality="open")
    requirement.delete()

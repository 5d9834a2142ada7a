"""Which fields a decision must hold, as set by the municipality and tightened by a board."""

from django.db.models import Q

from ledtrad.delegation.models import FormRequirement
from ledtrad.delegation.rules.requirements import Requirement, rule_set


def requirements_of(board_id: int) -> tuple[Requirement, ...]:
    """The rule set that holds for a board. One query."""
    rows = list(
        FormRequirement.objects.filter(Q(board=None) | Q(board_id=board_id)).values_list(
            "board_id", "field", "items", "pattern"
        )
    )
    return rule_set(
        (Requirement(*row[1:]) for row in rows if row[0] is None),
        (Requirement(*row[1:]) for row in rows if row[0] is not None),
    )

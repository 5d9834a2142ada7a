"""Writing what the program knows of the law: the administrator's, since laws change."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.core.versions import unless_taken
from ledtrad.delegation.models import ForbiddenMatter, Statute
from ledtrad.organisation.actors import access


class MayNotChangeLaw(NotAllowed):
    """Only an administrator changes what the program knows of the law."""

    message = _("Bara systemförvaltare ändrar lagrum och vad som inte får delegeras.")
    code = "may_not_change_law"


def require_keeper(actor: Actor) -> None:
    """Raises MayNotChangeLaw unless the actor administers."""
    if not access(actor).administers:
        raise MayNotChangeLaw()


@transaction.atomic
def save(row: Statute | ForbiddenMatter, *, before: Mapping[str, Any], actor: Actor) -> None:
    """Write a law or a matter, new (nothing `before`) or changed. Raises MayNotChangeLaw, Invalid."""
    require_keeper(actor)
    is_new = row.pk is None
    with unless_taken(lambda: Invalid(_("Det finns redan en sådan rad."))):
        row.save()
    after = {name: getattr(row, name) for name in before}
    changes = {name: [str(old), str(after[name])] for name, old in before.items() if old != after[name]}
    ledger.record(actor, "created" if is_new else "changed", row, confidentiality="open", changes=changes)

"""Keeping the minutes of decisions that are minuted separately."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import DelegatedDecision, SeparateMinutes
from ledtrad.organisation.actors import access


class MayNotMinute(NotAllowed):
    """Minutes are kept by those who plan for the board."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller för in protokollet.")
    code = "may_not_minute"


class AnnouncedBeforeAdjusted(Invalid):
    message = _("Protokollet kan inte anslås innan det är justerat.")
    code = "announced_before_adjusted"


def require_plan(actor: Actor, board_id: int) -> None:
    """Raises MayNotMinute unless the actor plans for the board."""
    if not access(actor).may_plan(board_id):
        raise MayNotMinute()


@transaction.atomic
def keep(
    *,
    decision: DelegatedDecision,
    paragraph: str,
    adjusted_on: date,
    announced_on: date | None,
    actor: Actor,
    seen: int | None,
) -> SeparateMinutes:
    """Write down in which paragraph a decision was minuted and when that was adjusted and announced.

    Raises MayNotMinute, AnnouncedBeforeAdjusted, or Stale when somebody saved after version `seen`.
    """
    require_plan(actor, decision.board_id)
    if announced_on is not None and announced_on < adjusted_on:
        raise AnnouncedBeforeAdjusted(field="announced_on")
    values = {"paragraph": paragraph.strip(), "adjusted_on": adjusted_on, "announced_on": announced_on}
    minutes = SeparateMinutes.objects.filter(decision=decision).first()
    if minutes is None:
        minutes = SeparateMinutes.objects.create(
            board_id=decision.board_id, decision=decision, **values, **written(actor)
        )
        before: dict[str, object] = {}
    else:
        before = {name: getattr(minutes, name) for name in values}
        rows = SeparateMinutes.objects.filter(pk=minutes.pk, **({} if seen is None else {"version": seen}))
        if not rows.update(**values, version=F("version") + 1):
            raise Stale(current=minutes)
        minutes.refresh_from_db()
    changes = {name: [before.get(name), value] for name, value in values.items() if before.get(name) != value}
    ledger.record(
        actor, "minuted", minutes, unit_id=decision.unit_id, confidentiality=decision.confidentiality, changes=changes
    )
    return minutes

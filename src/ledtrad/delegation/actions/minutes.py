"""Keeping the minutes of decisions that are minuted separately."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.core.versions import unless_taken
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

    `seen` is 0 for whoever saw that nothing was written yet.

    Raises MayNotMinute, AnnouncedBeforeAdjusted, or Stale when somebody saved after version `seen`.
    """
    require_plan(actor, decision.board_id)
    if announced_on is not None and announced_on < adjusted_on:
        raise AnnouncedBeforeAdjusted(field="announced_on")
    values = {"paragraph": as_paragraph(paragraph), "adjusted_on": adjusted_on, "announced_on": announced_on}
    stored = SeparateMinutes.objects.filter(decision=decision).first()
    before = {name: getattr(stored, name) for name in values} if stored is not None else {}
    minutes = _first(decision, values, actor) if stored is None else _anew(stored, values, seen)
    changes = {name: [before.get(name), value] for name, value in values.items() if before.get(name) != value}
    ledger.record(
        actor, "minuted", minutes, unit_id=decision.unit_id, confidentiality=decision.confidentiality, changes=changes
    )
    return minutes


def _first(decision: DelegatedDecision, values: dict[str, Any], actor: Actor) -> SeparateMinutes:
    """Written for the first time; of two who do so at once, one is told what the other wrote."""
    with unless_taken(lambda: Stale(current=SeparateMinutes.objects.get(decision=decision))):
        return SeparateMinutes.objects.create(
            board_id=decision.board_id, decision=decision, **values, **written(actor)
        )  # fmt: skip


def _anew(minutes: SeparateMinutes, values: dict[str, Any], seen: int | None) -> SeparateMinutes:
    rows = SeparateMinutes.objects.filter(pk=minutes.pk, **({} if seen is None else {"version": seen}))
    if not rows.update(**values, version=F("version") + 1):
        raise Stale(current=SeparateMinutes.objects.get(pk=minutes.pk))
    minutes.refresh_from_db()
    return minutes

"""Every write to matters: opened with a number, changed, closed, and what is attached to them."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.series import next_number
from ledtrad.meetings.actions.written import require_open, require_write, written
from ledtrad.meetings.models import Matter, MatterAttachment
from ledtrad.meetings.words import MatterState, PaperState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import BOARD_KINDS, UnitKind
from ledtrad.thread.actions.attaching import ACCEPTED, FileNotAccepted

BODIES = BOARD_KINDS | {UnitKind.COMMITTEE}


class NumberTaken(Invalid):
    """A registration number names one matter."""

    code = "number_taken"
    message = _("Det finns redan ett ärende med det numret.")


class StillOpen(Refused):
    """A matter with papers on their way to the board is not closed."""

    code = "papers_on_their_way"
    message = _("Ärendet har handlingar som inte är beslutade. Gör klart dem eller ta bort dem först.")


@transaction.atomic
def open_matter(
    *,
    board: Unit,
    title: str,
    actor: Actor,
    responsible: Function | None = None,
    registration_number: str = "",
    plan: str = "",
    confidentiality: str = "open",
    opened_on: date | None = None,
) -> Matter:
    """A new matter of a board; without a number it gets the next one of the board's series.

    `plan` is the mark in the classification scheme, for a series that shows it. Raises MayNotWrite, NumberTaken,
    Invalid.
    """
    require_open(actor, board.pk)
    if board.kind not in BODIES:
        raise Invalid(_("Ärenden hör till en nämnd eller ett utskott."), field="board")
    day = opened_on or actor.today
    if day > actor.today:
        raise Invalid(_("Den dagen har inte varit än."), field="opened_on")
    _check_seen(actor, board.pk, confidentiality, responsible)
    number = registration_number.strip()
    if number and Matter.objects.filter(registration_number=number).exists():
        raise NumberTaken(field="registration_number")
    matter = Matter.objects.create(
        registration_number=number or next_number(board, day.year, plan),
        title=title,
        board=board,
        responsible=responsible,
        confidentiality=confidentiality,
        opened_on=day,
    )
    record(actor, "created", matter, title=title)
    return matter


def record(actor: Actor, action: str, matter: Matter, **details: Any) -> None:
    """Write the ledger about a matter, with its own board and mark."""
    ledger.record(actor, action, matter, unit_id=matter.board_id, confidentiality=matter.confidentiality, **details)


def _check_seen(actor: Actor, board_id: int, mark: str, responsible: Function | None) -> None:
    """Nobody hides a matter from themselves by mistake."""
    rights = access(actor)
    if not rights.sees(unit_id=board_id, confidentiality=mark, responsible_id=responsible.pk if responsible else None):
        raise Invalid(_("Med den sekretessen skulle du inte själv se ärendet."), field="confidentiality")


@transaction.atomic
def change(*, matter: Matter, values: Mapping[str, Any], actor: Actor, seen: int | None) -> Matter:
    """Another title, responsible function or mark. The number stands. Raises MayNotWrite, Invalid or Stale."""
    now = Matter.objects.select_for_update(of=("self",)).select_related("board").get(pk=matter.pk)
    require_write(actor, now)
    allowed = ("title", "responsible", "confidentiality")
    wanted = {name: values[name] for name in allowed if name in values}
    changes = {
        name: [str(getattr(now, name) or ""), str(value or "")]
        for name, value in wanted.items()
        if getattr(now, name) != value
    }
    claim(now, seen)
    if not changes:
        return now
    for name, value in wanted.items():
        setattr(now, name, value)
    _check_seen(actor, now.board_id, now.confidentiality, now.responsible)
    now.save(update_fields=list(wanted))
    record(actor, "changed", now, changes=changes)
    return now


@transaction.atomic
def close(*, matter: Matter, actor: Actor, seen: int | None = None) -> Matter:
    """Nothing more happens in the matter. Raises MayNotWrite, StillOpen or Stale."""
    now = Matter.objects.select_for_update().get(pk=matter.pk)
    require_write(actor, now)
    if now.papers.exclude(state=PaperState.ADOPTED).exists():
        raise StillOpen()
    claim(now, seen)
    before, now.state, now.closed_on = now.state, MatterState.CLOSED, actor.today
    now.save(update_fields=["state", "closed_on"])
    record(actor, "changed", now, changes={"state": [str(before), str(now.state)]})
    return now


@transaction.atomic
def reopen(*, matter: Matter, actor: Actor, seen: int | None = None) -> Matter:
    """The matter goes on. Raises MayNotWrite or Stale."""
    now = Matter.objects.select_for_update().get(pk=matter.pk)
    require_write(actor, now)
    claim(now, seen)
    before, now.state, now.closed_on = now.state, MatterState.OPEN, None
    now.save(update_fields=["state", "closed_on"])
    record(actor, "changed", now, changes={"state": [str(before), str(now.state)]})
    return now


@transaction.atomic
def attach(*, matter: Matter, name: str, data: bytes, actor: Actor) -> MatterAttachment:
    """Put a file in a matter. Raises MayNotWrite, FileNotAccepted or uploads.TooLarge."""
    require_write(actor, matter)
    clean = uploads.clean_filename(name)
    kind = ACCEPTED.get(PurePath(clean).suffix.lower())
    if kind is None:
        raise FileNotAccepted(field="file")
    kept = uploads.store(data)
    made = MatterAttachment.objects.create(
        matter=matter, name=clean, stored_as=kept.name, size=kept.size, sha256=kept.sha256, content_type=kind,
        **written(actor, matter.responsible_id),
    )  # fmt: skip
    record(actor, "attached", matter, file=clean, sha256=kept.sha256)
    return made


@transaction.atomic
def detach(*, attachment: MatterAttachment, actor: Actor) -> None:
    """Take a file out of a matter; its hash stays in the ledger. Raises MayNotWrite."""
    require_write(actor, attachment.matter)
    record(actor, "detached", attachment.matter, file=attachment.name, sha256=attachment.sha256)
    attachment.delete()

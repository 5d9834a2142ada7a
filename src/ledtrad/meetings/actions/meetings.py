"""Every write to meetings."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.core.versions import unless_taken
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit


class MayNotPlanMeetings(NotAllowed):
    """Those who plan for the board say when it meets."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller bestämmer sammanträdesdagarna.")
    code = "may_not_plan_meetings"


class MeetingUsed(Refused):
    """Something belongs to the meeting."""

    code = "meeting_used"
    message = _("Sammanträdet kan inte tas bort: det finns listor som hör till det.")


class MeetingToldOf(Invalid):
    """What was laid before the meeting says its day."""

    code = "meeting_told_of"
    message = _("Dagen kan inte ändras: det finns en framlagd lista till sammanträdet.")


_told_of: list[Callable[[Meeting], bool]] = []


def register_told_of(asks: Callable[[Meeting], bool]) -> None:
    """An upper package says whether something has been laid before a meeting; called in `AppConfig.ready()`."""
    _told_of.append(asks)


def require_planner(actor: Actor, board_id: int) -> None:
    """Raises MayNotPlanMeetings unless the actor plans for the board."""
    if not access(actor).may_plan(board_id):
        raise MayNotPlanMeetings()


def _check(board_id: int, held_on: date, announced_on: date | None, actor: Actor, except_pk: int | None) -> None:
    if Meeting.objects.filter(board=board_id, held_on=held_on).exclude(pk=except_pk or 0).exists():
        raise _day_taken()
    if announced_on is not None and announced_on < held_on:
        raise Invalid(_("Protokollet anslås tidigast samma dag som sammanträdet."), field="announced_on")
    if announced_on is not None and announced_on > actor.today:
        raise Invalid(_("Den dagen har inte varit än."), field="announced_on")


def _day_taken() -> Invalid:
    return Invalid(_("Nämnden sammanträder redan den dagen."), field="held_on")


@transaction.atomic
def add(*, board: Unit, held_on: date, actor: Actor, announced_on: date | None = None) -> Meeting:
    """A day when the board meets. Raises MayNotPlanMeetings, Invalid."""
    require_planner(actor, board.pk)
    _check(board.pk, held_on, announced_on, actor, None)
    with unless_taken(_day_taken):
        made = Meeting.objects.create(board=board, held_on=held_on, announced_on=announced_on)
    ledger.record(actor, "created", made, unit_id=board.pk, confidentiality="open", held_on=held_on)
    return made


@transaction.atomic
def change(*, meeting: Meeting, held_on: date, announced_on: date | None, actor: Actor, seen: int | None) -> Meeting:
    """Another day, or the day when the minutes were announced. Raises MayNotPlanMeetings, Invalid, Stale."""
    require_planner(actor, meeting.board_id)
    _check(meeting.board_id, held_on, announced_on, actor, meeting.pk)
    now = Meeting.objects.select_related("board").select_for_update(of=("self",)).get(pk=meeting.pk)
    if held_on != now.held_on and any(asks(now) for asks in _told_of):
        raise MeetingToldOf(field="held_on")
    wanted = {"held_on": held_on, "announced_on": announced_on}
    changed = {
        name: [str(getattr(now, name) or ""), str(new or "")]
        for name, new in wanted.items()
        if getattr(now, name) != new
    }
    if not changed:
        return now
    rows = Meeting.objects.filter(pk=now.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    with unless_taken(_day_taken):
        written = rows.update(version=F("version") + 1, **wanted)
    if not written:
        raise Stale(current=now)
    now.refresh_from_db()
    ledger.record(actor, "changed", now, unit_id=now.board_id, confidentiality="open", changes=changed)
    return now


@transaction.atomic
def remove(*, meeting: Meeting, actor: Actor) -> None:
    """The meeting is not held. Raises MayNotPlanMeetings, MeetingUsed."""
    require_planner(actor, meeting.board_id)
    ledger.record(actor, "removed", meeting, unit_id=meeting.board_id, confidentiality="open", held_on=meeting.held_on)
    try:
        with transaction.atomic():
            meeting.delete()
    except ProtectedError:
        raise MeetingUsed() from None

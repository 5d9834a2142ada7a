"""The notice sent, and sent again when something has changed."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger, mail
from ledtrad.core.actors import Actor
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.periods import label_day
from ledtrad.core.refusals import Refused
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.agenda import locked_meeting, require_open_agenda
from ledtrad.meetings.actions.written import written
from ledtrad.meetings.models import AgendaItem, Meeting, Notice
from ledtrad.meetings.protocol.common import Head, Point, head_of, label_time
from ledtrad.meetings.protocol.notice import points_of
from ledtrad.meetings.queries import agenda as queries
from ledtrad.organisation.models import User


class NothingToCall(Refused):
    """A notice says what the board takes up."""

    code = "empty_agenda"
    message = _("Dagordningen är tom. Lägg till minst en punkt först.")


class NotReadyToCall(Refused):
    """A paper was taken back since it was put on the agenda."""

    code = "paper_taken_back"

    def __init__(self, titles: Sequence[str]) -> None:
        told = _("De här punkternas handlingar är inte klara för nämnden: %(titles)s.")
        super().__init__(told % {"titles": ", ".join(titles)})


class HeldAlready(Refused):
    """Nobody is called to what has been."""

    code = "held_already"
    message = _("Sammanträdet har redan hållits.")


class SameAsSent(Refused):
    """A new notice says something new."""

    code = "same_as_sent"
    message = _("Inget är ändrat sedan kallelsen skickades.")


def hash_of(head: Head, points: Sequence[Point]) -> str:
    """What tells two notices apart."""
    return fingerprint({"head": head, "points": list(points)})


@transaction.atomic
def send_notice(*, meeting: Meeting, actor: Actor, seen: int | None) -> Notice:
    """Keep the notice as it stands, and write to the elected members of the board where it can be read.

    Raises MayNotPlanMeetings, Adjusted, HeldAlready, NothingToCall, NotReadyToCall, SameAsSent or Stale.
    """
    now = locked_meeting(meeting)
    require_open_agenda(actor, now)
    if now.held_on < actor.today:
        raise HeldAlready()
    items = queries.whole_agenda(now)
    _check(items)
    head, points = head_of(now), points_of(items)
    hashed, last = hash_of(head, points), queries.last_notice(now)
    if last is not None and last.sha256 == hashed:
        raise SameAsSent()
    claim(now, seen)
    made = Notice.objects.create(
        meeting=now, number=last.number + 1 if last else 1, head=head, points=points, sha256=hashed, **written(actor)
    )
    now.notice_sent_at = made.made_at
    now.save(update_fields=["notice_sent_at"])
    reached = [person for person in queries.members_of(now.board, actor.today) if person.email]
    for person in reached:
        _letter(person, now, made.number)
    made.letters = len(reached)
    made.save(update_fields=["letters"])
    ledger.record(
        actor, "called", now, unit_id=now.board_id, confidentiality="open", number=made.number, sha256=hashed,
        letters=made.letters,
    )  # fmt: skip
    return made


def _check(items: Sequence[AgendaItem]) -> None:
    if not items:
        raise NothingToCall()
    waiting = [item.title for item in items if item.paper is not None and not item.paper.is_for_the_board]
    if waiting:
        raise NotReadyToCall(waiting)


def _letter(person: User, meeting: Meeting, number: int) -> None:
    """Board, day, time, place and where to read; nothing of what is on the agenda."""
    with translation.override(person.language):
        label = gettext("Kallelse") if number == 1 else gettext("Ny kallelse")
        day = label_day(meeting.held_on).replace("\N{NO-BREAK SPACE}", " ")
        told = {"label": label, "board": meeting.board.name, "day": day}
        lines = [gettext("Hej %(name)s!") % {"name": person.get_short_name()}, ""]
        lines.append(gettext("%(board)s sammanträder den %(day)s.") % told)
        if meeting.starts_at is not None:
            lines.append(gettext("Klockan: %(time)s") % {"time": label_time(meeting.starts_at)})
        if meeting.place:
            lines.append(gettext("Plats: %(place)s") % {"place": meeting.place})
        if number > 1:
            lines += ["", gettext("Den här kallelsen ersätter den förra. Sidan visar vad som är ändrat.")]
        lines += ["", gettext("Dagordning och handlingar:"), settings.LEDTRAD_URL + meeting.get_absolute_url()]
        subject = gettext("Ledtråd: %(label)s till %(board)s %(day)s") % told
        mail.queue(person.email, subject, "\n".join(lines), f"notice:{meeting.pk}:{number}:{person.pk}")


def sent_day(notice: Notice) -> str:
    """The day when it went out, in Sweden."""
    return label_day(notice.made_at.astimezone(clock.STOCKHOLM).date())

"""What waits of a secretary because of meetings: the notice, the decisions, the minutes, what is to be sent out."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.meetings.models import Meeting
from ledtrad.meetings.rules.meetings import announce_by, taken_down_from
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power, Role
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

NOTICE_BEFORE = timedelta(days=7)
ADJUSTED_WITHIN = timedelta(days=14)
"""When the minutes of a meeting should be adjusted, counted from its day."""
SENT_WITHIN = timedelta(days=7)


def register() -> None:
    """Called when the app is ready."""
    todo.register("meeting_agenda", meetings)


def meetings(actor: Actor, until: date) -> Iterator[Task]:
    """What is next for each meeting of the boards whose secretary this person is. One query."""
    rights = access(actor)
    if not any(post.role == Role.BOARD_SECRETARY for post in rights.posts):
        return
    points = Count("agenda")
    rows = Meeting.objects.filter(board__in=rights.units(Power.PLAN), agenda__isnull=False).annotate(
        points=points,
        undecided=Count("agenda", filter=Q(agenda__paragraph__isnull=True)),
        unsent=Count("agenda", filter=Q(agenda__sent_at__isnull=True) & ~Q(agenda__distribution="")),
    )
    waiting = Q(adjusted_on__isnull=True) | Q(unsent__gt=0) | Q(announced_on__isnull=True)
    waiting |= Q(taken_down_on__isnull=True)
    for meeting in rows.filter(waiting).select_related("board").order_by("held_on"):
        for task in _adjusted(meeting) if meeting.is_adjusted else _next(meeting, actor.today):
            if task.due_on is None or task.due_on <= until:
                yield task


def _adjusted(meeting: Meeting) -> Iterator[Task]:
    """What is left when the minutes are adjusted: sent out, announced, and the announcement taken down."""
    assert meeting.adjusted_on is not None  # noqa: S101 - asked of adjusted minutes
    day, where = {"day": label_day(meeting.held_on)}, reverse("meeting-announce", args=[meeting.pk])
    if meeting.announced_on is None:
        title = _("Anslå protokollet från %(day)s") % day
        yield _task(meeting, "announce", announce_by(meeting.adjusted_on), title, _("Skriv in anslaget"), where)
    elif meeting.taken_down_on is None:
        title = _("Ta ned anslaget om protokollet från %(day)s") % day
        due_on = taken_down_from(meeting.announced_on)
        yield _task(meeting, "take_down", due_on, title, _("Skriv in"), where)
    unsent: int = meeting.unsent  # type: ignore[attr-defined]
    if unsent:
        title = ngettext(
            "Expediera ett beslut från %(day)s", "Expediera %(n)s beslut från %(day)s", unsent
        ) % {**day, "n": unsent}  # fmt: skip
        due_on = meeting.adjusted_on + SENT_WITHIN
        yield _task(meeting, "send", due_on, title, _("Expediera"), meeting.get_absolute_url())


def _next(meeting: Meeting, today: date) -> Iterator[Task]:
    """What is next before the minutes are adjusted."""
    day, where = {"day": label_day(meeting.held_on)}, meeting.get_absolute_url()
    undecided: int = meeting.undecided  # type: ignore[attr-defined]
    if meeting.held_on > today:
        if meeting.notice_sent_at is None:
            title = _("Skicka kallelsen till sammanträdet %(day)s") % day
            due_on = max(meeting.held_on - NOTICE_BEFORE, min(today, meeting.held_on))
            review = reverse("meeting-notice", args=[meeting.pk])
            yield _task(meeting, "notice", due_on, title, _("Granska kallelsen"), review)
    elif undecided:
        title = ngettext(
            "Skriv in ett beslut från %(day)s", "Skriv in %(n)s beslut från %(day)s", undecided
        ) % {**day, "n": undecided}  # fmt: skip
        yield _task(meeting, "decide", meeting.held_on, title, _("Skriv in"), where)
    else:
        title = _("Justera protokollet från %(day)s") % day
        yield _task(meeting, "adjust", meeting.held_on + ADJUSTED_WITHIN, title, _("Justera"), where)


def _task(meeting: Meeting, step: str, due_on: date, title: str, button: str, url: str) -> Task:
    return Task(
        due_on=due_on,
        title=title,
        detail=meeting.board.name,
        url=url,
        button=button,
        kind=f"meeting_{step}",
        key=f"meeting_{step}:{meeting.pk}",
        number=meeting.board.number,
        is_open=True,  # the title names no matter
    )

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
    waiting = Q(adjusted_on__isnull=True) | Q(unsent__gt=0)
    for meeting in rows.filter(waiting).select_related("board").order_by("held_on"):
        task = _next(meeting, actor.today)
        if task is not None and (task.due_on is None or task.due_on <= until):
            yield task


def _next(meeting: Meeting, today: date) -> Task | None:
    day = {"day": label_day(meeting.held_on)}
    undecided: int = meeting.undecided  # type: ignore[attr-defined]
    unsent: int = meeting.unsent  # type: ignore[attr-defined]
    where = meeting.get_absolute_url()
    if meeting.adjusted_on is not None:
        title = ngettext(
            "Expediera ett beslut från %(day)s", "Expediera %(n)s beslut från %(day)s", unsent
        ) % {**day, "n": unsent}  # fmt: skip
        return _task(meeting, "send", meeting.adjusted_on + SENT_WITHIN, title, _("Expediera"), where)
    if meeting.held_on > today:
        if meeting.notice_sent_at is not None:
            return None
        title = _("Skicka kallelsen till sammanträdet %(day)s") % day
        due_on = max(meeting.held_on - NOTICE_BEFORE, min(today, meeting.held_on))
        return _task(
            meeting, "notice", due_on, title, _("Granska kallelsen"), reverse("meeting-notice", args=[meeting.pk])
        )
    if undecided:
        title = ngettext(
            "Skriv in ett beslut från %(day)s", "Skriv in %(n)s beslut från %(day)s", undecided
        ) % {**day, "n": undecided}  # fmt: skip
        return _task(meeting, "decide", meeting.held_on, title, _("Skriv in"), where)
    title = _("Justera protokollet från %(day)s") % day
    return _task(meeting, "adjust", meeting.held_on + ADJUSTED_WITHIN, title, _("Justera"), where)


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

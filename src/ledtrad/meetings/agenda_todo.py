"""What waits because of meetings: for a secretary the notice, the decisions, the minutes, what is to be announced and
sent out; for a member to read before the board meets."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.meetings.models import AgendaItem, Meeting
from ledtrad.meetings.rules.meetings import announce_by, taken_down_from
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.rules import Power, Role
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

NOTICE_BEFORE = timedelta(days=7)
ADJUSTED_WITHIN = timedelta(days=14)
"""When the minutes of a meeting should be adjusted, counted from its day."""
SENT_WITHIN = timedelta(days=7)
TAKEN_DOWN_TOLD = timedelta(days=90)
"""How long after an announcement was put up it is told that it can be taken down. Meetings of the time before that was
written in here have no such day, and do not wait for ever."""


def register() -> None:
    """Called when the app is ready."""
    todo.register("meeting_agenda", meetings)
    todo.register("meeting_paragraphs", paragraphs)
    todo.register("meeting_read", to_read)


def _boards(actor: Actor) -> frozenset[int]:
    """The boards that somebody plans for who is secretary."""
    rights = access(actor)
    is_secretary = any(post.role == Role.BOARD_SECRETARY for post in rights.posts)
    return rights.units(Power.PLAN) if is_secretary else frozenset()


def _up(actor: Actor) -> Q:
    """Announcements that are up, of minutes or of a paragraph."""
    return Q(taken_down_on__isnull=True, announced_on__gte=actor.today - TAKEN_DOWN_TOLD)


def meetings(actor: Actor, until: date) -> Iterator[Task]:
    """What is next for each meeting of the boards whose secretary this person is. One query."""
    boards = _boards(actor)
    if not boards:
        return
    points = Count("agenda")
    rows = Meeting.objects.filter(board__in=boards, agenda__isnull=False).annotate(
        points=points,
        undecided=Count("agenda", filter=Q(agenda__paragraph__isnull=True)),
        unsent=Count("agenda", filter=Q(agenda__sent_at__isnull=True) & ~Q(agenda__distribution="")),
    )
    waiting = Q(adjusted_on__isnull=True) | Q(unsent__gt=0) | Q(announced_on__isnull=True)
    for meeting in rows.filter(waiting | _up(actor)).select_related("board").order_by("held_on"):
        for task in _adjusted(meeting, actor.today) if meeting.is_adjusted else _next(meeting, actor.today):
            if task.due_on is None or task.due_on <= until:
                yield task


def paragraphs(actor: Actor, until: date) -> Iterator[Task]:
    """What is left of the paragraphs that were adjusted before the rest and that this person may see: announced, sent
    out, the announcement taken down. One query."""
    boards = _boards(actor)
    if not boards:
        return
    rows = AgendaItem.objects.visible_to(user_behind(actor)).filter(meeting__board__in=boards, adjusted_on__lte=until)
    waiting = Q(announced_on__isnull=True, meeting__announced_on__isnull=True) | _up(actor)
    waiting |= Q(sent_at__isnull=True, meeting__adjusted_on__isnull=True) & ~Q(distribution="")
    for item in rows.filter(waiting).select_related("meeting__board").order_by("meeting__held_on", "paragraph"):
        for task in _adjusted_at_once(item, actor.today):
            if task.due_on is None or task.due_on <= until:
                yield task


def to_read(actor: Actor, until: date) -> Iterator[Task]:
    """The meetings that this person is called to as a member of the board, until they are over. One query, and none
    for those who sit in no board."""
    boards = [post.unit_id for post in access(actor).posts if post.role == Role.ELECTED_MEMBER]
    if not boards:
        return
    called = Meeting.objects.filter(board__in=boards, notice_sent_at__isnull=False, held_on__range=(actor.today, until))
    for meeting in called.select_related("board").order_by("held_on"):
        title = _("Läs handlingarna till sammanträdet %(day)s") % {"day": label_day(meeting.held_on)}
        yield _task(meeting, "read", meeting.held_on, title, _("Läs"), meeting.get_absolute_url())


def _adjusted_at_once(item: AgendaItem, today: date) -> Iterator[Task]:
    """As of whole minutes. Those announce and send out what is left when they are."""
    assert item.adjusted_on is not None  # noqa: S101 - asked of adjusted paragraphs
    meeting, key = item.meeting, f":{item.pk}"
    words = {"number": item.paragraph, "day": label_day(meeting.held_on)}
    where = reverse("agenda-announce", args=[meeting.pk, item.pk])
    if item.announced_on is None and meeting.announced_on is None:
        title = _("Anslå § %(number)s från %(day)s") % words
        yield _task(meeting, "announce", announce_by(item.adjusted_on), title, _("Skriv in anslaget"), where, key)
    elif item.announced_on is not None and item.taken_down_on is None and item.announced_on >= today - TAKEN_DOWN_TOLD:
        title = _("Ta ned anslaget om § %(number)s från %(day)s") % words
        yield _task(meeting, "take_down", taken_down_from(item.announced_on), title, _("Skriv in"), where, key)
    if item.distribution and item.sent_at is None and not meeting.is_adjusted:
        title = _("Expediera § %(number)s från %(day)s") % words
        due_on = item.adjusted_on + SENT_WITHIN
        yield _task(meeting, "send", due_on, title, _("Expediera"), item.get_absolute_url(), key)


def _adjusted(meeting: Meeting, today: date) -> Iterator[Task]:
    """What is left when the minutes are adjusted: sent out, announced, and the announcement taken down."""
    assert meeting.adjusted_on is not None  # noqa: S101 - asked of adjusted minutes
    day, where = {"day": label_day(meeting.held_on)}, reverse("meeting-announce", args=[meeting.pk])
    if meeting.announced_on is None:
        title = _("Anslå protokollet från %(day)s") % day
        yield _task(meeting, "announce", announce_by(meeting.adjusted_on), title, _("Skriv in anslaget"), where)
    elif meeting.taken_down_on is None and meeting.announced_on >= today - TAKEN_DOWN_TOLD:
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


def _task(meeting: Meeting, step: str, due_on: date, title: str, button: str, url: str, of: str = "") -> Task:
    return Task(
        due_on=due_on,
        title=title,
        detail=meeting.board.name,
        url=url,
        button=button,
        kind=f"meeting_{step}",
        key=f"meeting_{step}:{meeting.pk}{of}",
        number=meeting.board.number,
        is_open=True,  # the title names no matter
    )

"""Reads of agendas, notices and minutes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Notice, Paper
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.words import MatterState, PaperState
from ledtrad.organisation.access import Access
from ledtrad.organisation.models import Holding, Unit, User
from ledtrad.organisation.rules import Role, UnitKind


def whole_agenda(meeting: Meeting) -> list[AgendaItem]:
    """Every point in order, for those who write papers of it. One query."""
    rows = AgendaItem.objects.filter(meeting=meeting)
    return list(rows.select_related("matter", "matter__responsible", "paper").defer("paper__content"))


def seen_agenda(meeting: Meeting, user: User) -> list[tuple[int, AgendaItem]]:
    """The points that the person may see, each with its place among all. Two queries."""
    keys = AgendaItem.objects.filter(meeting=meeting).values_list("pk", flat=True)
    places = {pk: place for place, pk in enumerate(keys, 1)}
    rows = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
    rows = rows.select_related("matter", "paper").defer("paper__content")
    return [(places[item.pk], item) for item in rows]


def seen_points(points: Iterable[dict[str, Any]], user: User) -> list[dict[str, Any]]:
    """Those of kept points that the person may read now: without a matter, or in one that they see. One query."""
    points = list(points)
    matters = {p["matter"] for p in points if p["matter"] is not None}
    visible = set(Matter.objects.visible_to(user).filter(pk__in=matters).values_list("pk", flat=True))
    return [p for p in points if p["matter"] is None or p["matter"] in visible]


def offered_papers(meeting: Meeting, user: User) -> list[Paper]:
    """Papers that are ready, laid to this meeting or to none, and on no agenda. One query."""
    rows = Paper.objects.visible_to(user).filter(
        Q(meeting=meeting) | Q(meeting__isnull=True), state=PaperState.READY, matter__board=meeting.board_id
    )
    rows = rows.exclude(pk__in=AgendaItem.objects.filter(paper__isnull=False, settled=True).values("paper"))
    return list(rows.select_related("matter").defer("content").order_by("submitted_at", "pk"))


def offered_matters(meeting: Meeting, user: User) -> QuerySet[Matter]:
    """Matters that the board can take up: its own, and for a committee those of the board above it."""
    boards = [meeting.board_id]
    if meeting.board.kind == UnitKind.COMMITTEE:
        boards += user.access.tree.above(meeting.board_id)
    return Matter.objects.visible_to(user).filter(board__in=boards).exclude(state=MatterState.CLOSED)


def standing_titles(meeting: Meeting) -> list[str]:
    """What the board's last agenda began with, else what any does. Two queries."""
    before = Meeting.objects.filter(board=meeting.board_id, held_on__lt=meeting.held_on, agenda__isnull=False)
    last = before.order_by("-held_on").first()
    if last is None:
        return list(rules.STANDING)
    rows = AgendaItem.objects.filter(meeting=last).values_list("title", "matter", "paper")
    return rules.leading([(title, matter is None and paper is None) for title, matter, paper in rows])


def taken_paragraphs(board_id: int, year: int, except_pk: int | None = None) -> set[int]:
    """The paragraphs that the board has given in a year. One query."""
    rows = AgendaItem.objects.filter(meeting__board=board_id, meeting__held_on__year=year, paragraph__isnull=False)
    numbers = rows.exclude(pk=except_pk or 0).values_list("paragraph", flat=True)
    return {number for number in numbers if number is not None}


def members_of(board: Unit, today: date) -> list[User]:
    """The elected members who hold functions in the board on that day, each once. One query."""
    rows = Holding.objects.on(today).filter(
        function__unit=board, function__role=Role.ELECTED_MEMBER, person__is_active=True
    )
    return list({held.person: None for held in rows.select_related("person").order_by("person__name", "person__pk")})


def last_notice(meeting: Meeting) -> Notice | None:
    """The newest notice that went out. One query."""
    return meeting.notices.first()


def own_meetings(access: Access, first: date, last: date) -> QuerySet[Meeting]:
    """Meetings of the boards that the person belongs to, and of their committees. Two queries when evaluated."""
    homes = {access.tree.board_of(post.unit_id) for post in access.posts}
    paths = Unit.objects.filter(pk__in={home for home in homes if home is not None}).values_list("path", flat=True)
    below = Q(board__in=homes - {None})
    for path in paths:
        below |= Q(board__path__startswith=path, board__kind=UnitKind.COMMITTEE)
    rows = Meeting.objects.filter(below, held_on__gte=first, held_on__lte=last)
    return rows.select_related("board").order_by("held_on", "board__path")

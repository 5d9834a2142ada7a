"""Reads of agendas, notices and minutes."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledtrad.core import ledger
from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Notice, Paper, Remark
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.words import MatterState, PaperState
from ledtrad.organisation.access import Access
from ledtrad.organisation.models import Holding, Unit, User
from ledtrad.organisation.rules import Power, Role, UnitKind


def whole_agenda(meeting: Meeting) -> list[AgendaItem]:
    """Every point in order, for those who write papers of it. One query."""
    rows = AgendaItem.objects.filter(meeting=meeting)
    return list(rows.select_related("matter", "matter__responsible", "paper").defer("paper__content"))


def minuted_agenda(meeting: Meeting) -> list[AgendaItem]:
    """Every point in order with what was noted at it and as it was adjusted before the rest. Two queries."""
    rows = AgendaItem.objects.filter(meeting=meeting).prefetch_related("remarks")
    return list(rows.select_related("matter", "matter__responsible", "paper", "kept").defer("paper__content"))


class Placed(NamedTuple):
    """A point with its place among all, and what the person who asked may see of it: the point at all, its paper."""

    place: int
    item: AgendaItem
    is_seen: bool
    opens_paper: bool


def placed_agenda(meeting: Meeting, user: User) -> list[Placed]:
    """Every point in order. What is not seen is there to be counted and compared, never to be shown. One query."""
    seen = AgendaItem.objects.visible_to(user).filter(pk=OuterRef("pk"))
    read = Paper.objects.visible_to(user).filter(pk=OuterRef("paper"))
    rows = AgendaItem.objects.filter(meeting=meeting).annotate(is_seen=Exists(seen), opens_paper=Exists(read))
    rows = rows.select_related("matter", "paper").defer("paper__content")
    return [Placed(place, item, item.is_seen, item.opens_paper) for place, item in enumerate(rows, 1)]  # type: ignore[attr-defined]


def tells_proposals(meeting: Meeting, user: User) -> bool:
    """Whether what is proposed in the points is told: to all who see them when the notice has gone out, before that
    to those who read the board's inner things. No query."""
    return meeting.notice_sent_at is not None or user.access.has(Power.READ_INTERNAL, meeting.board_id)


def seen_agenda(meeting: Meeting, user: User) -> list[tuple[int, AgendaItem]]:
    """The points that the person may see, each with its place among all. One query."""
    return [(placed.place, placed.item) for placed in placed_agenda(meeting, user) if placed.is_seen]


def told_of_points(user: User) -> Q:
    """The ledger's entries about points that tell what was proposed: read as the board's inner things."""
    if user.access.everything:
        return Q(pk__isnull=False)
    return Q(unit_id__in=user.access.units(Power.READ_INTERNAL))


def remarks_of(items: Sequence[AgendaItem]) -> dict[int, list[Remark]]:
    """What was noted at each of these points, which the reader sees. One query; none before something is decided."""
    decided = [item.pk for item in items if item.is_decided]
    found: dict[int, list[Remark]] = {item.pk: [] for item in items}
    for remark in Remark.objects.filter(item__in=decided) if decided else ():
        found[remark.item_id].append(remark)
    return found


def seen_points(points: Iterable[dict[str, Any]], user: User, known: Iterable[Placed] = ()) -> list[dict[str, Any]]:
    """Those of kept points that the person may read now: without a matter, or in one that they see. One query; none
    when all their matters are on the agenda that is `known`."""
    points = list(points)
    told = {placed.item.matter_id: placed.is_seen for placed in known}
    unknown = {p["matter"] for p in points if p["matter"] is not None} - told.keys()
    visible = {pk for pk, is_seen in told.items() if is_seen}
    if unknown:
        visible |= set(Matter.objects.visible_to(user).filter(pk__in=unknown).values_list("pk", flat=True))
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


def first_titles(items: Sequence[AgendaItem]) -> dict[int, str]:
    """What each of these points was called when it was added, by the ledger. One query; none without points."""
    if not items:
        return {}
    entries = ledger.entries().about_any({AgendaItem: [item.pk for item in items]}).with_action("created")
    return {int(entry.object_id): (entry.details or {}).get("title", "") for entry in entries.select_related("change")}


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

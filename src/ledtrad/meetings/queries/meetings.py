"""Reads of the boards' meeting days."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear

from ledtrad.meetings.models import Meeting
from ledtrad.meetings.words import MeetingState

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


def listed(user: "User", today: date) -> QuerySet[Meeting]:
    """Every board's meetings: those to come, the nearest first, then those that have been held, the latest first."""
    coming = Q(held_on__gte=today)
    return (
        Meeting.objects.visible_to(user)
        .select_related("board")
        .alias(is_over=Case(When(coming, then=Value(0)), default=Value(1)), comes=Case(When(coming, then=F("held_on"))))
        .order_by("is_over", "comes", "-held_on", "board__path")
    )


def in_state(state: str, today: date) -> Q:
    """The meetings that have come so far, as `rules.meetings.state_of` says of one."""
    if state == MeetingState.ANNOUNCED:
        return Q(announced_on__isnull=False)
    if state == MeetingState.ADJUSTED:
        return Q(announced_on__isnull=True, adjusted_on__isnull=False)
    open_still = Q(announced_on__isnull=True, adjusted_on__isnull=True)
    if state == MeetingState.HELD:
        return open_still & Q(held_on__lt=today)
    return open_still & Q(held_on__gte=today, notice_sent_at__isnull=state != MeetingState.CALLED)


def to_announce(boards: frozenset[int], today: date) -> Q:
    """The held meetings of these boards whose announcement is not written in: nobody knows when one can appeal."""
    return Q(board__in=boards, held_on__lt=today, announced_on__isnull=True)


class Coming(NamedTuple):
    """A board and the day that it meets next."""

    held_on: date
    board: str


class Overview(NamedTuple):
    """What the list can be narrowed to, and for each board, by its number, when it meets next."""

    boards: list[tuple[str, str]]
    years: list[tuple[str, str]]
    coming: dict[str, Coming]

    def nearest(self, board: str = "") -> Coming | None:
        """The next meeting of all, or of the board with that number."""
        return self.coming.get(board) if board else min(self.coming.values(), default=None)


def overview(user: "User", today: date) -> Overview:
    """The boards that meet, the years they meet in with the latest first, and who meets next. One query."""
    ahead = Min("held_on", filter=Q(held_on__gte=today))
    named = Meeting.objects.visible_to(user).order_by("board__path").values("board__number", "board__name")
    boards: dict[str, str] = {}
    years: set[str] = set()
    coming: dict[str, Coming] = {}
    for row in named.annotate(year=ExtractYear("held_on"), ahead=ahead):
        number, name = row["board__number"], row["board__name"]
        boards[number] = name
        years.add(str(row["year"]))
        if row["ahead"] is not None:
            coming[number] = min(coming.get(number, Coming(date.max, "")), Coming(row["ahead"], name))
    offered = [(year, year) for year in sorted(years, reverse=True)]
    return Overview(list(boards.items()), offered, coming)

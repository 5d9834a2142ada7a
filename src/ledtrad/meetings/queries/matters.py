"""Reads of matters."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ledtrad.meetings.models import AgendaItem, Matter, Meeting, Paper
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.access import Access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power, UnitKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

BODIES = [*BOARD_KINDS, UnitKind.COMMITTEE]


def listed(user: "User") -> QuerySet[Matter]:
    """The matters that the person may see, with how many of their papers wait for something. One query."""
    on_the_way = Paper.objects.filter(matter=OuterRef("pk")).exclude(state=PaperState.ADOPTED).order_by()
    waiting = Coalesce(Subquery(on_the_way.values("matter").annotate(n=Count("pk")).values("n")), 0)
    rows = Matter.objects.visible_to(user).select_related("board", "responsible", "responsible__unit")
    return rows.annotate(waiting=waiting).order_by("-opened_on", "-pk")


Choices = list[tuple[str, str]]


class Narrowings(NamedTuple):
    """What the list can be narrowed to."""

    boards: Choices
    years: Choices
    handlers: Choices


def narrowings(user: "User") -> Narrowings:
    """The boards, years and functions of the matters that the person may see, in one query."""
    rows = Matter.objects.visible_to(user).order_by("board__path").values_list(
        "board__number", "board__name", "opened_on__year", "responsible_id", "responsible__title",
        "responsible__unit__name",
    ).distinct()  # fmt: skip
    boards, years, handlers = {}, set(), {}
    for number, name, year, function, title, unit in rows:
        boards[number] = name
        years.add(str(year))
        if function is not None:
            handlers[str(function)] = f"{title}, {unit}"
    return Narrowings(
        list(boards.items()),
        [(year, year) for year in sorted(years, reverse=True)],
        sorted(handlers.items(), key=lambda item: item[1]),
    )


def open_boards(access: Access) -> QuerySet[Unit]:
    """The boards and committees whose matters the person opens. One query when evaluated."""
    rows = Unit.objects.filter(kind__in=BODIES)
    if access.everything:
        return rows
    mine = access.units(Power.EDIT) | access.units(Power.PLAN)
    above = {up for unit in mine for up in (unit, *access.tree.above(unit))}
    return rows.filter(pk__in=above)


def papers_of(matter: Matter, user: "User") -> list[Paper]:
    """Its papers that the person may see, newest first. One query."""
    rows = Paper.objects.visible_to(user).filter(matter=matter).select_related("meeting", "function")
    return list(rows.defer("content"))


def agenda_of(matter: Matter) -> list[AgendaItem]:
    """Where it has been, or is to be, on an agenda. One query."""
    rows = AgendaItem.objects.filter(matter=matter).select_related("meeting", "meeting__board")
    return list(rows.order_by("-meeting__held_on", "order"))


def coming_meetings(board_id: int, today: date) -> QuerySet[Meeting]:
    """Days when the board meets from today on. One query when evaluated."""
    return Meeting.objects.filter(board=board_id, held_on__gte=today).select_related("board").order_by("held_on")

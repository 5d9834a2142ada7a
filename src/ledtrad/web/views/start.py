"""Att göra: what waits for the person who has logged in."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.numbers import counted
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit, User
from ledtrad.thread import readings, tallies, todo
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind, Status
from ledtrad.thread.todo import Task
from ledtrad.web.words import weekday_date

RECENT_DAYS = 60
RECENT_MOST = 4
SHOWN_ACTIONS = ("reported", "corrected", "assessed", "commented", "due_done")


@dataclass(frozen=True)
class Pile:
    """One heading of the page with its tasks."""

    key: str
    heading: str
    intro: str
    tasks: list[Task]


@page
def todo_page(request: HttpRequest) -> HttpResponse:
    """What waits for me: overdue first, then this week, then the coming month; the first figure is done in place."""
    actor = actor_of(request)
    user = user_of(request)
    tasks = todo.tasks(actor)
    first = next((t for t in tasks if t.kind == "report"), None)
    context = {
        "piles": piles(tasks, actor),
        "lead": lead(tasks, actor),
        "first": first,
        "open_key": next((t.key for t in tasks if t.form is not None), ""),
        "recent": recent(user),
        "state": state_of_unit(user),
        "today": actor.today,
    }
    return render_page(request, "web/todo.html", context)


def piles(tasks: list[Task], actor: Actor) -> list[Pile]:
    """The tasks by urgency. Empty piles are left out."""
    week_ends = actor.today + timedelta(days=6 - actor.today.weekday())
    late = [t for t in tasks if t.due_on is not None and t.due_on < actor.today]
    week = [t for t in tasks if t.due_on is not None and actor.today <= t.due_on <= week_ends]
    later = [t for t in tasks if t not in late and t not in week]
    found = [
        Pile("late", _("Försenat"), _late_means(late), late),
        Pile("week", _("Den här veckan"), _("Klart senast söndag."), week),
        Pile("later", _("Längre fram"), _("Nästa 30 dagar, och det som behöver börja i tid."), later),
    ]
    return [pile for pile in found if pile.tasks]


def _late_means(late: list[Task]) -> str:
    """The board's page shows figures that are missing; what else is late it may not show."""
    if all(task.kind == "report" for task in late):
        return _("Nämnden ser att uppgifterna saknas.")
    return _("Skulle ha varit klart.")


def lead(tasks: list[Task], actor: Actor) -> str:
    """How much waits, how much of it is late, and what comes next."""
    if not tasks:
        return _("Inget väntar på dig de närmaste 30 dagarna.")
    late = sum(1 for t in tasks if t.days_late(actor.today) > 0)
    days = {t.due_on for t in tasks}
    if not late and len(days) == 1 and (day := days.pop()) is not None:
        return ngettext(
            "%(n)s sak väntar på dig och ska vara klar %(day)s.",
            "%(n)s saker väntar på dig och ska vara klara %(day)s.",
            len(tasks),
        ) % {"n": counted(len(tasks), capital=True), "day": weekday_date(day, today=actor.today)}
    text = ngettext("%(n)s sak väntar på dig.", "%(n)s saker väntar på dig.", len(tasks)) % {
        "n": counted(len(tasks), capital=True)
    }
    if late:
        text += " " + ngettext("%(n)s är försenad.", "%(n)s är försenade.", late) % {"n": counted(late, capital=True)}
    coming = [t for t in tasks if t.due_on is not None and t.due_on >= actor.today]
    if coming:
        day = coming[0].due_on
        same = sum(1 for t in coming if t.due_on == day)
        text += " " + ngettext("%(n)s ska vara klar %(day)s.", "%(n)s ska vara klara %(day)s.", same) % {
            "n": counted(same, capital=True),
            "day": weekday_date(day, today=actor.today),
        }
    return text


def recent(user: User) -> list[Any]:
    """What this person has done lately: the receipts. One query."""
    if user.pk is None:
        return []
    since = clock.now() - timedelta(days=RECENT_DAYS)
    rows = ledger.entries().by(user.pk).with_action(*SHOWN_ACTIONS).since(since)
    return list(rows.order_by("-sequence")[:RECENT_MOST])


@dataclass(frozen=True)
class State:
    """How the person's own unit stands, for the margin."""

    unit: Unit
    counts: list[tuple[str, int, str]]
    figure: Any
    board: Unit | None


def state_of_unit(user: User) -> State | None:
    """Goals by status in the person's own unit, its worst figure, and the way to the board. Three queries."""
    rights = user.access
    if rights.home_unit_id is None:
        return None
    ids = {rights.home_unit_id, rights.home_board_id or rights.home_unit_id}
    units = {u.pk: u for u in Unit.objects.filter(pk__in=ids)}
    unit = units[rights.home_unit_id]
    nodes = Node.objects.visible_to(user).valid_on(clock.today())
    mine = list(nodes.filter(unit__path__startswith=unit.path, kind__in=[Kind.GOAL]).values_list("status", flat=True))
    counts = [(str(s), mine.count(s), tallies.how_many(s, mine.count(s))) for s in tallies.ORDER if mine.count(s)]
    worst = (
        nodes.filter(kind=Kind.INDICATOR, responsible__in=rights.functions)
        .exclude(suggested__in=[Status.NONE, Status.MET])
        .order_by("suggested", "number")
    )
    chosen = list(worst[:1])
    reading = readings.of([n.pk for n in chosen])
    figure = (chosen[0], reading.get(chosen[0].pk)) if chosen else None
    return State(unit, counts, figure, units.get(rights.home_board_id or 0))

"""What waits because of nodes alone: due dates, and assessments that are due."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.organisation.actors import access
from ledtrad.thread import todo
from ledtrad.thread.models import DueDate, Node
from ledtrad.thread.rules import Kind, Status
from ledtrad.thread.todo import Task


def register() -> None:
    """Called when the app is ready."""
    todo.register("due", due_dates)
    todo.register("assess", assessments)


def due_dates(actor: Actor, until: date) -> Iterator[Task]:
    """Open due dates of the functions this person holds, on nodes that they may see. One query."""
    rights = access(actor)
    mine = DueDate.objects.open().due_by(until).filter(function__in=rights.functions)
    mine = mine.filter(Node.objects.seen_with(rights).named_by("node"))
    for due in mine.select_related("node"):
        yield Task(
            due_on=due.due_on,
            title=due.title,
            detail=str(due.node),
            url=reverse("node", args=[due.node.number]) + "#datum",
            button=_("Öppna"),
            kind="due",
            key=f"due:{due.pk}",
            number=due.node.number,
            is_open=due.node.is_open,
            function_id=due.function_id,
        )


def assessments(actor: Actor, until: date) -> Iterator[Task]:
    """Goals this person answers for, whose last closed period is not assessed yet. One query.

    A period is asked for from the day it has ended until it is assessed.
    """
    goals = (
        Node.objects.filter(kind=Kind.GOAL, responsible__in=access(actor).functions)
        .exclude(level__assess_every="")
        .exclude(level=None)
        .valid_on(actor.today)
        .select_related("level")
        .annotate(assessed_to=Max("assessments__period_end"))
    )
    for goal in goals:
        if goal.level is None:
            continue
        period = Period.of(PeriodKind(goal.level.assess_every), actor.today).previous()
        due_on = period.last_day + timedelta(days=goal.level.assess_days)
        if (goal.assessed_to and goal.assessed_to >= period.last_day) or due_on > until:
            continue
        yield Task(
            due_on=due_on,
            title=_("Bedöm %(goal)s") % {"goal": goal.short},
            detail=_("Gäller %(period)s. Förslag: %(status)s.")
            % {"period": label(period), "status": Status(goal.suggested).label.lower()},
            url=reverse("node-assess", args=[goal.number]),
            button=_("Bedöm"),
            kind="assess",
            key=f"assess:{goal.number}:{period}",
            number=goal.number,
            is_open=goal.is_open,
            function_id=goal.responsible_id,
        )

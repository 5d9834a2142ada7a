"""What waits because of delegation: decisions to mend, and lists to lay before a meeting. No case data in a title."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.delegation.forms.mending import mendable
from ledtrad.delegation.models import DecisionReport, FindingTask
from ledtrad.delegation.rules.words import FindingKind, ListKind, ListState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import BOARD_KINDS, Power, Role
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

DAYS_BEFORE = timedelta(days=7)
"""A list is laid so long before the meeting, so that the members have time to read."""


def register() -> None:
    """Called when the app is ready."""
    todo.register("delegation_task", tasks)
    todo.register("delegation_list", lists)


def tasks(actor: Actor, until: date) -> Iterator[Task]:
    """Decisions that this person has been asked to mend. One query."""
    mine = FindingTask.objects.waiting().for_person(actor.user_id, access(actor).functions)
    for task in mine.filter(due_on__lte=until).select_related("board", "decision"):
        mends = task.kind == FindingKind.INCOMPLETE or bool(mendable((), task.kind))
        yield Task(
            due_on=task.due_on,
            title=_("Komplettera ett delegationsbeslut") if mends else _("Svara om ett delegationsbeslut"),
            detail=_about(task),
            url=reverse("finding-task", args=[task.pk]),
            button=_("Komplettera") if mends else _("Svara"),
            kind="delegation_task",
            key=f"delegation_task:{task.pk}",
            number=str(task.pk),
            is_open=True,  # the title names no case
            function_id=task.to_function_id,
        )


def _about(task: FindingTask) -> str:
    """What tells one task from another without naming the case: whose, what is wrong, and of which day."""
    what = f"{task.board.name}: {task.get_kind_display().lower()}"
    if task.decision is None:
        return what
    return _("%(what)s, beslutat %(day)s") % {"what": what, "day": label_day(task.decision.decided_on)}


def lists(actor: Actor, until: date) -> Iterator[Task]:
    """Lists to lay before the coming meetings of boards whose secretary or director this person is. One query."""
    boards = _boards(actor)
    if not boards:
        return
    laid = DecisionReport.objects.filter(meeting=OuterRef("pk"), kind=ListKind.ORDINARY, state=ListState.LAID)
    coming = Meeting.objects.filter(board__in=boards, held_on__gte=actor.today, held_on__lte=until + DAYS_BEFORE)
    for meeting in coming.exclude(Exists(laid)).select_related("board"):
        yield Task(
            due_on=max(meeting.held_on - DAYS_BEFORE, min(actor.today, meeting.held_on)),
            title=_("Lägg fram delegationsbesluten till sammanträdet %(day)s") % {"day": label_day(meeting.held_on)},
            detail=meeting.board.name,
            url=reverse("decision-list", args=[meeting.board.number, meeting.held_on.isoformat(), ListKind.ORDINARY]),
            button=_("Granska listan"),
            kind="delegation_list",
            key=f"delegation_list:{meeting.board.number}:{meeting.held_on.isoformat()}",
            number=meeting.board.number,
            is_open=True,
        )


def _boards(actor: Actor) -> list[int]:
    """The boards for which a secretary or director answers that lists are laid."""
    rights = access(actor)
    if not any(post.role in (Role.BOARD_SECRETARY, Role.DIRECTOR) for post in rights.posts):
        return []
    places = rights.tree.places
    return [i for i in sorted(rights.units(Power.PLAN)) if i in places and places[i].kind in BOARD_KINDS]

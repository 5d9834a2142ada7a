"""What waits because of papers: to sign, to finish before a meeting, to write the decision in afterwards."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.meetings.models import AgendaItem, Paper, PaperStep
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Confidentiality, Power
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

DAYS_TO_SIGN = timedelta(days=3)
DAYS_BEFORE = timedelta(days=10)
"""A paper is finished so long before the meeting: the notice goes out a week before."""


Told = Callable[[Actor], "QuerySet[Any, Any]"]
_told: dict[str, Told] = {}


def register_told(name: str, keys: Told) -> None:
    """Add the keys of papers that already wait for this person as something else: the same is not said twice."""
    _told[name] = keys


def register() -> None:
    """Called when the app is ready."""
    todo.register("paper_sign", signatures)
    todo.register("paper_written", written)


def _task(paper: Paper, kind: str, due_on: date | None, title: str, button: str, function_id: int | None) -> Task:
    return Task(
        due_on=due_on,
        title=title % {"paper": paper.title},
        detail=f"{paper.matter.registration_number}, {paper.get_kind_display().lower()}",
        url=reverse("paper", args=[paper.pk]),
        button=button,
        kind=kind,
        key=f"{kind}:{paper.pk}:{function_id or ''}",
        number=paper.matter.registration_number,
        is_open=paper.matter.confidentiality == Confidentiality.OPEN and paper.state == PaperState.READY,
        function_id=function_id,
    )


def signatures(actor: Actor, until: date) -> Iterator[Task]:
    """Papers whose turn to be signed is with a function that this person holds. One query."""
    mine = access(actor).functions
    if not mine:
        return
    turn = PaperStep.objects.filter(paper=OuterRef("paper"), signed_at__isnull=True).order_by("order").values("pk")[:1]
    waiting = PaperStep.objects.filter(
        paper__state=PaperState.SIGNING, function__in=mine, signed_at__isnull=True, pk=Subquery(turn)
    )
    for step in waiting.select_related("paper__matter").defer("paper__content"):
        sent = step.paper.submitted_at
        due_on = sent.date() + DAYS_TO_SIGN if sent else None
        yield _task(step.paper, "paper_sign", due_on, _("Godkänn ”%(paper)s”"), _("Läs och godkänn"), step.function_id)


def written(actor: Actor, until: date) -> Iterator[Task]:
    """Drafts to finish, of matters that this person's functions answer for or begun by themselves; and, for those who
    plan for the board, what was decided at a meeting that has been held. One query."""
    rights = access(actor)
    mine = Q(matter__responsible__in=rights.functions)
    if actor.user_id is not None:
        mine |= Q(matter__responsible__isnull=True, made_by=actor.user_id)
    wanted = Q(mine, state=PaperState.DRAFT)
    for keys in _told.values():
        wanted &= ~Q(pk__in=keys(actor), returned_reason="")
    if boards := rights.units(Power.PLAN):
        agenda = AgendaItem.objects.filter(paper=OuterRef("pk"), settled=True)  # decided there: `agenda_todo`
        held = Q(state=PaperState.READY, matter__board__in=boards, meeting__held_on__lt=actor.today)
        wanted |= held & ~Q(Exists(agenda))
    for paper in Paper.objects.filter(wanted).select_related("matter", "meeting").defer("content"):
        day = paper.meeting.held_on if paper.meeting else None
        if paper.state == PaperState.READY:
            yield _task(paper, "paper_adopt", day, _("Skriv in beslutet om ”%(paper)s”"), _("Skriv in"), None)
            continue
        due_on = day - DAYS_BEFORE if day else None
        if due_on is None or due_on <= until:
            title = _("Ändra och lämna om ”%(paper)s”") if paper.returned_reason else _("Skriv klart ”%(paper)s”")
            yield _task(paper, "paper_draft", due_on, title, _("Skriv"), paper.matter.responsible_id)

"""What waits because of audits: answers to write, and papers that were read and not confirmed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.audits.actions.registering import boards_to_register_in
from ledtrad.audits.models import Addressed, Audit, Statement
from ledtrad.audits.words import AuditState
from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.meetings import todo_sources
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread import todo
from ledtrad.thread.todo import Task


def register() -> None:
    """Called when the app is ready."""
    todo.register("audit_answer", answers)
    todo.register("audit_confirm", waiting)
    todo_sources.register_told("audit_answer", _papers)


def _papers(actor: Actor) -> "QuerySet[Any, Any]":
    """The papers of statements that this person is asked to answer: they wait with the day of the answer."""
    rows = Statement.objects.filter(responsible__in=access(actor).functions, adopted_on=None, paper__isnull=False)
    return rows.filter(audit__in=Audit.objects.visible_to(user_behind(actor))).values("paper")


def answers(actor: Actor, until: date) -> Iterator[Task]:
    """Statements that this person's functions are to write, from the day that they are asked: a board must have it
    on its agenda well before the answer is due. One query."""
    functions = access(actor).functions
    if not functions:
        return
    # A history that was read in may lack both day and statement, though all is done with.
    parts = Addressed.objects.filter(
        recommendation__audit=OuterRef("audit"), board=OuterRef("board"), closed_on__isnull=True
    )
    rows = Statement.objects.filter(Exists(parts), responsible__in=functions, adopted_on=None)
    for row in rows.filter(audit__in=Audit.objects.visible_to(user_behind(actor))).select_related("audit", "board"):
        by = _("Svara revisionen senast %(day)s") % {"day": label_day(row.due_on)} if row.due_on else ""
        yield Task(
            due_on=row.due_on,
            title=by or _("Svara revisionen"),
            detail=f"{row.board.name}: {row.audit.title}",
            url=reverse("statement", args=[row.audit.number, row.board.number]),
            button=_("Svara"),
            kind="audit_answer",
            key=f"audit_answer:{row.audit.number}:{row.board.number}",
            number=row.audit.number,
            is_open=True,  # the title says only that auditors wait
            function_id=row.responsible_id,
        )


def waiting(actor: Actor, until: date) -> Iterator[Task]:
    """What this person has read in and not confirmed. One query, and none for those who register no audits."""
    boards = boards_to_register_in(actor) if actor.user_id is not None else []
    if not boards:
        return
    rows = Audit.objects.filter(state=AuditState.READ, paper__made_by=actor.user_id)
    for row in rows.filter(unit__in=boards).order_by("pk"):
        yield Task(
            due_on=None,
            title=_("Bekräfta det som lästes ur granskningen"),
            detail=row.title,
            url=reverse("audit-confirm", args=[row.number]),
            button=_("Bekräfta"),
            kind="audit_confirm",
            key=f"audit_confirm:{row.number}",
            number=row.number,
            is_open=row.confidentiality == Confidentiality.OPEN,
        )

"""What assignments hand to the thread: their page, their table of a plan, what waits, and where they are left alone."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions import assignments as actions
from ledtrad.activities.forms.assignments import AssignmentForm
from ledtrad.activities.models import UNSETTLED, Assignment, ReportBack
from ledtrad.activities.pages import assignment_panel
from ledtrad.activities.queries import assignments as queries
from ledtrad.activities.registered.assignment_tables import AssignmentTable, ReportBackTable
from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.words import STANDINGS
from ledtrad.core import schedule
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Sentence
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Role
from ledtrad.thread import gaps, kinds, ledger_words, plan_tables, todo
from ledtrad.thread.gaps import Gap
from ledtrad.thread.kinds import KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind, LinkKind
from ledtrad.thread.snapshot import Knot, Snapshot
from ledtrad.thread.todo import Task


def register() -> None:
    """Called when the app is ready."""
    plan_tables.register(AssignmentTable())
    plan_tables.register(ReportBackTable())
    plan_tables.after_undo("assignments", actions.refresh)
    kinds.register(
        KindPage(
            kind=Kind.ASSIGNMENT,
            model=Assignment,
            related="assignment",
            title=_("Nytt uppdrag"),
            form=AssignmentForm,
            save=_save,
            nav="assignments",
            shows_days=True,
            panel="activities/assignment_panel.html",
            shows=assignment_panel,
            may_change=_may_change,
            words=STANDINGS,
        )
    )
    todo.register("report_back", to_report)
    todo.register("assignment_board", for_the_board)
    gaps.register("assignment_without_date", _("Uppdrag utan datum"), without_date)
    gaps.register("assignment_left_alone", _("Uppdrag som ingen arbetar med"), left_alone)
    schedule.register("assignments.standing", lambda _today: actions.refresh())
    ledger_words.register(actions=_LEDGER_ACTIONS, fields=_LEDGER_FIELDS)


_LEDGER_ACTIONS: dict[str, Sentence] = {
    "assignment_withdrawn": _("återtog ett uppdrag"),
    "report_back_set": _("satte en dag för redovisning"),
    "report_back_moved": _("ändrade en dag för redovisning"),
    "report_back_removed": _("tog bort en dag för redovisning"),
    "report_back_written": _("skrev på en redovisning"),
    "reported_back": _("lämnade in en redovisning"),
    "report_back_answered": _("förde in nämndens svar"),
}
_LEDGER_FIELDS: dict[str, Sentence] = {
    "answer": _("svar"),
    "effect": _("effekt"),
    "on": _("dag"),
    "paragraph": _("paragraf"),
    "planned": _("planerade åtgärder"),
    "taken": _("vidtagna åtgärder"),
}


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    if instance is None:
        return actions.give(form.values(), report_on=form.report_days(), actor=actor, areas=areas)
    return actions.change(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _may_change(assignment: Any, actor: Actor) -> bool:
    return assignment.is_unsettled and access(actor).may_edit(assignment.unit_id)


# ── What waits ───────────────────────────────────────────────────────────────
def to_report(actor: Actor, until: date) -> Iterator[Task]:
    """What the functions of this person are to report back. One query."""
    rights = access(actor)
    for row in queries.awaited_of(rights.functions, until, rights):
        assignment = row.assignment
        effect = _now("Redovisa effekten av ”%(what)s”") if row.asks_effect else _now("Redovisa ”%(what)s”")
        yield _task(row, effect % {"what": assignment.short}, _now("Redovisa"), "report_back", "report-back")


def for_the_board(actor: Actor, until: date) -> Iterator[Task]:
    """For a board's secretary: reports that are late, and those that wait for the board's answer. One query."""
    rights = access(actor)
    posts = [p for p in rights.posts if p.role == Role.BOARD_SECRETARY]
    units = {u for p in posts for u in queries.boards_units(rights, rights.tree.board_of(p.unit_id) or p.unit_id)}
    if not units:
        return
    for row in queries.unsettled_of(sorted(units), rights):
        words = {"what": row.assignment.short}
        if row.is_handed_in:
            title = _now("För in nämndens svar på ”%(what)s”") % words
            yield _task(row, title, _now("För in svaret"), "report_back_answer", "report-back-answer", due_on=None)
        else:
            title = _now("Inte redovisat i tid: ”%(what)s”") % words
            yield _task(row, title, _now("Öppna"), "report_back_late", "")


def _task(row: ReportBack, title: str, button: str, kind: str, url: str, due_on: date | str | None = "") -> Task:
    assignment = row.assignment
    return Task(
        due_on=row.due_on if isinstance(due_on, str) else due_on,
        title=title,
        detail=str(assignment),
        url=reverse(url, args=[assignment.number, row.nr]) if url else assignment.get_absolute_url(),
        button=button,
        kind=kind,
        key=f"{kind}:{assignment.number}:{row.nr}",
        number=assignment.number,
        is_open=assignment.is_open,
        function_id=assignment.responsible_id,
        late_told_once=True,
    )


# ── Where they are left alone ────────────────────────────────────────────────
def without_date(snapshot: Snapshot) -> Iterator[Gap]:
    """An open assignment with no report awaited and none that waits for the board. One query."""
    knots = snapshot.of_kind(Kind.ASSIGNMENT)
    if not knots:
        return
    dated = ReportBack.objects.filter(answered_on__isnull=True).values("assignment")
    bare = set(Assignment.objects.filter(state__in=UNSETTLED).exclude(pk__in=dated).values_list("pk", flat=True))
    for knot in knots:
        if knot.id in bare:
            yield Gap(
                "assignment_without_date", knot.id,
                _now("Sätt ett datum för redovisning, eller låt nämnden avsluta uppdraget."), knot.function_id,
            )  # fmt: skip


def left_alone(snapshot: Snapshot) -> Iterator[Gap]:
    """An open assignment that nothing answers, some time after it was given. One query."""
    knots = [k for k in snapshot.of_kind(Kind.ASSIGNMENT) if not _is_answered(snapshot, k)]
    if not knots:
        return
    given = dict(Assignment.objects.filter(state__in=UNSETTLED).values_list("pk", "decided_on"))
    for knot in knots:
        if knot.id in given and rules.is_left_alone(given[knot.id], snapshot.today):
            yield Gap(
                "assignment_left_alone", knot.id,
                _now("Koppla en aktivitet eller handlingsplan som besvarar uppdraget."), knot.function_id,
            )  # fmt: skip


def _is_answered(snapshot: Snapshot, knot: Knot) -> bool:
    return any(tie.kind == LinkKind.ANSWERS for tie in snapshot.down.get(knot.id, ()))

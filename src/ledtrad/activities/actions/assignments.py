"""What a board gives, changes and takes back: every write to assignments, and to the days when they are reported."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.models import UNSETTLED, Assignment, AssignmentState, ReportBack
from ledtrad.activities.rules import assignments as rules
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Invalid, NotAllowed, Refused
from ledtrad.core.versions import claim
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, UnitKind
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.rules import Kind


class MayNotGive(NotAllowed):
    """An assignment is the board's: those who edit for the board write down what it decided."""

    message = _("Bara den som arbetar för nämnden med dess beslut kan göra det här med uppdraget.")
    code = "may_not_give"


class MayNotAnswer(NotAllowed):
    """The board's answer, and that it takes an assignment back, is written down by those who plan for it."""

    message = _(
        "Bara nämndens sekreterare, förvaltningschef och controller för in vad nämnden har beslutat om uppdraget."
    )
    code = "may_not_answer"


class NotABoard(Invalid):
    """Only a board, or a committee of one, gives assignments."""

    message = _("Välj en nämnd eller ett utskott: uppdrag ges genom beslut.")
    code = "not_a_board"


class Ended(Refused):
    """A closed assignment stands as it was closed."""

    message = _("Uppdraget är avslutat eller återtaget, så det ändras inte längre.")
    code = "assignment_ended"


class ReasonNeeded(Invalid):
    """Why a board takes an assignment back."""

    message = _("Skriv varför uppdraget återtas.")
    code = "reason_needed"


class SameDay(Invalid):
    """Two report-backs on one day are one."""

    message = _("Uppdraget redovisas redan den dagen.")
    code = "same_day"


class AlreadyHandedIn(Refused):
    """What is handed in stands."""

    message = _("Redovisningen är inlämnad. Den ändras inte, men nämnden kan begära en komplettering.")
    code = "handed_in"


class TooEarly(Invalid):
    """Nothing is reported before it was given."""

    message = _("Dagen måste komma efter att uppdraget beslutades.")
    code = "before_decision"


def require_giver(actor: Actor, board_id: int | None) -> None:
    """Raises MayNotGive unless the actor edits for that board."""
    if not access(actor).may_edit(board_id):
        raise MayNotGive()


def require_answerer(actor: Actor, board_id: int | None) -> None:
    """Raises MayNotAnswer unless the actor plans for that board."""
    if not access(actor).may_plan(board_id):
        raise MayNotAnswer()


def require_unsettled(assignment: Assignment) -> None:
    """Raises Ended when the board no longer waits for anything."""
    if assignment.state not in UNSETTLED:
        raise Ended()


@transaction.atomic
def give(
    values: Mapping[str, Any], *, report_on: Iterable[date], actor: Actor, areas: Iterable[Any] = ()
) -> Assignment:
    """Write down what a board gave to a function, and the days when it is to be reported.

    `values` are fields of the model; its unit is the board. Raises MayNotGive, NotABoard, TooEarly.
    """
    require_giver(actor, values["unit"].pk)
    _require_board(values["unit"])
    days = sorted(set(report_on))
    if days and days[0] < values["decided_on"]:
        raise TooEarly(field="report_on")
    made = thread.create_node(Assignment(kind=Kind.ASSIGNMENT, **_written(values)), actor=actor, areas=list(areas))
    for day in days:
        _await(made, day, actor)
    refresh([made.pk])
    return made


@transaction.atomic
def change(
    assignment: Assignment, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any] | None = None
) -> Assignment:
    """Set right what was written down. Raises MayNotGive, NotABoard, Ended, or Stale."""
    require_giver(actor, assignment.unit_id)
    require_unsettled(assignment)
    if "unit" in values:
        require_giver(actor, values["unit"].pk)
        _require_board(values["unit"])
    return thread.change_node(assignment, _written(values), actor=actor, seen=seen, areas=areas)


@transaction.atomic
def withdraw(
    *, assignment: Assignment, on: date, paragraph: str, reason: str, actor: Actor, seen: int | None
) -> Assignment:
    """The board takes an assignment back. Raises MayNotAnswer, Ended, ReasonNeeded, TooEarly, or Stale."""
    require_answerer(actor, assignment.unit_id)
    require_unsettled(assignment)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if on < assignment.decided_on:
        raise TooEarly(field="on")
    thread.claim(assignment, seen)
    paragraph = as_paragraph(paragraph)
    end(assignment, AssignmentState.WITHDRAWN, on, paragraph, reason.strip())
    thread.record(actor, "assignment_withdrawn", assignment, on=on.isoformat(), paragraph=paragraph, reason=reason)
    refresh([assignment.pk])
    return assignment


def end(assignment: Assignment, state: AssignmentState, on: date, paragraph: str, reason: str) -> None:
    """Store that the board has ended it. The caller has asked for the right, the version and the trace."""
    assignment.state, assignment.closed_on = state, on
    assignment.closed_as, assignment.closed_reason = paragraph, reason[:500]
    assignment.save(update_fields=["state", "closed_on", "closed_as", "closed_reason"])


@transaction.atomic
def add_date(*, assignment: Assignment, due_on: date, asks_effect: bool, actor: Actor) -> ReportBack:
    """One more day to report back. Raises MayNotGive, Ended, SameDay, TooEarly."""
    require_giver(actor, assignment.unit_id)
    require_unsettled(assignment)
    _require_free(assignment, due_on)
    made = _await(assignment, due_on, actor, asks_effect=asks_effect)
    thread.record(actor, "report_back_set", assignment, due_on=due_on.isoformat(), effect=asks_effect)
    settle(assignment)
    return made


@transaction.atomic
def move_date(
    *, report_back: ReportBack, due_on: date, asks_effect: bool, actor: Actor, seen: int | None
) -> ReportBack:
    """Another day, or of something else. Raises MayNotGive, Ended, AlreadyHandedIn, SameDay, TooEarly, or Stale."""
    assignment = report_back.assignment
    _require_movable(report_back, actor)
    if due_on != report_back.due_on:
        _require_free(assignment, due_on)
    claim(report_back, seen)
    before = report_back.due_on
    report_back.due_on, report_back.asks_effect = due_on, asks_effect
    report_back.save(update_fields=["due_on", "asks_effect"])
    thread.record(
        actor, "report_back_moved", assignment, effect=asks_effect,
        changes={"due_on": [before.isoformat(), due_on.isoformat()]},
    )  # fmt: skip
    settle(assignment)
    return report_back


@transaction.atomic
def remove_date(*, report_back: ReportBack, actor: Actor, seen: int | None) -> None:
    """Take away a day that nothing was handed in for. Raises MayNotGive, Ended, AlreadyHandedIn, or Stale."""
    assignment = report_back.assignment
    _require_movable(report_back, actor)
    claim(report_back, seen)
    thread.record(actor, "report_back_removed", assignment, due_on=report_back.due_on.isoformat())
    report_back.delete()
    settle(assignment)


def ask_again(report_back: ReportBack, due_on: date, actor: Actor, *, effect: bool) -> ReportBack:
    """A new report that an answer asks for. Raises SameDay. The caller has asked for the right and leaves the trace."""
    _require_free(report_back.assignment, due_on)
    return _await(report_back.assignment, due_on, actor, asks_effect=effect, follows=report_back)


def settle(assignment: Assignment) -> None:
    """Bring the state in step with what remains to be reported and answered. Never ends anything."""
    waiting = assignment.report_backs.filter(answered_on__isnull=True).values_list("asks_effect", flat=True)
    now = AssignmentState.EFFECT if rules.awaits_effect_alone(list(waiting)) else AssignmentState.OPEN
    if assignment.state in UNSETTLED and assignment.state != now:
        assignment.state = now
        assignment.save(update_fields=["state"])
    refresh([assignment.pk])


def refresh(ids: list[int] | None = None) -> None:
    """Work out how assignments stand today, all of them if no ids are given. Runs every night and at every change."""
    rows = Assignment.objects.all() if ids is None else Assignment.objects.filter(pk__in=ids)
    late = set(
        ReportBack.objects.late_on(clock.today()).filter(assignment__in=rows).values_list("assignment", flat=True)
    )
    rollup.set_results(
        {
            pk: rules.standing(
                is_closed=state == AssignmentState.CLOSED,
                is_withdrawn=state == AssignmentState.WITHDRAWN,
                is_late=pk in late,
            )
            for pk, state in rows.values_list("pk", "state")
        }
    )


def _await(
    assignment: Assignment, due_on: date, actor: Actor, *, asks_effect: bool = False, follows: ReportBack | None = None
) -> ReportBack:
    Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)  # two days at once get two numbers
    last = assignment.report_backs.aggregate(last=Max("nr"))["last"] or 0
    return ReportBack.objects.create(
        assignment=assignment, nr=last + 1, due_on=due_on, asks_effect=asks_effect, follows=follows,
        **thread.signature(actor, assignment),
    )  # fmt: skip


def _written(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the paragraph as it is written everywhere."""
    return {name: as_paragraph(value) if name == "decided_as" else value for name, value in values.items()}


def _require_board(unit: Unit) -> None:
    if unit.kind not in BOARD_KINDS and unit.kind != UnitKind.COMMITTEE:
        raise NotABoard(field="unit")


def _require_free(assignment: Assignment, due_on: date) -> None:
    if due_on < assignment.decided_on:
        raise TooEarly(field="due_on")
    if assignment.report_backs.filter(due_on=due_on, reported_at__isnull=True).exists():
        raise SameDay(field="due_on")


def _require_movable(report_back: ReportBack, actor: Actor) -> None:
    require_giver(actor, report_back.assignment.unit_id)
    require_unsettled(report_back.assignment)
    if report_back.is_handed_in:
        raise AlreadyHandedIn()

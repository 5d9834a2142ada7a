"""What the page of an assignment shows beside what every node shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ledtrad.activities import onward, words
from ledtrad.activities.actions.report_backs import may_report
from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.activities.onward import Way
from ledtrad.activities.queries import assignments as queries
from ledtrad.activities.rules import assignments as rules
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.thread.rules import Status


@dataclass(frozen=True)
class Step:
    """One report-back on the line in time."""

    row: ReportBack
    shape: Status
    word: str
    may_write: bool
    may_answer: bool
    may_move: bool
    has_draft: bool  # which only those who may write it are told
    ways: Sequence[Way]


@dataclass(frozen=True)
class Panel:
    """Everything in the panel."""

    steps: list[Step]
    look: Status
    look_word: str | Promise
    next: Step | None  # what is to be reported next
    answer_next: Step | None  # what waits for the board
    may_give: bool
    may_withdraw: bool


def assignment_panel(assignment: Any, actor: Actor) -> dict[str, Any]:
    """What the panel is given. One query, and one for each package that knows a way onward."""
    rights = access(actor)
    rows = queries.report_backs(assignment)
    for row in rows:
        row.assignment = assignment
    writes, gives = may_report(actor, assignment), rights.may_edit(assignment.unit_id)
    answers = rights.may_plan(assignment.unit_id)
    onwards = onward.ways(rows, actor) if rows else {}
    completed = rules.completed([row.stage for row in rows])
    steps = [_step(row, assignment, actor, writes, answers, gives, onwards.get(row.pk, ()), completed) for row in rows]
    facts = [row.fact for row in rows]
    shape, word = words.LOOKS[
        rules.look(
            state=assignment.state, due_on=rules.next_due(facts, actor.today), today=actor.today,
            waits=rules.waits_for_board(facts, actor.today),
        )
    ]  # fmt: skip
    is_open = assignment.is_unsettled
    panel = Panel(
        steps=steps, look=shape, look_word=word,
        next=next((s for s in steps if s.may_write), None),
        answer_next=next((s for s in steps if s.may_answer), None),
        may_give=gives and is_open, may_withdraw=answers and is_open,
    )  # fmt: skip
    return {"panel": panel, "lead": words.lead(assignment, facts, actor.today)}


def _step(
    row: ReportBack, assignment: Assignment, actor: Actor, writes: bool, answers: bool, gives: bool,
    ways: Sequence[Way], completed: frozenset[int],
) -> Step:  # fmt: skip
    shape, word = words.report_back_look(row, assignment, actor.today, completed)
    is_open, handed_in = assignment.is_unsettled, row.is_handed_in
    return Step(
        row=row, shape=shape, word=word, ways=ways,
        may_write=writes and is_open and not handed_in,
        may_answer=answers and is_open and handed_in and row.answered_on is None,
        may_move=gives and is_open and not handed_in,
        has_draft=writes and not handed_in and bool(row.taken or row.planned or row.effect),
    )  # fmt: skip

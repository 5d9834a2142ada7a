"""Making a control run, and making it again to see that it still says the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.engine import Found, Outcome, Question, control
from ledtrad.delegation.models import ControlFinding, ControlRun, DelegatedDecision
from ledtrad.delegation.queries import control as queries
from ledtrad.delegation.rules.control import facts_hash, key_of
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality, Power

BATCH = 2000
STEPS = 3

Progress = Callable[[int, int | None, str], None]


class MayNotControl(NotAllowed):
    """Only those who write in the board's name make control runs."""

    code = "may_not_control"
    message = gettext_lazy("Bara den som får redigera hos nämnden kan köra en kontroll.")


class MayNotFollow(NotAllowed):
    """Only those who follow the board's decisions as a whole see its runs."""

    code = "may_not_follow"
    message = gettext_lazy("Bara den som följer nämndens beslut kan jämföra körningar.")


class NotABoard(Invalid):
    code = "not_a_board"
    message = gettext_lazy("Kontrollen görs för en nämnd.")


class BackwardPeriod(Invalid):
    code = "backward_period"
    message = gettext_lazy("Perioden slutar innan den börjar.")


@dataclass(frozen=True)
class Comparison:
    """What a run made anew says beside what is stored."""

    # Tables that are not as they were when the run read them.
    changed_inputs: tuple[str, ...]
    same_findings: bool
    # Whether the stored findings are those that the run's own hash, and the ledger, tell of.
    stored_intact: bool
    in_ledger: bool
    totals: dict[str, int]
    counts: dict[str, int]

    @property
    def same_inputs(self) -> bool:
        return not self.changed_inputs

    @property
    def holds(self) -> bool:
        """The stored run is whole; and read anew it says the same, unless what it read has changed."""
        return self.stored_intact and self.in_ledger and (self.same_findings or not self.same_inputs)


class _Known(NamedTuple):
    """What a stored finding takes over from its decision."""

    unit_id: int
    confidentiality: str
    decided_on: date | None
    item: str
    function: str


def silent(_done: int, _total: int | None, _message: str) -> None:
    """Progress that nobody asked for."""


def may_control(actor: Actor, board: Unit) -> bool:
    """Secretary, director, controller and quality developer of the board, and those who manage in its whole scope."""
    return access(actor).has(Power.EDIT, board.pk)


def run_control(
    *,
    board: Unit,
    first: date,
    last: date,
    actor: Actor,
    as_of: date | None = None,
    cutoff_days: int = CUTOFF_DAYS,
    progress: Progress = silent,
    stored: Callable[[ControlRun], None] | None = None,
) -> ControlRun:
    """Control the board's decisions from `first` to `last`, and keep the run with all its findings.

    `stored` is called with the run in the transaction that stores it. Raises MayNotControl, NotABoard, BackwardPeriod.
    """
    if not may_control(actor, board):
        raise MayNotControl()
    question = check_question(board, first, last, as_of, cutoff_days)
    progress(0, STEPS, _("Läser beslut, anmälningar och ordningar."))
    outcome = control(connection, question)
    progress(1, STEPS, _("Sparar fynden."))
    with transaction.atomic():
        run = _store(board, question, outcome, actor)
        progress(2, STEPS, "")
        if stored is not None:
            stored(run)
    progress(STEPS, STEPS, "")
    return run


def check_question(board: Unit, first: date, last: date, as_of: date | None, cutoff_days: int) -> Question:
    """The question, if it can be asked."""
    if not board.is_board:
        raise NotABoard(field="board")
    if last < first:
        raise BackwardPeriod(field="date_to")
    return queries.question_for(board, first, last, as_of, cutoff_days)


def compare_with_rerun(run: ControlRun, actor: Actor) -> Comparison:
    """Ask the run's own question again. Writes nothing, so an auditor may. Raises MayNotFollow."""
    if not access(actor).has(Power.FOLLOW_DECISIONS, run.board_id):
        raise MayNotFollow()
    outcome = control(connection, queries.question_of(run))
    names = sorted({*run.inputs, *outcome.inputs})
    told = queries.recorded(run)
    return Comparison(
        changed_inputs=tuple(name for name in names if run.inputs.get(name) != outcome.inputs.get(name)),
        same_findings=queries.hash_of(map(queries.line_of, outcome.findings)) == run.findings_sha256,
        stored_intact=queries.hash_of(queries.stored_lines(run)) == run.findings_sha256,
        in_ledger=told is not None and all(told.get(name) == value for name, value in _told(run).items()),
        totals=outcome.totals,
        counts=outcome.counts,
    )


def _store(board: Unit, question: Question, outcome: Outcome, actor: Actor) -> ControlRun:
    lock_boards([board.pk])  # one number at a time, and what is said of findings holds for this run too
    highest = ControlRun.objects.filter(board=board).aggregate(highest=Max("number"))["highest"] or 0
    rights = access(actor)
    run = ControlRun.objects.create(
        board=board,
        number=highest + 1,
        date_from=question.first,
        date_to=question.last,
        as_of=question.as_of,
        cutoff_days=question.cutoff_days,
        requirements=[asdict(rule) for rule in question.requirements],
        inputs=outcome.inputs,
        totals=outcome.totals,
        counts=outcome.counts,
        findings_sha256=queries.hash_of(map(queries.line_of, outcome.findings)),
        engine=outcome.engine,
        seconds=outcome.seconds,
        made_by_id=actor.user_id,
        made_by_label=actor.label,
        function_id=rights.posts[0].function_id if rights.posts else None,
        made_at=clock.now(),
    )
    _store_findings(run, outcome.findings)
    ledger.record(actor, queries.RECORDED_AS, run, unit_id=board.pk, **_told(run))
    return run


def _told(run: ControlRun) -> dict[str, Any]:
    """What the ledger keeps of a run: enough to see that the stored one is the one that was made."""
    return {
        "period": [run.date_from.isoformat(), run.date_to.isoformat()],
        "as_of": run.as_of.isoformat(),
        "cutoff_days": run.cutoff_days,
        "requirements": run.requirements,
        "inputs": run.inputs,
        "totals": run.totals,
        "counts": run.counts,
        "findings_sha256": run.findings_sha256,
    }


def _store_findings(run: ControlRun, findings: Sequence[Found]) -> None:
    handled = queries.handlings_of(run.board_id)
    waiting = iter(findings)
    while batch := list(islice(waiting, BATCH)):
        known = _decisions(found.ref for found in batch if found.ref is not None)
        ControlFinding.objects.bulk_create(_row(run, found, known, handled) for found in batch)


def _decisions(keys: Iterator[int]) -> dict[int, _Known]:
    rows = DelegatedDecision.objects.filter(pk__in=set(keys)).order_by()
    columns = rows.values_list("pk", "unit_id", "confidentiality", "decided_on", "item", "function")
    return {
        pk: _Known(unit, mark, decided_on, item, function) for pk, unit, mark, decided_on, item, function in columns
    }


def _row(
    run: ControlRun, found: Found, decisions: dict[int, _Known], handled: dict[tuple[str, str], int]
) -> ControlFinding:
    """What is about no decision of ours is seen by whoever follows the whole board's."""
    facts = found.facts
    key, hashed = key_of(found.kind, found.source, found.source_id, facts), facts_hash(facts)
    known = decisions.get(found.ref or 0)
    if known is None:
        told_on = facts.get("decided_on")
        known = _Known(
            run.board_id, Confidentiality.INTERNAL, date.fromisoformat(told_on) if told_on else None,
            facts.get("item", ""), facts.get("function", ""),
        )  # fmt: skip
    return ControlFinding(
        run=run, kind=found.kind, key=key, facts=facts, facts_sha256=hashed, source=found.source,
        source_id=found.source_id, range=found.range, decision_id=found.ref, handling_id=handled.get((key, hashed)),
        **known._asdict(),
    )  # fmt: skip

"""Reads about control runs: the question that a board's rule set makes, and whether a stored run is still whole."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Q

from ledtrad.core import clock, ledger
from ledtrad.delegation.engine import Found, Question, Requirement
from ledtrad.delegation.models import ControlFinding, ControlRun, DelegatedDecision, FindingHandling, FormRequirement
from ledtrad.delegation.rules.control import canonical, facts_hash, key_of
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.listing import incomplete_fields
from ledtrad.delegation.rules.requirements import rule_set
from ledtrad.organisation.models import Unit

RECORDED_AS = "controlled"
"""What the ledger calls the making of a run."""

Line = tuple[str, str, str, str, str]


def requirements_of(board: Unit | None) -> tuple[Requirement, ...]:
    """The rule set that holds for a board: the municipality's, and what the board adds. One query."""
    municipal, of_board = [], []
    for row in FormRequirement.objects.order_by("pk"):
        rule = Requirement(row.field, row.items, row.pattern)
        if row.board_id is None:
            municipal.append(rule)
        elif board is not None and row.board_id == board.pk:
            of_board.append(rule)
    return rule_set(municipal, of_board)


def lacking(decision: DelegatedDecision, changes: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The fields of a decision that are blank or malformed, as it stands or with the changes. One query."""
    values = {
        **{field.attname: getattr(decision, field.attname) for field in decision._meta.concrete_fields},
        "source": decision.system.name,
        "board": decision.board.number,
        **(changes or {}),
    }
    return incomplete_fields(values, requirements_of(decision.board))


def explanations_of(decision: DelegatedDecision) -> dict[str, str]:
    """How the fields of a decision are to look, in words, where the board or the municipality says so. One query."""
    said = FormRequirement.objects.filter(Q(board=None) | Q(board=decision.board_id)).exclude(explanation="")
    return {
        row.field: row.explanation
        for row in said.order_by("pk")
        if Requirement(row.field, row.items).applies_to(decision.item)
    }


def question_for(
    board: Unit, first: date, last: date, as_of: date | None = None, cutoff_days: int = CUTOFF_DAYS
) -> Question:
    """What a control of the board asks today."""
    return Question(
        board=board.number, first=first, last=last, as_of=as_of or clock.today(), cutoff_days=cutoff_days,
        requirements=requirements_of(board),
    )  # fmt: skip


def question_of(run: ControlRun) -> Question:
    """What a stored run asked, to ask it again."""
    rules = tuple(Requirement(rule["field"], rule["items"], rule["pattern"]) for rule in run.requirements)
    return Question(run.board.number, run.date_from, run.date_to, run.as_of, run.cutoff_days, rules)


def line_of(found: Found) -> Line:
    """A finding as it goes into the hash of them all."""
    key = key_of(found.kind, found.source, found.source_id, found.facts)
    return (str(found.kind), key, found.source_id, found.range, facts_hash(found.facts))


def hash_of(lines: Iterable[Line]) -> str:
    """SHA-256 of findings as JSON arrays, a line each, in the order of their bytes."""
    digest = sha256()
    for line in sorted(canonical(line) for line in lines):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def stored_lines(run: ControlRun) -> Iterator[Line]:
    """The findings of a run as they are stored now, their facts hashed anew."""
    rows = ControlFinding.objects.filter(run=run).order_by("pk")
    for kind, key, source_id, range_, facts in rows.values_list("kind", "key", "source_id", "range", "facts").iterator(
        chunk_size=2000
    ):
        yield (kind, key, source_id, range_, facts_hash(facts))


def handlings_of(board_id: int) -> dict[tuple[str, str], int]:
    """What has been said of findings of the board: the latest for each key and facts. One query."""
    rows = FindingHandling.objects.filter(board_id=board_id).order_by("made_at", "pk")
    return {(key, facts): pk for key, facts, pk in rows.values_list("key", "facts_sha256", "pk")}


def recorded(run: ControlRun) -> dict[str, Any] | None:
    """What the ledger was told when the run was made; None when it holds no such entry, or it has been erased."""
    entry = ledger.entries().about(run).with_action(RECORDED_AS).select_related("change").first()
    return entry.details if entry is not None else None

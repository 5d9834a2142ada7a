"""Reads about control runs: the question that a board's rule set makes, and whether a stored run is still whole."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from ledtrad.core import clock, ledger, uploads
from ledtrad.core.imports.actions import file_content
from ledtrad.core.imports.models import ImportBatch
from ledtrad.delegation.engine import Found, Question, Requirement
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DelegatedDecision,
    FindingHandling,
    FormRequirement,
    ReportedDecision,
)
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
    digest = hashlib.sha256()
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


@dataclass(frozen=True)
class SourceFile:
    """A file that decisions of a run, or lists laid to its board, came from. `sha256` is of the file as it was sent."""

    batch: str
    name: str
    sha256: str
    kept: "dict[str, Any]"
    received_at: datetime
    received_by: str
    decisions: int
    reported: int

    @property
    def is_whole(self) -> bool:
        """Whether the kept file still has the content that it came with. Reads it."""
        try:
            return hashlib.sha256(file_content(self.kept)).hexdigest() == self.sha256
        except uploads.FileLost:
            return False


def files_of(run: ControlRun) -> list[SourceFile]:
    """The files behind a run, oldest first. Three queries. What was written by hand or sent as JSON has none."""
    within = {"board_id": run.board_id, "decided_on__range": (run.date_from, run.date_to), "batch__isnull": False}
    decided = Counter[int]()
    for batch, count in _by_batch(DelegatedDecision.objects.filter(**within)):
        decided[batch] = count
    told = dict(_by_batch(ReportedDecision.objects.filter(**within)))
    batches = ImportBatch.objects.filter(pk__in={*decided, *told}).order_by("created_at", "pk")
    return [
        SourceFile(
            batch=batch.number, name=file["name"], sha256=file["sha256"], kept=file,
            received_at=batch.created_at, received_by=batch.created_by_label,
            decisions=decided[batch.pk], reported=told.get(batch.pk, 0),
        )
        for batch in batches
        for file in batch.files
    ]  # fmt: skip


def _by_batch(rows: Any) -> Iterator[tuple[int, int]]:
    yield from rows.order_by().values_list("batch").annotate(count=Count("pk"))


def recorded(run: ControlRun) -> dict[str, Any] | None:
    """What the ledger was told when the run was made; None when it holds no such entry, or it has been erased."""
    entry = ledger.entries().about(run).with_action(RECORDED_AS).select_related("change").first()
    return entry.details if entry is not None else None

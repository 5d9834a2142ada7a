"""Is the ledger what it was? Recomputes everything from what is stored and compares; never trusts a stored hash.

The first half is pure (rows in, findings out). The second reads the database, in one pass and constant memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from ledtrad.core.ledger import encoding
from ledtrad.core.ledger.checkpoint import Checkpoint
from ledtrad.core.ledger.merkle import Tree

ENOUGH = 20
"""So many findings are told in full. One is enough to know; the first is where to look."""

ERASED = "erased"
ENTRY_TYPE = "core.entry"


class Wrong(StrEnum):
    """What can be wrong."""

    EDITED = "edited"
    MISSING = "missing"
    CHAIN = "chain"
    PAYLOAD = "payload"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    CHECKPOINT = "checkpoint"


SENTENCES = {
    Wrong.EDITED: "Händelsen är ändrad: innehållet ger en annan kontrollsumma än den som står.",
    Wrong.MISSING: "Händelsen saknas eller ligger i fel ordning.",
    Wrong.CHAIN: "Händelsen följer inte på den före: någon är borttagen, utbytt eller omflyttad.",
    Wrong.PAYLOAD: "Uppgifterna om ändringen är ändrade eller borttagna utan att det är antecknat.",
    Wrong.TRUNCATED: "Slutet saknas: händelser är borttagna, eller en äldre databas är återläst.",
    Wrong.REWRITTEN: "Historiken är omskriven: den är inte den som kontrollpunkten gäller.",
    Wrong.CHECKPOINT: "Kontrollpunkten går inte att använda.",
}


class Row(NamedTuple):
    """One entry with its change, as stored. `erasure` tells of the entry that `erased_by` names, when there is one."""

    sequence: int
    at: int
    actor_id: int | None
    actor_label: str
    action: str
    object_type: str
    object_id: str
    object_label: str
    unit_id: int | None
    confidentiality: str
    commitment: str
    previous: str
    hash: str
    salt: str | None
    payload: str | None
    erased_by: int | None = None
    erasure: tuple[str, str, str] | None = None  # its action, object type and object id


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `sequence` is the first place it can be; `until` the last, where not the same."""

    wrong: Wrong
    sequence: int | None
    until: int | None = None
    note: str = ""

    @property
    def sentence(self) -> str:
        return self.note or SENTENCES[self.wrong]

    def as_json(self) -> dict[str, Any]:
        return {"sequence": self.sequence, "until": self.until, "wrong": self.wrong, "message": self.sentence}


@dataclass
class Report:
    """What a verification found. `size`, `root` and `last` tell of the ledger as it stands."""

    size: int = 0
    root: bytes = b""
    last: str = encoding.GENESIS
    findings: list[Finding] = field(default_factory=list)
    checkpoints: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings

    def add(self, wrong: Wrong, sequence: int | None, until: int | None = None) -> None:
        if len(self.findings) < ENOUGH:
            self.findings.append(Finding(wrong, sequence, until))


def verify_rows(
    rows: Iterable[Sequence[Any]],
    checkpoints: Iterable[Checkpoint] = (),
    *,
    head: tuple[int, str] | None = None,
) -> Report:
    """Verify rows (the fields of `Row`, in order) against each other, `checkpoints` and the `head` (number, hash)."""
    waiting = sorted(checkpoints, key=lambda checkpoint: checkpoint.size)
    report, tree = Report(checkpoints=len(waiting)), Tree()
    roots: dict[int, bytes] = {}
    sizes = {checkpoint.size for checkpoint in waiting}
    head_at, head_hash = head or (0, encoding.GENESIS)
    head_seen = head_at == 0
    if 0 in sizes:
        roots[0] = tree.root()
    expected, previous = 1, encoding.GENESIS
    leaf, append = encoding.leaf, tree.append
    for row in rows:
        sequence, stored = row[0], row[12]
        digest = sha256(leaf(*row[:12]))
        if sequence != expected:
            report.add(Wrong.MISSING, min(expected, sequence))
        elif row[11] != previous:
            report.add(Wrong.CHAIN, sequence)
        if digest.hexdigest() != stored:
            report.add(Wrong.EDITED, sequence)
        if sha256(f"{row[13]}{row[14]}".encode()).hexdigest() != row[10] and not _erased(row):
            report.add(Wrong.PAYLOAD, sequence)
        append(digest.digest())
        if tree.size in sizes:
            roots[tree.size] = tree.root()
        if sequence == head_at:
            head_seen = stored == head_hash
        expected, previous = sequence + 1, stored
    report.size, report.root, report.last = tree.size, tree.root(), previous
    if not head_seen:
        report.add(Wrong.TRUNCATED if head_at >= expected else Wrong.CHAIN, min(head_at, expected))
    _compare(report, waiting, roots)
    report.findings.sort(key=lambda finding: (finding.until is not None, finding.sequence or 0))  # exact places first
    return report


def _compare(report: Report, checkpoints: Sequence[Checkpoint], roots: dict[int, bytes]) -> None:
    good = 0
    for checkpoint in checkpoints:
        if checkpoint.size > report.size:
            report.add(Wrong.TRUNCATED, report.size + 1, checkpoint.size)
        elif roots[checkpoint.size] != checkpoint.root:
            report.add(Wrong.REWRITTEN, good + 1, checkpoint.size)
        else:
            good = checkpoint.size


def _erased(row: Sequence[Any]) -> bool:
    """Whether the change is gone, and a later entry says that this one was erased."""
    sequence, salt, payload, erased_by = row[0], row[13], row[14], row[15]
    erasure = row[16] if len(row) > 16 else None
    return (
        payload == ""
        and salt == ""
        and erased_by is not None
        and erased_by > sequence
        and erasure == (ERASED, ENTRY_TYPE, str(sequence))
    )


_ROWS = """
SELECT e.sequence, e.at, e.actor_id, e.actor_label, e.action, e.object_type, e.object_id, e.object_label,
       e.unit_id, e.confidentiality, e.commitment, e.previous, e.hash, c.salt, c.payload, c.erased_by
FROM ledger_entry e LEFT JOIN ledger_change c ON c.entry_id = e.sequence
WHERE e.sequence > %s ORDER BY e.sequence LIMIT %s
"""
_ERASURE = "SELECT action, object_type, object_id FROM ledger_entry WHERE sequence = %s"
PAGE = 1000
_START = -(2**31)


def stored_rows(connection: BaseDatabaseWrapper | None = None, *, after: int = _START) -> Iterator[tuple[Any, ...]]:
    """The ledger as stored, in order, a page at a time: writers are not held up, and memory does not grow.

    `after` leaves out what comes before, up to and including that number.
    """
    with (connection or default_connection).cursor() as cursor:
        while True:
            cursor.execute(_ROWS, (after, PAGE))
            page = cursor.fetchall()
            for row in page:
                if row[15] is None:
                    yield row
                else:
                    cursor.execute(_ERASURE, (row[15],))
                    yield (*row, cursor.fetchone())
            if len(page) < PAGE:
                return
            after = page[-1][0]


def verify_database(checkpoints: Iterable[Checkpoint] = (), *, connection: BaseDatabaseWrapper | None = None) -> Report:
    """Verify the ledger of this installation, or of another `connection` (a backup's, say).

    Entries written while it runs may or may not be among those read.
    """
    return verify_rows(stored_rows(connection), checkpoints, head=stored_head(connection))


def stored_head(connection: BaseDatabaseWrapper | None = None) -> tuple[int, str] | None:
    """Where the stored ledger says that it ends: number and hash. To be read before the rows are."""
    with (connection or default_connection).cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM ledger_head WHERE id = 1")
        row: tuple[int, str] | None = cursor.fetchone()
    return row

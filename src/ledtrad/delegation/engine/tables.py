"""The relations of the control from our own tables, in SQLite or PostgreSQL, as temporary tables.

They are made of one snapshot of the database, and the hashes of what was read are taken of them.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.utils import DatabaseError

from ledtrad.delegation.engine import checks, mandates
from ledtrad.delegation.engine.finding import iso, money
from ledtrad.delegation.engine.question import Question
from ledtrad.delegation.engine.relations import Relations
from ledtrad.delegation.models import DecisionSource, DelegatedDecision, ReportedDecision
from ledtrad.delegation.rules.requirements import fold
from ledtrad.organisation.models import Unit

BATCH = 5_000

MADE = (
    *("ctl_decision", "ctl_report", "ctl_known", "ctl_item", "ctl_grant", "ctl_holding", "ctl_due", "ctl_broken"),
    *("ctl_run", *checks.TABLES),
)

#: Made empty and then filled with what Python has worked out: few rows.
SMALL = {
    "ctl_item": (
        "board text, item text, start_on date, stop_on date, reporting text, amount_max numeric, days_max bigint"
    ),
    "ctl_grant": "board text, item text, function text, start_on date, stop_on date, shown integer",
    "ctl_holding": "board text, function text, person text, start_on date, stop_on date",
    "ctl_due": "board text, decided_on date, held_on date, is_held integer",
    "ctl_broken": "source text",
}
INDEXES = {
    "ctl_item": "item, board, start_on",
    "ctl_grant": "item, function, board, start_on",
    "ctl_holding": "person, function, board, start_on",
    "ctl_due": "board, decided_on",
    "ctl_report": "source_id, source, board, meeting_on",
    "ctl_known": "source_id, source",
}

DAYS = {
    "sqlite": "CAST(julianday(d.period_to) - julianday(d.period_from) AS INTEGER)",
    "postgresql": "d.period_to - d.period_from",
}

DECISIONS = """
CREATE TEMPORARY TABLE ctl_decision AS
SELECT d.id AS ref, u.number AS board, s.name AS source, d.source_id, d.decided_on, d.item, d.function, d.person,
       d.matter, d.decision, d.amount, {days} AS days, d.period_from, d.period_to, d.confidentiality, d.subject,
       d.series, d.serial, d.system_id, d.board_id
FROM {decisions} d JOIN {sources} s ON s.id = d.system_id JOIN {units} u ON u.id = d.board_id
WHERE d.is_current AND d.decided_on BETWEEN '{first}' AND '{last}' {of_board}
"""
#: What was told of the decisions, whenever; and what was told as decided in the period. (To SQLite, a cross join says
#: which table to begin with, and a plus which column not to look things up by.)
REPORTS = """
CREATE TEMPORARY TABLE ctl_report AS
SELECT u.number AS board, r.meeting_on, s.name AS source, r.source_id, r.decided_on, r.item, r.function, r.matter,
       r.decision, CASE WHEN r.decided_on BETWEEN '{first}' AND '{last}' THEN 1 ELSE 0 END AS in_period
FROM (
    SELECT r.id FROM ctl_decision d CROSS JOIN {reports} r
    WHERE r.system_id = d.system_id AND r.source_id = d.source_id AND +r.board_id = d.board_id
    UNION
    SELECT r.id FROM {reports} r WHERE r.decided_on BETWEEN '{first}' AND '{last}' {of_report}
) told JOIN {reports} r ON r.id = told.id JOIN {sources} s ON s.id = r.system_id JOIN {units} u ON u.id = r.board_id
"""
#: The decisions of the question are known; what else was told of in the period is looked for among all.
KNOWN = """
CREATE TEMPORARY TABLE ctl_known AS
SELECT source, source_id FROM ctl_decision
UNION ALL
SELECT stray.source, stray.source_id FROM (
    SELECT source, source_id FROM ctl_report WHERE in_period = 1
    EXCEPT SELECT source, source_id FROM ctl_decision
) stray JOIN {sources} s ON s.name = stray.source
JOIN {decisions} d ON d.system_id = s.id AND d.source_id = stray.source_id AND d.is_current
"""
RUNS = """
CREATE TEMPORARY TABLE ctl_run AS
SELECT board, source, series, serial AS first_no, serial AS last_no, source_id AS shown FROM ctl_decision d
WHERE serial IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ctl_broken b WHERE b.source = d.source)
"""
#: Each statement reads a few rows by index: there is no need to tell beforehand which.
SUSPECTS = "CREATE TEMPORARY VIEW ctl_suspect AS SELECT * FROM ctl_decision"

DECISION_COLUMNS = (
    *("source", "source_id", "board", "decided_on", "item", "function", "person", "matter", "decision"),
    *("amount", "period_from", "period_to", "confidentiality", "subject"),
)
REPORT_COLUMNS = (
    *("board", "meeting_on", "source", "source_id", "decided_on", "item", "function", "matter", "decision"),
)
CANONICAL_TEXT = ("item", "function", "person")
"""What is compared with names: white space in it says nothing."""


class TableRelations(Relations):
    """The relations in the database that the connection leads to."""

    def __init__(self, connection: BaseDatabaseWrapper, question: Question, *, hashed: bool = True) -> None:
        self.connection, self.question, self.hashed = connection, question, hashed
        self.engine = str(connection.vendor)
        self.inputs: dict[str, dict[str, Any]] = {}
        self._own_transaction = False

    def __enter__(self) -> Self:
        self._begin()
        try:
            self._prepare()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            while batch := cursor.fetchmany(BATCH):
                yield from batch

    def _begin(self) -> None:
        """One snapshot for all that is read. In somebody's transaction, theirs."""
        if self.connection.in_atomic_block:
            self._drop()
            return
        isolation = " ISOLATION LEVEL REPEATABLE READ" if self.engine == "postgresql" else ""
        self.run(f"BEGIN{isolation}")
        self._own_transaction = True

    def _end(self) -> None:
        """Nothing of ours stays."""
        if self._own_transaction:
            self._own_transaction = False
            self.run("ROLLBACK")
        else:
            with suppress(DatabaseError):  # what broke the transaction has been raised already
                self._drop()

    def _drop(self) -> None:
        self.run("DROP VIEW IF EXISTS ctl_suspect")
        for table in MADE:
            self.run(f"DROP TABLE IF EXISTS {table}")

    def _prepare(self) -> None:
        question, words = self.question, self._words()
        self.run(DECISIONS.format(**words))
        self.run(REPORTS.format(**words))
        read = mandates.read(question)
        days = list(self.rows("SELECT DISTINCT board, decided_on FROM ctl_decision"))
        read.relations["ctl_due"] = mandates.due(days, read.meetings, question)
        if self.hashed:
            self.inputs = {
                "decisions": self._hashed("ctl_decision", DECISION_COLUMNS),
                "reported": self._hashed("ctl_report", REPORT_COLUMNS),
                **{name: hash_rows(rows) for name, rows in read.inputs.items()},
            }
        for table, columns in SMALL.items():
            self.run(f"CREATE TEMPORARY TABLE {table} ({columns})")
            self._fill(table, read.relations[table])
        self._fold()
        self.run(KNOWN.format(**words))
        self.run(RUNS)
        self.run(SUSPECTS)
        for table, columns in INDEXES.items():
            self.run(f"CREATE INDEX {table}_by ON {table} ({columns})")
        self._analyze()

    def _analyze(self) -> None:
        """Tell the database how much there is. A small sample does: the tables live for seconds."""
        if self.engine == "postgresql":
            self.run("SET LOCAL default_statistics_target = 10")
        for table in (*SMALL, "ctl_decision", "ctl_report", "ctl_known"):
            self.run(f"ANALYZE {table}")
        if self.engine == "postgresql":
            self.run("SET LOCAL default_statistics_target TO DEFAULT")

    def _words(self) -> dict[str, str]:
        question = self.question
        board = None
        if question.board is not None:
            board = Unit.objects.filter(number=question.board).values_list("pk", flat=True).first() or 0
        return {
            "decisions": _table(DelegatedDecision),
            "reports": _table(ReportedDecision),
            "sources": _table(DecisionSource),
            "units": _table(Unit),
            "first": question.first.isoformat(),
            "last": question.last.isoformat(),
            "days": DAYS[self.engine],
            "of_board": "" if board is None else f"AND d.board_id = {board}",
            "of_report": "" if board is None else f"AND r.board_id = {board}",
        }

    def _fill(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        ready = list(rows)
        if ready:
            marks = ", ".join(["%s"] * len(ready[0]))
            with self.connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", ready)

    def _fold(self) -> None:
        """Names as they are compared. Those that came in by our own imports are so already."""
        for column in CANONICAL_TEXT:
            for (text,) in list(self.rows(f"SELECT DISTINCT {column} FROM ctl_decision")):
                if (folded := fold(text)) != text:
                    with self.connection.cursor() as cursor:
                        cursor.execute(
                            f"UPDATE ctl_decision SET {column} = %s WHERE {column} = %s",
                            [folded, text],
                        )

    def _hashed(self, table: str, columns: tuple[str, ...]) -> dict[str, Any]:
        rows = self.rows(f"SELECT {', '.join(columns)} FROM {table}")
        at = columns.index("amount") if "amount" in columns else None
        return hash_rows(_as_text(row, at) for row in rows)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _as_text(row: tuple[Any, ...], amount_at: int | None) -> list[str]:
    """As a row of the file that the contract tells of: days in ISO, amounts with two decimals, nothing as ""."""
    return [
        value if isinstance(value, str)
        else "" if value is None
        else money(value) if at == amount_at
        else iso(value)
        for at, value in enumerate(row)
    ]  # fmt: skip


def hash_rows(rows: Iterable[list[str]]) -> dict[str, Any]:
    """How many, and SHA-256 of the rows as JSON arrays, a line each, in the order of their bytes."""
    lines = sorted(_encode(row) for row in rows)
    digest = sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return {"rows": len(lines), "sha256": digest.hexdigest()}


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'

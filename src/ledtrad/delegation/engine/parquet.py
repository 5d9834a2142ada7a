"""The relations of the control from Parquet files with the contract's columns, by DuckDB, many boards at once.

Small tables are worked out at once; decisions stay in their file and are read by each check, a few columns at a time.
Two things would cost too much that way, and are narrowed down beforehand: which decisions there may be anything to say
about when their reports are read (`parquet_match`), and which numbers there are (`_runs`).
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
from django.utils.translation import gettext as _

from ledtrad.core.refusals import Refused
from ledtrad.delegation.engine import parquet_match
from ledtrad.delegation.engine.checks import quoted
from ledtrad.delegation.engine.question import Question
from ledtrad.delegation.engine.relations import Relations
from ledtrad.delegation.rules.requirements import fold

BATCH = 10_000

#: What each file must hold; what else there is in it is not read.
COLUMNS = {
    "orders": {
        "board": "text", "version": "text", "valid_from": "date", "valid_to": "date", "item": "name",
        "delegates": "text", "amount_max": "money", "days_max": "number", "reporting": "text",
    },
    "holdings": {"board": "text", "function": "name", "person": "name", "valid_from": "date", "valid_to": "date"},
    "meetings": {"board": "text", "held_on": "date"},
    "decisions": {
        "source": "text", "source_id": "text", "board": "text", "decided_on": "date", "item": "name",
        "function": "name", "person": "name", "matter": "text", "decision": "text", "amount": "money",
        "period_from": "date", "period_to": "date", "confidentiality": "text", "subject": "text",
    },
    "reported": {
        "board": "text", "meeting_on": "date", "source": "text", "source_id": "text", "decided_on": "date",
        "item": "text", "function": "text", "matter": "text", "decision": "text",
    },
}  # fmt: skip
_TYPES = {"date": "DATE", "money": "DECIMAL(18, 4)", "number": "BIGINT"}

#: The same white space as Python's, as a class of characters.
_WHITE = r"[\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]+"
FOREVER = "DATE '9999-12-31'"
SPAN = f"valid_from AS start_on, coalesce(valid_to, {FOREVER}) AS stop_on"

#: An item's days end where the item's next begin, so that one alone holds on any day; its delegates word by word.
ITEMS = f"""
CREATE TEMPORARY TABLE all_items AS
SELECT board, item, start_on, least(stop_on, coalesce(next_on, {FOREVER})) AS stop_on, reporting, amount_max, days_max,
       delegates
FROM (
    SELECT board, item, {SPAN}, reporting, amount_max, days_max, delegates,
           lead(valid_from) OVER (PARTITION BY board, item ORDER BY valid_from, version, row_no) AS next_on
    FROM in_orders WHERE valid_from IS NOT NULL AND item <> ''
) WHERE start_on < least(stop_on, coalesce(next_on, {FOREVER}))
"""
GRANTS = """
CREATE TEMPORARY TABLE ctl_grant AS
SELECT DISTINCT board, item, {name} AS function, start_on, stop_on, 1 AS shown
FROM (SELECT board, item, unnest(string_split(delegates, '|')) AS function, start_on, stop_on FROM all_items)
WHERE {name} <> ''
"""
HOLDINGS = f"""
CREATE TEMPORARY TABLE ctl_holding AS
SELECT DISTINCT board, function, person, {SPAN} FROM in_holdings
WHERE valid_from IS NOT NULL AND function <> '' AND person <> ''
"""
#: The first meeting late enough after each day of a decision.
DUE = """
CREATE TEMPORARY TABLE ctl_due AS
SELECT board, decided_on, coalesce(held_on, {forever}) AS held_on,
       CASE WHEN held_on <= {as_of} THEN 1 ELSE 0 END AS is_held
FROM (
    SELECT d.board, d.decided_on, min(m.held_on) AS held_on
    FROM (SELECT DISTINCT board, decided_on FROM ctl_decision) d
    LEFT JOIN in_meetings m ON m.board = d.board AND m.held_on >= d.decided_on + {cutoff}::INTEGER
    GROUP BY d.board, d.decided_on
)
"""
#: Sixty-two numbers to a word of bits: a full word is one run, the numbers of any other are runs of one.
RUNS = r"""
CREATE TEMPORARY TABLE ctl_run AS
WITH tails AS (
    SELECT board, source, source_id, regexp_extract(source_id, '[0-9]+[^0-9]*$') AS tail FROM ctl_decision
    WHERE source NOT IN (SELECT source FROM broken)
), parts AS (
    SELECT board, source, left(source_id, length(source_id) - length(tail)) AS prefix,
           CASE WHEN right(tail, 1) BETWEEN '0' AND '9' THEN tail ELSE regexp_extract(tail, '^[0-9]+') END AS digits,
           CASE WHEN right(tail, 1) BETWEEN '0' AND '9' THEN '' ELSE regexp_extract(tail, '[^0-9]+$') END AS suffix
    FROM tails WHERE tail <> ''
), words AS (
    SELECT board, source, prefix, suffix, strlen(digits) AS width, digits::BIGINT // 62 AS word,
           bit_or(1::BIGINT << (digits::BIGINT % 62)::INTEGER) AS bits
    FROM parts WHERE strlen(digits) <= 18 GROUP BY ALL
), runs AS (
    SELECT board, source, prefix, suffix, width, word * 62 AS first_no, word * 62 + 61 AS last_no FROM words
    WHERE bits = (1::BIGINT << 62) - 1
    UNION ALL
    SELECT board, source, prefix, suffix, width, word * 62 + place, word * 62 + place
    FROM (SELECT *, unnest(range(62)) AS place FROM words WHERE bits <> (1::BIGINT << 62) - 1)
    WHERE (bits >> place::INTEGER) & 1 = 1
)
SELECT board, source, prefix || suffix AS series, first_no, last_no,
       prefix || lpad(last_no::VARCHAR, greatest(width, length(last_no::VARCHAR))::INTEGER, '0') || suffix AS shown
FROM runs
"""


class BadFiles(Refused):
    """A file is missing, or one of its columns; or a day that is none."""

    code = "bad_files"


@dataclass(frozen=True)
class Folder:
    """A folder with the five files; and how much of the machine may be used."""

    path: Path
    memory: str = "900MB"
    threads: int = 2

    def file(self, name: str) -> Path:
        return self.path / f"{name}.parquet"


class ParquetRelations(Relations):
    """The relations from a folder, in a database of our own that is gone afterwards."""

    engine = "duckdb"
    maybe_blank = "({0} < '!' OR {0} > '~')"

    def __init__(self, folder: Folder, question: Question) -> None:
        self.folder, self.question = folder, question
        self.inputs: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        self._spill = tempfile.TemporaryDirectory(prefix="ledtrad-control-")
        self.connection = duckdb.connect()
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
        self.connection.execute(statement)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """One statement at a time: temporary tables are seen by their own connection alone, which has one answer."""
        self.connection.execute(statement)
        while batch := self.connection.fetchmany(BATCH):
            yield from batch

    def _end(self) -> None:
        self.connection.close()
        self._spill.cleanup()

    def _prepare(self) -> None:
        question = self.question
        self.run(f"SET threads = {self.folder.threads}")
        self.run(f"SET memory_limit = {quoted(self.folder.memory)}")
        self.run(f"SET temp_directory = {quoted(self._spill.name)}")
        self.run("SET preserve_insertion_order = false")
        for name in COLUMNS:
            self._open(name)
        period = f"decided_on BETWEEN {day(question.first)} AND {day(question.last)}"
        board = "" if question.board is None else f" AND board = {quoted(question.board)}"
        self.run(
            "CREATE TEMPORARY VIEW ctl_decision AS SELECT row_no AS ref, * EXCLUDE (row_no),"
            f" period_to - period_from AS days FROM in_decisions WHERE {period}{board}"
        )
        if question.board is not None:
            self.inputs["board"] = {"rows": self._rows_of(question.board)}
        self._small()
        self.run(RUNS)
        parquet_match.narrow(self.connection, period, board)

    def _small(self) -> None:
        question = self.question
        self.run("CREATE TEMPORARY TABLE broken (source VARCHAR)")
        for source in sorted(question.broken):
            self.run(f"INSERT INTO broken VALUES ({quoted(source)})")
        self.run(ITEMS)
        self.run("CREATE TEMPORARY VIEW ctl_item AS SELECT * EXCLUDE (delegates) FROM all_items")
        self.run(GRANTS.format(name=folded("function")))
        self.run(HOLDINGS)
        self.run(DUE.format(forever=FOREVER, as_of=day(question.as_of), cutoff=question.cutoff_days))

    def _rows_of(self, board: str) -> int:
        """How often the files name the board at all."""
        tables = ("orders", "meetings", "holdings", "decisions", "reported")
        counts = " + ".join(f"(SELECT count(*) FROM in_{name} WHERE board = {quoted(board)})" for name in tables)
        return int(self.one(f"SELECT {counts}")[0])

    def _open(self, name: str) -> None:
        """The file as a view with our types: blank names, amounts and days are none."""
        file = self.folder.file(name)
        if not file.is_file():
            raise BadFiles(_("Filen %(file)s saknas.") % {"file": file.name})
        source = f"read_parquet({quoted(str(file))}, file_row_number = true)"
        try:
            found = {row[0]: row[1] for row in self.rows(f"DESCRIBE SELECT * FROM {source}")}
        except duckdb.Error as problem:
            raise BadFiles(_("%(file)s går inte att läsa som Parquet.") % {"file": file.name}) from problem
        if lacking := [column for column in COLUMNS[name] if column not in found]:
            words = {"file": file.name, "columns": ", ".join(lacking)}
            raise BadFiles(_("%(file)s saknar kolumnerna %(columns)s.") % words)
        columns = [self._column(source, file, column, kind, found[column]) for column, kind in COLUMNS[name].items()]
        rows = self.connection.execute(f"SELECT count(*) FROM {source}").fetchall()[0][0]
        self.inputs[name] = {"rows": rows}
        self.run(
            f"CREATE TEMPORARY VIEW in_{name} AS SELECT file_row_number AS row_no, {', '.join(columns)} FROM {source}"
        )

    def _column(self, source: str, file: Path, column: str, kind: str, stored: str) -> str:
        if kind in _TYPES:
            return self._typed(source, file, column, _TYPES[kind], stored)
        text = column if stored == "VARCHAR" else f"{column}::VARCHAR"
        if self._has_none(file, column):
            text = f"coalesce({text}, '')"
        if kind == "name" and self._needs_folding(source, text):
            text = folded(text)
        return f"{text} AS {column}"

    def _typed(self, source: str, file: Path, column: str, type_: str, stored: str) -> str:
        """Text is read as what it should be; a text that is none of it is told, not passed over."""
        if stored == type_:
            return column
        if stored != "VARCHAR":
            return f"{column}::{type_} AS {column}"
        text = f"nullif(trim({column}), '')"
        wrong = self.connection.execute(
            f"SELECT {column} FROM {source} WHERE {text} IS NOT NULL AND TRY_CAST({text} AS {type_}) IS NULL LIMIT 1"
        ).fetchone()
        if wrong is not None:
            words = {"file": file.name, "column": column, "value": str(wrong[0])[:40]}
            raise BadFiles(_("%(file)s: ”%(value)s” i kolumnen %(column)s går inte att läsa.") % words)
        return f"{text}::{type_} AS {column}"

    def _has_none(self, file: Path, column: str) -> bool:
        """Whether a value may be missing, by what the file says of itself."""
        told = self.connection.execute(
            f"SELECT bool_and(stats_null_count = 0) FROM parquet_metadata({quoted(str(file))})"
            f" WHERE path_in_schema = {quoted(column)}"
        ).fetchone()
        return not (told and told[0])

    def _needs_folding(self, source: str, text: str) -> bool:
        return any(fold(value) != value for (value,) in self.rows(f"SELECT DISTINCT {text} FROM {source}"))


def folded(text: str) -> str:
    """The text with white space folded, in SQL."""
    return f"trim(regexp_replace({text}, '{_WHITE}', ' ', 'g'))"


def day(value: Any) -> str:
    """A day in SQL."""
    return f"DATE '{value.isoformat()}'"

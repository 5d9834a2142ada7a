"""Decisions and reports side by side, ten million of each, in the memory of a small server.

What comes out is a few: the decisions about whose reports there may be anything to say (no report, a late one, several,
one that tells otherwise, or none that was called for), and their reports. That nothing is passed over is what counts;
whether there is anything to find is for `checks`. Text is compared as text: a hash only shares the work out. Words of
which there are few are compared by their place in the list of them.
"""

from collections.abc import Iterable

from duckdb import DuckDBPyConnection

from ledtrad.delegation.engine.checks import quoted

SHARE = 5_000_000
"""About so many reports are held in memory at a time."""

FEW = 1000
"""So many different words at most are worth a list."""

SUSPECT = ("ref", "board", "source", "source_id", "decided_on", "item", "function", "matter", "decision")
REPORT = "board, meeting_on, source, source_id, decided_on, item, function, matter, decision"
COMPARED = ("item", "function", "matter", "decision")

#: Keys of reports in the period that are of some decision: those of the suspects are; only strays must be looked for.
KNOWN = """
CREATE TEMPORARY TABLE ctl_known AS
SELECT source, source_id FROM ctl_suspect
UNION
SELECT d.source, d.source_id FROM in_decisions d JOIN (
    SELECT r.source, r.source_id FROM ctl_report r ANTI JOIN ctl_suspect s USING (source, source_id)
    WHERE r.in_period = 1
) r ON r.source = d.source AND r.source_id = d.source_id
"""

#: What is odd in itself, and every meeting of a decision that met several reports. Places are dense, so sixty-two of
#: them make a word of bits; where a word has fewer bits than rows, some decision is there twice.
ODD = """
INSERT INTO pair
SELECT ref, report_no FROM met
WHERE is_odd OR ref IN (
    SELECT ref FROM met WHERE ref // 62 IN (
        SELECT ref // 62 AS word FROM met WHERE ref IS NOT NULL GROUP BY word
        HAVING count(*) > bit_count(bit_or(1::BIGINT << (ref % 62)::INTEGER))
    ) GROUP BY ref HAVING count(*) > 1
)
"""


def narrow(connection: DuckDBPyConnection, period: str, board: str) -> None:
    """Make `ctl_suspect`, `ctl_report` and `ctl_known` of `ctl_decision` and `in_reported`."""
    codes = {name: _code(connection, name) for name in ("source", "board", *COMPARED)}
    connection.execute("CREATE TEMPORARY TABLE pair (ref BIGINT, report_no INTEGER)")
    for share in _shares(connection, board):
        connection.execute(_met(codes, share, _execution(connection)))
        connection.execute(ODD)
        connection.execute("DROP TABLE met")
    connection.execute(
        f"CREATE TEMPORARY TABLE ctl_suspect AS SELECT {', '.join(SUSPECT)} FROM ctl_decision"
        " WHERE ref IN (SELECT ref FROM pair WHERE ref IS NOT NULL)"
    )
    connection.execute(
        f"CREATE TEMPORARY TABLE ctl_report AS SELECT {REPORT}, CASE WHEN {period} THEN 1 ELSE 0 END AS in_period"
        " FROM in_reported WHERE row_no IN (SELECT report_no FROM pair WHERE report_no IS NOT NULL)"
        f" AND ({period} OR row_no IN (SELECT report_no FROM pair WHERE ref IS NOT NULL))"
    )
    connection.execute("DROP TABLE pair")
    connection.execute(KNOWN)


def _shares(connection: DuckDBPyConnection, board: str) -> list[str]:
    """Conditions that share reports out, and decisions with them: by board, or by id when a board is too large."""
    rows = connection.execute(f"SELECT board, count(*) FROM in_reported WHERE 1 = 1{board} GROUP BY board").fetchall()
    total = sum(count for _name, count in rows)
    if total <= SHARE:
        return [f"1 = 1{board}"]
    if len(rows) > FEW or max(count for _name, count in rows) > SHARE // 2:
        number = -(-total // SHARE)
        return [f"hash(source_id) % {number} = {share}{board}" for share in range(number)]
    packed: list[tuple[int, list[str]]] = [(0, []) for _ in range(-(-total // SHARE))]
    for name, count in sorted(rows, key=lambda row: (-row[1], row[0])):
        held, names = min(packed, key=lambda one: one[0])
        packed[packed.index((held, names))] = (held + count, [*names, name])
    first, *rest = [f"list_contains({_listed(names)}, board)" for _held, names in packed]
    # Boards without any report go with the first.
    return [f"NOT ({' OR '.join(rest)}){board}" if rest else f"{first}{board}", *(f"{one}{board}" for one in rest)]


def _met(codes: dict[str, str], share: str, execution: str) -> str:
    """Each decision with each of its reports, or without any, and reports without a decision: by their places in the
    files, and whether there is anything to say about the two."""
    ours = ", ".join(f"{codes[name]} AS our_{name}" for name in COMPARED)
    theirs = ", ".join(f"{codes[name]} AS their_{name}" for name in COMPARED)
    differs = " OR ".join(f"our_{name} IS DISTINCT FROM their_{name}" for name in COMPARED)
    keys = f"{codes['source']} AS key_source, {codes['board']} AS key_board"
    return f"""
    CREATE TEMPORARY TABLE met AS
    SELECT ref, report_no,
           ref IS NULL OR report_no IS NULL OR meeting_on > held_on OR is_execution
           OR decided_on IS DISTINCT FROM their_day OR {differs} AS is_odd
    FROM (
        SELECT ref, source_id, decided_on, {ours}, {keys}, held_on, {execution} AS is_execution
        FROM ctl_decision JOIN ctl_due USING (board, decided_on) WHERE {share}
    ) d FULL JOIN (
        SELECT row_no::INTEGER AS report_no, source_id AS their_id, decided_on AS their_day, meeting_on, {theirs},
               {keys}
        FROM in_reported WHERE {share}
    ) r ON r.their_id = d.source_id AND r.key_source = d.key_source AND r.key_board = d.key_board
    """


def _execution(connection: DuckDBPyConnection) -> str:
    """Whether a decision's item is execution anywhere: more than its own board's will do."""
    words = connection.execute("SELECT DISTINCT item FROM ctl_item WHERE reporting = 'execution'").fetchall()
    return f"list_contains({_listed(word for (word,) in words)}, item)"


def _code(connection: DuckDBPyConnection, column: str) -> str:
    """The column's place in the list of its words, if they are few; else the column itself."""
    words = connection.execute(
        f"SELECT DISTINCT {column} FROM (SELECT {column} FROM in_decisions UNION ALL SELECT {column} FROM in_reported)"
        f" LIMIT {FEW + 1}"
    ).fetchall()
    if len(words) > FEW:
        return column
    return f"list_position({_listed(word for (word,) in words)}, {column})::USMALLINT"


def _listed(words: Iterable[str]) -> str:
    return f"[{', '.join(quoted(word) for word in words)}]::VARCHAR[]"

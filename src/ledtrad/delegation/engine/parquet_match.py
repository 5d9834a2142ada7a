"""Decisions and reports side by side, ten million of each, in the memory of a small server.

What comes out is a few: the decisions about whose reports there may be anything to say (no report, a late one, several,
one that tells otherwise, or none that was called for), and their reports. That nothing is passed over is what counts;
whether there is anything to find is for `checks`. Text is compared as text: a hash only shares the work out, and points
to what may have been reported twice. Words of which there are few are compared by their place in the list of them.
"""

from duckdb import DuckDBPyConnection

from ledtrad.delegation.engine.checks import quoted

SHARE = 5_000_000
"""So many reports are held in memory at a time."""

FEW = 1000
"""So many different words at most are worth a list."""

SUSPECT = "ref, board, source, source_id, decided_on, item, function, matter, decision"
REPORT = "board, meeting_on, source, source_id, decided_on, item, function, matter, decision"


def narrow(connection: DuckDBPyConnection, period: str, board: str) -> None:
    """Make `ctl_suspect` and `ctl_report` of `ctl_decision` and `in_reported`."""
    ((count,),) = connection.execute("SELECT count(*) FROM in_reported").fetchall()
    shares = max(1, -(-count // SHARE))
    whose = f"hash(source_id, {_code(connection, 'source')}, {_code(connection, 'board')})"
    reports = f"(SELECT * FROM in_reported WHERE 1 = 1{board})"
    connection.execute("CREATE TEMPORARY TABLE maybe_twice (whose UBIGINT)")
    connection.execute("CREATE TEMPORARY TABLE pair AS SELECT 0::BIGINT AS report_no, " + _nothing() + " LIMIT 0")
    for share in range(shares):
        connection.execute(
            f"INSERT INTO maybe_twice SELECT whose FROM (SELECT {whose} AS whose FROM {reports})"
            f" WHERE whose % {shares} = {share} GROUP BY whose HAVING count(*) > 1"
        )
    for share in range(shares):
        connection.execute(_pairs(connection, whose, reports, f"whose % {shares} = {share}"))
    connection.execute(
        f"CREATE TEMPORARY TABLE ctl_suspect AS SELECT DISTINCT {SUSPECT} FROM pair WHERE ref IS NOT NULL"
    )
    connection.execute(
        f"CREATE TEMPORARY TABLE ctl_report AS SELECT {REPORT}, CASE WHEN {period} THEN 1 ELSE 0 END AS in_period"
        " FROM in_reported WHERE row_no IN (SELECT report_no FROM pair WHERE report_no IS NOT NULL)"
        f"{board} AND ({period} OR row_no IN (SELECT report_no FROM pair WHERE ref IS NOT NULL))"
    )
    connection.execute("DROP TABLE pair")


def _nothing() -> str:
    return f"{SUSPECT} FROM ctl_decision"


def _pairs(connection: DuckDBPyConnection, whose: str, reports: str, share: str) -> str:
    """A decision with each of its reports, or without any; a report without a decision. But not where all is well."""
    compared = {name: _code(connection, name) for name in ("item", "function", "matter", "decision")}
    ours = ", ".join(f"{code} AS our_{name}" for name, code in compared.items())
    theirs = ", ".join(f"{code} AS their_{name}" for name, code in compared.items())
    differs = " OR ".join(f"our_{name} IS DISTINCT FROM their_{name}" for name in compared)
    keys = f"{_code(connection, 'source')} AS key_source, {_code(connection, 'board')} AS key_board"
    return f"""
    INSERT INTO pair
    SELECT report_no, {", ".join(f"d.{name.strip()}" for name in SUSPECT.split(","))}
    FROM (
        SELECT * FROM (
            SELECT {SUSPECT}, {ours}, {keys}, {whose} AS whose, held_on, {_execution(connection)} AS is_execution
            FROM ctl_decision JOIN ctl_due USING (board, decided_on)
        ) WHERE {share}
    ) d FULL JOIN (
        SELECT * EXCLUDE (whose), whose IN (SELECT whose FROM maybe_twice) AS is_twice FROM (
            SELECT row_no AS report_no, source_id AS their_id, decided_on AS their_day, meeting_on, {theirs}, {keys},
                   {whose} AS whose
            FROM {reports}
        ) WHERE {share}
    ) r ON r.their_id = d.source_id AND r.key_source = d.key_source AND r.key_board = d.key_board
    WHERE d.ref IS NULL OR report_no IS NULL OR meeting_on > held_on OR is_twice OR is_execution
       OR decided_on IS DISTINCT FROM their_day OR {differs}
    """


def _execution(connection: DuckDBPyConnection) -> str:
    """Whether a decision's item is execution anywhere: more than its own board's will do."""
    words = connection.execute("SELECT DISTINCT item FROM ctl_item WHERE reporting = 'execution'").fetchall()
    return f"list_contains([{', '.join(quoted(word) for (word,) in words)}]::VARCHAR[], item)"


def _code(connection: DuckDBPyConnection, column: str) -> str:
    """The column's place in the list of its words, if they are few; else the column itself."""
    words = connection.execute(
        f"SELECT DISTINCT {column} FROM (SELECT {column} FROM in_decisions UNION ALL SELECT {column} FROM in_reported)"
        f" LIMIT {FEW + 1}"
    ).fetchall()
    if len(words) > FEW:
        return column
    listed = ", ".join(quoted(word) for (word,) in words)
    return f"list_position([{listed}], {column})::USMALLINT"

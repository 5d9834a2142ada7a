"""A made-up population of delegated decisions as the contract's Parquet files, with faults at known places.

Every board has sixty items, thirty functions that one person each holds, and a meeting on the twentieth of each month.
A decision's faults follow from its number among its board's, so how many there must be of each kind is known without
any control.
"""

from pathlib import Path

import duckdb

BOARDS = 200
CYCLE = 1999
"""Of so many decisions of a board, one has each fault."""

FAULTS = {
    "missing": 101, "late": 202, "incomplete": 303, "no_item": 404, "wrong_delegate": 505, "not_holder": 606,
    "over_limit": 707, "duplicate": 808, "changed": 909, "gap": 950,
}  # fmt: skip
EXECUTION = 1

_DECISIONS = """
SELECT
    CASE WHEN k % 4 = 3 THEN 'Lönesystem' ELSE 'Verksamhetssystem' END AS source,
    CASE WHEN k % 4 = 3 THEN 'AN ' || b || ' 2021-' || lpad((k // 4)::VARCHAR, 6, '0')
         ELSE 'EB ' || b || ' 2021-' || lpad((k // 4 * 3 + k % 4)::VARCHAR, 6, '0') END AS source_id,
    'Nämnd ' || lpad(b::VARCHAR, 3, '0') AS board,
    DATE '2021-01-01' + (n * 7919 % 330)::INTEGER AS decided_on,
    CASE place WHEN {no_item} THEN '99.1' WHEN {execution} THEN '20.3'
        ELSE (k % 19 + 1) || '.' || (k % 3 + 1) END AS item,
    CASE place WHEN {wrong_delegate} THEN 'Funktion 30' WHEN {execution} THEN 'Funktion 20'
        ELSE 'Funktion ' || (k % 19 + 1) END AS function,
    'person ' || b || '-' || CASE place WHEN {not_holder} THEN 99 WHEN {wrong_delegate} THEN 30 WHEN {execution} THEN 20
        ELSE k % 19 + 1 END AS person,
    CASE WHEN place = {incomplete} THEN '  ' ELSE 'SN 2021/' || lpad((n // 3)::VARCHAR, 7, '0') END AS matter,
    ['Bifall försörjningsstöd', 'Avslag försörjningsstöd', 'Bifall hyresskuld', 'Placering enligt avtal',
     'Anställning av vikarie', 'Direktupphandling av konsult'][1 + k % 6] || ', ärendet avslutas' AS decision,
    CASE WHEN place = {over_limit} THEN 45000.01 ELSE n % 45000 END::DECIMAL(12, 2) AS amount,
    DATE '2021-01-01' + (n * 7919 % 330)::INTEGER AS period_from,
    DATE '2021-01-01' + (n * 7919 % 330 + n % 90)::INTEGER AS period_to,
    ['open', 'internal', 'confidential'][1 + n % 3] AS confidentiality,
    'P' || lpad((n * 31 % 1000003)::VARCHAR, 10, '0') AS subject,
    n, place
FROM (SELECT n, n % {boards} AS b, n // {boards} AS k, n // {boards} % {cycle} AS place FROM range({count}) t(n))
WHERE place <> {gap}
"""
_REPORTED = """
WITH days AS (SELECT *, decided_on + 7 AS earliest FROM ({decisions})),
due AS (
    SELECT *, date_trunc('month', earliest)::DATE + 19 AS that_month,
           (date_trunc('month', earliest) + INTERVAL 1 MONTH)::DATE + 19 AS next_month FROM days
),
met AS (SELECT *, CASE WHEN that_month >= earliest THEN that_month ELSE next_month END AS due_on FROM due)
SELECT board,
    CASE WHEN place = {late} THEN (date_trunc('month', due_on) + INTERVAL 1 MONTH)::DATE + 19
        ELSE due_on END AS meeting_on,
    source, source_id, decided_on, item, function,
    CASE WHEN place = {changed} THEN 'SN 2020/1' ELSE matter END AS matter, decision
FROM met, range(2) t(copy)
WHERE place <> {missing} AND (copy = 0 OR place = {duplicate})
"""
_REST = {
    "meetings": """
        SELECT board, make_date(2021 + (m // 12)::INTEGER, (m % 12 + 1)::INTEGER, 20) AS held_on
        FROM ({names}), range(14) t(m)""",
    "orders": """
        SELECT board, '2021' AS version, DATE '2020-12-15' AS adopted_on, DATE '2021-01-01' AS valid_from,
            NULL::DATE AS valid_to, area || '.' || number AS item, 'Ärenden' AS title, '' AS statute,
            'Funktion ' || area || '|Ställföreträdare ' || area AS delegates, 45000::DECIMAL(12, 2) AS amount_max,
            90 AS days_max, CASE WHEN area = 20 THEN 'execution' ELSE 'reported' END AS reporting, '' AS subdelegation
        FROM ({names}), range(1, 21) t(area), range(1, 4) u(number)""",
    "holdings": """
        SELECT board, 'Funktion ' || f AS function, 'person ' || b || '-' || f AS person,
            DATE '2019-01-01' AS valid_from, NULL::DATE AS valid_to
        FROM ({names}), range(1, 31) t(f)""",
}


def write(folder: Path, count: int, boards: int = BOARDS) -> None:
    """The five files of a population of about `count` decisions."""
    folder.mkdir(parents=True, exist_ok=True)
    words = {**FAULTS, "execution": EXECUTION, "cycle": CYCLE, "boards": boards, "count": count}
    decisions = _DECISIONS.format(**words)
    names = f"SELECT b, 'Nämnd ' || lpad(b::VARCHAR, 3, '0') AS board FROM range({boards}) t(b)"
    queries = {
        "decisions": f"SELECT * EXCLUDE (n, place) FROM ({decisions})",
        "reported": _REPORTED.format(decisions=decisions, **words),
        **{name: query.format(names=names) for name, query in _REST.items()},
    }
    with duckdb.connect() as db:
        db.execute("SET threads = 2; SET memory_limit = '2GB'")
        for name, query in queries.items():
            db.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")


def expected(count: int, boards: int = BOARDS) -> dict[str, int]:
    """How many findings of each kind there must be, when every meeting has been held."""
    per_board = [count // boards + (board < count % boards) for board in range(boards)]

    def at(place: int) -> int:
        return sum(max(0, -(-(rows - place) // CYCLE)) for rows in per_board)

    found = {kind: at(place) for kind, place in FAULTS.items()}
    return {**found, "execution_reported": at(EXECUTION), "orphan": 0}

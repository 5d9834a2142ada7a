"""The control as SQL that SQLite, PostgreSQL and DuckDB read alike. Nothing here is special to one of them.

An adapter (`tables`, `parquet`) prepares these relations, as tables or views, and then every statement here runs:

    ctl_decision  the decisions of the question: ref, board, source, source_id, decided_on, item, function, person,
                  matter, decision, amount, days, period_from, period_to, confidentiality, subject
    ctl_suspect   those of them (ref to function, matter, decision) about whose reports there may be anything to find:
                  all, or fewer when the adapter can tell
    ctl_item      board, item, start_on, stop_on, reporting, amount_max, days_max: at most one on any day
    ctl_grant     board, item, function, start_on, stop_on, shown (1: by this name in the order)
    ctl_holding   board, function, person, start_on, stop_on
    ctl_due       board, decided_on, held_on, is_held for each board and day of the decisions; without a meeting
                  `held_on` is the last day there is, and `is_held` 0
    ctl_report    what was told of the suspects, and in the period: board, meeting_on, source, source_id, decided_on,
                  item, function, matter, decision, in_period
    ctl_known     source, source_id of decisions of any board and day
    ctl_run       the numbers that there are in unbroken series: board, source, series, first_no, last_no, shown. Every
                  number from first to last is there, and the last is written as `shown`

Spans are half-open. Text is compared as it is and never by a hash of it. No statement has parameters or counts days.
"""

from collections.abc import Iterable

from ledtrad.delegation.rules.requirements import TYPED, WHITE, Requirement

DECISION = "d.ref, d.board, d.source, d.source_id"
COMPARED = ("decided_on", "item", "function", "matter", "decision")
"""What must be the same in a decision and in what the board was told of it."""

_ITEM = "i.board = d.board AND i.item = d.item AND i.start_on <= d.decided_on AND i.stop_on > d.decided_on"
_SAME = "r.board = d.board AND r.source = d.source AND r.source_id = d.source_id"

COUNT = "SELECT count(*) FROM ctl_decision"

BY_REPORTING = f"SELECT i.reporting, count(*) FROM ctl_decision d JOIN ctl_item i ON {_ITEM} GROUP BY i.reporting"

#: What is claimed together, and from when to when: few rows, most of which are granted all through.
MAKE_CLAIMS = """
CREATE TEMPORARY TABLE ctl_claim AS
SELECT c.board, c.item, c.function FROM (
    SELECT board, item, function, min(decided_on) AS first_on, max(decided_on) AS last_on
    FROM ctl_decision GROUP BY board, item, function
) c
WHERE NOT EXISTS (
    SELECT 1 FROM ctl_grant g
    WHERE g.board = c.board AND g.item = c.item AND g.function = c.function
      AND g.start_on <= c.first_on AND g.stop_on > c.last_on
)
"""
#: Decisions that nothing grants: their item does not exist, or is not this delegate's.
MAKE_UNGRANTED = f"""
CREATE TEMPORARY TABLE ctl_ungranted AS
SELECT {DECISION}, d.decided_on, d.item, d.function,
       CASE WHEN EXISTS (SELECT 1 FROM ctl_item i WHERE {_ITEM}) THEN 1 ELSE 0 END AS has_item
FROM (
    SELECT d.ref, d.board, d.source, d.source_id, d.decided_on, d.item, d.function
    FROM ctl_decision d
    WHERE (d.board, d.item, d.function) IN (SELECT board, item, function FROM ctl_claim)
    AND NOT EXISTS (
        SELECT 1 FROM ctl_grant g
        WHERE g.board = d.board AND g.item = d.item AND g.function = d.function
          AND g.start_on <= d.decided_on AND g.stop_on > d.decided_on
    )
) d
"""
UNGRANTED = "SELECT ref, board, source, source_id, decided_on, item, function, has_item FROM ctl_ungranted"
ITEMS_OF_UNGRANTED = """
SELECT i.board, i.item, i.start_on, i.stop_on
FROM ctl_item i JOIN (SELECT DISTINCT board, item FROM ctl_ungranted WHERE has_item = 0) u
  ON u.board = i.board AND u.item = i.item
"""
GRANTS_OF_UNGRANTED = """
SELECT g.board, g.item, g.function, g.start_on, g.stop_on
FROM ctl_grant g JOIN (SELECT DISTINCT board, item FROM ctl_ungranted WHERE has_item = 1) u
  ON u.board = g.board AND u.item = g.item
WHERE g.shown = 1
"""

MAKE_POSTS = """
CREATE TEMPORARY TABLE ctl_post AS
SELECT c.board, c.function, c.person FROM (
    SELECT board, function, person, min(decided_on) AS first_on, max(decided_on) AS last_on
    FROM ctl_decision GROUP BY board, function, person
) c
WHERE NOT EXISTS (
    SELECT 1 FROM ctl_holding h
    WHERE h.board = c.board AND h.function = c.function AND h.person = c.person
      AND h.start_on <= c.first_on AND h.stop_on > c.last_on
)
"""
MAKE_UNHELD = f"""
CREATE TEMPORARY TABLE ctl_unheld AS
SELECT {DECISION}, d.decided_on, d.function, d.person
FROM ctl_decision d
WHERE (d.board, d.function, d.person) IN (SELECT board, function, person FROM ctl_post)
AND NOT EXISTS (
    SELECT 1 FROM ctl_holding h
    WHERE h.board = d.board AND h.function = d.function AND h.person = d.person
      AND h.start_on <= d.decided_on AND h.stop_on > d.decided_on
)
"""
UNHELD = "SELECT ref, board, source, source_id, decided_on, function, person FROM ctl_unheld"
HOLDINGS_OF_UNHELD = """
SELECT h.board, h.function, h.person, h.start_on, h.stop_on
FROM ctl_holding h JOIN (SELECT DISTINCT board, function, person FROM ctl_unheld) u
  ON u.board = h.board AND u.function = h.function AND u.person = h.person
"""

OVER_LIMIT = f"""
SELECT {DECISION}, d.amount, i.amount_max, d.days, i.days_max
FROM ctl_decision d JOIN ctl_item i ON {_ITEM}
WHERE d.amount > i.amount_max OR d.days > i.days_max
"""

#: Decisions to be reported that no meeting was told of in time; then when the first was, if any.
MAKE_UNTOLD = f"""
CREATE TEMPORARY TABLE ctl_untold AS
SELECT {DECISION}, d.decided_on, u.held_on AS due_on, u.is_held
FROM ctl_suspect d JOIN ctl_due u ON u.board = d.board AND u.decided_on = d.decided_on
WHERE NOT EXISTS (SELECT 1 FROM ctl_item i WHERE {_ITEM} AND i.reporting <> 'reported')
  AND NOT EXISTS (SELECT 1 FROM ctl_report r WHERE {_SAME} AND r.meeting_on <= u.held_on)
"""
MAKE_FIRST_TOLD = """
CREATE TEMPORARY TABLE ctl_first_told AS
SELECT d.ref, d.board, d.source, d.source_id, d.decided_on, d.due_on, d.is_held, t.reported_on
FROM ctl_untold d LEFT JOIN (
    SELECT r.board, r.source, r.source_id, min(r.meeting_on) AS reported_on
    FROM ctl_report r JOIN ctl_untold o
      ON o.board = r.board AND o.source = r.source AND o.source_id = r.source_id
    GROUP BY r.board, r.source, r.source_id
) t ON t.board = d.board AND t.source = d.source AND t.source_id = d.source_id
"""
UNREPORTED = "SELECT count(*) FROM ctl_first_told WHERE reported_on IS NULL"
MISSING = """
SELECT ref, board, source, source_id, decided_on, due_on FROM ctl_first_told
WHERE reported_on IS NULL AND is_held = 1
"""
LATE = """
SELECT ref, board, source, source_id, decided_on, due_on, reported_on FROM ctl_first_told
WHERE reported_on IS NOT NULL
"""

EXECUTION_REPORTED = f"""
SELECT {DECISION}, d.item, r.meeting_on
FROM ctl_suspect d JOIN ctl_item i ON {_ITEM} JOIN ctl_report r ON {_SAME}
WHERE i.reporting = 'execution'
"""

MAKE_TWICE = """
CREATE TEMPORARY TABLE ctl_twice AS
SELECT board, source, source_id FROM ctl_report GROUP BY board, source, source_id HAVING count(*) > 1
"""
DUPLICATE = f"""
SELECT {DECISION}, r.meeting_on
FROM ctl_twice t
JOIN ctl_suspect d ON d.board = t.board AND d.source = t.source AND d.source_id = t.source_id
JOIN ctl_report r ON r.board = t.board AND r.source = t.source AND r.source_id = t.source_id
"""

ORPHAN = """
SELECT r.board, r.source, r.source_id, r.meeting_on, r.decided_on, r.item, r.function
FROM ctl_report r
WHERE r.in_period = 1
  AND NOT EXISTS (SELECT 1 FROM ctl_known k WHERE k.source = r.source AND k.source_id = r.source_id)
"""

#: Candidates: whether the white space alone differs is seen to afterwards, by the same folding for all databases.
CHANGED = f"""
SELECT {DECISION}, r.meeting_on, {", ".join(f"d.{name}" for name in COMPARED)},
       {", ".join(f"r.{name}" for name in COMPARED)}
FROM ctl_suspect d JOIN ctl_report r ON {_SAME}
WHERE r.decided_on IS NULL OR {" OR ".join(f"d.{name} <> r.{name}" for name in COMPARED)}
"""

MAKE_STEPS = """
CREATE TEMPORARY TABLE ctl_step AS
SELECT board, source, series, reached, next_no FROM (
    SELECT board, source, series,
           max(last_no) OVER (PARTITION BY board, source, series ORDER BY first_no, last_no
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached,
           lead(first_no) OVER (PARTITION BY board, source, series ORDER BY first_no, last_no) AS next_no
    FROM ctl_run
) steps
WHERE next_no > reached + 1
"""
GAP = """
SELECT s.board, s.source, s.series, s.reached, s.next_no, r.shown
FROM ctl_step s JOIN ctl_run r
  ON r.board = s.board AND r.source = s.source AND r.series = s.series AND r.last_no = s.reached
"""

TABLES = (
    *("ctl_claim", "ctl_ungranted", "ctl_post", "ctl_unheld", "ctl_untold", "ctl_first_told", "ctl_twice", "ctl_step"),
)
"""What the statements above make."""


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def blank(field: str, maybe: str = "") -> str:
    """The condition that a decision's field holds nothing but white space. `maybe` is quick, and true for all such."""
    column = f"d.{field}"
    if field in TYPED:
        return f"{column} IS NULL"
    quick = f"{maybe.format(column)} AND " if maybe else ""
    return f"({quick}ltrim({column}, {quoted(WHITE)}) = '')"


def applies(requirement: Requirement) -> str:
    """The condition that a requirement is about the decision's item."""
    if not requirement.items:
        return "1 = 1"
    below = quoted(f"{requirement.items}.")
    return f"(d.item = {quoted(requirement.items)} OR substr(d.item, 1, {len(requirement.items) + 1}) = {below})"


def incomplete(requirements: Iterable[Requirement], maybe: str = "") -> tuple[list[str], str]:
    """The fields that rules are about, and the statement that tells for each decision which of them lack (1)."""
    lacks: dict[str, list[str]] = {}
    for one in requirements:
        empty = blank(one.field, maybe)
        lacks.setdefault(one.field, []).append(f"({empty} AND {applies(one)})" if one.items else empty)
    conditions = {field: f"({' OR '.join(found)})" for field, found in lacks.items()}
    flags = ", ".join(f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in conditions.values())
    where = " OR ".join(conditions.values())
    return list(conditions), f"SELECT {DECISION}, {flags} FROM ctl_decision d WHERE {where}"


def filled(requirement: Requirement, maybe: str = "") -> str:
    """The decisions that a form is about, with what they hold there."""
    return (
        f"SELECT {DECISION}, d.{requirement.field} FROM ctl_decision d"
        f" WHERE {applies(requirement)} AND NOT {blank(requirement.field, maybe)}"
    )

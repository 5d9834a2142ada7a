"""How the database means to answer the queries that a page asks: none may read a large table from end to end."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

LARGE = {"delegation_controlfinding", "delegation_delegateddecision", "delegation_reporteddecision"}
_NAMED = re.compile(r'"(\w+)"\s+([TUVW]\d+)\b')
_SCAN = {
    "sqlite": re.compile(r"^SCAN (?P<table>\w+)"),
    "postgresql": re.compile(r"Seq Scan on (?P<table>\w+)(?: (?P<alias>\w+))?"),
}


def analyze(tables: Iterable[str]) -> None:
    """Have the database count the rows, as it does by itself of what is committed.

    Of these tables alone: what all databases of a server share stays locked for everybody till the transaction ends.
    """
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")


@contextmanager
def by_index() -> Iterator[CaptureQueriesContext]:
    """Fails when a query asked inside reads a large table without an index."""
    with CaptureQueriesContext(connection) as asked:
        yield asked
    wrong = [(line, sql) for sql in _selects(asked) for line in full_scans(sql)]
    assert not wrong, "\n\n".join(f"{line}\n{sql}" for line, sql in wrong)


def _selects(asked: Any) -> list[str]:
    queries = [query["sql"] for query in asked.captured_queries]
    return [sql for sql in queries if sql.startswith("SELECT") and any(table in sql for table in LARGE)]


def full_scans(sql: str) -> list[str]:
    """The lines of the plan that read a large table from end to end.

    A name such as U0 may stand for several tables, each in a part of the query of its own: then only what cannot be
    reads of the small ones counts.
    """
    stands_for: dict[str, list[str]] = {}
    for table, alias in _NAMED.findall(sql):
        stands_for.setdefault(alias, []).append(table)
    scans: dict[str, list[str]] = {}
    for line in plan(sql):
        if match := _SCAN[connection.vendor].search(line):
            table, alias = match["table"], match.groupdict().get("alias")
            if table in LARGE or (alias is None and LARGE & set(stands_for.get(table, ()))):
                scans.setdefault(table, []).append(line)
    return [line for name, lines in scans.items() for line in lines[_small(stands_for.get(name, ())) :]]


def _small(tables: Sequence[str]) -> int:
    return sum(1 for table in tables if table not in LARGE)


def plan(sql: str) -> list[str]:
    """How the database means to answer, line by line."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            return [str(row[-1]) for row in cursor.fetchall()]
        # A test's tables are small: without this they would be read whole, whatever indexes there are.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        lines = [str(row[0]) for row in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
        return lines

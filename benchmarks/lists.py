"""The list of 1,000 goals with owner, status, indicators and latest values, and pages of it.

The floor is the driver alone: the same rows fetched by hand-written SQL, nothing made of them. Time is the
processor's. The goals are those of our own peers' comparison: at most ten queries and 0.25 s for all of it,
eight queries and 40 ms for a page of a hundred rows, ten queries for a node's page.
"""

import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.harness import Row, row
from benchmarks.municipality import build

REPEAT = 7
FLOOR = """
    SELECT n.id, n.number, n.title, n.status, n.suggested, l.name, u.name, f.title, p.name
    FROM goals_goal g JOIN thread_node n ON n.id = g.node_ptr_id JOIN organisation_unit u ON u.id = n.unit_id
    LEFT JOIN thread_level l ON l.id = n.level_id LEFT JOIN organisation_function f ON f.id = n.responsible_id
    LEFT JOIN organisation_holding h ON h.function_id = f.id LEFT JOIN organisation_user p ON p.id = h.person_id
    ORDER BY l.rank, u.path, n.number LIMIT %s
"""
FLOOR_BELOW = """
    SELECT k.target_id, n.number, n.title, s.value, s.period, s.status
    FROM thread_link k JOIN thread_node n ON n.id = k.source_id JOIN indicators_standing s ON s.indicator_id = n.id
    WHERE k.kind = 'measures' AND k.target_id IN (SELECT node_ptr_id FROM goals_goal LIMIT %s)
"""


#: Pages that stand on all of the data, and the highest number of queries wanted.
WHOLE = {"/": 25, "/traden/?nod=M-0030": 25, "/luckor/": 25, "/sok/?q=behöver": 10, "/enhet/E1/": 20}


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    from django.test import Client

    person = build()
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    floors = {count: processor(lambda count=count: fetched(count)) for count in (1, 50, 100, 1000)}

    yield measured("1,000 goals, all read", floors[1000], lambda: all_goals(person.pk), queries=10, seconds=0.25)
    page = measured("goals, a page of 50", floors[50], lambda: seen(client, "/mal/"), queries=8, seconds=0.040)
    yield page
    with longer_pages(100):
        yield measured("goals, a page of 100", floors[100], lambda: seen(client, "/mal/"), queries=8, seconds=0.040)
    yield measured("goal, its page", floors[1], lambda: seen(client, "/nod/M-0030/"), queries=10)
    yield measured("indicator, its page", floors[1], lambda: seen(client, "/indikatorer/I-0030/"), queries=10)
    yield measured("indicators, a page of 50", floors[50], lambda: seen(client, "/indikatorer/"), queries=10)
    for path, queries in WHOLE.items():
        job = f"the whole thread, {path}"
        yield measured(job, floors[1000], lambda path=path: seen(client, path), queries=queries, seconds=1)


def measured(job: str, floor: float, work: Callable[[], object], *, queries: int, seconds: float | None = None) -> Row:
    """One row: processor time beside the floor's, and the number of queries beside the highest wanted."""
    work()
    asked = count_queries(work)
    ours = processor(work)
    note = f"{asked} queries of {queries}" + ("" if asked <= queries else " – TOO MANY")
    return row(job, floor, ours, floor / seconds if seconds else None, seconds=True, note=note)


def processor(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of a few runs."""
    shortest = float("inf")
    for _ in range(REPEAT):
        gc.collect()
        start = time.process_time()
        work()
        shortest = min(shortest, time.process_time() - start)
    return shortest


def count_queries(work: Callable[[], object]) -> int:
    """How many statements the work sends to the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def fetched(count: int) -> int:
    """The rows by hand."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [count])
        found = cursor.fetchall()
        cursor.execute(FLOOR_BELOW, [count])
        return len(found) + len(cursor.fetchall())


def all_goals(user_id: int) -> int:
    """Every goal with owner, status, indicators and latest values, as the list reads them."""
    from ledtrad.goals import queries
    from ledtrad.organisation.models import User

    user = User.objects.get(pk=user_id)
    rows = list(queries.goals(user).order_by("level__rank", "unit__path", "number"))
    queries.attach_indicators(rows, user)
    hanging = [reading for goal in rows for _node, reading in goal.indicators]
    figures = sum(bool(reading and reading.value and reading.status) for reading in hanging)
    if len(rows) != 1000 or figures != 3000:
        raise RuntimeError(f"{len(rows)} goals and {figures} figures")
    return len(rows)


def seen(client: Any, path: str) -> bytes:
    """A page through the whole stack, without the network."""
    response = client.get(path, follow=False)
    if response.status_code != 200:
        raise RuntimeError(f"{path}: {response.status_code}")
    return bytes(response.content)


class longer_pages:  # noqa: N801 - reads as a statement
    """Lists with this many rows to the page, for as long as it lasts."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> None:
        from ledtrad.core.listing import page

        self.before = page.ListPage.__init__.__kwdefaults__["per_page"]
        page.ListPage.__init__.__kwdefaults__["per_page"] = self.count

    def __exit__(self, *_error: object) -> None:
        from ledtrad.core.listing import page

        page.ListPage.__init__.__kwdefaults__["per_page"] = self.before

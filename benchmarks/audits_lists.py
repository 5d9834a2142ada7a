"""500 audits with 5,000 recommendations: the register, the list of recommendations, an audit's page, the file.

The floor of a page is the driver alone: the same rows fetched by hand-written SQL, nothing made of them. The goals are
those of the issue: at most eight queries and 40 ms for a hundred rows. The file's floor is reading it.
"""

import io
import time
from collections.abc import Iterator
from datetime import date, timedelta

from benchmarks.harness import Row, row, say
from benchmarks.lists import longer_pages, measured, processor, seen
from benchmarks.municipality import build

AUDITS, EACH = 500, 10
FLOOR = """
    SELECT d.id, d.position, d.judgement, d.closed_on, u.name, n.number, n.title, a.number, a.title, a.issued_on
    FROM audits_addressed d JOIN audits_recommendation r ON r.node_ptr_id = d.recommendation_id
    JOIN thread_node n ON n.id = r.node_ptr_id JOIN audits_audit a ON a.id = r.audit_id
    JOIN organisation_unit u ON u.id = d.board_id ORDER BY a.issued_on, n.number LIMIT %s
"""


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    from django.test import Client

    person = build()
    say(f"  {AUDITS} audits with {AUDITS * EACH} recommendations …")
    yield _loaded()
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    floor, one = processor(lambda: _fetched(100)), processor(lambda: _fetched(1))
    with longer_pages(100):
        for name, path in (
            ("audits, a page of 100", "/granskningar/"),
            ("audits searched, a page of 100", "/granskningar/?q=rutin"),
            ("recommendations, a page of 100", "/rekommendationer/"),
            ("recommendations of a board, a page of 100", "/rekommendationer/?board=E2&open=on"),
        ):
            yield measured(name, floor, lambda path=path: seen(client, path), queries=8, seconds=0.040)
    yield measured("audit, its page", one, lambda: seen(client, "/granskningar/G-0042/"), queries=10)


def _fetched(count: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [count])
        return len(cursor.fetchall())


def _loaded() -> Row:
    """The workbook read in, beside reading it."""
    from ledtrad.core.imports.running import run as load
    from ledtrad.core.tables import read_table
    from ledtrad.organisation.actors import system_actor

    book = _book()
    start = time.perf_counter()
    read_table(book, "audits.xlsx")
    floor = time.perf_counter() - start
    start = time.perf_counter()
    result = load("audits", {None: ("audits.xlsx", book)}, system_actor())
    ours = time.perf_counter() - start
    if result.new != AUDITS * (EACH + 1):
        raise RuntimeError(f"{result.new} rows came in; {result.errors[:3]}")
    return row(f"import of {AUDITS} audits with {AUDITS * EACH} recommendations", floor, ours, seconds=True)


def _book() -> bytes:
    from ledtrad.core.tables import ColumnOut, SheetOut, write_xlsx

    audits = ["number", "title", "unit", "issued_on", "answer_due"]
    parts = [
        "audit",
        "order",
        "board",
        "wording",
        "position",
        "answered_on",
        "judgement",
        "judged_on",
        "done",
        "closed",
    ]
    out = io.BytesIO()
    write_xlsx(
        out,
        [
            SheetOut("audits", [ColumnOut(name) for name in audits], (_audit(n) for n in range(AUDITS))),
            SheetOut(
                "recommendations",
                [ColumnOut(name) for name in parts],
                (_part(n, m) for n in range(AUDITS) for m in range(EACH)),
            ),
        ],
    )
    return out.getvalue()


def _audit(n: int) -> list[str]:
    day = date(2011, 1, 1) + timedelta(days=7 * n)
    due = day + timedelta(days=90)
    return [f"G-{n:04d}", f"Granskning {n} av styrning och uppföljning", "E1", day.isoformat(), due.isoformat()]


def _part(n: int, m: int) -> list[str]:
    told = ["shares", "2021-03-01"] if n % 3 else ["", ""]
    judged = ["sufficient", "2021-04-01", "Klart.", "ja"] if n % 4 == 0 else ["", "", "", ""]
    words = f"Säkerställ att rutin {m} från granskning {n} är känd, följs och hålls aktuell av alla som berörs av den."
    return [f"G-{n:04d}", str(m + 1), f"E{1 + m % 4}", words, *told, *judged]

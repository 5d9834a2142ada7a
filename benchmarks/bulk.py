"""Amounts: 10,000 figures written, a thread of 3,500 nodes rolled up, a workbook of 10,000 rows read.

Each beside what does the same and nothing more: the driver's executemany, recursive SQL, the bare reader.
"""

import datetime as dt
import io
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from benchmarks.harness import Row, best, pair, row
from benchmarks.municipality import build

ROWS, NODES = 10_000, 3_500


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    build()
    yield from _figures()
    yield from _rollup()
    yield from _workbook()


def _figures() -> Iterator[Row]:
    from django.db import transaction

    from ledtrad.core.periods import Period
    from ledtrad.indicators.models import Indicator, Observation

    indicators = list(Indicator.objects.order_by("pk").values_list("pk", "unit_id"))
    made_at = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    periods = [Period.parse(f"2015-{month:02d}") for month in range(1, 13)]

    def records() -> list[Observation]:
        return [
            Observation(
                indicator_id=indicators[n % 3000][0], unit_id=indicators[n % 3000][1], period=periods[n // 3000],
                period_end=periods[n // 3000].last_day, value=Decimal(n), made_at=made_at, made_by_label="Mätning",
            )
            for n in range(ROWS)
        ]  # fmt: skip

    by_driver = insert_by_driver(records())

    def by_us() -> None:
        with transaction.atomic():
            Observation.objects.bulk_create(records(), batch_size=1000)
            transaction.set_rollback(True)

    yield row(f"{ROWS} figures, beside executemany", *pair(by_driver, by_us, ROWS), 0.7)


def insert_by_driver(made: list[Any]) -> Callable[[], None]:
    """Write these rows by the driver's executemany, and take them back."""
    from django.db import connection, transaction

    columns = [f for f in made[0]._meta.local_concrete_fields if not f.primary_key]
    values = [[f.get_db_prep_save(getattr(one, f.attname), connection) for f in columns] for one in made]
    names = ", ".join(connection.ops.quote_name(f.column) for f in columns)
    sql = f"INSERT INTO {made[0]._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, values)
            transaction.set_rollback(True)

    return insert


def _rollup() -> Iterator[Row]:
    from django.db import connection

    from ledtrad.thread import rules
    from ledtrad.thread.rules import Status

    dice = random.Random(5)
    pairs = [(n, dice.randrange(max(0, n - 900), n)) for n in range(1, NODES)]
    pairs += [(n, dice.randrange(n)) for n in range(1, NODES, 4)]
    below: dict[int, list[int]] = defaultdict(list)
    for source, target in pairs:
        below[target].append(source)
    grades = [dice.choice(list(Status)) for _ in range(NODES)]
    nodes = {n: rules.Evidence(n, bool(below.get(n)), grades[n]) for n in range(NODES)}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_tie (source integer, target integer)")
        cursor.execute("CREATE INDEX bench_tie_source ON bench_tie (source)")
        cursor.executemany("INSERT INTO bench_tie VALUES (%s, %s)", sorted(set(pairs)))

    def by_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE reach(leaf, node) AS (SELECT source, target FROM bench_tie"
                " UNION SELECT reach.leaf, bench_tie.target FROM reach JOIN bench_tie ON bench_tie.source = reach.node)"
                " SELECT node, count(*) FROM reach GROUP BY node"
            )
            cursor.fetchall()

    def by_us() -> None:
        rules.suggestions(nodes, below)

    yield row(f"roll-up of {NODES} nodes, beside recursive SQL", best(by_sql), best(by_us), 2.5, seconds=True)


def _workbook() -> Iterator[Row]:
    from python_calamine import CalamineWorkbook

    from ledtrad.core.tables import ColumnOut, SheetOut, read_table, write_xlsx

    out = io.BytesIO()
    header = [ColumnOut(name) for name in ("Indikator", "Enhet", "Period", "Värde", "Kommentar")]
    lines: list[list[Any]] = [[f"I-{n % 900}", f"E{n % 60}", "2021-03", Decimal(n), "Enligt plan"] for n in range(ROWS)]
    write_xlsx(out, [SheetOut("Värden", header, lines)])
    data = out.getvalue()

    def bare() -> None:
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()

    def ours() -> None:
        read = read_table(data, "figures.xlsx")
        if sum(len(sheet.rows) for sheet in read.sheets) != ROWS:
            raise RuntimeError("Rows are missing")

    yield row(f"workbook of {ROWS} rows, beside calamine alone", best(bare), best(ours), seconds=True)

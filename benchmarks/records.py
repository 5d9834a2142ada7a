"""Records that come in: 50,000 delegated decisions written, beside the driver's own way with the very same rows.

The floor is executemany on SQLite and COPY on PostgreSQL, into the same table with the same indexes. Beside it also
the whole import, from the file's bytes to the receipt: reading, comparing with what is known, hashing, writing.
Both on SQLite and on PostgreSQL, where that is installed.
"""

import random
from collections.abc import Iterator
from typing import Any

from benchmarks import postgresql
from benchmarks.harness import Row, best, pair, row

ROWS = 50_000
GOAL = 0.7


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    from django.db import connection, transaction

    from ledtrad.core.imports import actions, registry
    from ledtrad.core.imports.records import plan
    from ledtrad.delegation.imports import decisions as importing
    from ledtrad.delegation.models import DelegatedDecision
    from ledtrad.organisation.actors import system_actor

    actor = system_actor("Mätning")
    files: dict[str | int | None, tuple[str, bytes]] = {None: ("decisions.csv", _file())}
    batch, read = actions.open_and_read("decisions", files, actor)
    importer = registry.get("decisions")
    assert isinstance(importer, importing.Decisions)
    found = plan(importer, read, actor)
    with transaction.atomic():
        made = found.data.names.save(found.creates, actor)
        made["source"] = found.data.sources.save({}, actor)
    rows = list(importing.rows(found.new, batch, actor))
    columns = [DelegatedDecision._meta.get_field(name).column for name in importing.WRITTEN]  # type: ignore[union-attr]

    def by_driver() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            _driver(cursor, DelegatedDecision._meta.db_table, columns, rows)
            transaction.set_rollback(True)

    def by_us() -> None:
        with transaction.atomic():
            importer.write_records(batch, found, actor, lambda done: None)
            transaction.set_rollback(True)

    found.creates, found.data.sources.new = [], {}
    where = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    yield row(f"{ROWS} decisions written in {where}, beside the driver", *pair(by_driver, by_us, ROWS), GOAL)

    def whole() -> None:
        with transaction.atomic():
            fresh, rows_read = actions.open_and_read("decisions", files, actor)
            actions.preview(fresh, actor, rows=rows_read)
            actions.apply(fresh, actor, rows=rows_read)
            transaction.set_rollback(True)

    driver, ours = best(by_driver, repeat=1), best(whole, repeat=2)
    yield row(f"{ROWS} decisions from file to receipt in {where}", driver, ours, seconds=True)
    if connection.vendor == "sqlite":
        yield from postgresql.again("records")


def _driver(cursor: Any, table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(columns)
    if cursor.db.vendor == "postgresql":
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for one in rows:
                copy.write_row(one)
    else:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def _file() -> bytes:
    dice = random.Random(3)
    lines = [
        "source,source_id,board,decided_on,item,function,person,matter,decision,amount,period_from,period_to,"
        "confidentiality,subject"
    ]
    for n in range(ROWS):
        day = f"2021-{dice.randrange(1, 13):02d}-{dice.randrange(1, 29):02d}"
        lines.append(
            f"Verksamhetssystemet,EB 2021-{n:06d},SN,{day},2.{dice.randrange(1, 20)},Socialsekreterare,"
            f"p{dice.randrange(60)},SN 2021/{n},Bifall försörjningsstöd enligt ansökan,{dice.randrange(50_000)},"
            f"2021-01-01,2021-02-01,confidential,klient {dice.randrange(9_000)}"
        )
    return "\n".join(lines).encode()

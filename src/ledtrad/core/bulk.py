"""Many rows into one table as fast as the driver can: COPY on PostgreSQL, executemany on SQLite.

Rows are tuples of what the database takes as it is: text, whole numbers, None, and dates and decimals as ISO text.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

CHUNK = 10_000

LOOKED_UP = 5_000
"""So many values in one question to the database."""

T = TypeVar("T")


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """The values by so many as one question to the database may name."""
    waiting = iter(values)
    while chunk := list(islice(waiting, LOOKED_UP)):
        yield chunk


def insert(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    progress: Callable[[int], object] = lambda done: None,
) -> int:
    """Insert rows with these fields (names of the model), in the caller's transaction. Returns how many."""
    columns = [str(getattr(model._meta.get_field(name), "column", name)) for name in fields]
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    put = _copy if connection.vendor == "postgresql" else _executemany
    done = 0
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        put(table, quoted, len(columns), chunk)
        done += len(chunk)
        progress(done)
    return done


def _copy(table: str, columns: str, _count: int, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _executemany(table: str, columns: str, count: int, rows: Sequence[Sequence[Any]]) -> None:
    places = ", ".join(["%s"] * count)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - names of our own

"""The control of delegated decisions, beside DuckDB hashing every column of the same two files.

50,000 decisions in the primary database, one and ten million as Parquet. Each control by Parquet runs in a process of
its own, with its floor, and tells how much memory it took at most. How many findings there must be is known beforehand.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import population
from benchmarks.harness import Row, best, row

IN_TABLES = 50_000
BY_PARQUET = (1_000_000, 10_000_000)
MOST_MEMORY = 1200
FIRST, LAST, AS_OF = date(2021, 1, 1), date(2021, 12, 31), date(2022, 3, 1)
FLOOR = (
    "SELECT bit_xor(hash(source, source_id, board, decided_on, item, function, person, matter, decision, amount,"
    " period_from, period_to, confidentiality, subject)) FROM '{folder}/decisions.parquet'",
    "SELECT bit_xor(hash(board, meeting_on, source, source_id, decided_on, item, function, matter, decision))"
    " FROM '{folder}/reported.parquet'",
)


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    with tempfile.TemporaryDirectory(prefix="ledtrad-bench-control-") as folder:
        yield from _in_tables(Path(folder) / "tables")
        for count in BY_PARQUET:
            yield _by_parquet(Path(folder) / str(count), count)


def _in_tables(folder: Path) -> Iterator[Row]:
    from django.db import connection

    from ledtrad.delegation.engine import Question, control

    population.write(folder, IN_TABLES, boards=1)
    board = _store(folder)
    question = Question(board, FIRST, LAST, AS_OF)
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    for hashed, goal in ((False, 1 / 40), (True, None)):

        def ours(hashed: bool = hashed) -> None:
            _check(control(connection, question, hashed=hashed).counts, IN_TABLES, boards=1)

        job = f"control of {IN_TABLES} decisions in {name}" + (" and hashes of what was read" if hashed else "")
        yield row(f"{job}, beside hashing them", *_by_turns(folder, ours), goal, seconds=True)


def _by_parquet(folder: Path, count: int) -> Row:
    """In a child, so that its memory is its own."""
    population.write(folder, count)
    command = [sys.executable, "-m", "benchmarks.delegation", str(folder), str(count)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    note = f"{answer['memory']} MB of {MOST_MEMORY}" + ("" if answer["memory"] <= MOST_MEMORY else " – TOO MUCH")
    job = f"control of {count // 1_000_000} M decisions by Parquet, beside hashing them"
    return row(job, answer["floor"], answer["ours"], 1 / 10, seconds=True, note=note)


def child(folder: Path, count: int) -> dict[str, Any]:
    """What the process of its own does."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledtrad.settings")
    django.setup()
    from ledtrad.delegation.engine import Question, control
    from ledtrad.delegation.engine.parquet import Folder

    question = Question(None, FIRST, LAST, AS_OF)
    floor, ours = _by_turns(folder, lambda: _check(control(Folder(folder), question).counts, count))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"floor": floor, "ours": ours, "memory": memory}


def _by_turns(folder: Path, ours: Callable[[], object]) -> tuple[float, float]:
    """The control, then the floor again and again for as long: what disturbs one meets the other. The best of three.

    A floor of some milliseconds would else be measured between two disturbances, and the control never.
    """
    _hash(folder)
    rounds = []
    for _ in range(3):
        seconds = best(ours, repeat=1)
        floors = [best(lambda: _hash(folder), repeat=1)]
        while sum(floors) < seconds:
            floors.append(best(lambda: _hash(folder), repeat=1))
        rounds.append((sum(floors) / len(floors), seconds))
    return max(rounds, key=lambda one: one[0] / one[1])


def _hash(folder: Path) -> None:
    with duckdb.connect() as db:
        db.execute("SET threads = 2")
        for statement in FLOOR:
            db.execute(statement.format(folder=folder)).fetchall()


def _check(counts: dict[str, int], count: int, boards: int = population.BOARDS) -> None:
    wanted = population.expected(count, boards)
    if counts != wanted:
        raise RuntimeError(f"Found {counts}, not {wanted}")


def _store(folder: Path) -> str:
    """The population in our tables, under one board; returns its number."""
    from ledtrad.delegation import models
    from ledtrad.delegation.rules.series import series_of
    from ledtrad.delegation.rules.words import ListState, OrderState
    from ledtrad.meetings.models import Meeting
    from ledtrad.organisation.models import Function, Holding, Unit, User
    from ledtrad.organisation.rules import Role, UnitKind

    now = datetime(2021, 1, 1, tzinfo=UTC)
    written: dict[str, Any] = {"made_at": now, "made_by_label": "Mätning"}
    board = Unit.objects.create(number="bench", name="Nämnd 000", kind=UnitKind.BOARD, path="bench/")
    read = duckdb.connect()

    def rows(name: str, columns: str) -> list[tuple[Any, ...]]:
        return read.execute(f"SELECT {columns} FROM '{folder / name}.parquet'").fetchall()

    order = models.DelegationOrder.objects.create(
        board=board, name="2021", state=OrderState.ADOPTED, adopted_on=FIRST, valid_from=FIRST, **written
    )
    for item, delegates, amount, days, reporting in rows("orders", "item, delegates, amount_max, days_max, reporting"):
        made = models.DelegationItem.objects.create(
            order=order, number=item, title="Ärenden", amount_max=amount, days_max=days, reporting=reporting
        )
        models.ItemDelegate.objects.bulk_create(
            models.ItemDelegate(item=made, name=name) for name in delegates.split("|")
        )
    for number, (function, person, start) in enumerate(rows("holdings", "function, person, valid_from")):
        post = Function.objects.create(number=f"bench-{number}", title=function, unit=board, role=Role.CASE_WORKER)
        holder = User.objects.create(username=person, name=f"{person} {number}")
        Holding.objects.create(function=post, person=holder, valid_from=start)
    lists = {}
    for (held_on,) in rows("meetings", "held_on"):
        meeting = Meeting.objects.create(board=board, held_on=held_on)
        lists[held_on] = models.DecisionReport.objects.create(
            board=board, meeting=meeting, state=ListState.LAID, laid_at=now, **written
        )
    sources = {
        name: models.DecisionSource.objects.create(name=name, **written)
        for (name,) in rows("decisions", "DISTINCT source")
    }
    columns = ("source_id", "decided_on", "item", "function", "person", "matter", "decision", "amount",
               "period_from", "period_to", "confidentiality", "subject")  # fmt: skip
    models.DelegatedDecision.objects.bulk_create(
        (
            models.DelegatedDecision(
                system=sources[source], board=board, unit=board, recorded_at=now,
                **dict(zip(columns, values, strict=True)),
                **dict(zip(("series", "serial"), series_of(values[0]), strict=True)),
            )
            for source, *values in rows("decisions", f"source, {', '.join(columns)}")
        ),
        batch_size=2000,
    )  # fmt: skip
    columns = ("meeting_on", "source_id", "decided_on", "item", "function", "matter", "decision")
    models.ReportedDecision.objects.bulk_create(
        (
            models.ReportedDecision(
                report=lists[values[0]], board=board, system=sources[source], **dict(zip(columns, values, strict=True))
            )
            for source, *values in rows("reported", f"source, {', '.join(columns)}")
        ),
        batch_size=2000,
    )
    return board.number


if __name__ == "__main__":
    print(json.dumps(child(Path(sys.argv[1]), int(sys.argv[2]))))

"""How a benchmark measures and how the table looks."""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One job beside its floor, both in units a second, or both in seconds when `seconds`.

    `goal` is the share of the floor's speed that is wanted (0.5: half as fast); None when there is none.
    """

    job: str
    floor: float
    ours: float
    goal: float | None = None
    seconds: bool = False
    note: str = ""
    unit: str = "/s"

    @property
    def ratio(self) -> float:
        """Our speed as a share of the floor's."""
        return self.floor / self.ours if self.seconds else self.ours / self.floor

    @property
    def met(self) -> bool:
        return self.goal is None or self.ratio >= self.goal


def row(
    job: str, floor: float, ours: float, goal: float | None = None, *, seconds: bool = False, note: str = ""
) -> Row:
    """One line of the table. Times: `seconds=True`, and a goal of "at most 2 × the floor" is 1 / 2."""
    return Row(job, floor, ours, goal, seconds, note, "s" if seconds else "/s")


def share(job: str, ours: float, goal: float, *, note: str = "") -> Row:
    """A line about a share of the whole, such as how much of what is there was found."""
    return Row(job, 1, ours, goal, note=note, unit="")


def rate(func: Callable[[], object], units: int = 1, *, repeat: int = 3) -> float:
    """Units a second, the best of a few runs: what disturbs a run only ever makes it slower."""
    return units / best(func, repeat=repeat)


def pair(floor: Callable[[], object], ours: Callable[[], object], units: int = 1) -> tuple[float, float]:
    """Units a second of both, run by turns, so that a disturbance meets both; the best of each."""
    rounds = [(rate(floor, units, repeat=1), rate(ours, units, repeat=1)) for _ in range(5)]
    return max(first for first, _second in rounds), max(second for _first, second in rounds)


def best(func: Callable[[], object], *, repeat: int = 3) -> float:
    """Seconds, the best of a few runs."""
    shortest = float("inf")
    for _ in range(repeat):
        gc.collect()
        start = time.perf_counter()
        func()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def show(rows: list[Row]) -> None:
    """Print the table."""
    width = max([len(r.job) for r in rows], default=10)
    print(f"{'job':<{width}}  {'floor':>12}  {'ours':>12}  {'ratio':>6}  {'goal':>6}")
    for r in rows:
        goal = "" if r.goal is None else f"{r.goal:.2f}"
        mark = "" if r.goal is None else ("  met" if r.met else "  MISSED")
        print(
            f"{r.job:<{width}}  {figure(r.floor):>10}{r.unit:<2}  {figure(r.ours):>10}{r.unit:<2}"
            f"  {r.ratio:>6.2f}  {goal:>6}{mark}{'  ' + r.note if r.note else ''}"
        )


def figure(value: float) -> str:
    """Three digits that count, grouped."""
    if value >= 1000:
        return f"{round(value, 2 - len(str(int(value)))):,.0f}".replace(",", " ")
    return f"{value:.3g}"


@contextmanager
def installation() -> Iterator[Path]:
    """A fresh home with a migrated database, for benchmarks that need one. SQLite unless DATABASE_URL says else."""
    home = Path(tempfile.mkdtemp(prefix="ledtrad-bench-"))
    os.environ.update({"LEDTRAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ledtrad.settings"})
    os.environ.setdefault("LEDTRAD_LOG_LEVEL", "ERROR")
    try:
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from ledtrad.core.settling import settle

        settle()  # as `ledtrad.wsgi` does in a process that serves
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def say(text: str) -> None:
    """What is going on, on stderr."""
    print(text, file=sys.stderr, flush=True)

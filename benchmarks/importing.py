"""An import of 10,000 figures: read, compared, written, told in the ledger, the standings worked out anew.

The floor reads the same file by `csv` and writes the same rows by the driver's executemany, and nothing more.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from benchmarks.bulk import insert_by_driver
from benchmarks.harness import Row, best, row
from benchmarks.municipality import INDICATORS, UNITS, build

ROWS = 10_000


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes. Everything is rolled back."""
    build()
    data = file()
    floor, ours = best(lambda: bare(data)), best(lambda: imported(data), repeat=2)
    yield row(f"import of {ROWS} figures, beside csv and executemany", floor, ours, seconds=True)


def file() -> bytes:
    """Four months before the first that the municipality has."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["indicator", "unit", "period", "value", "comment"])
    for n in range(ROWS):
        one = n % INDICATORS
        writer.writerow(
            [f"I-{one + 1:04d}", f"E{one % UNITS}", f"2017-{n // INDICATORS + 1:02d}", n % 400, "Som väntat"]
        )
    return out.getvalue().encode()


def imported(data: bytes) -> None:
    """As `ledtrad import observations` does it."""
    from django.db import transaction

    from ledtrad.core.imports.running import run as carry_out
    from ledtrad.organisation.actors import system_actor

    with transaction.atomic():
        result = carry_out("observations", {None: ("figures.csv", data)}, system_actor("Mätning"))
        if not result.applied or result.new != ROWS:
            raise RuntimeError(f"{result.new} new, {result.errors[:3]}")
        transaction.set_rollback(True)


def bare(data: bytes) -> None:
    """The rows of the file in the table."""
    from decimal import Decimal

    from ledtrad.core.periods import Period
    from ledtrad.indicators.models import Indicator, Observation

    indicators = dict(Indicator.objects.values_list("number", "pk"))
    units = dict(Indicator.objects.values_list("number", "unit_id"))
    made_at = dt.datetime(2021, 4, 12, tzinfo=dt.UTC)
    insert_by_driver([
        Observation(
            indicator_id=indicators[line["indicator"]], unit_id=units[line["indicator"]],
            period=(period := Period.parse(line["period"])), period_end=period.last_day,
            value=Decimal(line["value"]), comment=line["comment"], made_at=made_at, made_by_label="Mätning",
        )
        for line in csv.DictReader(io.StringIO(data.decode()))
    ])()  # fmt: skip

"""A municipality of the size that peers were measured on: 1,000 goals, 3,000 indicators, 36 months of values.

Built once in the installation of the run, straight into the tables; the standings are then worked out as the
program does it. `SIZE` is the numbers; the dice are loaded, so every run measures the same rows.
"""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from benchmarks.harness import say

GOALS, INDICATORS, MONTHS = 1_000, 3_000, 36
UNITS, DOCUMENTS, ACTIVITIES = 60, 100, 400
TODAY = dt.date(2021, 4, 12)
LETTERS = {"document": "D", "goal": "M", "indicator": "I", "activity": "A"}


@cache
def build() -> Any:
    """Fill the database and give the person who looks: a manager of one unit. Some ten seconds."""
    from django.conf import settings
    from django.db import transaction

    from ledtrad.indicators import standings

    settings.LEDTRAD_TODAY = TODAY
    say("  building 1,000 goals, 3,000 indicators and 108,000 values …")
    dice = random.Random(2021)
    with transaction.atomic():
        units, functions, person = _organisation()
        ids = _nodes(dice, units, functions)
        _links(dice, ids)
        _observations(dice, ids["indicator"], units)
        standings.recompute()
    return person


def _organisation() -> tuple[list[Any], list[Any], Any]:
    from ledtrad.organisation.models import Function, Holding, Municipality, Unit, User
    from ledtrad.organisation.rules import Role, UnitKind

    Municipality.objects.create(code="9998", name="Mätby kommun")
    units: list[Any] = []
    for n in range(UNITS):
        parent = units[(n - 1) // 4] if n else None
        kind = UnitKind.COUNCIL if n == 0 else UnitKind.BOARD if n < 5 else UnitKind.UNIT
        unit = Unit.objects.create(number=f"E{n}", name=f"Enhet {n}", kind=kind, parent=parent)
        unit.path = f"{parent.path if parent else ''}{unit.pk:05d}/"
        unit.depth = unit.path.count("/") - 1
        unit.save()
        units.append(unit)
    functions = [
        Function.objects.create(number=f"F{n}", title=f"Enhetschef {n}", unit=unit, role=Role.UNIT_MANAGER)
        for n, unit in enumerate(units)
    ]
    people = [User.objects.create(username=f"p{n}", name=f"Person {n}") for n in range(UNITS)]
    since = dt.date(2019, 1, 1)
    Holding.objects.bulk_create(
        Holding(function=f, person=p, valid_from=since) for f, p in zip(functions, people, strict=True)
    )
    return units, functions, people[-1]


def _nodes(dice: random.Random, units: list[Any], functions: list[Any]) -> dict[str, list[int]]:
    """Parents and children are bulk-created table by table, which Django does not do for inherited models."""
    from ledtrad.activities.models import Activity
    from ledtrad.documents.models import SteeringDocument
    from ledtrad.goals.models import Goal
    from ledtrad.indicators.models import Indicator
    from ledtrad.thread.models import Level, Node

    levels = [
        Level.objects.create(kind="goal", slug=f"level-{n}", name=f"Målnivå {n}", rank=n * 10, column=min(n, 4))
        for n in range(5)
    ]
    counts = {"document": DOCUMENTS, "goal": GOALS, "indicator": INDICATORS, "activity": ACTIVITIES}
    ids: dict[str, list[int]] = {}
    for kind, count in counts.items():
        made = Node.objects.bulk_create(
            Node(
                number=f"{LETTERS[kind]}-{n + 1:04d}",
                kind=kind,
                level=levels[min(n * 12 // count, 4)] if kind == "goal" else None,
                title=f"Fler invånare ska få det som de behöver, del {n} av {count}",
                unit=units[n % UNITS],
                responsible=functions[n % UNITS],
                status=dice.choice(["met", "partly", "missed", "none"]) if kind == "goal" else "none",
            )
            for n in range(count)
        )
        ids[kind] = [node.pk for node in made]
    _children(Goal, ids["goal"])
    _children(SteeringDocument, ids["document"])
    _children(Activity, ids["activity"])
    _children(Indicator, ids["indicator"], periodicity="month", value_kind="sum", unit_of_measure="personer")
    return ids


def _children(model: Any, ids: list[int], **values: Any) -> None:
    """The rows of the child's own table, for nodes that are there."""
    from django.db import connection

    fields = [f for f in model._meta.local_concrete_fields if f.column != "node_ptr_id"]
    given = [f.get_db_prep_save(values.get(f.name, f.get_default()), connection) for f in fields]
    quoted = ", ".join(connection.ops.quote_name(f.column) for f in fields)
    names = f"node_ptr_id{', ' if fields else ''}{quoted}"
    marks = ", ".join(["%s"] * (len(fields) + 1))
    sql = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(pk, *given) for pk in ids])


def _links(dice: random.Random, ids: dict[str, list[int]]) -> None:
    from ledtrad.thread.models import Link

    goals = ids["goal"]
    pairs = {(goals[n], goals[(n - 1) // 4], "breaks_down") for n in range(1, GOALS)}
    pairs |= {(pk, goals[n % GOALS], "measures") for n, pk in enumerate(ids["indicator"])}
    pairs |= {(pk, dice.choice(goals), "carries_out") for pk in ids["activity"]}
    pairs |= {(pk, dice.choice(ids["document"]), "anchored_in") for pk in goals}
    Link.objects.bulk_create(Link(source_id=s, target_id=t, kind=k) for s, t, k in sorted(pairs))


def _observations(dice: random.Random, indicators: list[int], units: list[Any]) -> None:
    from ledtrad.core.periods import Period
    from ledtrad.indicators.models import Observation, Target

    period, periods = Period.parse("2021-03"), []
    for _ in range(MONTHS):
        periods.append(period)
        period = period.previous()
    made_at = dt.datetime(2021, 4, 1, tzinfo=dt.UTC)

    def rows() -> Iterator[Any]:
        for n, pk in enumerate(indicators):
            for one in periods:
                yield Observation(
                    indicator_id=pk, unit_id=units[n % UNITS].pk, period=one, period_end=one.last_day,
                    value=Decimal(dice.randrange(10, 400)), made_at=made_at, made_by_label="Mätning",
                )  # fmt: skip

    Observation.objects.bulk_create(rows(), batch_size=2000)
    year = Period.parse("2021")
    Target.objects.bulk_create(
        Target(indicator_id=pk, period=year, rule="at_least", amount=Decimal(100)) for pk in indicators
    )

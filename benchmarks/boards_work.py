"""What boards are asked and do, at size: 500 audits, 5,000 recommendations, 20,000 activities that answer them,
500 assignments, 2,000 matters, and a plan of 300 activities.

The floor of a page is the driver alone: as many rows of its table with what they point at, by hand-written SQL,
nothing made of them. The goals are the issue's: at most eight queries and 40 ms for a hundred rows, a timeline of 300
activities in 0.3 s.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.audits_lists import AUDITS, EACH, _loaded
from benchmarks.harness import Row, say
from benchmarks.lists import longer_pages, measured, processor, seen
from benchmarks.municipality import _children, build

EACH_ANSWERED, ASSIGNMENTS, MATTERS, PLANNED = 4, 500, 2000, 300
FLOOR = """
    SELECT n.id, n.number, n.title, a.state, a.due_on, u.name, f.title, k.target_id
    FROM activities_activity a JOIN thread_node n ON n.id = a.node_ptr_id JOIN organisation_unit u ON u.id = n.unit_id
    JOIN organisation_function f ON f.id = n.responsible_id LEFT JOIN thread_link k ON k.source_id = n.id
    ORDER BY a.due_on, n.number LIMIT %s
"""
PLAN = "H-0001"
LISTS = {
    "audits": "/granskningar/",
    "recommendations": "/rekommendationer/",
    "recommendations of a board that are open": "/rekommendationer/?board=E2&open=on",
    "activities": "/aktiviteter/",
    "assignments": "/uppdrag/",
    "matters": "/arenden/",
    "action plans": "/handlingsplaner/",
}
PAGES = {
    "a board's open assignments, all 125": ("/uppdrag/oppna/E2/", 8, None),
    "an audit, its page": ("/granskningar/{audit}/", 10, None),
    "what happened after an audit": ("/granskningar/{audit}/vad-hande/", 25, 0.3),
    "a plan of 300 activities, its list": (f"/handlingsplaner/{PLAN}/", 12, 0.3),
    "a plan of 300 activities, its board": (f"/handlingsplaner/{PLAN}/tavla/", 12, 0.3),
    "a plan of 300 activities, its timeline": (f"/handlingsplaner/{PLAN}/tidslinje/", 12, 0.3),
    "a plan of 300 activities, its effects": (f"/handlingsplaner/{PLAN}/effekter/", 12, 0.3),
    "a board's page": ("/enhet/E2/", 30, 1.0),
    "what waits for one": ("/", 40, 1.0),
}


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes; goes on from what `audits_lists` has put there."""
    from django.test import Client

    from ledtrad.audits.models import Audit

    person = build()
    if Audit.objects.count() < AUDITS:
        yield _loaded()
    say(f"  {AUDITS * EACH * EACH_ANSWERED} activities, {ASSIGNMENTS} assignments, {MATTERS} matters …")
    _fill()
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    floors = {count: processor(lambda count=count: _fetched(count)) for count in (1, 100, PLANNED)}
    with longer_pages(100):
        for name, path in LISTS.items():
            job = f"{name}, a page of 100"
            yield measured(job, floors[100], lambda path=path: seen(client, path), queries=8, seconds=0.040)
    audit = Audit.objects.order_by("pk").values_list("number", flat=True)[AUDITS // 2]
    for name, (path, queries, seconds) in PAGES.items():
        floor, where = floors[PLANNED if "300" in name else 1], path.format(audit=audit)
        yield measured(name, floor, lambda where=where: seen(client, where), queries=queries, seconds=seconds)


def _fetched(count: int) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [count])
        return len(cursor.fetchall())


def _fill() -> None:
    from django.db import transaction

    from ledtrad.activities.actions import assignments, refresh
    from ledtrad.organisation.models import Function, Unit

    with transaction.atomic():
        units, functions = list(Unit.objects.order_by("pk")), list(Function.objects.order_by("pk"))
        _activities(units, functions)
        _assignments(units[1:5], functions)
        _matters(units[1:5], functions)
        refresh()
        assignments.refresh()


def _made(kind: str, letter: str, count: int, units: list[Any], functions: list[Any]) -> list[int]:
    from ledtrad.thread.models import Node

    rows = (
        Node(
            number=f"{letter}-{n + 1:05d}" if kind != "action_plan" else PLAN, kind=kind,
            title=f"Se till att det som beslutades blir gjort, del {n} av {count}", unit=units[n % len(units)],
            responsible=functions[n % len(functions)],
        )
        for n in range(count)
    )  # fmt: skip
    return [node.pk for node in Node.objects.bulk_create(rows, batch_size=2000)]


def _activities(units: list[Any], functions: list[Any]) -> None:
    """Four for each recommendation; the first three hundred stand in a plan, every third of them with a saving."""
    from ledtrad.activities.models import ActionPlan, Activity, Measure
    from ledtrad.audits.models import Recommendation
    from ledtrad.thread.models import Link

    [plan] = _made("action_plan", "H", 1, units[1:2], functions)
    _children(ActionPlan, [plan], purpose="balance")
    ids = _made("activity", "B", AUDITS * EACH * EACH_ANSWERED, units, functions)
    for state in ("planned", "ongoing", "done"):
        some = ids[("planned", "ongoing", "done").index(state) :: 3]
        for month in range(12):
            begins = date(2020, 7, 1) + timedelta(days=30 * month)
            _children(Activity, some[month::12], state=state, starts_on=begins, due_on=begins + timedelta(days=200))
    Activity.objects.filter(pk__in=ids[:PLANNED]).update(plan=plan)
    Measure.objects.bulk_create(
        Measure(activity_id=pk, year_from=2020, year_to=2022, expected=100_000, posts=1) for pk in ids[:PLANNED:3]
    )
    recommendations = list(Recommendation.objects.order_by("pk").values_list("pk", flat=True))
    Link.objects.bulk_create(
        (
            Link(source_id=pk, target_id=recommendations[n % len(recommendations)], kind="answers")
            for n, pk in enumerate(ids)
        ),
        batch_size=2000,
    )


def _assignments(boards: list[Any], functions: list[Any]) -> None:
    from django.utils import timezone

    from ledtrad.activities.models import Assignment, ReportBack

    ids = _made("assignment", "U", ASSIGNMENTS, boards, functions)
    _children(Assignment, ids, wording="Uppdra till förvaltningen.", decided_on=date(2020, 6, 1), state="open")
    ReportBack.objects.bulk_create(
        ReportBack(
            assignment_id=pk, nr=1, due_on=date(2021, 1, 1) + timedelta(days=n % 300), made_at=timezone.now(),
            made_by_label="Mätning",
        )
        for n, pk in enumerate(ids)
    )  # fmt: skip


def _matters(boards: list[Any], functions: list[Any]) -> None:
    from ledtrad.meetings.models import Matter

    Matter.objects.bulk_create(
        Matter(
            registration_number=f"E{n % 4 + 1} 2021/{n:04d}", title=f"Ärende {n} om något som nämnden beslutar",
            board=boards[n % 4], responsible=functions[n % len(functions)], opened_on=date(2021, 1, 1),
        )
        for n in range(MATTERS)
    )  # fmt: skip

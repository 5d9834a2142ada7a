"""Builds Björkvalla from the files in `data/`, in the order things happened, with the clock set to each day."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.resources import files

from django.contrib.auth.hashers import make_password
from django.db import transaction

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.imports.running import run
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Refused
from ledtrad.demo import assignments, boards_work, delegation
from ledtrad.goals import actions as goals
from ledtrad.goals.models import PlanningRound, RoundState
from ledtrad.organisation.actors import actor_for, system_actor
from ledtrad.organisation.models import Function, Holding, Municipality, Unit, User
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Status

#: The day at which the demonstration stands still.
TODAY = date(2021, 4, 12)
#: Only ever set in a demonstration home; printed by `ledtrad demo`.
PASSWORD = "bjorkvalla-2021"  # noqa: S105

ORGANISATION = ("units", "functions", "people", "holdings")
PLAN = ("levels", "areas", "documents", "goals", "indicators", "references", "targets", "activities", "links")

Say = Callable[[str], None]


class DemonstrationFailed(Refused):
    """A file of the demonstration does not fit the system: a fault in the product, not in its use."""

    code = "demonstration_failed"


def read(name: str) -> bytes:
    """One of the demonstration's files."""
    return files("ledtrad.demo").joinpath("data", f"{name}.csv").read_bytes()


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the demonstration's files."""
    return list(csv.DictReader(io.StringIO(read(name).decode("utf-8"))))


def build(say: Say) -> None:
    """Fill an empty database. Raises DemonstrationFailed, naming file and row, if a file is refused."""
    with clock.at(TODAY):
        say("Kommunen och dess organisation …")
        _municipality()
        _import("organisation", ORGANISATION)
        _passwords()
        say("Planer, styrdokument, mål, indikatorer och kopplingar …")
        _rounds()
        _import("plan", PLAN, extra={"links": _passage_links()})
        _import_rows("plan", "shares", _shares())
        say("Värden …")
        _import("observations", ("observations",))
        say("Bedömningar och kommentarer …")
        _assessments()
        _comments()
        _due_dates()
        _move_rounds()
        assignments.build(holder)
        rollup.refresh_given()
        say("Delegationsordningar, delegerade beslut, listor och kontroller …")
        delegation.build(rows, holder)
        say("Granskningar, yttranden, ärenden och handlingsplaner …")
        boards_work.build(rows, holder)


def _municipality() -> None:
    row = rows("municipality")[0]
    Municipality.objects.create(code=row["code"], name=row["name"], contact_email=row["contact_email"])


def _import(importer: str, tables: Iterable[str], extra: dict[str, str] | None = None) -> None:
    given: dict[str | int | None, tuple[str, bytes]] = {}
    for table in tables:
        data = read(table) + (extra or {}).get(table, "").encode()
        given[table] = (f"{table}.csv", data)
    _load(importer, given)


def _load(importer: str, given: dict[str | int | None, tuple[str, bytes]]) -> None:
    result = run(importer, given, system_actor("Demonstrationen"))
    if result.errors:
        told = [f"{e.table or importer}.csv, rad {e.row}, {e.field}: {e.message}" for e in result.errors[:20]]
        raise DemonstrationFailed("\n".join(told))


def _import_rows(importer: str, table: str, text: str) -> None:
    _load(importer, {table: (f"{table}.csv", text.encode())})


def _shares() -> str:
    """Which units share which goals: the goals file says in `shared_with`."""
    pairs = [(row["number"], unit) for row in rows("goals") for unit in row.get("shared_with", "").split()]
    return "node,unit\n" + "".join(f"{number},{unit}\n" for number, unit in pairs)


def _passage_links() -> str:
    """A passage breaks its whole text down; the documents file says which in `part_of`. Rows to add to the links."""
    already = {(r["source"], r["target"]) for r in rows("links")}
    header = read("links").decode("utf-8-sig").splitlines()[0].split(",")
    lines = []
    for row in rows("documents"):
        if row.get("part_of") and (row["number"], row["part_of"]) not in already:
            cells = {"source": row["number"], "kind": "breaks_down", "target": row["part_of"], "extent": "whole"}
            lines.append(",".join(cells.get(name, "") for name in header))
    return "".join(f"{line}\n" for line in lines)


def _passwords() -> None:
    """Everybody in the demonstration logs in with the same password; hashed once, since hashing is slow."""
    User.objects.update(password=make_password(PASSWORD))


def _rounds() -> None:
    """Open each board's rounds, so that the goals have a plan to stand in."""
    for row in rows("rounds"):
        with clock.at(date.fromisoformat(row["adopted_on"]) - timedelta(days=60)):
            unit = Unit.objects.get(number=row["unit"])
            goals.open_round(unit=unit, year=int(row["year"]), actor=system_actor("Demonstrationen"))


def _move_rounds() -> None:
    """Adopt each round on its day, and take it on to where it stands now."""
    for row in rows("rounds"):
        found = PlanningRound.objects.get(unit__number=row["unit"], year=int(row["year"]))
        adopted_on = date.fromisoformat(row["adopted_on"])
        with clock.at(adopted_on):
            actor = system_actor("Demonstrationen")
            goals.adopt(round=found, adopted_on=adopted_on, reference=row["adopted_reference"], actor=actor)
            goals.move_round(round=found, state=RoundState.IN_FORCE, actor=actor)
        if row["state"] == RoundState.CLOSED:
            with clock.at(date(found.year + 1, 1, 15)):
                goals.move_round(round=found, state=RoundState.CLOSED, actor=system_actor("Demonstrationen"))


def holder(function_number: str, day: date) -> Actor:
    """Who held a function on a day, as an actor; the system if nobody did."""
    function = Function.objects.get(number=function_number)
    held = Holding.objects.filter(function=function).on(day).select_related("person").first()
    return actor_for(held.person) if held is not None else system_actor("Demonstrationen")


@contextmanager
def _acting(row: dict[str, str]) -> Iterator[Actor]:
    """The day on which a row was written, and who held its function then."""
    made_on = date.fromisoformat(row["made_on"])
    with clock.at(made_on), transaction.atomic():
        yield holder(row["function"], made_on)


def _assessments() -> None:
    for row in rows("assessments"):
        with _acting(row) as actor:
            thread.assess(
                node=Node.objects.get(number=row["node"]),
                period=Period.parse(row["period"]),
                status=Status(row["status"]),
                comment=row["comment"],
                actor=actor,
                seen=None,
            )


def _comments() -> None:
    for row in rows("comments"):
        period = Period.parse(row["period"]) if row["period"] else None
        with _acting(row) as actor:
            thread.comment(node=Node.objects.get(number=row["node"]), text=row["text"], actor=actor, period=period)


def _due_dates() -> None:
    for row in rows("due"):
        function = Function.objects.get(number=row["function"]) if row["function"] else None
        thread.set_due(
            node=Node.objects.get(number=row["node"]),
            title=row["title"],
            due_on=date.fromisoformat(row["due_on"]),
            function=function,
            actor=system_actor("Demonstrationen"),
        )

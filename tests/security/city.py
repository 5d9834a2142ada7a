"""The municipality of tests/world.py with one thing of every kind, in every unit, under every mark.

What a title may be is what the tests look for: `HEMLIG-SKOLA-confidential-goal` shows up in an answer only for
those whom tests/security/rights.py lets see it.
"""

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, TypeVar

from django.core.cache import cache
from django.test import Client

from ledtrad.activities.models import Activity
from ledtrad.api import actions as tokens
from ledtrad.core.imports import running
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.jobs.models import Job
from ledtrad.core.listing.models import SavedView
from ledtrad.core.periods import Period
from ledtrad.core.rest import Scope
from ledtrad.core.secret import fingerprint
from ledtrad.goals import actions as goals
from ledtrad.goals.models import PlanningRound
from ledtrad.indicators import standings
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Holding
from ledtrad.reports import actions as reports
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.models import DueDate, Link, Node
from ledtrad.thread.rules import LinkKind
from tests import world
from tests.factories import ActivityFactory, AreaFactory, DocumentFactory, GoalFactory, LevelFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe
from tests.security.rights import MARKS, PEOPLE, UNITS

FACTORIES = {
    "goal": ("M", GoalFactory),
    "indicator": ("I", IndicatorFactory),
    "document": ("D", DocumentFactory),
    "activity": ("A", ActivityFactory),
}
WORD = "HEMLIG"

THOROUGH = os.environ.get("LEDTRAD_SECOND_DATABASE") != "1" or os.environ.get("MATRIX") == "whole"
"""Whether all is tried on all. `make test` does so on SQLite, and on PostgreSQL with a few of everything."""


def title(kind: str, unit: str, mark: str) -> str:
    return f"{WORD}-{unit}-{mark}-{kind}"


@dataclass
class City:
    """People with their clients, and things by kind, unit and mark."""

    world: world.World
    clients: dict[str, Client] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[tuple[str, str], Any]] = field(default_factory=dict)
    extra: SimpleNamespace = field(default_factory=SimpleNamespace)

    def thing(self, kind: str, unit: str, mark: str) -> Any:
        return self.things[kind][unit, mark]


T = TypeVar("T")


def from_turn(found: Sequence[T], *turn: str) -> list[T]:
    """The same things, beginning at a place that differs from turn to turn, so that each comes first some time."""
    start = zlib.crc32(" ".join(turn).encode()) % max(len(found), 1)
    return [*found[start:], *found[:start]]


def build() -> City:
    """The whole city. Takes a second or two: build it once a module."""
    cache.clear()
    city = City(world.build())
    _nodes(city)
    _around(city)
    _plans(city)
    _belongings(city)
    standings.recompute()
    rollup.refresh()
    for name in PEOPLE:
        city.clients[name] = _logged_in(city, name)
    return city


def _logged_in(city: City, name: str) -> Client:
    client = Client(raise_request_exception=False)
    if name != "anonymous":
        person = city.world.person(name)
        person.set_unusable_password()  # nothing to be asked for again before something sensitive
        person.save()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        _token, city.secrets[name] = tokens.create_token(
            person=person,
            name="Matrisen",
            scopes=list(Scope),
            expires_on=date(2021, 12, 1),
            actor=city.world.actor(name),
        )
    return client


def _nodes(city: City) -> None:
    area = AreaFactory()
    LevelFactory(kind="document", slug="passage", name="Passage", column=0)
    for kind, (letter, factory) in FACTORIES.items():
        city.things[kind] = {}
        for place, unit in enumerate(UNITS):
            for n, mark in enumerate(MARKS):
                made = factory(
                    number=f"{letter}-{place}{n}",
                    title=title(kind, unit, mark),
                    description=f"{WORD}-{unit}-{mark}-description",
                    unit=city.world.unit(unit),
                    confidentiality=mark,
                    valid_from=date(2016, 1, 1),
                )
                made.areas.add(area)
                city.things[kind][unit, mark] = made


def _around(city: City) -> None:
    """Links, words, files and dates on everything, and figures on indicators."""
    system = system_actor()
    for place in [(unit, mark) for unit in UNITS for mark in MARKS]:
        unit, mark = place
        goal, indicator = city.thing("goal", *place), city.thing("indicator", *place)
        link(indicator, LinkKind.MEASURES, goal)
        link(city.thing("activity", *place), LinkKind.CARRIES_OUT, goal)
        link(goal, LinkKind.ANCHORED_IN, city.thing("document", *place))
        observe(indicator, 2019, 41, comment=f"{WORD}-{unit}-{mark}-remark")
        aim(indicator, 2020, amount=45)
        for node in (Node.objects.get(pk=goal.pk), Node.objects.get(pk=indicator.pk)):
            thread.comment(node=node, text=f"{WORD}-{unit}-{mark}-comment", actor=system)
            thread.attach(node=node, name=f"{WORD}-{unit}-{mark}-file.txt", data=b"x", actor=system)
            thread.set_due(
                node=node, title=f"{WORD}-{unit}-{mark}-due", due_on=date(2021, 4, 20), function=None, actor=system
            )
    # Everything serves the open goal of the division, so that its page has something to hide.
    top = city.thing("goal", "SN-V", "open")
    for place, goal in city.things["goal"].items():
        if place != ("SN-V", "open"):
            link(goal, LinkKind.BREAKS_DOWN, top)


def _plans(city: City) -> None:
    """A draft and an adopted plan of two boards; the goals of the adopted ones lie in them, whatever their mark."""
    city.things["plan"], city.things["report"] = {}, {}
    for board, members in (("SN", ("SN-V", "AFE", "1824")), ("BSN", ("SKOLA",))):
        unit = city.world.unit(board)
        draft = PlanningRound.objects.create(unit=unit, year=2022)
        adopted = PlanningRound.objects.create(unit=unit, year=2021)
        for (where, _mark), goal in city.things["goal"].items():
            if where in members:
                goal.round = adopted
                goal.save(update_fields=["round"])
        goals.adopt(round=adopted, adopted_on=date(2020, 12, 1), reference="§ 1", actor=system_actor())
        city.things["plan"][board, "internal"] = draft
        first_quarter = Period.parse("2021-Q1")
        city.things["report"][board, "internal"] = reports.compose(
            unit=unit, period=first_quarter, actor=system_actor()
        )
        city.things["plan"][board, "open"] = adopted


def _belongings(city: City) -> None:
    """What is Anna's own: an import, a job, a saved view, a token."""
    anna = city.world.person("anna")
    content = b"indicator;unit;period;value\nI-10;AFE;2020;44\n"
    result = running.run("observations", {None: ("figures.csv", content)}, city.world.actor("anna"))
    batch = ImportBatch.objects.get()
    assert batch.number == result.batch
    city.extra.batch = batch
    city.extra.job = Job.objects.create(kind="import.preview", created_by=anna)
    city.extra.view = SavedView.objects.create(owner=anna, page="goals", name="Min vy")
    city.extra.token, _secret = tokens.create_token(
        person=anna, name="Annas", scopes=[Scope.READ], expires_on=date(2021, 6, 1), actor=city.world.actor("anna")
    )
    anna.calendar_sha256 = fingerprint("k" * 43)
    anna.save(update_fields=["calendar_sha256"])
    city.extra.holding = Holding.objects.get(person=anna)


def due_of(node: Any) -> DueDate:
    return DueDate.objects.filter(node=node.pk).get()


def link_of(node: Any) -> Link:
    return Link.objects.filter(source=node.pk).order_by("id").first()


__all__ = ["Activity", "City", "build", "due_of", "link_of", "title"]

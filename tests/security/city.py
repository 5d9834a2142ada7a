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
from django.db import connection
from django.test import Client

from ledtrad.activities.models import Activity, Measure, Round, RoundAnswer, WorkingGroup
from ledtrad.api import actions as tokens
from ledtrad.core import clock, uploads
from ledtrad.core.imports import running
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.jobs.models import Job
from ledtrad.core.listing.models import SavedView
from ledtrad.core.papers.word import LETTER
from ledtrad.core.periods import Period
from ledtrad.core.rest import Scope
from ledtrad.core.secret import fingerprint
from ledtrad.delegation.actions import items, mandates, orders
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DecisionReport,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    FindingTask,
    ListChoice,
    ReportedDecision,
    UnexecutedDecision,
)
from ledtrad.goals import actions as goals
from ledtrad.goals.models import PlanningRound
from ledtrad.indicators import standings
from ledtrad.meetings.actions import adjusting, agenda, attendance, matters, minutes, papers
from ledtrad.meetings.models import Meeting, WordTemplate
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Holding
from ledtrad.reports import actions as reports
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.models import DueDate, Link, Node
from ledtrad.thread.rules import LinkKind
from tests import world
from tests.factories import (
    ActionPlanFactory,
    ActivityFactory,
    AreaFactory,
    AssignmentFactory,
    DocumentFactory,
    GoalFactory,
    LevelFactory,
    link,
    report_back,
)
from tests.indicators.factories import IndicatorFactory, aim, observe
from tests.security import city_answers, city_audits
from tests.security.rights import MARKS, PEOPLE, UNITS

FACTORIES = {
    "goal": ("M", GoalFactory),
    "indicator": ("I", IndicatorFactory),
    "document": ("D", DocumentFactory),
    "activity": ("A", ActivityFactory),
    "assignment": ("U", AssignmentFactory),
    "action_plan": ("H", ActionPlanFactory),
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
    _assignments(city)
    _plans(city)
    _action_plans(city)
    _belongings(city)
    _decisions(city)
    _orders(city)
    _control(city)
    _unexecuted(city)
    _matters(city)
    city_audits.add(city)
    city_answers.add(city)
    standings.recompute()
    rollup.refresh()
    for name in PEOPLE:
        city.clients[name] = _logged_in(city, name)
    connection.check_constraints()  # now, and not again after each test
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


def _assignments(city: City) -> None:
    """Of each assignment a draft of a report-back, and one that is handed in, the first and the second."""
    for (unit, mark), given in city.things["assignment"].items():
        words = title("assignment", unit, mark)
        report_back(given, date(2021, 5, 5), taken=words)
        report_back(given, date(2021, 4, 5), state="written", reported_at=clock.now(), taken=words)
        link(city.thing("activity", unit, mark), LinkKind.ANSWERS, given)


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


def _action_plans(city: City) -> None:
    """In each action plan a group, a round, and an activity with an effect, under the plan's own mark."""
    city.things["in_plan"] = {}
    for (unit, mark), found in city.things["action_plan"].items():
        WorkingGroup.objects.create(plan=found, name=title("group", unit, mark))
        inside = ActivityFactory(
            number=f"A-{found.number}", title=title("in_plan", unit, mark), unit=found.unit, plan=found,
            confidentiality=mark,
        )  # fmt: skip
        Measure.objects.create(activity=inside, year_from=2020, year_to=2021)
        asked = Round.objects.create(
            plan=found,
            due_on=date(2021, 4, 20),
            message=title("round", unit, mark),
            made_by_label="",
            made_at=clock.now(),
        )
        RoundAnswer.objects.create(round=asked, activity=inside)
        city.things["in_plan"][unit, mark] = inside


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


def _decisions(city: City) -> None:
    """A delegated decision in each unit under each mark, made by nobody here."""
    source = DecisionSource.objects.create(
        name="Verksamhetssystemet", by_hand=True, made_by_label="Provet", made_at=clock.now()
    )
    city.extra.source = source
    city.things["decision"] = {
        (unit, mark): DelegatedDecision.objects.create(
            system=source,
            source_id=title("decision", unit, mark),
            board=city.world.unit("BSN" if unit == "SKOLA" else "SN"),
            unit=city.world.unit(unit),
            decided_on=date(2021, 2, 3),
            function="Handläggare",
            matter=f"{WORD}-{unit}-{mark}-decision",
            decision=f"{WORD}-{unit}-{mark}-decision",
            confidentiality=mark,
            recorded_at=clock.now(),
        )
        for unit in UNITS
        for mark in MARKS
    }


def _control(city: City) -> None:
    """Of both boards a run with a finding about each decision; of the social board a list, a choice, a task."""
    told = {"made_by_label": "Provet", "made_at": clock.now()}
    city.things |= {"run": {}, "finding": {}, "meeting": {}, "laid": {}, "choice": {}, "minuted": {}}
    for board in ("SN", "BSN"):
        unit = city.world.unit(board)
        city.things["run"][board, "internal"] = ControlRun.objects.create(
            board=unit, number=1, date_from=date(2021, 1, 1), date_to=date(2021, 3, 31), as_of=date(2021, 4, 12),
            cutoff_days=7, findings_sha256="a" * 64, engine="sqlite", seconds=0.1, **told,
        )  # fmt: skip
        city.things["meeting"][board, "internal"] = Meeting.objects.create(board=unit, held_on=date(2021, 4, 21))
    for (unit, mark), decision in city.things["decision"].items():
        run = city.things["run"]["BSN" if unit == "SKOLA" else "SN", "internal"]
        city.things["finding"][unit, mark] = ControlFinding.objects.create(
            run=run, kind="missing", key=f"missing|{decision}", facts={"due_on": "2021-02-17"}, source="x",
            source_id=decision.source_id, decision=decision, decided_on=decision.decided_on,
            function=decision.function, unit=decision.unit, confidentiality=mark,
        )  # fmt: skip
    _lists(city, told)


def _lists(city: City, told: dict[str, Any]) -> None:
    board, decisions = city.world.unit("SN"), city.things["decision"]
    order = city.things["order"]["SN", "open"]
    DelegationItem.objects.create(order=order, number="8.1", title="Yttrande", reporting="minuted_separately")
    minuted = decisions["1824", "internal"]
    DelegatedDecision.objects.filter(pk=minuted.pk).update(item="8.1")
    city.things["minuted"]["1824", "internal"] = minuted
    held = Meeting.objects.create(board=board, held_on=date(2021, 3, 17))
    report = DecisionReport.objects.create(board=board, meeting=held, state="laid", imported=True, **told)
    for mark in MARKS:
        d = decisions["AFE", mark]
        ReportedDecision.objects.create(
            report=report, board=board, meeting_on=held.held_on, system=d.system, source_id=d.source_id,
            decided_on=d.decided_on, function=d.function, matter=d.matter, decision=d.decision, told=d,
        )  # fmt: skip
    city.things["laid"]["SN", "internal"] = report
    draft = DecisionReport.objects.create(board=board, meeting=city.things["meeting"]["SN", "internal"], **told)
    city.things["choice"]["SN", "internal"] = ListChoice.objects.create(
        report=draft, decision=decisions["1824", "internal"], included=True, reason="Provet", **told
    )
    city.extra.task = FindingTask.objects.create(
        board=board, key="x", kind="incomplete", decision=decisions["AFE", "internal"],
        to_person=city.world.people["anna"], due_on=date(2021, 4, 14), was_reported=True, **told,
    )  # fmt: skip


def _unexecuted(city: City) -> None:
    """In each unit a decision that waits, told of in the board's quarter."""
    city.things |= {"waits": {}, "quarter": {("SN", "confidential"): city.world.unit("SN")}}
    for nr, unit in enumerate(UNITS, 1):
        words = title("waits", unit, "confidential")
        city.things["waits"][unit, "confidential"] = UnexecutedDecision.objects.create(
            number=f"EV 2020-{nr:04d}", board=city.world.unit("BSN" if unit == "SKOLA" else "SN"),
            unit=city.world.unit(unit), law="LSS", intervention=words, reason=words, subject=words,
            decided_on=date(2020, 11, 3), made_by_label="x", made_at=clock.now(),
        )  # fmt: skip


def _orders(city: City) -> None:
    """A draft and an order in force of two boards; the drafts are internal, what is adopted is open."""
    city.things["order"] = {}
    for board in ("SN", "BSN"):
        for name, mark in (("2021:1", "open"), ("2021:2", "internal")):
            order = orders.open_draft(board=city.world.unit(board), name=name, actor=system_actor())
            values = {"number": "1.1", "title": title("order", board, mark), "onward": "head"}
            items.add(order=order, values=values, delegates=[items.Delegate("Enhetschef")], actor=system_actor())
            if mark == "open":
                day = date(2021, 1, 1)
                orders.adopt(
                    order=order, adopted_on=day, reference="§ 1", valid_from=day, actor=system_actor(), seen=None
                )
            city.things["order"][board, mark] = order
    people = city.world.functions
    city.extra.onward = mandates.delegate_onward(
        board=city.world.unit("SN"), item="1.1", delegate=people["bo"], valid_from=date(2021, 4, 1),
        actor=system_actor(),
    )  # fmt: skip
    city.extra.standing = mandates.appoint_substitute(
        board=city.world.unit("SN"), absent=people["anna"], substitute=people["johan"], valid_from=date(2021, 4, 1),
        actor=system_actor(),
    )  # fmt: skip
    city.extra.meeting = Meeting.objects.create(board=city.world.unit("SN"), held_on=date(2021, 5, 19))


def _matters(city: City) -> None:
    """In both boards matters of every mark with a file and a draft, and one without a draft; a Word template."""
    city.things |= {"matter": {}, "free-matter": {}, "paper": {}}
    system = system_actor()
    for board in ("SN", "BSN"):
        for mark in MARKS:
            words = title("matter", board, mark)
            more = {"board": city.world.unit(board), "confidentiality": mark, "actor": system}
            made = matters.open_matter(title=words, **more)
            matters.attach(matter=made, name=f"{words}.txt", data=b"x", actor=system)
            city.things["matter"][board, mark] = made
            city.things["free-matter"][board, mark] = matters.open_matter(title=words, **more)
            city.things["paper"][board, mark] = papers.begin_paper(
                matter=made, kind=PaperKind.MEMORANDUM, title=title("paper", board, mark), actor=system
            )
    _agenda(city)
    kept = uploads.store(LETTER.read_bytes())
    city.extra.word = WordTemplate.objects.create(
        board=city.world.unit("SN"), name="mall.docx", stored_as=kept.name, size=kept.size, sha256=kept.sha256,
        made_by_label="Provet", made_at=clock.now(),
    )  # fmt: skip


def _agenda(city: City) -> None:
    """At a coming and a held meeting points of every mark; one meeting with adjusted minutes; a called one."""
    city.things |= {"point": {}, "decided-point": {}, "adjusted-point": {}}
    system, days = system_actor(), {"point": date(2021, 4, 12), "decided-point": date(2021, 4, 7)}
    for board in ("SN", "BSN"):
        for kind, day in days.items():
            held = Meeting.objects.create(board=city.world.unit(board), held_on=day)
            for mark in MARKS:
                words = title(kind.split("-")[-1], board, mark)
                made = agenda.add_point(
                    meeting=held, title=words, matter=city.things["matter"][board, mark], actor=system,
                    values={"proposed_decision": words, "background": words},
                )  # fmt: skip
                if kind == "decided-point":
                    made = minutes.decide(item=made, decision=minutes.Decision(words, words), actor=system, seen=None)
                city.things[kind][board, mark] = made
    city.extra.held = city.things["decided-point"]["SN", "open"].meeting
    city.extra.unused = Meeting.objects.create(board=city.world.unit("SN"), held_on=date(2021, 5, 26))
    _adjusted(city)
    agenda.add_point(meeting=city.extra.meeting, title="Information", actor=system)
    for mark in MARKS:
        words = title("point", "SN", mark)
        agenda.add_point(
            meeting=city.extra.meeting, title=words, matter=city.things["matter"]["SN", mark], actor=system,
            values={"proposed_decision": words},
        )  # fmt: skip


def _adjusted(city: City) -> None:
    """In both boards paragraphs of every mark that were adjusted before the rest; one meeting with adjusted minutes,
    announced."""
    system, told = system_actor(), adjusting.Announced(up=date(2021, 2, 9))
    present = [Present("member", "Elsa Ek", duty="chair"), Present("member", "Max Alm", duty="adjuster")]
    for board in ("SN", "BSN"):
        held = Meeting.objects.create(board=city.world.unit(board), held_on=date(2021, 2, 8))
        attendance.write_attendance(meeting=held, present=present, actor=system, seen=None)
        for mark in MARKS:
            words = title("point", board, mark)
            made = agenda.add_point(
                meeting=held, title=words, matter=city.things["matter"][board, mark], actor=system
            )  # fmt: skip
            noted = [Remarked("statement", "Elsa Ek", words)]
            decision = minutes.Decision(words, words, motions=words, procedure=words, remarks=noted)
            minutes.decide(item=made, decision=decision, actor=system, seen=None)
            adjusting.adjust_paragraph(item=made, on=date(2021, 2, 8), actor=system, seen=None)
            city.things["adjusted-point"][board, mark] = adjusting.announce_paragraph(
                item=made, told=told, actor=system, seen=None
            )  # fmt: skip
    held = Meeting.objects.create(board=city.world.unit("SN"), held_on=date(2021, 2, 3))
    last = agenda.add_point(meeting=held, title="Information", actor=system)
    minutes.decide(item=last, decision=minutes.Decision("x", "x"), actor=system, seen=None)
    attendance.write_attendance(meeting=held, present=present, actor=system, seen=None)
    adjusting.adjust(meeting=held, on=date(2021, 2, 9), actor=system, seen=None)
    city.extra.adjusted = adjusting.announce(meeting=held, told=told, actor=system, seen=None)


def due_of(node: Any) -> DueDate:
    return DueDate.objects.filter(node=node.pk).get()


def link_of(node: Any) -> Link:
    return Link.objects.filter(source=node.pk).order_by("id").first()


__all__ = ["Activity", "City", "build", "due_of", "link_of", "title"]

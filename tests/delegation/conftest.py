"""A board with an order, two sources, meetings, and decisions made as a test needs them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledtrad.core.jobs import run_inline
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DecisionReport,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    DelegationOrder,
    ItemDelegate,
    ReportedDecision,
)
from ledtrad.delegation.rules.control import facts_hash, key_of
from ledtrad.delegation.rules.series import series_of
from ledtrad.delegation.rules.words import FindingKind, ListState, OrderState, Reporting
from ledtrad.meetings.models import Meeting

WHEN = datetime(2021, 4, 12, 8, 15, tzinfo=ZoneInfo("Europe/Stockholm"))
MEETINGS = (date(2021, 1, 20), date(2021, 2, 17), date(2021, 3, 17), date(2021, 4, 21), date(2021, 5, 19))
WRITTEN = {"made_by_label": "Prov", "made_at": WHEN}

#: number, area, title, reporting, urgent only, most kronor
ITEMS = (
    ("2.1", "Ekonomiskt bistånd", "Försörjningsstöd enligt riktlinjer", Reporting.REPORTED, False, None),
    ("2.4", "Ekonomiskt bistånd", "Hyresskuld", Reporting.REPORTED, False, 45000),
    ("3.2", "Placering vuxna", "Placering av vuxen", Reporting.REPORTED, False, None),
    ("5.1", "Anställning", "Anställning av vikarie", Reporting.REPORTED, False, None),
    ("6.1", "Upphandling", "Direktupphandling", Reporting.EXECUTION, False, None),
    ("7.1", "Brådskande ärenden", "Brådskande ärenden när nämnden inte hinner sammanträda", Reporting.REPORTED, True,
     None),
    ("8.1", "Överklaganden", "Yttrande till domstol", Reporting.MINUTED_SEPARATELY, False, None),
)  # fmt: skip


@dataclass
class Board:
    """The social board of tests/world.py with what delegation needs."""

    world: Any
    sources: dict[str, DecisionSource] = field(default_factory=dict)
    meetings: dict[date, Meeting] = field(default_factory=dict)
    _next: int = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)

    @property
    def unit_sn(self) -> Any:
        return self.world.units["SN"]

    def meeting(self, month: int) -> Meeting:
        return next(m for day, m in self.meetings.items() if day.month == month)

    def decide(self, source_id: str = "", /, **values: Any) -> DelegatedDecision:
        """A decision by Bo at AFE, complete unless the test says otherwise."""
        self._next += 1
        source_id = source_id or f"EB 2021-{self._next:05d}"
        system = self.sources[values.pop("system", "Verksamhetssystemet")]
        series, serial = series_of(source_id)
        given = {
            "board": self.unit_sn, "unit": self.world.units["AFE"], "decided_on": date(2021, 2, 3), "item": "2.1",
            "function": "Handläggare", "person": "bo", "matter": f"SN 2021/{self._next}",
            "decision": f"Bifall nummer {self._next}", "delegate": self.world.functions["bo"],
            "holder": self.world.people["bo"], "recorded_at": WHEN,
        }  # fmt: skip
        return DelegatedDecision.objects.create(
            system=system, source_id=source_id, series=series, serial=serial, **(given | values)
        )

    def tell(self, *decisions: DelegatedDecision, meeting: Meeting) -> DecisionReport:
        """A list that was laid before Ledtråd."""
        report = DecisionReport.objects.create(
            board=self.unit_sn, meeting=meeting, state=ListState.LAID, imported=True, laid_at=WHEN, **WRITTEN
        )
        for d in decisions:
            ReportedDecision.objects.create(
                report=report, board=self.unit_sn, meeting_on=meeting.held_on, system=d.system, source_id=d.source_id,
                decided_on=d.decided_on, item=d.item, function=d.function, matter=d.matter, decision=d.decision, told=d,
            )  # fmt: skip
        return report

    def run(self, first: date = date(2021, 1, 1), last: date = date(2021, 3, 31), **values: Any) -> ControlRun:
        """A run with nothing found, as a control would have stored it."""
        number = ControlRun.objects.filter(board=values.get("board", self.unit_sn)).count() + 1
        given = {
            "board": self.unit_sn, "number": number, "date_from": first, "date_to": last, "as_of": date(2021, 4, 12),
            "cutoff_days": 7, "engine": "sqlite", "seconds": 0.8, "findings_sha256": "a" * 64,
            "inputs": {"decisions": {"rows": 1284, "sha256": "b" * 64}},
            "totals": {"decisions": 1284, "execution": 31, "to_report": 1253, "reported": 1236, "in_time": 1227,
                       "late": 9, "missing": 17},
            "counts": {}, **WRITTEN,
        }  # fmt: skip
        return ControlRun.objects.create(**(given | values))

    def find(self, run: ControlRun, kind: FindingKind, decision: DelegatedDecision | None, **facts: Any) -> Any:
        """A finding of a run; about no decision when there is none."""
        facts = facts or FACTS[kind]
        source = decision.system.name if decision else "Verksamhetssystemet"
        source_id = decision.source_id if decision else ""
        own = {
            "decision": decision, "decided_on": decision.decided_on, "item": decision.item,
            "function": decision.function, "unit": decision.unit, "confidentiality": decision.confidentiality,
        } if decision else {"unit": run.board}  # fmt: skip
        found = ControlFinding.objects.create(
            run=run, kind=kind, key=key_of(kind, source, source_id, facts), facts=facts,
            facts_sha256=facts_hash(facts), source=source, source_id=source_id,
            range="" if decision else "EB 2021-00188–00191", **own,
        )  # fmt: skip
        run.counts = {**run.counts, str(kind): run.counts.get(str(kind), 0) + 1}
        run.save(update_fields=["counts"])
        return found


FACTS: dict[FindingKind, dict[str, Any]] = {
    FindingKind.MISSING: {"due_on": "2021-02-17"},
    FindingKind.INCOMPLETE: {"empty": ["matter"], "malformed": []},
    FindingKind.LATE: {"reported_on": "2021-03-17", "due_on": "2021-02-17"},
    FindingKind.WRONG_DELEGATE: {"item": "3.2", "delegates": ["Utskottet"], "function": "Enhetschef"},
    FindingKind.NOT_HOLDER: {"person": "bo", "function": "Enhetschef", "begins_on": "2021-03-08", "ended_on": None},
    FindingKind.NO_ITEM: {"item": "6.9", "ended_on": "2020-12-31", "begins_on": None},
    FindingKind.OVER_LIMIT: {"amount": "48200", "amount_max": "45000", "days": None, "days_max": None},
    FindingKind.GAP: {"series": "EB 2021-", "first": 188, "last": 191},
    FindingKind.DUPLICATE: {"meetings": ["2021-02-17", "2021-03-17"]},
    FindingKind.ORPHAN: {"meeting_on": "2021-02-17", "nth": 1},
    FindingKind.CHANGED: {"fields": ["decision"]},
    FindingKind.EXECUTION_REPORTED: {"item": "6.1"},
}


def board_of(world: Any) -> Board:
    """The board in the database, with nothing decided yet."""
    found = Board(world)
    for name in ("Verksamhetssystemet", "Lönesystemet"):
        found.sources[name] = DecisionSource.objects.create(name=name, **WRITTEN)
    for day in MEETINGS:
        found.meetings[day] = Meeting.objects.create(board=world.units["SN"], held_on=day)
    order = DelegationOrder.objects.create(
        board=world.units["SN"], name="2021:1", state=OrderState.ADOPTED, adopted_on=date(2020, 12, 1),
        valid_from=date(2021, 1, 1), **WRITTEN,
    )  # fmt: skip
    for position, (number, area, title, reporting, urgent, most) in enumerate(ITEMS):
        item = DelegationItem.objects.create(
            order=order, number=number, area=area, title=title, reporting=reporting, urgent_only=urgent,
            amount_max=most, position=position,
        )  # fmt: skip
        ItemDelegate.objects.create(item=item, name="Handläggare", function=world.functions["bo"])
    found.order = order
    return found


@pytest.fixture
def board(world):
    return board_of(world)


@pytest.fixture
def inline():
    with run_inline():
        yield


@pytest.fixture
def browse(board):
    """`browse("eva")` gives a browser in which Eva has logged in."""
    from django.test import Client

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(board.person(name))
        return client

    return log_in

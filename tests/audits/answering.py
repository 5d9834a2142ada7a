"""An audit of two boards: three recommendations to the social board, two of them to the school board too."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledtrad.audits.models import Addressed, Audit, Recommendation, Statement
from ledtrad.audits.words import AuditState
from ledtrad.core.jobs import run_inline

WHEN = datetime(2021, 4, 12, 8, 15, tzinfo=ZoneInfo("Europe/Stockholm"))
WORDINGS = (
    "Fastställa formkrav för vilken information som ska framgå vid anmälan",
    "Säkerställa att samtliga beslut anmäls",
    "Synliggöra hur program och policyer förankras i målstyrningen",
)


@dataclass
class Answering:
    """The municipality of tests/world.py with an audit to answer."""

    world: Any
    audit: Audit
    statements: dict[str, Statement] = field(default_factory=dict)
    recommendations: list[Recommendation] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.world, name)

    def part(self, order: int, board: str = "SN") -> Addressed:
        return Addressed.objects.select_related("recommendation", "recommendation__audit", "board").get(
            recommendation=self.recommendations[order], board=self.world.units[board]
        )

    def statement(self, board: str = "SN") -> Statement:
        return Statement.objects.select_related("audit", "board", "paper", "matter", "responsible").get(
            pk=self.statements[board].pk
        )


def add_recommendation(answering: Answering, wording: str, boards: tuple[str, ...]) -> Recommendation:
    order = len(answering.recommendations)
    made = Recommendation.objects.create(
        kind="recommendation", number=f"RK-{order + 1:03d}", title=wording, short_title=f"Kort {order + 1}",
        wording=wording, unit=answering.audit.unit, confidentiality=answering.audit.confidentiality,
        audit=answering.audit, order=order,
    )  # fmt: skip
    answering.recommendations.append(made)
    for board in boards:
        Addressed.objects.create(recommendation=made, board=answering.world.units[board])
    return made


@pytest.fixture
def answering(world):
    audit = Audit.objects.create(
        number="GR-001", title="Politisk styrning, uppföljning och samordning", unit=world.units["KF"], firm="EY",
        state=AuditState.CONFIRMED, issued_on=date(2020, 12, 9), answer_due=date(2021, 5, 3),
        purpose="Syftet var att bedöma om nämnderna styr och följer upp på ett ändamålsenligt sätt.",
    )  # fmt: skip
    found = Answering(world, audit)
    for wording, boards in zip(WORDINGS, (("SN", "BSN"), ("SN", "BSN"), ("SN",)), strict=True):
        add_recommendation(found, wording, boards)
    for board, who in (("SN", "eva"), ("BSN", "sven")):
        found.statements[board] = Statement.objects.create(
            audit=audit, board=world.units[board], responsible=world.functions[who], due_on=date(2021, 5, 3)
        )
    return found


@pytest.fixture
def inline():
    with run_inline():
        yield

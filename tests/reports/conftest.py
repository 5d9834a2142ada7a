"""A board with goals, figures, an activity and gaps enough for a report; and people who sign."""

from datetime import date

import pytest

from ledtrad.core.jobs import run_inline
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.organisation.rules import Confidentiality
from ledtrad.reports import actions
from ledtrad.thread.rules import LinkKind
from tests.factories import ActivityFactory, GoalFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe

Q1 = Period.parse("2021-Q1")


@pytest.fixture
def board(world):
    """The social board with what it follows up: `board.goal`, `.behind`, `.kept`, `.secret`, `.few`."""
    sn, director = world.unit("SN"), world.functions["dag"]
    world.goal = GoalFactory(number="M-010", title="Fler ska bli självförsörjande", unit=sn, responsible=director)
    world.behind = IndicatorFactory(
        number="I-007", title="Praktikplatser", unit=sn, responsible=world.functions["johan"],
        periodicity=PeriodKind.MONTH, unit_of_measure="platser", source="Enhetens förteckning",
    )  # fmt: skip
    aim(world.behind, "2021", amount=200, accumulates=True, due_on=date(2021, 12, 31))
    for month, value, said in ((1, 10, "Tio platser."), (2, 14, ""), (3, 17, "Pandemin gör att färre kan ta emot.")):
        observe(world.behind, f"2021-{month:02d}", value, comment=said, function=world.functions["johan"])
    world.kept = IndicatorFactory(
        number="I-015", title="Planer skrivna tillsammans", unit=sn, periodicity=PeriodKind.QUARTER
    )
    aim(world.kept, "2021", amount=80)
    for period, value in (("2020-Q4", 82), ("2021-Q1", 89)):
        observe(world.kept, period, value)
    world.few = IndicatorFactory(
        number="I-020", title="Avslutade hushåll", unit=sn, periodicity=PeriodKind.QUARTER, counts_persons=True
    )
    observe(world.few, "2021-Q1", 3, comment="Tre familjer flyttade.")
    world.secret = GoalFactory(
        number="M-900", title="Hemligt mål", unit=sn, confidentiality=Confidentiality.CONFIDENTIAL
    )
    world.inner = GoalFactory(number="M-901", title="Internt mål", unit=sn, confidentiality=Confidentiality.INTERNAL)
    link(world.behind, LinkKind.MEASURES, world.goal)
    world.activity = ActivityFactory(
        number="A-001", title="Handledarträffar", unit=world.unit("AFE"), due_on=date(2021, 3, 1)
    )
    return world


@pytest.fixture
def draft(board):
    """A draft for the first quarter, composed by the controller."""
    return actions.compose(unit=board.unit("SN"), period=Q1, actor=board.actor("kim"))


@pytest.fixture
def submitted(board, draft):
    """A report that waits for the director and the quality developer."""
    return actions.submit(report=draft, reviewers=[board.functions["karin"]], actor=board.actor("kim"), seen=None)


@pytest.fixture
def published(board, submitted):
    """Signed by both, and published."""
    for name in ("dag", "karin"):
        actions.sign(report=submitted, actor=board.actor(name))
    return actions.publish(report=submitted, actor=board.actor("eva"))


@pytest.fixture
def inline():
    with run_inline():
        yield


@pytest.fixture
def browse(client, board):
    """`browse("kim")` gives a browser in which Kim has logged in."""

    def enter(name):
        client.force_login(board.person(name), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter

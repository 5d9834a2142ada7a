"""A goal of Anna's unit, with level, plan and neighbours, for tests of what can be done to nodes."""

import pytest

from tests.factories import GoalFactory, LevelFactory


@pytest.fixture
def quarterly(db):
    """A level whose goals are assessed every quarter."""
    return LevelFactory(slug="unit_goal", name="Enhetsmål", rank=50, column=4, assess_every="quarter")


@pytest.fixture
def goal(world, quarterly):
    """M-012: Anna's function answers for it, and it is internal to her unit."""
    return GoalFactory(
        number="M-012",
        title="Fler i egen försörjning",
        unit=world.unit("AFE"),
        level=quarterly,
        responsible=world.functions["anna"],
        confidentiality="internal",
    )

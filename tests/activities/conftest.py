"""An assignment of the social board to Anna's unit, and what a form sends."""

from datetime import date

import pytest

from tests.factories import AssignmentFactory, report_back

DUE = date(2021, 5, 5)


@pytest.fixture
def given_to_anna(world):
    """Given on 20 January, to be reported by 5 May."""
    made = AssignmentFactory(
        number="U-001", title="Korta väntetiden", wording="Uppdra åt enhetschefen att korta väntetiden.",
        unit=world.unit("SN"), responsible=world.functions["anna"], decided_as="§ 7",
    )  # fmt: skip
    report_back(made, DUE)
    return made

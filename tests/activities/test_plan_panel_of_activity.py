"""The page of an activity says which plan it stands in and what it is to bring."""

from datetime import date
from decimal import Decimal

import pytest

from ledtrad.activities.models import EffectReport, Measure
from ledtrad.core import clock
from tests.factories import ActionPlanFactory, ActivityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def measure(world):
    plan = ActionPlanFactory(unit=world.unit("SN"), number="H-007", title="Budget i balans")
    made = ActivityFactory(unit=world.unit("SN"), number="A-007", plan=plan)
    return Measure.objects.create(
        activity=made, year_from=2021, year_to=2022, expected=Decimal(600_000), posts=Decimal(1),
        expected_on=date(2021, 7, 1),
    )  # fmt: skip


def text_of(client, person, number="A-007"):
    client.force_login(person)
    return client.get(f"/nod/{number}/").content.decode().replace("\xa0", " ")


def test_plan_and_effect_are_told(client, world, measure):
    EffectReport.objects.create(
        measure=measure, as_of=date(2021, 3, 31), amount=Decimal(250_000), made_at=clock.now(), made_by_label="Anna",
    )  # fmt: skip
    page = text_of(client, world.person("eva"))
    assert "/handlingsplaner/H-007/" in page
    assert "Väntas ge 600 000 kr per år." in page
    assert "250 000 kr per år kommit" in page
    assert "Det syns inte var aktiviteten kommer från" not in page


def test_a_plan_that_one_may_not_see_is_not_named(client, world, measure):
    plan = measure.activity.plan
    plan.confidentiality = "confidential"
    plan.save()
    assert "H-007" not in text_of(client, world.person("bo"))


def test_an_activity_in_no_plan_says_that_its_origin_is_unknown(client, world):
    ActivityFactory(unit=world.unit("SN"), number="A-008")
    assert "Det syns inte var aktiviteten kommer från" in text_of(client, world.person("eva"), "A-008")

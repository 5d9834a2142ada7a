"""Activities: how they stand, and the list."""

from datetime import date

import pytest

from ledtrad.activities import actions, rules
from ledtrad.activities.models import Activity
from ledtrad.core import clock
from ledtrad.thread.models import Node
from ledtrad.thread.rules import LinkKind, Status
from tests.factories import ActivityFactory, GoalFactory, link

BEFORE, TODAY, AFTER = date(2021, 4, 11), date(2021, 4, 12), date(2021, 4, 13)


@pytest.mark.parametrize(
    ("state", "starts_on", "due_on", "expected"),
    [
        ("done", None, None, Status.MET),
        ("done", None, BEFORE, Status.MET),
        ("ongoing", None, BEFORE, Status.MISSED),
        ("ongoing", None, TODAY, Status.MET),
        ("ongoing", None, None, Status.MET),
        ("planned", AFTER, None, Status.NONE),
        ("planned", None, None, Status.NONE),
        ("planned", TODAY, None, Status.PARTLY),
        ("planned", None, BEFORE, Status.MISSED),
        ("on_hold", None, AFTER, Status.PARTLY),
        ("on_hold", None, BEFORE, Status.MISSED),
    ],
)
def test_how_an_activity_stands(state, starts_on, due_on, expected):
    assert rules.standing(state=state, starts_on=starts_on, due_on=due_on, today=TODAY) == expected


def test_what_an_activity_says_reaches_its_goal(world):
    goal = GoalFactory(unit=world.unit("SN"))
    done = ActivityFactory(unit=world.unit("AFE"))
    link(done, LinkKind.CARRIES_OUT, goal)
    actions.save_activity(done, {"state": "done"}, actor=world.actor("anna"), seen=1, areas=[])
    assert Node.objects.get(pk=goal.pk).suggested == Status.MET


def test_a_day_that_passes_makes_it_late(world):
    late = ActivityFactory(unit=world.unit("AFE"), state="ongoing", due_on=TODAY)
    actions.refresh()
    assert Node.objects.get(pk=late.pk).suggested == Status.MET
    with clock.at(AFTER):
        actions.refresh()
    assert Node.objects.get(pk=late.pk).suggested == Status.MISSED


def test_it_is_made_on_the_page(world, as_person):
    data = {"title": "Jobbcoach", "state": "ongoing", "unit": world.unit("AFE").pk, "confidentiality": "open"}
    answer = as_person("anna").post("/ny/activity/", data)
    assert answer.status_code == 302
    assert Activity.objects.get().suggested == Status.MET


def test_it_is_not_done_before_it_begins(world, as_person):
    data = {"title": "X", "state": "ongoing", "unit": world.unit("AFE").pk, "confidentiality": "open"}
    answer = as_person("anna").post("/ny/activity/", {**data, "starts_on": "2021-02-01", "due_on": "2021-01-01"})
    assert answer.status_code == 422


def test_only_late_ones(world, as_person):
    ActivityFactory(title="Sen aktivitet", unit=world.unit("AFE"), state="ongoing", due_on=BEFORE)
    ActivityFactory(title="Klar aktivitet", unit=world.unit("AFE"), state="done", due_on=BEFORE)
    ActivityFactory(title="Utan datum", unit=world.unit("AFE"))
    html = as_person("anna").get("/aktiviteter/", {"late": "on"}).content.decode()
    assert "Sen aktivitet" in html
    assert "Klar aktivitet" not in html
    assert "Utan datum" not in html


def test_internal_ones_elsewhere_are_hidden(world, as_person):
    ActivityFactory(title="Inre sak", unit=world.unit("AFE"), confidentiality="internal")
    assert "Inre sak" not in as_person("cecilia").get("/aktiviteter/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        ActivityFactory(unit=world.unit("AFE"), responsible=world.functions["anna"])
    anna = as_person("anna")
    with django_assert_num_queries(8):
        anna.get("/aktiviteter/")

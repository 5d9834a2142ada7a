"""When boards meet: who says so, and what follows from it."""

from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core import clock
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.delegation.models import DecisionReport
from ledtrad.meetings import actions, rules
from ledtrad.meetings.models import Meeting

pytestmark = pytest.mark.django_db


def add(world, name="eva", day=date(2021, 4, 21), board="SN"):
    return actions.add(board=world.unit(board), held_on=day, actor=world.actor(name))


def test_those_who_plan_for_the_board_keep_its_days(world):
    for n, name in enumerate(("eva", "dag", "kim")):
        add(world, name, date(2021, 5, 1 + n))
    for name in ("anna", "elsa", "sven", "adam", "disa"):
        with pytest.raises(actions.MayNotPlanMeetings):
            add(world, name)
    with pytest.raises(actions.MayNotPlanMeetings):
        add(world, board="BSN")


def test_a_day_that_a_laid_list_tells_of_stands(world):
    board, eva = world.unit("SN"), world.actor("eva")
    held = actions.add(board=board, held_on=date(2021, 3, 17), actor=eva)
    told = {"made_by_label": "Eva", "made_at": clock.now()}
    DecisionReport.objects.create(board=board, meeting=held, state="laid", imported=True, **told)
    with pytest.raises(actions.MeetingToldOf):
        actions.change(meeting=held, held_on=date(2021, 3, 24), announced_on=None, actor=eva, seen=None)
    announced = date(2021, 3, 22)
    actions.change(meeting=held, held_on=held.held_on, announced_on=announced, actor=eva, seen=None)
    held.refresh_from_db()
    assert (held.held_on, held.announced_on) == (date(2021, 3, 17), announced)


def test_a_day_is_kept_once_and_announced_after_it_was_held(world):
    made, eva = add(world, day=date(2021, 4, 7)), world.actor("eva")
    with pytest.raises(Invalid):
        add(world, day=date(2021, 4, 7))
    for day in (date(2021, 4, 6), date(2021, 4, 13)):
        with pytest.raises(Invalid):
            actions.change(meeting=made, held_on=made.held_on, announced_on=day, actor=eva, seen=1)
    changed = actions.change(meeting=made, held_on=made.held_on, announced_on=date(2021, 4, 9), actor=eva, seen=1)
    assert rules.appeal_ends(changed.announced_on) == date(2021, 4, 30)
    with pytest.raises(Stale):
        actions.change(meeting=made, held_on=date(2021, 4, 8), announced_on=None, actor=eva, seen=1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(world, as_person, django_assert_num_queries, rows):
    for n in range(rows):
        add(world, day=date(2021, 4, 11 + n))
    client = as_person("eva")
    client.get(reverse("meetings"))
    with django_assert_num_queries(6):
        assert client.get(reverse("meetings")).status_code == 200


def test_days_by_forms_and_as_a_calendar(world, as_person):
    eva = as_person("eva")
    assert eva.post(reverse("meeting-new"), {"board": "SN", "held_on": "2021-04-21"}).status_code == 302
    made = Meeting.objects.get()
    assert eva.post(reverse("meeting-new"), {"board": "SN", "held_on": "2021-04-21"}).status_code == 422
    assert b"DTSTART;VALUE=DATE:20210421" in as_person("nils").get(reverse("meetings-calendar")).content
    assert eva.post(reverse("meeting-edit", args=[made.pk]), {"held_on": "2021-04-28", "version": 1}).status_code == 302
    assert eva.post(reverse("meeting-edit", args=[made.pk]), {"held_on": "2021-04-29", "version": 1}).status_code == 409
    assert as_person("anna").post(reverse("meeting-remove", args=[made.pk])).status_code == 403
    assert eva.post(reverse("meeting-remove", args=[made.pk])).status_code == 302
    assert not Meeting.objects.exists()

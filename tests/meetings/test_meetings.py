"""When boards meet: who says so, and what follows from it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from ledtrad.core import clock
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.delegation.models import DecisionReport
from ledtrad.meetings import actions, rules
from ledtrad.meetings.models import Meeting
from ledtrad.meetings.queries import meetings as queries
from ledtrad.meetings.rules.meetings import state_of
from ledtrad.meetings.words import MeetingState

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
    with django_assert_num_queries(8):
        assert client.get(reverse("meetings")).status_code == 200


def test_the_list_begins_with_what_comes_and_goes_back_from_there(world, as_person):
    days = [date(2021, 3, 17), date(2021, 2, 17), date(2021, 5, 19), date(2021, 4, 21)]
    for day in days:
        add(world, day=day)
    Meeting.objects.create(board=world.unit("KS"), held_on=date(2021, 4, 28))
    client = as_person("eva")

    def shown(**asked):
        page = client.get(reverse("meetings"), asked)
        return [row.object.held_on for row in page.context["listing"].rows]

    told = client.get(reverse("meetings")).content.decode().replace("\u00a0", " ")
    assert "Närmast: SN ons 21 april, om 9 dagar. För 2 hållna sammanträden är inte anslaget" in told
    assert shown() == [days[3], date(2021, 4, 28), days[2], days[0], days[1]]
    assert shown(namnd="SN", ar="2021", lage="held") == [days[0], days[1]]
    assert shown(lage="planned", sort="-held_on") == [days[2], date(2021, 4, 28), days[3]]
    # Nobody is told of what is left to write in for boards that somebody else plans for.
    assert "anslaget inskrivet" not in as_person("anna").get(reverse("meetings")).content.decode()
    assert "Närmast: KS" in client.get(reverse("meetings"), {"namnd": "KS"}).content.decode()


@pytest.mark.parametrize("held_on", [date(2021, 4, 11), date(2021, 4, 12), date(2021, 4, 13)])
@pytest.mark.parametrize("called", [None, datetime(2021, 4, 5, tzinfo=UTC)])
@pytest.mark.parametrize("adjusted", [None, date(2021, 4, 12)])
@pytest.mark.parametrize("announced", [None, date(2021, 4, 12)])
def test_a_meeting_is_found_by_the_state_that_is_told_of_it(world, held_on, called, adjusted, announced):
    today = date(2021, 4, 12)
    days = {"held_on": held_on, "adjusted_on": adjusted, "announced_on": announced}
    Meeting.objects.create(board=world.unit("SN"), notice_sent_at=called, **days)
    told = state_of(
        held_on, today, is_called=bool(called), is_adjusted=bool(adjusted), is_announced=bool(announced)
    )  # fmt: skip
    assert [s for s in MeetingState if Meeting.objects.filter(queries.in_state(s, today)).exists()] == [told]


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

"""Letters and calendar: the same tasks as on Att göra, no case data, each letter once."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from ledtrad.core.outbox import OutboxMail
from ledtrad.core.secret import fingerprint
from ledtrad.thread.models import DueDate
from ledtrad.thread.todo import Task
from ledtrad.web import reminders
from tests.factories import GoalFactory

TODAY = date(2021, 4, 12)  # a Monday: the day of the weekly letter


@pytest.fixture
def annas_goal(world):
    goal = GoalFactory(
        title="Hemligt mål om en person", unit=world.unit("AFE"), responsible=world.functions["anna"],
        confidentiality="confidential",
    )  # fmt: skip
    DueDate.objects.create(
        node=goal, title="Datera rutinen", function=world.functions["anna"], due_on=TODAY + timedelta(days=3)
    )
    return goal


def test_the_weekly_letter_links_to_the_task_and_tells_no_secret(annas_goal):
    reminders.send_all(TODAY)
    letter = OutboxMail.objects.get()
    assert letter.recipient == "anna@provby.example"
    assert f"/nod/{annas_goal.number}/" in letter.body
    assert f"Öppna {annas_goal.number}" in letter.body
    assert "Datera rutinen" not in letter.body
    assert "Hemligt" not in letter.body + letter.subject


def test_the_same_day_gives_one_letter(annas_goal):
    reminders.send_all(TODAY)
    reminders.send_all(TODAY)
    assert OutboxMail.objects.count() == 1


def test_who_wants_no_weekly_letter_still_hears_three_days_before(annas_goal, world):
    anna = world.person("anna")
    anna.wants_digest = False
    anna.save()
    reminders.send_all(TODAY)
    assert OutboxMail.objects.get().key.startswith("reminder:")


@pytest.mark.parametrize(
    ("days", "reminded"), [(14, True), (13, False), (3, True), (0, False), (-1, True), (-2, False)]
)
def test_the_moments_of_a_reminder(days, reminded):
    task = Task(TODAY + timedelta(days=days), "t", "", "/", "b", "due", "k", "M-1", True)
    assert bool(reminders.due_for_reminder([task], TODAY)) is reminded


def test_nobody_is_written_to_for_nothing(world):
    reminders.send_all(TODAY)
    assert not OutboxMail.objects.exists()


def test_the_calendar_has_the_day(client, annas_goal, world):
    anna = world.person("anna")
    anna.calendar_sha256 = fingerprint("t" * 43)
    anna.save()
    answer = client.get(f"/kalender/{'t' * 43}.ics")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(e["summary"]) for e in events] == [f"Öppna {annas_goal.number}"]
    assert events[0].decoded("dtstart") == TODAY + timedelta(days=3)


@pytest.mark.parametrize("token", ["", "x", "t" * 43])
def test_no_calendar_without_its_secret(client, annas_goal, token):
    assert client.get(f"/kalender/{token}.ics").status_code == 404

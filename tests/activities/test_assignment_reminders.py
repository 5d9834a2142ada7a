"""The clock moves a month: what is late is told once, by letter, to whoever has the function and to the secretary."""

from collections import Counter
from datetime import date, timedelta

import pytest

from ledtrad.activities.actions import report_backs as reports
from ledtrad.activities.models import ReportBack
from ledtrad.activities.rules.assignments import Answer
from ledtrad.core import clock, schedule
from ledtrad.core.outbox import OutboxMail, ScheduledRun
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User
from ledtrad.thread import todo
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Status
from ledtrad.web import reminders
from tests.activities.conftest import DUE
from tests.factories import AssignmentFactory, report_back

TODAY = date(2021, 4, 12)  # a Monday: the day of the weekly letter
LATE = "Korta väntetiden"


@pytest.fixture
def few(world):
    """Only Anna, the secretary and one who has nothing to do with it have an address: the days are many."""
    User.objects.exclude(username__in=["anna", "eva", "cecilia"]).update(email="")


def run(first, last):
    """The daily work of every day from the first to the last, as the worker does it; each day asked for twice."""
    for day in days(first, last):
        with clock.at(day):
            schedule.run_due()
            schedule.run_due()


def write(first, last):
    """The letters of every day from the first to the last."""
    for day in days(first, last):
        with clock.at(day):
            reminders.send_all(day)


def days(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def told(since, text=LATE):
    """Who was told of it in letters from a day on, and how often."""
    letters = [m for m in OutboxMail.objects.all() if m.key.rsplit(":", 1)[1] >= since.isoformat()]
    return Counter(m.recipient.split("@")[0] for m in letters for _n in range(m.body.count(text)))


def test_a_month_later_the_right_people_have_been_told_once(given_to_anna, world):
    with clock.at(TODAY):
        schedule.run_due()
    assert told(TODAY) == {"anna": 1}  # to be done within 30 days: nobody is late
    write(DUE + timedelta(days=1), DUE + timedelta(days=12))
    write(DUE + timedelta(days=26), DUE + timedelta(days=31))
    assert told(DUE + timedelta(days=1)) == {"anna": 1, "eva": 1}


def test_when_only_that_day_is_run_they_are_told_that_week(given_to_anna, world):
    """The worker was away for a month, and comes back on the day of the weekly letter."""
    monday = date(2021, 5, 17)
    run(monday, monday)
    run(monday, monday)
    assert told(monday) == {"anna": 1, "eva": 1}
    run(date(2021, 5, 24), date(2021, 5, 24))
    assert told(monday) == {"anna": 1, "eva": 1}


def test_who_wants_no_weekly_letter_is_told_the_day_after(given_to_anna, few, world):
    User.objects.update(wants_digest=False)
    write(DUE + timedelta(days=1), DUE + timedelta(days=8))
    assert told(DUE + timedelta(days=1)) == {"anna": 1, "eva": 1}
    assert {m.key.rsplit(":", 1)[1] for m in OutboxMail.objects.all()} == {"2021-05-06"}


def test_what_is_handed_in_in_time_is_never_late(given_to_anna, few, world):
    with clock.at(DUE):
        reports.hand_in(
            report_back=given_to_anna.report_backs.get(), texts={"taken": "x"}, actor=world.actor("anna"), seen=None
        )
    write(DUE + timedelta(days=1), DUE + timedelta(days=8))
    assert "Inte redovisat i tid" not in "".join(m.body for m in OutboxMail.objects.all())
    assert set(told(DUE + timedelta(days=1))) == {"eva"}  # the board's answer is for the secretary to write down


def test_two_that_become_late_are_each_told_once(given_to_anna, few, world):
    other = AssignmentFactory(
        number="U-002", title="Minska kön", unit=world.unit("SN"), responsible=world.functions["anna"]
    )
    report_back(other, DUE + timedelta(days=9))
    write(DUE + timedelta(days=1), DUE + timedelta(days=19))
    assert told(DUE + timedelta(days=1), LATE) == {"anna": 1, "eva": 1}
    assert told(date(2021, 5, 15), "Minska kön") == {"anna": 1, "eva": 1}


def test_the_next_report_of_the_same_assignment_is_told_anew(given_to_anna, few, world):
    write(DUE + timedelta(days=1), date(2021, 5, 10))
    with clock.at(date(2021, 5, 11)):
        row = reports.hand_in(
            report_back=given_to_anna.report_backs.get(), texts={"taken": "x"}, actor=world.actor("anna"), seen=None
        )
        reports.answer(
            report_back=row, answer=Answer.MORE, on=date(2021, 5, 11), paragraph="§ 1", again_on=date(2021, 5, 20),
            actor=world.actor("eva"), seen=None,
        )  # fmt: skip
    write(date(2021, 5, 21), date(2021, 6, 1))
    assert told(date(2021, 5, 21)) == {"anna": 1, "eva": 1}


def test_a_letter_tells_no_secret(given_to_anna, world):
    Node.objects.update(confidentiality="confidential")
    for day in (DUE + timedelta(days=1), date(2021, 5, 10), date(2021, 5, 17)):  # all that have a letter to send
        write(day, day)
    bodies = "".join(m.body + m.subject for m in OutboxMail.objects.all())
    assert LATE not in bodies
    assert "Redovisa U-001" in bodies


def test_the_same_letter_is_not_written_twice(given_to_anna):
    day = date(2021, 5, 10)
    with clock.at(day):
        reminders.send_all(day)
        before = set(OutboxMail.objects.values_list("key", "body"))
        reminders.send_all(day)
    assert set(OutboxMail.objects.values_list("key", "body")) == before


def test_what_becomes_late_after_the_days_letter_is_told_in_the_next(given_to_anna, world):
    day = date(2021, 5, 10)
    with clock.at(day):
        reminders.send_all(day)
        other = AssignmentFactory(title="Nytt och sent", unit=world.unit("SN"), responsible=world.functions["anna"])
        report_back(other, date(2021, 5, 1))
        reminders.send_all(day)
    run(date(2021, 5, 17), date(2021, 5, 17))
    assert told(day, "Nytt och sent") == {"anna": 1, "eva": 1}


def test_the_day_that_passes_reaches_the_thread(given_to_anna):
    run(DUE, DUE)
    assert Node.objects.get(pk=given_to_anna.pk).suggested == Status.NONE
    run(DUE + timedelta(days=1), DUE + timedelta(days=1))
    assert Node.objects.get(pk=given_to_anna.pk).suggested == Status.MISSED
    assert ScheduledRun.objects.filter(name="assignments.standing").count() == 2


# ── Att göra ─────────────────────────────────────────────────────────────────
def kinds(world, who, day=TODAY):
    with clock.at(day):
        return [(t.kind, t.due_on) for t in todo.tasks(actor_for(world.person(who)))]


@pytest.mark.parametrize(("before", "waits"), [(31, False), (30, True), (0, True), (-10, True)])
def test_it_waits_from_thirty_days_before(given_to_anna, world, before, waits):
    found = kinds(world, "anna", DUE - timedelta(days=before))
    assert found == ([("report_back", DUE)] if waits else [])


def test_the_secretary_sees_what_is_late_and_nobody_else(given_to_anna, world):
    after = DUE + timedelta(days=1)
    assert kinds(world, "eva", DUE) == []
    assert kinds(world, "eva", after) == [("report_back_late", DUE)]
    for who in ("dag", "kim", "elsa", "disa", "sven", "cecilia"):
        assert kinds(world, who, after) == []


def test_the_secretary_writes_the_answer_down(given_to_anna, world):
    with clock.at(DUE):
        reports.hand_in(
            report_back=given_to_anna.report_backs.get(), texts={"taken": "x"}, actor=world.actor("anna"), seen=None
        )
    assert kinds(world, "eva", DUE) == [("report_back_answer", None)]
    assert kinds(world, "anna", DUE) == []


def test_what_is_ended_waits_for_nobody(given_to_anna, world):
    type(given_to_anna).objects.update(state="withdrawn", closed_on=TODAY)
    assert kinds(world, "anna") == kinds(world, "eva", DUE + timedelta(days=9)) == []


def test_the_effect_is_asked_for_by_its_name(given_to_anna, world):
    given_to_anna.report_backs.update(asks_effect=True)
    assert todo.tasks(world.actor("anna"))[0].title == "Redovisa effekten av ”Korta väntetiden”"


@pytest.mark.parametrize("number", [1, 3])
def test_each_source_asks_one_question(given_to_anna, world, django_assert_num_queries, number):
    for n in range(1, number):
        report_back(given_to_anna, DUE - timedelta(days=n))
    from ledtrad.activities.registered import assignments

    anna, eva = world.actor("anna"), world.actor("eva")
    assert anna.access, eva.access
    with django_assert_num_queries(1):
        assert len(list(assignments.to_report(anna, DUE))) == number
    with clock.at(DUE + timedelta(days=1)), django_assert_num_queries(1):
        assert len(list(assignments.for_the_board(eva, DUE))) == number


@pytest.mark.parametrize(("asks_effect", "waits"), [(False, True), (True, False)])
def test_what_the_board_wants_more_of_waits_at_once(given_to_anna, world, asks_effect, waits):
    """What came of it is asked for when there can be something to tell: as any other day that is set."""
    first = given_to_anna.report_backs.get()
    ReportBack.objects.filter(pk=first.pk).update(reported_at=clock.now(), answered_on=TODAY, state="more")
    ReportBack.objects.create(
        assignment=given_to_anna, nr=2, due_on=date(2021, 12, 15), follows=first, asks_effect=asks_effect,
        made_by_label="Eva", made_at=clock.now(),
    )  # fmt: skip
    assert kinds(world, "anna") == ([("report_back", date(2021, 12, 15))] if waits else [])

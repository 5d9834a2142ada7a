"""The outbox and the daily tasks: in the caller's transaction, never lost, not written twice."""

import datetime as dt

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from ledtrad.core import clock, mail, schedule, tidy
from ledtrad.core.outbox import OutboxMail, ScheduledRun


def letter(key="k1"):
    return mail.queue("anna@example.se", "Påminnelse", "Text", key)


def test_a_letter_is_undone_with_its_transaction(db):
    with transaction.atomic():
        letter()
        transaction.set_rollback(True)
    assert mail.deliver() == 0
    assert django_mail.outbox == []


def test_a_letter_is_sent_once_with_its_own_message_id(db):
    waiting = letter()
    assert mail.deliver() == 1
    assert mail.deliver() == 0
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["anna@example.se"], "Påminnelse", "Text")
    assert sent.message()["Message-ID"] == waiting.message_id


def test_the_same_key_is_one_letter(db):
    assert letter().pk == letter().pk
    assert letter("k2").message_id != letter("k1").message_id


def test_a_worker_that_died_before_noting_it_sends_the_same_message_id(db):
    letter()
    mail.deliver()
    OutboxMail.objects.update(sent=None)
    mail.deliver()
    assert len({sent.message()["Message-ID"] for sent in django_mail.outbox}) == 1
    assert len(django_mail.outbox) == 2


def test_a_subject_cannot_carry_headers(db):
    mail.queue("anna@example.se", "Hej\nBcc: x@example.se", "Text", "k")
    assert mail.deliver() == 1
    assert django_mail.outbox[0].subject == "Hej Bcc: x@example.se"


def test_what_fails_is_tried_again_ever_more_seldom(db, settings):
    settings.EMAIL_BACKEND = "tests.core.test_mail.NoServer"
    waiting = letter()
    waits = []
    for _ in range(15):
        OutboxMail.objects.update(next_attempt=timezone.now())
        assert mail.deliver() == 0
        waiting.refresh_from_db()
        waits.append(waiting.next_attempt - timezone.now())
    assert waiting.error == "Ingen server"
    assert waits[0] < waits[3] < waits[-1] <= mail.LONGEST_WAIT
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail.deliver() == 0
    OutboxMail.objects.update(next_attempt=timezone.now())
    assert mail.deliver() == 1


class NoServer:
    """A mail server that is away."""

    def __init__(self, **_options):
        pass

    def send_messages(self, _messages):
        raise ConnectionRefusedError("Ingen server")


# ── Once a day ───────────────────────────────────────────────────────────────
@pytest.fixture
def daily(monkeypatch):
    monkeypatch.setattr(schedule, "_daily", {})
    monkeypatch.setattr(schedule, "_not_before", {})
    called = []
    schedule.register("test", called.append)
    return called


def test_a_daily_task_is_done_once_a_day(db, daily):
    day = dt.date(2021, 4, 12)
    for today in (day, day, day + dt.timedelta(days=1)):
        with clock.at(today):
            schedule.run_due()
    assert daily == [day, day + dt.timedelta(days=1)]


def test_a_failing_task_is_undone_and_tried_again_later(db, daily):
    def fail(_today):
        letter()
        raise RuntimeError

    schedule.register("bad", fail)
    assert schedule.run_due() == ["test"]
    assert not OutboxMail.objects.exists()
    assert not ScheduledRun.objects.filter(name="bad").exists()
    schedule.register("bad", daily.append)
    assert schedule.run_due() == []
    schedule._not_before.clear()
    assert schedule.run_due() == ["bad"]


def test_what_has_served_its_time_is_cleared_away(db):
    kept, old = letter("new"), letter("old")
    mail.deliver()
    OutboxMail.objects.filter(pk=old.pk).update(sent=timezone.now() - dt.timedelta(days=91))
    waiting = letter("waiting")
    ScheduledRun.objects.create(name="x", day=dt.date(2019, 1, 1))
    tidy.tidy(dt.date(2021, 4, 12))
    assert set(OutboxMail.objects.all()) == {kept, waiting}
    assert not ScheduledRun.objects.exists()

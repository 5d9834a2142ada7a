"""Jobs: ordered in the transaction, followed by whoever ordered, taken up again after a kill."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ledtrad.core import clock, jobs
from ledtrad.core.actors import Actor, SystemActor
from ledtrad.core.jobs import Job, State, locks, running
from ledtrad.core.refusals import Refused
from ledtrad.organisation.models import User


@pytest.fixture
def anna(db):
    return User.objects.create_user("anna", password="x", name="Anna Åkesson")


@pytest.fixture
def actor(anna):
    return Actor(user_id=anna.pk, label=anna.name, access=None, today=clock.today())


@pytest.fixture
def kind(monkeypatch):
    """Registers job functions that are forgotten after the test."""
    monkeypatch.setattr(running, "_kinds", dict(running._kinds))

    def register(func, name="test", title=""):
        jobs.register(name, func, title)
        return name

    return register


def count_to(handle, *, to):
    for number in range(1, to + 1):
        handle.progress(number, to, f"Rad {number}")
    return {"url": "/klart/", "counted": to}


def work():
    call_command("worker", "--once")


def test_a_job_waits_until_the_worker_comes(actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=3)
    assert (job.state, job.params, job.created_by_id) == (State.QUEUED, {"to": 3}, actor.user_id)
    work()
    job.refresh_from_db()
    assert (job.state, job.result["counted"], job.done, job.total, job.message) == (State.DONE, 3, 3, 3, "Rad 3")
    assert job.created <= job.started <= job.finished


def test_the_job_and_its_task_are_undone_together(actor, kind):
    name = kind(count_to)
    with transaction.atomic():
        jobs.enqueue(name, actor, to=3)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_inline_a_job_is_done_at_once(actor, kind):
    with jobs.run_inline():
        job = jobs.enqueue(kind(count_to), actor, to=2)
    assert job.state == State.DONE
    assert not DBTaskResult.objects.exists()


def test_inline_by_setting(actor, kind, settings):
    settings.LEDTRAD_JOBS_INLINE = True
    assert jobs.enqueue(kind(count_to), actor, to=2).state == State.DONE


def test_a_kind_that_nobody_registered_is_refused(actor):
    with pytest.raises(LookupError):
        jobs.enqueue("no.such", actor)


def test_a_refusal_is_shown_as_its_sentence(actor, kind):
    def refuse(handle):
        raise Refused("Perioden är inte slut än.")

    with jobs.run_inline():
        job = jobs.enqueue(kind(refuse), actor)
    assert (job.state, job.error) == (State.FAILED, "Perioden är inte slut än.")


def test_an_error_is_logged_and_shown_as_a_number(actor, kind, caplog):
    def fail(handle):
        raise ZeroDivisionError("hemligt")

    with jobs.run_inline():
        job = jobs.enqueue(kind(fail), actor)
    assert job.state == State.FAILED
    assert str(job.pk) in job.error
    assert "hemligt" not in job.error
    assert "hemligt" in caplog.text
    assert str(job.pk) in caplog.text


def test_an_error_in_a_job_does_not_stop_the_next(actor, kind):
    first = jobs.enqueue(kind(lambda handle: User.objects.get(pk=-1), "bad"), actor)
    second = jobs.enqueue(kind(count_to), actor, to=1)
    work()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (State.FAILED, State.DONE)


def test_inline_a_database_error_does_not_take_the_callers_transaction_with_it(actor, kind):
    def break_it(handle):
        User.objects.create(username="halvgjord")
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    with transaction.atomic(), jobs.run_inline():
        job = jobs.enqueue(kind(break_it), actor)
    assert job.state == State.FAILED
    assert not User.objects.filter(username="halvgjord").exists()


def test_a_job_that_says_itself_that_it_is_done_is_not_done_twice(actor, kind):
    def complete(handle):
        with transaction.atomic():
            handle.complete({"url": "/x/"})

    with jobs.run_inline():
        job = jobs.enqueue(kind(complete), actor)
    assert (job.state, job.result) == (State.DONE, {"url": "/x/"})
    jobs.execute(job.pk)
    job.refresh_from_db()
    assert job.attempts == 1


def test_the_job_speaks_the_language_of_its_owner(actor, anna, kind):
    seen = []
    from django.utils import translation

    User.objects.filter(pk=anna.pk).update(language="en")
    with jobs.run_inline():
        jobs.enqueue(kind(lambda handle: seen.append(translation.get_language())), actor)
    assert seen == ["en"]


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_jobs_transaction_is_open(kind, client, monkeypatch):
    anna = User.objects.create_user("anna", name="Anna")
    actor = Actor(user_id=anna.pk, label="Anna", access=None, today=clock.today())
    client.force_login(anna)
    monkeypatch.setattr(running, "SECONDS_BETWEEN_REPORTS", 0)
    reading, writing = os.pipe()
    answered, answer = os.pipe()

    def long(handle):
        with transaction.atomic():
            User.objects.create(username="ny")
            handle.progress(3, 9, "Läser in")
            os.write(writing, b"!")
            os.read(answered, 1)
            handle.complete({"url": "/klart/"})
            handle.progress(4, 9, "sent")  # after it is done: says nothing, and waits for nobody

    job = jobs.enqueue(kind(long), actor)
    thread = threading.Thread(target=lambda: (jobs.execute(job.pk), connection.close()))
    thread.start()
    os.read(reading, 1)
    text = client.get(f"/jobb/{job.pk}/").content.decode()
    os.write(answer, b"!")
    thread.join()
    assert 'max="9" value="3"' in text
    assert "Läser in" in text
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (State.DONE, 3, 9)
    assert not list((settings.HOME.path / "progress").glob("*"))


# ── Killed midway ────────────────────────────────────────────────────────────
def abandoned(job):
    """As a worker leaves it that is killed with the job in its hands."""
    DBTaskResult.objects.filter(pk=job.task_id).update(status=TaskResultStatus.RUNNING)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, attempts=job.attempts + 1)
    job.refresh_from_db()


def test_a_job_whose_worker_died_is_taken_up_again(actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=3)
    abandoned(job)
    assert jobs.recover() == 1
    assert jobs.recover() == 0
    work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, 2)


def test_a_job_that_a_live_worker_holds_is_left_alone(actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=3)
    abandoned(job)
    script = f"""
import sys
from ledtrad.core.jobs import locks
from django.db import connection
with locks.hold("job:{job.pk}") as mine:
    print(mine, flush=True)
    sys.stdin.readline()
"""
    with other_process(script) as other:
        assert other.stdout.readline() == "True\n"
        assert jobs.recover() == 0
        jobs.execute(job.pk)
        job.refresh_from_db()
        assert job.state == State.RUNNING
        other.send_signal(signal.SIGKILL)
        other.wait()
        deadline = time.monotonic() + 10
        while not jobs.recover():  # PostgreSQL notices a moment later that its client is gone
            assert time.monotonic() < deadline
            time.sleep(0.05)


def other_process(script):
    """A process with the same database and home, for what only another process can do."""
    database = connection.settings_dict
    setup = f"""
import django
from django.conf import settings
import ledtrad.settings as own
from ledtrad.home import Home
from pathlib import Path
own.HOME = Home(Path({str(locks.settings.HOME.path)!r}))
own.DATABASES["default"].update({ {k: database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}!r})
django.setup()
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "ledtrad.settings"}
    if "LEDTRAD_TEST_DATABASE_URL" in os.environ:
        environment["DATABASE_URL"] = os.environ["LEDTRAD_TEST_DATABASE_URL"]
    return subprocess.Popen(
        [sys.executable, "-c", setup + script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_a_job_that_takes_its_worker_with_it_is_given_up(actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=3)
    for _ in range(running.ATTEMPTS):
        abandoned(job)
        jobs.recover()
        job.refresh_from_db()
    work()
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert job.error


def test_a_lock_is_held_once(db):
    with locks.hold("a") as first, locks.hold("b") as second:
        assert (first, second) == (True, True)
    with locks.hold("a") as again:
        assert again


# ── The page ─────────────────────────────────────────────────────────────────
@pytest.fixture
def page(client, anna):
    client.force_login(anna)
    return client


def test_the_page_shows_how_far_it_has_come_and_asks_again(page, actor, kind):
    job = jobs.enqueue(kind(count_to, title="Räknar"), actor, to=2)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, done=340, total=1284, message="Läser rader")
    text = page.get(f"/jobb/{job.pk}/").content.decode()
    assert "<h1>Räknar</h1>" in text
    assert "340 av 1\N{NO-BREAK SPACE}284" in text
    assert 'max="1284" value="340"' in text
    assert 'hx-trigger="every 1s"' in text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text


def test_the_fragment_is_only_the_progress(page, actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=2)
    text = page.get(f"/jobb/{job.pk}/", headers={"HX-Request": "true"}).content.decode().strip()
    assert text.startswith('<div id="job"')
    assert "<html" not in text


def test_a_finished_job_leads_to_its_result(page, actor, kind):
    with jobs.run_inline():
        job = jobs.enqueue(kind(count_to), actor, to=2)
    assert page.get(f"/jobb/{job.pk}/").headers["Location"] == "/klart/"
    fragment = page.get(f"/jobb/{job.pk}/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (204, "/klart/")


def test_a_finished_file_is_offered_on_the_page_that_said_wait(page, actor, kind):
    made = {"url": "/klart/fil/", "stored_as": "ab12"}
    with jobs.run_inline():
        job = jobs.enqueue(kind(lambda handle: made), actor)
    for headers in ({}, {"HX-Request": "true"}):
        text = page.get(f"/jobb/{job.pk}/", headers=headers).content.decode()
        assert "Det är klart." in text
        assert 'href="/klart/fil/" download>Hämta filen</a>' in text
        assert "every 1s" not in text


@pytest.mark.parametrize("url", ["https://example.com", "//example.com", "/\\example.com", 7, None])
def test_nobody_is_led_away_from_the_site(page, actor, kind, url):
    with jobs.run_inline():
        job = jobs.enqueue(kind(lambda handle: {"url": url}), actor)
    response = page.get(f"/jobb/{job.pk}/")
    assert response.status_code == 200
    assert "Det är klart." in response.content.decode()


def test_a_failed_job_shows_its_sentence_and_stops_asking(page, actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=2)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error="Filen gick inte att läsa.")
    text = page.get(f"/jobb/{job.pk}/").content.decode()
    assert "Filen gick inte att läsa." in text
    assert "every 1s" not in text
    assert "Börja om" not in text


def test_a_failed_job_leads_back_to_where_it_was_ordered(page, actor, kind):  # `kind` forgets it afterwards
    jobs.register("prov.again", count_to, "Räknar", again="search")
    job = jobs.enqueue("prov.again", actor, to=2)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED, error="Filen gick inte att läsa.")
    assert 'href="/sok/">Börja om</a>' in page.get(f"/jobb/{job.pk}/").content.decode()


def test_others_do_not_find_the_job(client, actor, kind):
    job = jobs.enqueue(kind(count_to), actor, to=2)
    own = jobs.enqueue(kind(count_to), SystemActor(clock.today()), to=2)
    client.force_login(User.objects.create_user("bo"))
    for key in (job.pk, own.pk, uuid.uuid4()):
        assert client.get(f"/jobb/{key}/").status_code == 404
    client.logout()
    assert client.get(f"/jobb/{job.pk}/").status_code == 302

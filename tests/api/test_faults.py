"""Full disk, read-only database, lost connection: a clean 503 for people and programs, and nothing half done."""

import os
import resource
from contextlib import contextmanager

import psycopg.errors
import pytest
from django.db import connection

from ledtrad.core.backup import contents
from ledtrad.thread.models import Assessment

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Rekryteringen drog ut på tiden. " * 300


def pragma(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {statement}")
        return (cursor.fetchone() or [None])[0]


@contextmanager
def full():
    """No page more than there is; none of those is free."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    most = pragma("max_page_count")
    pragma(f"max_page_count = {pragma('page_count')}")
    yield
    pragma(f"max_page_count = {most}")


@contextmanager
def read_only():
    on, off = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    if connection.vendor == "postgresql":
        on, off = ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
    with connection.cursor() as cursor:
        cursor.execute(on)
        yield
        cursor.execute(off)


@contextmanager
def disconnected():
    """The server has ended the connection (a restart, an administrator). The next request opens another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    beside = connection.copy()
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    beside.close()
    yield
    connection.close()


FAULTS = [full, read_only] if connection.vendor == "sqlite" else [read_only, disconnected]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_person_is_told_and_nothing_is_half_done(thread, as_person, fault):
    client = as_person("anna")
    form = {"period": "2021-Q1", "status": "partly", "comment": LONG, "version": "1"}
    before = contents.describe(connection, contents.tables_of(connection))
    with fault():
        client.raise_request_exception = False
        answer = client.post("/nod/M-001/bedom/", form)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "Ingenting har sparats" in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
    assert contents.describe(connection, contents.tables_of(connection)) == before
    assert client.post("/nod/M-001/bedom/", form).status_code == 302
    assert Assessment.objects.get().comment == LONG.strip()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_program_is_told_and_nothing_is_half_done(thread, program, fault):
    caller = program("anna")
    body = {"period": "2021-Q1", "status": "partly", "comment": LONG}
    assert caller.get("/nodes/M-001").status_code == 200  # the use of the token is noted
    before = contents.describe(connection, contents.tables_of(connection))
    with fault():
        caller.client.raise_request_exception = False
        answer = caller.post("/nodes/M-001/assessments", body, If_Match='"1"')
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert contents.describe(connection, contents.tables_of(connection)) == before
    assert caller.post("/nodes/M-001/assessments", body, If_Match='"1"').status_code == 201


def test_reading_goes_on_while_nothing_can_be_written(thread, program):
    caller = program("anna")
    caller.get("/goals")
    with read_only():
        assert caller.get("/nodes/M-001").status_code == 200


def in_a_process_whose_files_may_not_grow(work):
    """Exit code of `work()` in a child for which the system itself refuses to make the log longer than two pages."""
    assert pragma("wal_checkpoint(TRUNCATE)") == 0
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, resource.RLIM_INFINITY))
            os._exit(work())
        finally:
            os._exit(99)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def sqlite_when_the_file_cannot_grow(thread, client):
    client.raise_request_exception = False
    form = {"period": "2021-Q1", "status": "partly", "comment": LONG, "version": "1"}
    before = contents.describe(connection, contents.tables_of(connection))
    keep = connection.copy()
    keep.ensure_connection()  # the last one to close would empty the log
    status = in_a_process_whose_files_may_not_grow(lambda: client.post("/nod/M-001/bedom/", form).status_code - 500)
    assert status == 3
    assert contents.describe(connection, contents.tables_of(connection)) == before
    assert pragma("integrity_check") == "ok"
    keep.close()


def postgresql_says_what_is_full(_thread, _client):
    """Its own error for a full disk is one of those that become a 503."""
    assert issubclass(psycopg.errors.DiskFull, psycopg.OperationalError)


def test_a_disk_that_is_really_full(thread, as_person):
    check = sqlite_when_the_file_cannot_grow if connection.vendor == "sqlite" else postgresql_says_what_is_full
    check(thread, as_person("anna"))

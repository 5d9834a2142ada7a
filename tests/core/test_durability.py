"""Processes killed with -9 in the middle of writing: what was acknowledged is there, and nothing is half done."""

import os
import random
import select
import signal
import time

import pytest
from django.db import connection, transaction

from ledtrad.core import clock, ledger, mail
from ledtrad.core.actors import SystemActor
from ledtrad.core.ledger.models import Head
from ledtrad.core.ledger.verify import verify_database
from ledtrad.core.outbox import OutboxMail
from ledtrad.organisation.models import User

KILLS = 200


def write_until_killed(pipe, user):
    """Each transaction: an entry and a letter. What is committed is acknowledged on the pipe."""
    actor = SystemActor(clock.today())
    while True:
        with transaction.atomic():
            sequence = ledger.record(actor, "changed", user, at=time.time())
            mail.queue("anna@example.se", "Hej", "Text", f"entry:{sequence}")
        os.write(pipe, sequence.to_bytes(8))


def killed_writer(user, dice):
    """Start a writer, kill it at a random moment; the last number that it acknowledged (0: none)."""
    reading, writing = os.pipe()
    connection.close()  # a connection must not be shared with the child
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            write_until_killed(writing, user)
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [], 10)  # it has written at least once
    time.sleep(dice.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = b""
    while part := os.read(reading, 65536):
        acknowledged += part
    os.close(reading)
    whole = len(acknowledged) // 8 * 8
    return int.from_bytes(acknowledged[whole - 8 : whole]) if whole else 0


def settled():
    """PostgreSQL finishes a commit that it was already told of, though the one who told it is dead."""
    while connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.002)


def nothing_is_half_done():
    """Every entry has its change and its letter, and the head stands at the last."""
    entries = ledger.entries().count()
    head = Head.objects.get()
    last = ledger.entries().latest("sequence")
    assert (head.sequence, head.hash) == (last.sequence, last.hash)
    return entries == last.sequence == ledger.Change.objects.count() == OutboxMail.objects.count()


@pytest.mark.django_db(transaction=True)
def test_no_acknowledged_write_is_lost_when_processes_are_killed():
    user, dice = User.objects.create(username="anna"), random.Random(4711)
    seen = 0
    for _ in range(KILLS):
        acknowledged = killed_writer(user, dice)
        settled()
        assert acknowledged > 0
        entries = ledger.entries().count()
        assert entries >= max(acknowledged, seen)
        assert nothing_is_half_done()
        seen = entries
    assert verify_database().ok
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)

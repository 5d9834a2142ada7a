"""PostgreSQL's server killed with -9 under load: what was acknowledged is there, and nothing is half done.

A server of its own, since killing one ends everybody's work on it. What the operating system has taken over is kept,
as it is when processes die; a power cut is the disk's and PostgreSQL's own affair, with the settings that every
connection of ours is asserted to have (`fsync`, `full_page_writes`, `synchronous_commit`).
"""

import os
import pwd
import random
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from glob import glob
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import Error

from ledtrad.core import backup, clock, database, ledger, mail
from ledtrad.core.actors import SystemActor
from ledtrad.core.backup import databases
from ledtrad.core.ledger.verify import verify_database
from ledtrad.home import Home
from ledtrad.organisation.models import User

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, KILLS = 3, 4


class Server:
    """A PostgreSQL of its own in a folder of its own, reached over a socket in it."""

    def __init__(self):
        self.programs = Path(sorted(p for folder in databases.FOLDERS for p in glob(f"{folder}/initdb"))[-1]).parent
        self.folder = Path(tempfile.mkdtemp(prefix="ledtrad-pg-"))
        self.owner = {}
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            known = {user.pw_name for user in pwd.getpwall()}
            self.owner = {"user": "postgres" if "postgres" in known else "nobody", "extra_groups": []}
            shutil.chown(self.folder, self.owner["user"])
        wanted = ["-U", "ledtrad", "-A", "trust", "-N", "-E", "UTF8", "--locale", "C"]
        done = subprocess.run(
            [self.programs / "initdb", "-D", "data", *wanted],
            **self.owner,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.start()

    def start(self):
        """As our own child: a killed one that nobody waits for would still look like a server."""
        options = ["listen_addresses=", f"unix_socket_directories={self.folder}"]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", "data", *(part for option in options for part in ("-c", option))],
                **self.owner,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def kill(self):
        """All of it, without a word: the server itself, stopped first so that it starts nothing more, and the rest."""
        first = self.process.pid
        os.kill(first, signal.SIGSTOP)
        for pid in [*Path(f"/proc/{first}/task/{first}/children").read_text().split(), first]:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        self.process.wait()

    def remove(self):
        self.kill()
        shutil.rmtree(self.folder)


@pytest.fixture
def server(installation, tmp_path):
    """The server, with everything that the tests' own database holds: brought there by backup and restore."""
    assert connection.vendor == "postgresql", "Named on its own, this file is tried on the other database too."
    User.objects.create(username="anna")
    made = Server()
    try:
        backup.back_up(tmp_path / "copy.zip")
        there = Home(tmp_path / "there")
        with at(made):
            answering()
            backup.restore(tmp_path / "copy.zip", home=there)
        yield made
    finally:
        made.remove()


@contextmanager
def at(server):
    """The usual connection goes to that server."""
    usual = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST=str(server.folder), PORT="", NAME="postgres", USER="ledtrad")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def write_until_lost(pipe, user):
    """Each transaction: an entry and a letter. What is committed is acknowledged on the pipe."""
    actor = SystemActor(clock.today())
    with suppress(Error):
        while True:
            with transaction.atomic():
                sequence = ledger.record(actor, "changed", user, at=time.time())
                mail.queue("anna@example.se", "Hej", "Text", f"entry:{sequence}")
            os.write(pipe, sequence.to_bytes(8))


@contextmanager
def writers(user):
    """Processes that write until they lose the server; gives the list that ends with what each acknowledged."""
    connection.close()
    reading, writing = os.pipe()
    children, acknowledged = [], []
    for _ in range(WRITERS):
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                write_until_lost(writing, user)
            finally:
                os._exit(0)
        children.append(child)
    os.close(writing)
    try:
        yield acknowledged
    finally:
        with os.fdopen(reading, "rb") as pipe:
            said = pipe.read()  # until the last of them has ended
        for child in children:
            os.waitpid(child, 0)
        acknowledged += [int.from_bytes(said[at : at + 8]) for at in range(0, len(said) - len(said) % 8, 8)]


def wait_for_entries(more_than):
    while ledger.entries().count() <= more_than:
        time.sleep(0.01)


def kill_a_backend(server):
    """One of the processes that serve a writer: the server then ends all the others and recovers by itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        pid = cursor.fetchall()[0][0]
    os.kill(pid, signal.SIGKILL)
    connection.close()


def kill_the_server(server):
    connection.close()
    server.kill()
    server.start()


def answering():
    """The connection, once the server takes one again."""
    deadline = time.monotonic() + 30
    while True:
        connection.close()
        try:
            connection.ensure_connection()
            return
        except Error:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_no_acknowledged_write_is_lost_when_the_server_is_killed(server):
    dice, seen = random.Random(4711), 0
    with at(server):
        assert database.wanting(database.modes(connection)) == {}
        user = User.objects.get()
        for n in range(KILLS):
            kill = kill_the_server if n % 2 else kill_a_backend
            with writers(user) as acknowledged:
                wait_for_entries(seen)
                time.sleep(dice.random() * 0.2)
                kill(server)
            answering()
            assert acknowledged
            sequences = set(ledger.entries().values_list("sequence", flat=True))
            assert sequences >= set(acknowledged)
            assert len(sequences) == ledger.Change.objects.count() == mail.OutboxMail.objects.count()
            assert verify_database().ok
            seen = len(sequences)
        assert seen > KILLS * WRITERS

"""SQLite after a power cut: images of its two files as a disk may hold them, each opened anew.

What a disk promises is little: what was flushed is there, and of what was written since, any part may be, torn or out
of order. With synchronous=FULL, which every connection of ours is asserted to have, SQLite flushes its log at each
commit, and before and after it moves the log into the database. So an image here keeps all up to the last flush and
does its worst to the rest. The flushes themselves are taken on trust: they are SQLite's and the disk's.
"""

import random
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction

from ledtrad.core import clock, database, ledger, mail
from ledtrad.core.actors import SystemActor
from ledtrad.core.backup.databases import another
from ledtrad.core.ledger.verify import verify_database
from ledtrad.organisation.models import User

pytestmark = pytest.mark.django_db(transaction=True)

SECTOR, COMMITS, IMAGES = 512, 25, 60


class Disk:
    """The two files of the database that the test stands in, and copies of them as a power cut could leave them."""

    def __init__(self, folder):
        self.path = Path(connection.settings_dict["NAME"])
        self.folder = folder
        self.dice = random.Random(4711)

    def database(self):
        return self.path.read_bytes()

    def log(self):
        return Path(f"{self.path}-wal").read_bytes()

    def opened(self, database, log):
        """What the image holds when it is opened again: entries, once all has been found whole."""
        image = self.folder / "image.sqlite3"
        for old in self.folder.glob("image.sqlite3*"):
            old.unlink()
        image.write_bytes(database)
        Path(f"{image}-wal").write_bytes(log)
        with closing(sqlite3.connect(image)) as found:
            assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            counted = [found.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in WRITTEN_TOGETHER]
            assert len(set(counted)) == 1, counted  # no half transaction
        with another(connection, str(image)) as beside:
            assert verify_database(connection=beside).ok
        return counted[0]

    def worst(self, new, old, flushed):
        """`new`, of which only the first `flushed` bytes are sure; the rest new, old, nothing or rubbish by sector."""
        kept = bytearray(new[:flushed])
        while len(kept) < len(new):
            at, end = len(kept), min(len(new), len(kept) - len(kept) % SECTOR + SECTOR)
            chance = self.dice.randrange(5)
            if chance == 0:
                break
            choices = [b"", new[at:end], old[at:end], bytes(end - at), self.dice.randbytes(end - at)]
            kept += choices[chance].ljust(end - at, b"\0")
        return bytes(kept)

    def half_moved(self, old, new):
        """`old` on its way to become `new`: each sector that differs is either, or rubbish; none other is touched.

        The very first is old or new: SQLite must read the size of its pages there before it reads the log, and a
        disk that leaves rubbish in it takes the database with it.
        """
        image = bytearray(old.ljust(len(new), b"\0"))
        for at in range(0, len(new), SECTOR):
            wanted = new[at : at + SECTOR]
            if wanted != image[at : at + SECTOR]:
                image[at : at + SECTOR] = self.dice.choice(
                    [image[at : at + SECTOR], wanted, self.dice.randbytes(SECTOR)]
                )
        return bytes(image)


WRITTEN_TOGETHER = ("ledger_entry", "ledger_change", "core_outboxmail")


def commit(person, times):
    """Transactions, one by one; how many entries there were when each was acknowledged."""
    points = []
    for _ in range(times):
        with transaction.atomic():
            sequence = ledger.record(SystemActor(clock.today()), "changed", person, text="x" * 700)
            mail.queue("anna@example.se", "Hej", "Text", f"entry:{sequence}")
        points.append(sequence)
    return points


def pragma(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {statement}")
        return cursor.fetchone()


@pytest.fixture
def disk(tmp_path):
    assert database.wanting(database.modes(connection)) == {}
    person = User.objects.create(username="anna")
    commit(person, 3)
    assert pragma("wal_checkpoint(TRUNCATE)") == (0, 0, 0)
    made = Disk(tmp_path)
    made.person = person
    return made


def committed(disk, times):
    """(bytes flushed, entries acknowledged) after each transaction, in a log that only grows."""
    points = []
    for _ in range(times):
        (sequence,) = commit(disk.person, 1)
        points.append((len(disk.log()), sequence))
    return points


def test_what_was_acknowledged_is_there_whatever_became_of_the_rest(disk):
    before = disk.database()
    points = committed(disk, COMMITS)
    log = disk.log()
    for n in range(IMAGES):
        flushed, acknowledged = points[n % len(points)]
        entries = disk.opened(before, disk.worst(log, b"", flushed))
        assert acknowledged <= entries <= points[-1][1]
    for flushed, acknowledged in points:
        assert disk.opened(before, log[:flushed]) == acknowledged


def test_a_log_cut_before_its_flush_loses_that_commit_and_nothing_else(disk):
    """The control: were commits not flushed, these images would be possible, and the test above would fail."""
    before = disk.database()
    points = committed(disk, 5)
    log = disk.log()
    for (_, earlier), (flushed, acknowledged) in pairwise(points):
        for missing in (1, SECTOR, 4096):
            assert disk.opened(before, log[: flushed - missing]) == earlier == acknowledged - 1


def test_a_cut_while_the_log_is_moved_into_the_database(disk):
    before = disk.database()
    points = committed(disk, COMMITS)
    log = disk.log()
    pragma("wal_checkpoint(FULL)")
    after = disk.database()
    assert after != before
    for _ in range(IMAGES // 3):
        assert disk.opened(disk.half_moved(before, after), log) == points[-1][1]


def test_a_cut_while_the_log_is_written_from_its_beginning_again(disk):
    (_, acknowledged), *_ = committed(disk, COMMITS)[::-1]
    old = disk.log()
    pragma("wal_checkpoint(FULL)")
    moved = disk.database()
    for _ in range(10):
        (sequence,) = commit(disk.person, 1)
        new = disk.log()
        assert len(new) == len(old)  # it is written over what has been moved
        assert disk.opened(moved, disk.worst(new, old, written_since_restart(new))) == sequence == acknowledged + 1
        acknowledged = sequence


def written_since_restart(log):
    """Where the log's newest frame ends: older ones carry another salt than its header does."""
    header, salt, end = 32, log[16:24], 32
    frame = 24 + int.from_bytes(log[8:12])
    while log[end + 8 : end + 16] == salt:
        end += frame
    assert end > header
    return end

"""Locks that die with their holder, so that work held by a killed process is free at once, without a timeout.

PostgreSQL: an advisory lock of the session. SQLite: a file lock in the home folder, since everybody who
uses an SQLite database is on the same machine.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection


@contextmanager
def hold(name: str) -> Iterator[bool]:
    """Try to take the lock `name`: the block gets True, or False when somebody else has it. Does not wait."""
    taken = _hold_row(name) if connection.vendor == "postgresql" else _hold_file(name)
    with taken as success:
        yield success


def wait(name: str) -> None:
    """Wait for the lock `name`, which the caller's transaction then has until it ends.

    SQLite has one writer at a time anyway: its transactions begin by waiting for each other.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_key(name),))


def _key(name: str) -> int:
    return int.from_bytes(sha256(f"ledtrad:{name}".encode()).digest()[:8], signed=True)


@contextmanager
def _hold_row(name: str) -> Iterator[bool]:
    key = _key(name)
    session = connection.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", (key,))
        success = bool(cursor.fetchone()[0])
    session = connection.connection
    try:
        yield success
    finally:
        # A connection that was lost in between took the lock with it.
        if success and connection.connection is session and session is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", (key,))


@contextmanager
def _hold_file(name: str) -> Iterator[bool]:
    folder: Path = settings.HOME.path / "locks"
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder / sha256(name.encode()).hexdigest()[:32], os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)

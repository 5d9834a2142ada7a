"""The ledger: appending one entry a transaction, appending in batches, verifying."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.harness import Row, pair, row

SINGLE, BATCH, VERIFIED = 500, 20_000, 60_000
DETAILS = {"changes": {"title": ["Fler i arbete", "Fler i egen försörjning"]}}


def run() -> Iterator[Row]:
    """Needs the installation that `benchmarks.__main__` makes."""
    import datetime as dt

    from django.conf import settings
    from django.db import connection, transaction

    from ledtrad.core import ledger
    from ledtrad.core.actors import SystemActor
    from ledtrad.core.ledger import verify
    from ledtrad.core.ledger.checkpoint import Checkpoint
    from ledtrad.organisation.models import User

    goal = 0.1 if connection.vendor == "postgresql" else 0.5
    actor, obj = SystemActor(dt.date(2021, 4, 12)), User.objects.create(username="bench", name="Åsa Öberg")

    def append() -> None:
        for _ in range(SINGLE):
            with transaction.atomic():
                ledger.record(actor, "changed", obj, **DETAILS)

    def sync() -> None:
        fdatasync(settings.HOME.path / "floor")

    def one_row() -> None:
        for _ in range(SINGLE):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE ledger_head SET at = at + 1 WHERE id = 1")

    def batch() -> None:
        with transaction.atomic():
            ledger.record_many(actor, "imported", ((obj, DETAILS) for _ in range(BATCH)))

    append()
    yield row("ledger: append, beside fdatasync of 4 kB", *pair(sync, append, SINGLE), goal)
    yield row("ledger: append, beside the smallest transaction", *pair(one_row, append, SINGLE))
    yield row("ledger: batch of 20 000, beside a bare hash chain", *pair(hash_chain(BATCH), batch, BATCH))
    while (missing := VERIFIED - ledger.entries().count()) > 0:
        with transaction.atomic():
            ledger.record_many(actor, "imported", ((obj, DETAILS) for _ in range(min(missing, BATCH))))
    rows = list(verify.stored_rows())
    report = verify.verify_rows(rows)
    kept = [Checkpoint("bench", report.size, report.root)]

    def verified() -> None:
        if not verify.verify_database(kept).ok:
            raise RuntimeError("The ledger of the benchmark does not verify")

    hashing, count = same_bytes(rows), len(rows)
    del rows
    yield row("ledger: verify, beside hashing the same bytes", *pair(hashing, verified, count), 0.2)
    yield row("ledger: verify, beside a bare hash chain", *pair(hash_chain(count), verified, count))


def fdatasync(file: Path) -> None:
    """The floor of a durable append: the disk, and nothing else."""
    handle = os.open(file, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for number in range(SINGLE):
            os.pwrite(handle, b"x" * 4096, 4096 * number)
            os.fdatasync(handle)
    finally:
        os.close(handle)


def hash_chain(length: int) -> Callable[[], None]:
    """SHA-256 of the hash before, so many times."""

    def chain() -> None:
        digest = b""
        for _ in range(length):
            digest = sha256(digest).digest()

    return chain


def same_bytes(rows: list[tuple[Any, ...]]) -> Callable[[], None]:
    """What verification hashes, when it lies ready: each entry, its change, and its share of the tree."""
    from ledtrad.core.ledger.encoding import leaf

    ready = [(leaf(*r[:12]), f"{r[13]}{r[14]}".encode(), bytes(65)) for r in rows]

    def hash_all() -> None:
        for entry, change, node in ready:
            sha256(entry).digest()
            sha256(change).digest()
            sha256(node).digest()

    return hash_all

"""Appending to the ledger, in the same transaction as the change it tells of.

Plain SQL: one append is one read and three writes on the page's hot path, and the model layer would double its
time. Whoever appends holds the ledger's head until commit, so call `record` after your other writes:
on PostgreSQL, two transactions that take rows and the head in opposite order would wait for each other.
"""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from django.utils.encoding import force_str

from ledtrad.core.actors import Actor
from ledtrad.core.ledger import encoding
from ledtrad.core.ledger.models import LABEL_LENGTH, Change, Entry

BATCH = 1000

_ENTRY = (
    "INSERT INTO ledger_entry (sequence, at, actor_id, actor_label, action, object_type, object_id, object_label,"
    " unit_id, confidentiality, commitment, previous, hash)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_CHANGE = "INSERT INTO ledger_change (entry_id, salt, payload) VALUES (%s, %s, %s)"
_HEAD = "UPDATE ledger_head SET sequence = %s, at = %s, hash = %s WHERE id = 1"


class OutsideTransaction(RuntimeError):  # noqa: N818 - says where
    """The ledger is written in the transaction of what it tells of, or not at all."""


def record(
    actor: Actor,
    action: str,
    obj: models.Model,
    /,
    *,
    unit_id: int | None = None,
    confidentiality: str | None = None,
    **details: Any,
) -> int:
    """Tell the ledger that `actor` did `action` to `obj`; returns the entry's number.

    Call it in `transaction.atomic`, last, and before a delete (the key is needed). Without `unit_id` and
    `confidentiality`, the object's own are taken; an object without a mark is internal. `details` may hold text,
    numbers, dates, Decimals, Periods, and lists and dicts of them; a change is `changes={"field": [old, new]}`.
    """
    return record_many(actor, action, [(obj, details)], unit_id=unit_id, confidentiality=confidentiality)


def record_many(
    actor: Actor,
    action: str,
    changes: Iterable[tuple[models.Model, Mapping[str, Any]]],
    /,
    *,
    unit_id: int | None = None,
    confidentiality: str | None = None,
) -> int:
    """As `record`, for many objects: one entry each, written in batches. Returns the number of the last entry."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("ledger.record() must be called inside transaction.atomic().")
    pending = iter(changes)
    with connection.cursor() as cursor:
        sequence, at, previous = _take_head(cursor)
        while batch := list(islice(pending, BATCH)):
            at = max(at, time.time_ns() // 1000)  # the computer's clock may be set back; the ledger's never goes back
            entries: list[tuple[Any, ...]] = []
            kept: list[tuple[int, str, str]] = []
            for obj, details in batch:
                sequence += 1
                salt, payload = os.urandom(16).hex(), encoding.payload(details)
                unit, mark = _marks(obj, unit_id, confidentiality)
                fields = (
                    *(sequence, at, actor.user_id, _label(actor.label), action, *_identity(obj), unit, mark),
                    *(encoding.commitment(salt, payload), previous),
                )
                previous = sha256(encoding.leaf(*fields)).hexdigest()
                entries.append((*fields, previous))
                kept.append((sequence, salt, payload))
            _write(cursor, entries, kept)
        cursor.execute(_HEAD, (sequence, at, previous))
    return sequence


def erase(entry: Entry, actor: Actor, reason: str) -> None:
    """Blank what the entry tells (personal data, say) and record that it was done. The chain still verifies.

    The salt goes too: with it, a short text could be guessed from its commitment. Call it in `transaction.atomic`.
    """
    erasure = record(
        actor, "erased", entry, unit_id=entry.unit_id, confidentiality=entry.confidentiality, reason=reason
    )
    Change.objects.filter(entry=entry, erased_by=None).update(salt="", payload="", erased_by=erasure)


def _take_head(cursor: CursorWrapper) -> tuple[int, int, str]:
    """Where the chain ends, locked until commit. SQLite's transactions are IMMEDIATE: ours is alone already."""
    select = "SELECT sequence, at, hash FROM ledger_head WHERE id = 1"
    if connection.vendor == "postgresql":
        select += " FOR UPDATE"
    cursor.execute(select)
    if (row := cursor.fetchone()) is None:
        cursor.execute(
            "INSERT INTO ledger_head (id, sequence, at, hash) VALUES (1, 0, 0, %s) ON CONFLICT DO NOTHING",
            (encoding.GENESIS,),
        )
        cursor.execute(select)
        row = cursor.fetchone()
    return row[0], row[1], row[2]


def _write(cursor: CursorWrapper, entries: Sequence[tuple[Any, ...]], changes: Sequence[tuple[int, str, str]]) -> None:
    if len(entries) == 1:
        cursor.execute(_ENTRY, entries[0])
        cursor.execute(_CHANGE, changes[0])
    else:
        cursor.executemany(_ENTRY, entries)
        cursor.executemany(_CHANGE, changes)


def _identity(obj: models.Model) -> tuple[str, str, str]:
    if obj.pk is None:
        raise ValueError(f"{obj!r} has no key: record it after it is saved and before it is deleted.")
    return obj._meta.label_lower, str(obj.pk), _label(obj)


def _marks(obj: models.Model, unit_id: int | None, confidentiality: str | None) -> tuple[int | None, str]:
    own_unit, own_mark = getattr(obj, "unit_id", None), getattr(obj, "confidentiality", None)
    unit = unit_id if unit_id is not None else own_unit
    return unit, force_str(confidentiality or own_mark or "internal")


def _label(what: object) -> str:
    return str(what).replace("\0", "")[:LABEL_LENGTH]

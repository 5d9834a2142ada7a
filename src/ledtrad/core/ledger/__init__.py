"""The ledger: who did what, when, so that nobody can change it afterwards without being found out.

    with transaction.atomic():
        goal.save()
        ledger.record(actor, "renamed", goal, changes={"title": [old, new]})

    ledger.entries().visible_to(user).about(goal).latest_first()

Written in the transaction of the change (`writing`), hashed as `encoding` says, checked by `verify` against a
`checkpoint` that is kept outside the database.
"""

from ledtrad.core.ledger.models import (
    EXPORTED,
    LOG_READ,
    READ,
    READS,
    AppendOnly,
    Change,
    Entry,
    EntryQuerySet,
    hide,
    narrow,
)
from ledtrad.core.ledger.writing import OutsideTransaction, erase, record, record_many


def entries() -> EntryQuerySet:
    """All entries; a page continues with `.visible_to(user)` and `.about()`, `.by()`, `.since()`, `.latest_first()`."""
    return Entry.objects.all()


__all__ = [
    "EXPORTED",
    "LOG_READ",
    "READ",
    "READS",
    "AppendOnly",
    "Change",
    "Entry",
    "EntryQuerySet",
    "OutsideTransaction",
    "entries",
    "erase",
    "hide",
    "narrow",
    "record",
    "record_many",
]

"""Two people with the same page open: whoever saves second is told, and nothing is lost in silence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F

from ledtrad.core.refusals import Refused, Stale

#: How the databases say that a row may not stand beside one that is there: unique, excluded, refused by a trigger.
_TAKEN = {"23505", "23P01", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_TRIGGER"}


def claim(row: Any, seen: int | None, *, of: type[models.Model] | None = None) -> None:
    """Take a row with a `version` for writing: raises Stale if somebody saved after version `seen`.

    With None for `seen`, whatever is there is taken. `of` is the model whose table has the version, when that
    is a parent of the row's own.
    """
    kept: Any = (of or type(row))._default_manager
    rows = kept.filter(pk=row.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Stale(current=kept.get(pk=row.pk))
    row.version = (seen if seen is not None else row.version) + 1


@contextmanager
def unless_taken(refusal: Callable[[], Refused]) -> Iterator[None]:
    """What is written within is refused in words when the database says that something like it is there already.

    For two who post at once: both looked first, and neither saw the other's. `refusal` is made when it is needed,
    after what was written within has been undone. Any other fault of the database goes on up.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if not _is_taken(error):
            raise
        raise refusal() from None


def _is_taken(error: IntegrityError) -> bool:
    said = error.__cause__
    return bool(_TAKEN & {getattr(said, "sqlstate", None), getattr(said, "sqlite_errorname", None)})

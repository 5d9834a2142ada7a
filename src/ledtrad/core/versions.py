"""Two people with the same page open: whoever saves second is told, and nothing is lost in silence."""

from typing import Any

from django.db import models
from django.db.models import F

from ledtrad.core.refusals import Stale


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

"""What is written about a board as a whole is written by one at a time."""

from collections.abc import Iterable

from ledtrad.organisation.models import Unit


def lock_boards(ids: Iterable[int]) -> None:
    """Hold the boards until the transaction ends. One query.

    Whoever takes several takes them in the order of their keys, so that two never wait for each other. Rows that
    only belong to a board are written meanwhile as before. SQLite has one writer at a time anyway.
    """
    rows = Unit.objects.select_for_update(no_key=True).filter(pk__in=set(ids))
    list(rows.order_by("pk").values_list("pk", flat=True))

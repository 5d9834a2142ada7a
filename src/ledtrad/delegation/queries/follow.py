"""How much is reported in time: by month, item and delegate, with a fixed number of SQL queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, Subquery, Value, When

from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.queries.lists import items_of, on_items, reported_row
from ledtrad.delegation.rules.followed import Counted, State, state_of
from ledtrad.delegation.rules.listing import is_to_be_told
from ledtrad.meetings.models import Meeting


@dataclass(frozen=True)
class Asked:
    """Which decisions: a board's, from one day to another, judged by what had been held on a day."""

    board_id: int
    first: date
    last: date
    today: date
    cutoff_days: int


def counted(asked: Asked) -> list[Counted]:
    """Decisions that are to be reported, alike in month, item, delegate and how it went. Three queries."""
    held = _held(asked)
    items = items_of(asked.board_id)
    rows = (
        _decisions(asked, held)
        .order_by()
        .values_list("decided_on", "item", "function", "due", "told")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[Any, ...], int] = {}
    for decided_on, item, function, due, told, n in rows:
        if not is_to_be_told(items.on(decided_on, item)):
            continue
        state = state_of(due, told, asked.today)
        key = (decided_on.strftime("%Y-%m"), item, function, state)
        found[key] = found.get(key, 0) + n
    return [Counted(month, item, function, state, n) for (month, item, function, state), n in found.items()]


def decisions_in(asked: Asked, *, item: str | None, function: str | None, state: str) -> QuerySet[DelegatedDecision]:
    """The decisions behind a number, each with `.due` and `.told`. Two queries when made, one when read."""
    held, items = _held(asked), items_of(asked.board_id)
    rows = _decisions(asked, held).exclude(on_items(items, lambda item: not is_to_be_told(item)))
    if item is not None:
        rows = rows.filter(item=item)
    if function is not None:
        rows = rows.filter(function=function)
    return rows.filter(_in(state, asked.today)) if state else rows


def _in(state: str, today: date) -> Q:
    passed = Q(due__isnull=False, due__lte=today)
    return {
        State.IN_TIME: Q(told__isnull=False) & (Q(due__isnull=True) | Q(told__lte=F("due"))),
        State.LATE: Q(told__isnull=False, due__isnull=False, told__gt=F("due")),
        State.MISSING: Q(told__isnull=True) & passed,
        State.WAITS: Q(told__isnull=True) & ~passed,
        State.DUE: Q(told__isnull=False) | passed,
    }.get(State(state), Q())


def _held(asked: Asked) -> list[date]:
    return list(Meeting.objects.of(asked.board_id).values_list("held_on", flat=True))


def _decisions(asked: Asked, held: Sequence[date]) -> QuerySet[Any]:
    rows = DelegatedDecision.objects.current().filter(board_id=asked.board_id).between(asked.first, asked.last)
    first = reported_row().order_by("meeting_on").values("meeting_on")[:1]
    return rows.annotate(due=_due(asked, held), told=Subquery(first, output_field=DateField()))


def _due(asked: Asked, held: Sequence[date]) -> Any:
    """The due meeting of each decision, in SQL: the first that it was made early enough for."""
    ahead = timedelta(days=asked.cutoff_days)
    days = [day for day in held if day - ahead >= asked.first]
    near = [day for n, day in enumerate(days) if n == 0 or days[n - 1] - ahead < asked.last]
    nothing = Value(None, output_field=DateField())
    whens = [When(decided_on__lte=day - ahead, then=Value(day)) for day in near]
    return Case(*whens, default=nothing, output_field=DateField()) if whens else nothing

"""Reads of granted decisions that wait, each with a fixed number of SQL queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from ledtrad.core.periods import Period
from ledtrad.delegation.models import UnexecutedDecision, UnexecutedGround, UnexecutedReport
from ledtrad.delegation.rules.unexecuted import Told, told_in
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import User

#: What stands in a report: the decision and what the report says of it.
ToldOf = tuple[UnexecutedDecision, Told]


def secret_units(access: "Access") -> frozenset[int]:
    """The units where one follows decisions, and may read what is confidential."""
    return frozenset(access.units(Power.FOLLOW_DECISIONS) & access.units(Power.READ_CONFIDENTIAL))


SINCE = Coalesce("break_on", "decided_on")
"""From when a decision waits."""


def register(user: "User") -> QuerySet[UnexecutedDecision]:
    """What this person may see of them, with from when each waits."""
    rows = UnexecutedDecision.objects.visible_to(user).select_related("board", "unit", "holder")
    return rows.annotate(since=SINCE)


def told_of(boards: Iterable[int], quarter: Period) -> list[ToldOf]:
    """Everything that the quarter's report of these boards tells of, longest wait first. One query."""
    rows = (
        UnexecutedDecision.objects.filter(board__in=boards, decided_on__lte=quarter.last_day)
        .annotate(since=SINCE, ended=Coalesce("executed_on", "lapsed_on"))
        .filter(Q(ended__isnull=True) | Q(ended__gte=quarter.first_day), since__lte=quarter.last_day)
        .order_by("since", "pk")
    )
    found = [(row, told_in(row.grant, quarter)) for row in rows]
    return [(row, told) for row, told in found if told is not None]


def reported(boards: Iterable[int], quarter: Period) -> set[tuple[int, str]]:
    """Board and receiver of what has been reported of the quarter. One query."""
    return set(UnexecutedReport.objects.filter(board__in=boards, period=quarter).values_list("board_id", "to"))


def reports_of(user: "User") -> QuerySet[UnexecutedReport]:
    """The reports that this person may see."""
    return UnexecutedReport.objects.visible_to(user).select_related("board")


def grounds(on: date, purposes: Sequence[str] = ()) -> dict[tuple[str, str], UnexecutedGround]:
    """The paragraphs in force that day, by law and purpose. One query."""
    rows = UnexecutedGround.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    if purposes:
        rows = rows.filter(purpose__in=purposes)
    return {(row.law, row.purpose): row for row in rows.order_by("valid_from")}


def laws(on: date) -> list[str]:
    """The laws under which something can be granted that must be told of. One query."""
    return sorted({law for law, _purpose in grounds(on)})


def waiting(user_id: int, until: date) -> QuerySet[UnexecutedDecision]:
    """Those that a person handles, which wait and lack a reason; due in time by whoever asks."""
    rows = UnexecutedDecision.objects.filter(holder=user_id, executed_on=None, lapsed_on=None, reason="")
    return rows.annotate(since=Coalesce("break_on", "decided_on")).filter(since__lte=until).order_by(F("since"), "pk")

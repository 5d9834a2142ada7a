"""Reads of assignments across rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from ledtrad.activities.models import UNSETTLED, Assignment, ReportBack
from ledtrad.activities.rules import assignments as rules
from ledtrad.core import clock
from ledtrad.organisation.rules import BOARD_KINDS

if TYPE_CHECKING:
    from ledtrad.organisation.access import Access
    from ledtrad.organisation.models import Unit, User


def boards_units(access: "Access", board_id: int) -> list[int]:
    """The board and its committees: who decide in its name. No query."""
    places = access.tree.places
    if board_id in places and places[board_id].kind not in BOARD_KINDS:
        return [board_id]
    below = access.tree.below(board_id)
    return sorted(i for i in below if i in places and access.tree.board_of(i) == board_id)


def with_dates(rows: "QuerySet[Assignment]") -> "QuerySet[Any]":
    """Each with `next_due`, the earliest day that nothing is handed in for, and `is_waiting`: the board must answer.

    What is ended has neither.
    """
    own = ReportBack.objects.filter(assignment=OuterRef("pk"))
    awaited = own.filter(reported_at__isnull=True).order_by("due_on").values("due_on")[:1]
    unsettled, answerable = Q(state__in=UNSETTLED), own.filter(reported_at__isnull=False, answered_on__isnull=True)
    return rows.annotate(
        next_due=Case(When(unsettled, then=Subquery(awaited)), output_field=DateField()),
        is_waiting=_whether(unsettled & Q(Exists(answerable))),
        is_ended=_whether(~unsettled),
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def late_first(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Rows of `with_dates`: the earliest day first, what waits for the board then, what is ended last."""
    return rows.order_by("is_ended", F("next_due").asc(nulls_last=True), "-is_waiting", "number")


def report_backs(assignment: Assignment) -> list[ReportBack]:
    """Its report-backs in the order of their days, a report that an answer asked for after the one it follows."""
    return list(ReportBack.objects.filter(assignment=assignment.pk).select_related("assignment", "follows"))


@dataclass(frozen=True)
class OpenRow:
    """One line of the open list."""

    assignment: Assignment
    next_due: date | None
    days_late: int
    waits: bool
    latest_on: date | None


def open_list(board: "Unit", day: date, user: "User") -> list[OpenRow]:
    """What the board had given by that day and not ended, the latest first, then by their next day. Two queries."""
    found = (
        Assignment.objects.visible_to(user)
        .filter(unit__in=boards_units(user.access, board.pk), decided_on__lte=day)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day))
        .select_related("unit", "responsible", "responsible__unit")
        .order_by("number")
    )
    rows = list(found)
    reported = _reported(rows)
    lines = [
        OpenRow(
            a,
            rules.next_due(reported.get(a.pk, ()), day),
            rules.days_late(reported.get(a.pk, ()), day),
            rules.waits_for_board(reported.get(a.pk, ()), day),
            rules.latest_reported(reported.get(a.pk, ()), day),
        )
        for a in rows
    ]
    return sorted(lines, key=lambda r: (-r.days_late, r.next_due or date.max, r.assignment.number))


def _reported(rows: Iterable[Assignment]) -> dict[int, list[rules.Reported]]:
    found: dict[int, list[rules.Reported]] = {}
    for one in ReportBack.objects.filter(assignment__in=[a.pk for a in rows]).order_by("due_on"):
        found.setdefault(one.assignment_id, []).append(one.fact)
    return found


def awaited_of(functions: Iterable[int], until: date, access: "Access") -> "QuerySet[ReportBack]":
    """What these functions are to report by that day, and at once what a board has asked them to add to. One query
    when evaluated."""
    seen = Assignment.objects.seen_with(access).values("pk")
    sent_back = Q(follows__isnull=False, asks_effect=False)
    rows = ReportBack.objects.awaited().filter(Q(due_on__lte=until) | sent_back, assignment__responsible__in=functions)
    return rows.filter(assignment__in=seen).select_related("assignment").order_by("due_on")


def unsettled_of(units: Sequence[int], access: "Access") -> "QuerySet[ReportBack]":
    """What boards must see to: reports that are late today, and those that wait for the board's answer."""
    seen = Assignment.objects.seen_with(access).filter(unit__in=units, state__in=UNSETTLED).values("pk")
    late = Q(reported_at__isnull=True, due_on__lt=clock.today())
    waits = Q(reported_at__isnull=False, answered_on__isnull=True)
    rows = ReportBack.objects.filter(late | waits, assignment__in=seen)
    return rows.select_related("assignment", "assignment__unit").order_by("due_on")

"""Reads for lists to meetings, each with a fixed number of SQL queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ledtrad.core.numbers import format_number
from ledtrad.delegation.models import (
    ControlRun,
    DecisionReport,
    DelegatedDecision,
    DelegationItem,
    ListChoice,
    ReportedDecision,
)
from ledtrad.delegation.queries.control import requirements_of
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.listing import (
    Group,
    Items,
    OrderItem,
    Waiting,
    due_on,
    grouped,
    incomplete_fields,
    is_to_be_told,
    kind_of,
    last_decided,
    late_among,
    span_of,
)
from ledtrad.delegation.rules.words import ListKind, OrderState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Confidentiality

_FIELDS = (
    *("pk", "system_id", "system__name", "source_id", "decided_on", "item", "function", "person", "matter"),
    *("decision", "amount", "period_from", "period_to", "confidentiality", "subject", "unit_id", "holder_id"),
    *("holder__name", "delegate_id", "board__number", "recorded_at"),
)


def items_of(board_id: int) -> Items:
    """The board's items through all its adopted orders. One query."""
    rows = DelegationItem.objects.filter(order__board_id=board_id, order__state=OrderState.ADOPTED).values_list(
        "number", "area", "title", "reporting", "urgent_only", "order__valid_from", "order__valid_to"
    )
    return Items(OrderItem(n, a, t, r, u, begins, ends) for n, a, t, r, u, begins, ends in rows if begins is not None)


def reported_row(prefix: str = "") -> QuerySet[ReportedDecision]:
    """The rows of laid lists that hold the decision at `prefix`, to its own board."""
    return ReportedDecision.objects.filter(
        board=OuterRef(f"{prefix}board"), system=OuterRef(f"{prefix}system"), source_id=OuterRef(f"{prefix}source_id")
    )


def cutoff_of(board_id: int) -> int:
    """How many days before a meeting a decision must be made to be told there, as last controlled. One query."""
    stored = ControlRun.objects.filter(board_id=board_id).values_list("cutoff_days", flat=True).first()
    return CUTOFF_DAYS if stored is None else stored


def next_meeting(board_id: int, today: date, meetings: Sequence[Meeting] | None = None) -> Meeting | None:
    """The next meeting of a board, today's included. One query, or none with the `meetings` at hand."""
    rows = meetings if meetings is not None else Meeting.objects.of(board_id).filter(held_on__gte=today)[:1]
    return next((m for m in rows if m.held_on >= today), None)


@dataclass
class Proposal:
    """What a list to a meeting would hold if it were laid now."""

    meeting: Meeting
    kind: str
    cutoff_days: int
    report: DecisionReport | None = None
    rows: list[Waiting] = field(default_factory=list)
    taken_off: list[tuple[Waiting, ListChoice]] = field(default_factory=list)

    @cached_property
    def groups(self) -> list[Group]:
        return grouped(self.rows)

    @cached_property
    def incomplete(self) -> list[Waiting]:
        return [row for row in self.rows if not row.is_complete]

    @property
    def late(self) -> int:
        return late_among(self.rows, self.meeting.held_on)

    @property
    def span(self) -> tuple[date, date] | None:
        return span_of(self.rows, self.meeting.held_on)

    @property
    def last_day(self) -> date:
        return last_decided(self.meeting.held_on, self.kind, self.cutoff_days)

    @property
    def pseudonyms(self) -> dict[str, None]:
        return {row.subject: None for row in self.rows if row.subject}


def proposals(meeting: Meeting, *, cutoff_days: int, meetings: Sequence[Meeting] | None = None) -> dict[str, Proposal]:
    """Both lists to a meeting as they would be now. Six queries, five with the board's `meetings` at hand; one more
    when somebody has put a decision on by hand.

    Everything due and held by no list; what somebody has taken off or put on by hand is said with its reason.
    """
    board_id = meeting.board_id
    held = [m.held_on for m in (meetings if meetings is not None else Meeting.objects.of(board_id))]
    items, required = items_of(board_id), requirements_of(meeting.board)
    drafts = list(DecisionReport.objects.filter(meeting=meeting, imported=False).prefetch_related("choices"))
    choices = {choice.decision_id: choice for draft in drafts for choice in draft.choices.all()}
    found = {
        str(kind): Proposal(meeting, kind, cutoff_days, next((d for d in drafts if d.kind == kind), None))
        for kind in ListKind
    }
    for values in _waiting(meeting, items, cutoff_days, [pk for pk, c in choices.items() if c.included]):
        row = _row(values, items, required)
        proposal, choice = found[row.kind], choices.get(row.pk)
        row = replace(row, was_due=due_on(row.decided_on, held, row.kind, cutoff_days))
        if choice is not None and choice.included:
            proposal.rows.append(replace(row, choice=choice.reason))
        elif row.decided_on > proposal.last_day or not is_to_be_told(items.on(row.decided_on, row.item)):
            continue
        elif choice is not None:
            proposal.taken_off.append((row, choice))
        else:
            proposal.rows.append(row)
    return found


def _waiting(meeting: Meeting, items: Items, cutoff_days: int, chosen: Sequence[int]) -> list[dict[str, Any]]:
    """Current decisions that are due at the meeting and that no list holds, and those chosen by hand, in order of day.

    One query, or two. All that decides is in the index `decision_by_day`: only what is due is fetched.
    """
    untold = DelegatedDecision.objects.current().filter(board_id=meeting.board_id).exclude(Exists(reported_row()))
    ordinary, urgent = (
        last_decided(meeting.held_on, kind, cutoff_days) for kind in (ListKind.ORDINARY, ListKind.URGENT)
    )
    soon = Q(decided_on__lte=ordinary) | on_items(items, lambda item: item.urgent_only)
    due = untold.filter(soon, decided_on__lte=max(ordinary, urgent))
    due = due.exclude(on_items(items, lambda item: not is_to_be_told(item)))
    found = {values["pk"]: values for values in due.values(*_FIELDS)}
    if chosen:
        found |= {values["pk"]: values for values in untold.filter(pk__in=chosen).values(*_FIELDS)}
    return sorted(found.values(), key=lambda values: (values["decided_on"], values["pk"]))


def on_items(items: Items, chosen: Callable[[OrderItem], bool]) -> Q:
    """Decisions on the chosen items, on the days when those hold."""
    found = Q(pk__in=[])
    for (valid_from, valid_to), numbers in items.by_days(chosen).items():
        days = Q(decided_on__gte=valid_from) & (Q() if valid_to is None else Q(decided_on__lt=valid_to))
        found |= Q(item__in=numbers) & days
    return found


def waiting_rows(decisions: QuerySet[DelegatedDecision], board: Unit) -> list[Waiting]:
    """Any decisions of a board as rows of a list. Three queries."""
    items, required = items_of(board.pk), requirements_of(board)
    return [_row(values, items, required) for values in decisions.values(*_FIELDS)]


def _row(values: dict[str, Any], items: Items, required: Any) -> Waiting:
    item = items.on(values["decided_on"], values["item"])
    named = {**values, "source": values["system__name"], "board": values["board__number"]}
    period = "–".join(day.isoformat() for day in (values["period_from"], values["period_to"]) if day is not None)
    return Waiting(
        pk=values["pk"],
        system_id=values["system_id"],
        system=values["system__name"],
        source_id=values["source_id"],
        decided_on=values["decided_on"],
        item=values["item"],
        function=values["function"],
        person=values["holder__name"] or values["person"],
        matter=values["matter"],
        decision=values["decision"],
        amount="" if values["amount"] is None else format_number(values["amount"]),
        period=period,
        confidentiality=values["confidentiality"],
        subject=values["subject"],
        unit_id=values["unit_id"],
        holder_id=values["holder_id"],
        delegate_id=values["delegate_id"],
        area=item.area if item is not None else "",
        title=item.title if item is not None else "",
        kind=kind_of(item),
        missing=incomplete_fields(named, required),
    )


def proposal_of_laid(report: DecisionReport, rows: Sequence[Any]) -> Proposal:
    """A laid list by its `laid_rows`, as its open paper is drawn anew: what is secret now is marked so. One query."""
    items = items_of(report.board_id)
    found = Proposal(report.meeting, report.kind, CUTOFF_DAYS, report)
    for row in sorted(rows, key=lambda row: row.number):
        item = items.on(row.decided_on, row.item)
        found.rows.append(
            Waiting(
                pk=row.told_id or 0, system_id=row.system_id, system=row.system.name, source_id=row.source_id,
                decided_on=row.decided_on, item=row.item, function=row.function, person="", matter=row.matter,
                decision=row.decision, amount="", period="",
                confidentiality=Confidentiality.CONFIDENTIAL if row.is_secret else Confidentiality.INTERNAL,
                subject="", unit_id=report.board_id, holder_id=None, delegate_id=None,
                area=item.area if item is not None else "", title=item.title if item is not None else "",
            )
        )  # fmt: skip
    return found

"""Reads of the register of decisions."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ledtrad.delegation.models import (
    ControlFinding,
    DecisionReport,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    ReportedDecision,
)
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import BOARD_KINDS, Confidentiality, UnitKind


def register(user: User) -> QuerySet[DelegatedDecision]:
    """The population that one may see, newest first. One query."""
    return DelegatedDecision.objects.visible_to(user).current().select_related("system", "board", "unit")


def client_data(rows: QuerySet[DelegatedDecision]) -> int:
    """How many of them hold client data. One query."""
    return rows.filter(Q(confidentiality=Confidentiality.CONFIDENTIAL) | ~Q(subject="")).order_by().count()


def boards() -> list[tuple[str, str]]:
    """Boards to choose among: number and name. One query."""
    kinds = [*BOARD_KINDS, UnitKind.COMMITTEE]
    return list(Unit.objects.filter(kind__in=kinds).order_by("path").values_list("number", "name"))


def sources() -> list[tuple[int, str]]:
    """Sources to choose among. One query."""
    return list(DecisionSource.objects.order_by("name").values_list("pk", "name"))


@dataclass
class Dossier:
    """One decision with what is around it."""

    decision: DelegatedDecision
    records: list[DelegatedDecision]
    reported: list[ReportedDecision]
    findings: list[ControlFinding]
    item: DelegationItem | None

    @property
    def current(self) -> DelegatedDecision:
        """What holds now."""
        return next((record for record in self.records if record.is_current), self.decision)


def dossier(user: User, decision: DelegatedDecision) -> Dossier:
    """All records of the decision that one may see, the lists that told of it, and what the last control found.

    Four queries.
    """
    same = Q(system=decision.system_id, source_id=decision.source_id)
    records = list(
        DelegatedDecision.objects.visible_to(user)
        .filter(same)
        .select_related("recorded_by", "batch")
        .order_by("recorded_at", "pk")
    )
    lists = DecisionReport.objects.visible_to(user)
    reported = list(
        ReportedDecision.objects.filter(same, report__in=lists)
        .select_related("report__meeting", "report__board")
        .order_by("meeting_on", "pk")
    )
    findings = list(
        ControlFinding.objects.visible_to(user)
        .filter(decision__in=[record.pk for record in records])
        .select_related("run", "handling")
        .order_by("-run", "pk")
    )
    latest = findings[0].run_id if findings else None
    item = (
        DelegationItem.objects.filter(
            Q(order__valid_to__isnull=True) | Q(order__valid_to__gt=decision.decided_on),
            order__board=decision.board_id, order__valid_from__lte=decision.decided_on, order__state="adopted",
            number=decision.item,
        ).first()
        if decision.item
        else None
    )  # fmt: skip
    return Dossier(decision, records, reported, [f for f in findings if f.run_id == latest], item)


def items_in_force(board: Unit, day: object) -> list[tuple[str, str]]:
    """The items of the board's order on a day: number, and number with title. One query."""
    rows = DelegationItem.objects.filter(
        Q(order__valid_to__isnull=True) | Q(order__valid_to__gt=day),
        order__board=board, order__valid_from__lte=day, order__state="adopted",
    )  # fmt: skip
    return [(number, f"{number} {title}"[:120]) for number, title in rows.values_list("number", "title")]

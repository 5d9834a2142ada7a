"""Reads of the register of decisions."""

from dataclasses import dataclass

from django.db.models import CharField, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from ledtrad.core.pseudonyms import FORM
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DecisionReport,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    ReportedDecision,
)
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import BOARD_KINDS, Confidentiality, UnitKind


def register(user: User, *, batch: str = "") -> QuerySet[DelegatedDecision]:
    """The population that one may see, newest first; of one import when `batch` names it. One query."""
    rows = DelegatedDecision.objects.visible_to(user).current().select_related("system", "board", "unit")
    return rows.filter(batch=int(batch)) if batch.isdecimal() and len(batch) < 10 else rows


def telling_of_somebody(rows: QuerySet[DelegatedDecision]) -> int:
    """How many of them tell of somebody: `rules.reading.tells_of_somebody` as the database puts it. One query."""
    named = Q(matter__regex=FORM) | Q(decision__regex=FORM) | Q(source_id__regex=FORM)
    told = Q(confidentiality=Confidentiality.CONFIDENTIAL) | ~Q(subject="") | named
    return rows.filter(told).order_by().count()


def boards() -> list[tuple[str, str]]:
    """Boards to choose among: number and name. One query."""
    kinds = [*BOARD_KINDS, UnitKind.COMMITTEE]
    return list(Unit.objects.filter(kind__in=kinds).order_by("path").values_list("number", "name"))


def offered() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Boards and sources to narrow the register by. One query."""
    kinds = [*BOARD_KINDS, UnitKind.COMMITTEE]
    units = Unit.objects.filter(kind__in=kinds).order_by().values_list(Value("a"), "path", "number", "name")
    sources = DecisionSource.objects.order_by().values_list(Value("b"), "name", Cast("pk", CharField()), "name")
    rows = sorted(units.union(sources, all=True))
    chosen: dict[str, list[tuple[str, str]]] = {"a": [], "b": []}
    for what, _order, key, name in rows:
        chosen[what].append((key, name))
    return chosen["a"], chosen["b"]


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
    latest = ControlRun.objects.filter(
        board=decision.board_id, date_from__lte=decision.decided_on, date_to__gte=decision.decided_on
    ).order_by("-made_at", "-pk")  # fmt: skip
    findings = list(
        ControlFinding.objects.visible_to(user)
        .filter(run=Subquery(latest.values("pk")[:1]), decision__in=[record.pk for record in records])
        .select_related("run", "handling")
        .order_by("pk")
    )
    item = (
        DelegationItem.objects.filter(
            Q(order__valid_to__isnull=True) | Q(order__valid_to__gt=decision.decided_on),
            order__board=decision.board_id, order__valid_from__lte=decision.decided_on, order__state="adopted",
            number=decision.item,
        ).first()
        if decision.item
        else None
    )  # fmt: skip
    return Dossier(decision, records, reported, findings, item)


def items_in_force(board: Unit, day: object) -> list[tuple[str, str]]:
    """The items of the board's order on a day: number, and number with title. One query."""
    rows = DelegationItem.objects.filter(
        Q(order__valid_to__isnull=True) | Q(order__valid_to__gt=day),
        order__board=board, order__valid_from__lte=day, order__state="adopted",
    )  # fmt: skip
    return [(number, f"{number} {title}"[:120]) for number, title in rows.values_list("number", "title")]

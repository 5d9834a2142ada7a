"""Reads of decisions that are minuted separately, and of the days the law gives."""

import csv
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from ledtrad.delegation.models import DelegatedDecision, DelegationItem, LegalDays
from ledtrad.delegation.rules.words import OrderState, Reporting

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "legal_days.csv"


@lru_cache(maxsize=1)
def _delivered() -> dict[str, LegalDays]:
    """The days as they are delivered with the program."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: LegalDays(
                code=row["code"], days=int(row["days"]), statute=row["statute"], source=row["source"]
            )
            for row in csv.DictReader(file)
        }


def legal_days() -> dict[str, LegalDays]:
    """How many days the law gives, by code; what the municipality has changed goes before. One query."""
    return {**_delivered(), **{row.code: row for row in LegalDays.objects.all()}}


def separately_minuted(user: "User") -> QuerySet[DelegatedDecision]:
    """Decisions on items that are minuted separately, as far as this person sees them. Two queries when read.

    The one who writes the list asks for the items first: a board has few of them.
    """
    rows = DelegationItem.objects.filter(
        order__state=OrderState.ADOPTED, reporting=Reporting.MINUTED_SEPARATELY
    ).values_list("order__board_id", "number", "order__valid_from", "order__valid_to")
    by_order: dict[tuple[Any, ...], list[str]] = {}
    for board_id, number, valid_from, valid_to in rows:
        by_order.setdefault((board_id, valid_from, valid_to), []).append(number)
    found = Q(pk__in=[])
    for (board_id, valid_from, valid_to), numbers in by_order.items():  # SQLite bears a thousand alternatives at most
        days = Q(decided_on__gte=valid_from) & (Q() if valid_to is None else Q(decided_on__lt=valid_to))
        found |= Q(board_id=board_id, item__in=numbers) & days
    decisions = DelegatedDecision.objects.visible_to(user).current().filter(found)
    return decisions.select_related("board", "system", "holder", "separate_minutes")

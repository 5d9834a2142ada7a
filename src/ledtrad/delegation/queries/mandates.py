"""Reads of onward delegation and of substitutes."""

from dataclasses import dataclass
from datetime import date

from ledtrad.delegation.models import DelegationItem, DelegationOrder, Subdelegation, Substitution
from ledtrad.delegation.rules.words import Onward
from ledtrad.organisation.models import Unit, User


@dataclass
class Mandates:
    """What is given beside a board's order: what holds or will, and what is over."""

    onward: list[Subdelegation]
    standing: list[Substitution]
    onward_over: list[Subdelegation]
    standing_over: list[Substitution]
    titles: dict[str, str]
    allowed: list[tuple[str, str]]


MOST_OVER = 50


def mandates(board: Unit, user: User, day: date) -> Mandates:
    """Three queries."""
    onward = list(
        Subdelegation.objects.visible_to(user).filter(board=board).select_related("delegate__unit")
    )  # fmt: skip
    standing = list(
        Substitution.objects.visible_to(user)
        .filter(board=board)
        .select_related("absent__unit", "substitute__unit")
        .order_by("-valid_from")
    )
    items = items_in_force(board, user, day)
    titles = {item.number: item.title for item in items}
    for row in onward:
        row.title = titles.get(row.item, "")  # type: ignore[attr-defined]
        row.orphaned = row.item not in {i.number for i in items if i.onward == Onward.HEAD}  # type: ignore[attr-defined]
    return Mandates(
        [row for row in onward if not _over(row, day)],
        [row for row in standing if not _over(row, day)],
        [row for row in onward if _over(row, day)][:MOST_OVER],
        [row for row in standing if _over(row, day)][:MOST_OVER],
        titles,
        [(i.number, f"{i.number} {i.title}"[:120]) for i in items if i.onward == Onward.HEAD],
    )


def _over(row: Subdelegation | Substitution, day: date) -> bool:
    return row.valid_to is not None and row.valid_to <= day


def items_in_force(board: Unit, user: User, day: date) -> list[DelegationItem]:
    """The items of the order in force. One query."""
    orders = DelegationOrder.objects.visible_to(user).filter(board=board).in_force(day)
    return list(DelegationItem.objects.filter(order__in=orders).order_by("position", "pk"))

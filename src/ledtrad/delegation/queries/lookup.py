"""Who may decide this, and where does it go otherwise?"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from ledtrad.delegation.models import DelegationItem, DelegationOrder, ItemDelegate
from ledtrad.delegation.queries.orders import limits_of
from ledtrad.delegation.queries.people import people_of
from ledtrad.delegation.rules.looking_up import best, words_of
from ledtrad.delegation.rules.orders import Decider
from ledtrad.delegation.rules.words import Onward
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import UnitKind

MOST = 20


@dataclass(frozen=True)
class Step:
    """Where a decision goes when the delegate may not make it."""

    unit: Unit


@dataclass
class Answer:
    """An item, who may decide on it today, and the way upwards."""

    item: DelegationItem
    deciders: list[Decider]
    onward: list[Decider]
    way: list[Step]

    @property
    def limits(self) -> list[str]:
        return limits_of(self.item)


def answers(text: str, *, board: str, user: User, day: date) -> list[Answer]:
    """The items in force that the words mean, best first. Seven queries, whatever is found."""
    words = words_of(text)
    if not words:
        return []
    orders = DelegationOrder.objects.visible_to(user).in_force(day)
    if board:
        orders = orders.filter(board__number=board)
    items = list(
        DelegationItem.objects.filter(order__in=orders)
        .select_related("order__board")
        .prefetch_related(Prefetch("delegates", ItemDelegate.objects.order_by("pk")))
        .order_by("order__board__path", "position", "pk")
    )
    found = best(words, ((item, item.title, _rest(item)) for item in items), MOST)
    boards = dict.fromkeys(item.order.board_id for item in found)
    people = people_of(boards, user.access.tree, day)
    ways = _ways(boards)
    return [
        Answer(
            item,
            [people.decider(item.order.board_id, d) for d in item.delegates.all()],
            people.onward_deciders(item.order.board_id, item.number) if item.onward == Onward.HEAD else [],
            ways[item.order.board_id],
        )
        for item in found
    ]


def _rest(item: DelegationItem) -> str:
    delegates = " ".join(d.label for d in item.delegates.all())
    return f"{item.number} {item.area} {item.statute} {item.conditions} {delegates}"


_ORDER = (UnitKind.COMMITTEE, UnitKind.BOARD, UnitKind.EXECUTIVE_BOARD, UnitKind.COUNCIL)


def _ways(boards: dict[int, None]) -> dict[int, list[Step]]:
    """For each board: its committees, itself, the executive board, the council. One query."""
    units = list(Unit.objects.filter(kind__in=_ORDER).order_by("path"))
    found: dict[int, list[Step]] = {}
    for board in (u for u in units if u.pk in boards):
        mine = [u for u in units if u.kind == UnitKind.COMMITTEE and u.path.startswith(board.path)]
        above = [u for u in units if u.kind in (UnitKind.EXECUTIVE_BOARD, UnitKind.COUNCIL) and u.pk != board.pk]
        above.sort(key=lambda unit: _ORDER.index(UnitKind(unit.kind)))
        found[board.pk] = [Step(unit) for unit in [*mine, board, *above]]
    return found

"""Who a delegate is today: functions of the board's tree, those who hold them, and those who stand in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from ledtrad.delegation.models import ItemDelegate, Subdelegation, Substitution
from ledtrad.delegation.rules.orders import Decider, Holder, is_body
from ledtrad.organisation.models import Function, Holding, Unit
from ledtrad.organisation.rules import BOARD_KINDS, Tree, UnitKind


def tree_of(tree: Tree, board_id: int) -> frozenset[int]:
    """The units of a board: it and what lies below, but no other authority."""
    found, waiting = {board_id}, [board_id]
    while waiting:
        for child in tree.children.get(waiting.pop(), ()):
            if tree.places[child].kind not in BOARD_KINDS:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def folded(text: str) -> str:
    return " ".join(text.split())


@dataclass
class People:
    """The functions of one board (or several) with their holders on a day."""

    bodies: dict[int, list[str]] = field(default_factory=dict)
    functions: dict[int, Function] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    by_level: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    held: dict[int, list[Holder]] = field(default_factory=dict)
    vacant_since: dict[int, date] = field(default_factory=dict)
    standing_in: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    onward: dict[tuple[int, str], list[Subdelegation]] = field(default_factory=dict)

    def decider(self, board_id: int, delegate: ItemDelegate) -> Decider:
        """Who that delegate is today."""
        if delegate.level:
            ids = self.by_level.get((board_id, delegate.level), [])
        elif delegate.function_id is not None:
            ids = [delegate.function_id]
        else:
            ids = self.by_name.get((board_id, folded(delegate.name)), [])
        body = not ids and not delegate.level and is_body(delegate.name, self.bodies.get(board_id, ()))
        return self._decider(board_id, delegate.label, ids, is_body=body)

    def onward_deciders(self, board_id: int, number: str) -> list[Decider]:
        """Those whom the head of administration has let decide on the item today."""
        return [
            self._decider(board_id, self.functions[row.delegate_id].title, [row.delegate_id], onward=True)
            for row in self.onward.get((board_id, folded(number)), [])
            if row.delegate_id in self.functions
        ]

    def _decider(
        self, board_id: int, name: str, ids: list[int], *, is_body: bool = False, onward: bool = False
    ) -> Decider:
        holders = tuple(holder for pk in ids for holder in self.held.get(pk, ()))
        others = (other for pk in ids for other in self.standing_in.get((board_id, pk), ()))
        substitutes = tuple(holder for pk in dict.fromkeys(others) for holder in self.held.get(pk, ()))
        since = [self.vacant_since[pk] for pk in ids if pk in self.vacant_since]
        return Decider(
            name, tuple(ids), is_body, holders, substitutes, max(since) if since and not holders else None, onward
        )


def people_of(boards: Iterable[int], tree: Tree, day: date) -> People:
    """Everybody who may decide for those boards on that day. Five queries."""
    wanted = list(boards)
    units = {unit: board for board in wanted for unit in tree_of(tree, board)}
    found = People()
    rows = Unit.objects.filter(parent__in=units, kind=UnitKind.COMMITTEE).values_list("parent_id", "name")
    for parent, name in rows:
        found.bodies.setdefault(units[parent], []).append(name)
    names: dict[tuple[int, str], list[int]] = defaultdict(list)
    levels: dict[tuple[int, str], list[int]] = defaultdict(list)
    for function in Function.objects.filter(unit__in=units).select_related("unit").order_by("unit__path", "number"):
        board = units[function.unit_id]
        found.functions[function.pk] = function
        levels[board, function.role].append(function.pk)
        for name in {folded(function.title), function.number}:
            names[board, name].append(function.pk)
    found.by_name, found.by_level = dict(names), dict(levels)
    _read_holdings(found, units, day)
    for standing in Substitution.objects.filter(board__in=wanted).on(day):
        found.standing_in.setdefault((standing.board_id, standing.absent_id), []).append(standing.substitute_id)
    for row in Subdelegation.objects.filter(board__in=wanted).on(day):
        found.onward.setdefault((row.board_id, folded(row.item)), []).append(row)
    return found


def _read_holdings(found: People, units: Iterable[int], day: date) -> None:
    begun = Q(valid_from__lte=day)
    rows = Holding.objects.filter(begun, function__unit__in=units).select_related("person").order_by("valid_from")
    for holding in rows:
        function = found.functions.get(holding.function_id)
        if function is None:
            continue
        if holding.valid_to is None or holding.valid_to > day:
            holder = Holder(function.pk, function.title, function.unit.name, holding.person.name)
            found.held.setdefault(function.pk, []).append(holder)
        else:
            found.vacant_since[function.pk] = max(
                holding.valid_to, found.vacant_since.get(function.pk, holding.valid_to)
            )

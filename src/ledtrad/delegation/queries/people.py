"""Who a delegate is today: functions of the board's tree, those who hold them, and those who stand in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledtrad.delegation.models import ItemDelegate, Subdelegation, Substitution
from ledtrad.delegation.rules.orders import Decider, Holder, is_body
from ledtrad.organisation.models import Function, Unit
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


@dataclass(frozen=True)
class Place:
    """A function and where it stands."""

    id: int
    title: str
    unit_id: int
    unit: str


@dataclass
class People:
    """The functions of one board (or several) with their holders on a day."""

    bodies: dict[int, list[str]] = field(default_factory=dict)
    functions: dict[int, Place] = field(default_factory=dict)
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
        # An import makes a function of a body that it does not know; nobody ever holds it.
        empty = not any(pk in self.held or pk in self.vacant_since for pk in ids)
        body = empty and not delegate.level and is_body(delegate.name, self.bodies.get(board_id, ()))
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
    """Everybody who may decide for those boards on that day. Four queries."""
    wanted = list(boards)
    units = {unit: board for board in wanted for unit in tree_of(tree, board)}
    found = People()
    rows = Unit.objects.filter(parent__in=units, kind=UnitKind.COMMITTEE).values_list("parent_id", "name")
    for parent, name in rows:
        found.bodies.setdefault(units[parent], []).append(name)
    _read_functions(found, units, day)
    for standing in Substitution.objects.filter(board__in=wanted).on(day):
        found.standing_in.setdefault((standing.board_id, standing.absent_id), []).append(standing.substitute_id)
    for row in Subdelegation.objects.filter(board__in=wanted).on(day):
        found.onward.setdefault((row.board_id, folded(row.item)), []).append(row)
    return found


def _read_functions(found: People, units: Mapping[int, int], day: date) -> None:
    """All functions with all who have held them, in one query."""
    names: dict[tuple[int, str], list[int]] = defaultdict(list)
    levels: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = (
        Function.objects.filter(unit__in=units)
        .order_by("unit__path", "number", "holdings__valid_from")
        .values_list("pk", "title", "number", "role", "unit_id", "unit__name", "holdings__valid_from",
                     "holdings__valid_to", "holdings__person__name")
    )  # fmt: skip
    for pk, title, number, role, unit, unit_name, begins, ends, person in rows:
        if pk not in found.functions:
            found.functions[pk] = Place(pk, title, unit, unit_name)
            levels[units[unit], role].append(pk)
            for name in {folded(title), number}:
                names[units[unit], name].append(pk)
        if begins is None or begins > day:
            continue
        if ends is None or ends > day:
            found.held.setdefault(pk, []).append(Holder(pk, title, unit_name, person))
        else:
            found.vacant_since[pk] = max(ends, found.vacant_since.get(pk, ends))
    found.by_name, found.by_level = dict(names), dict(levels)

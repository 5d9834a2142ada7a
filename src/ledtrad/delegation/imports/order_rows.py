"""What the rows of an order's file would do: read, put together to orders, and held against what is adopted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RawRow, RowError
from ledtrad.core.imports.cells import day, too_long
from ledtrad.core.imports.planning import same_as
from ledtrad.core.imports.reading import place_of
from ledtrad.delegation.imports.item_rows import ItemRow, item_texts, read_delegates, read_item
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.delegation.rules.words import OrderState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.plain import Names, Unknown, folded
from ledtrad.organisation.rules import Power, overlap

#: Columns that a file may leave out; what it does not say is not held against what is stored.
OPTIONAL = ("area", "conditions", "consult", "urgent_only")


@dataclass(eq=False)
class Group:
    """One order of the file. `order` is the adopted one that it is about, when there is one."""

    board: Unit
    name: str
    adopted_on: date
    valid_from: date
    valid_to: date | None
    first_row: int
    names: Names
    order: DelegationOrder | None = None
    order_id: int | None = None
    broken: bool = False
    problem: RowError | None = None
    numbers: dict[str, int] = field(default_factory=dict)


@dataclass(eq=False)
class OrderRow:
    """One row, understood: its order and its item."""

    group: Group
    item: ItemRow
    said: frozenset[str]

    @property
    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.item.texts.items() if name not in OPTIONAL or name in self.said}


class Plan:
    """All rows of the file. Ten queries at the most."""

    def __init__(self, actor: Actor) -> None:
        rights = access(actor)
        self.sees_all = rights.administers or rights.everything
        self.rights = rights
        self.names = Names(may_make=self.sees_all)
        self.orders = {(o.board_id, folded(o.name)): o for o in DelegationOrder.objects.all()}
        self.groups: dict[tuple[str, str], Group] = {}
        self.stored: dict[int, dict[str, dict[str, str]]] = {}

    def make(self, rows: Sequence[RawRow]) -> list[PlannedRow]:
        read: list[tuple[RawRow, OrderRow | None, list[RowError]]] = []
        for row in rows:
            found, errors = self._read(row)
            read.append((row, found, errors))
        self._fetch_items()
        self._place_groups()
        return [self._planned(row, found, errors) for row, found, errors in read]

    # ── Reading a row ────────────────────────────────────────────────────────
    def _read(self, row: RawRow) -> tuple[OrderRow | None, list[RowError]]:
        errors = [RowError("version", said)] if (said := too_long(row["version"], 60)) else []
        group = self._group(row, errors)
        item, wrong = read_item(row)
        errors += wrong
        if group is not None and errors:
            group.broken = True
        if group is None or errors or item is None:
            return None, errors
        item.delegates = read_delegates(row["delegates"], partial(self.names.function, group.board))
        earlier = group.numbers.setdefault(item.number, row.number)
        if earlier != row.number:
            group.broken = True
            return None, [RowError("item", same_as(earlier))]
        return OrderRow(group, item, frozenset(n for n in OPTIONAL if row[n])), []

    def _group(self, row: RawRow, errors: list[RowError]) -> Group | None:
        """The order that the row belongs to; None when the row does not say it."""
        adopted, problem_a = day(row["adopted_on"])
        begins, problem_b = day(row["valid_from"])
        ends, problem_c = day(row["valid_to"]) if row["valid_to"] else (None, "")
        said = (("adopted_on", problem_a), ("valid_from", problem_b), ("valid_to", problem_c))
        errors += [RowError(name, problem) for name, problem in said if problem]
        try:
            board = self.names.board(row["board"])
        except Unknown as unknown:
            errors.append(RowError("board", str(unknown)))
            return None
        if not self.sees_all and not self.rights.has(Power.PLAN, board.pk):
            errors.append(RowError("board", _("Du får inte lägga in ordningar för den nämnden.")))
        if begins is not None and ends is not None and ends <= begins:
            errors.append(RowError("valid_to", _("Sista dagen måste komma efter den första.")))
        if adopted is None or begins is None or problem_c:
            if (known := self.groups.get((board.number, folded(row["version"])))) is not None:
                known.broken = True
            return None
        key = (board.number, folded(row["version"]))
        group = self.groups.setdefault(
            key, Group(board, folded(row["version"]), adopted, begins, ends, row.number, self.names)
        )
        for name, value in (("adopted_on", adopted), ("valid_from", begins), ("valid_to", ends)):
            if getattr(group, name) != value:
                _file, number = place_of(group.first_row)
                message = _("Samma ordning har ett annat datum på rad %(row)s.") % {"row": number}
                errors.append(RowError(name, message))
        return group

    # ── Against what there is ────────────────────────────────────────────────
    def _fetch_items(self) -> None:
        for group in self.groups.values():
            group.order = self.orders.get((group.board.pk, group.name)) if group.board.pk else None
            group.order_id = group.order.pk if group.order else None
        wanted = [group.order_id for group in self.groups.values() if group.order_id]
        for item in DelegationItem.objects.filter(order__in=wanted).prefetch_related("delegates"):
            self.stored.setdefault(item.order_id, {})[item.number] = item_texts(item)

    def _place_groups(self) -> None:
        """See which orders are ended by the file, and that none overlaps another."""
        for group in self.groups.values():
            if (order := group.order) is not None:
                group.problem = _differs(order, group)
        known = [o for o in self.orders.values() if o.state == OrderState.ADOPTED]
        in_file = {group.order_id: group for group in self.groups.values() if group.order_id}
        spans = [
            (o.board_id, o.valid_from, in_file[o.pk].valid_to if o.pk in in_file else o.valid_to, o.name)
            for o in known
            if o.valid_from is not None
        ]
        taken = [(str(board), begins, ends, name) for board, begins, ends, name in spans]
        for group in sorted(self.groups.values(), key=lambda g: g.first_row):
            if group.order is None:
                where = str(group.board.pk) if group.board.pk else group.board.number
                for board, begins, ends, name in taken:
                    if board == where and overlap(group.valid_from, group.valid_to, begins, ends):
                        message = _("Överlappar ordningen %(name)s, som gäller %(from)s–%(to)s.") % {
                            "name": name, "from": begins, "to": ends or "",
                        }  # fmt: skip
                        group.problem = RowError("valid_from", message)
                        break
                taken.append((where, group.valid_from, group.valid_to, group.name))

    def _planned(self, row: RawRow, found: OrderRow | None, errors: list[RowError]) -> PlannedRow:
        key = f"{row['board']} {row['version']} {row['item']}"
        if found is None:
            return PlannedRow.error(row, *errors, key=key)
        group = found.group
        after = found.texts | {"valid_to": group.valid_to.isoformat() if group.valid_to else ""}
        label = f"{group.board.name} {group.name} {found.item.number}"
        if group.problem is not None and row.number == group.first_row:
            group.broken = True
            return PlannedRow.error(row, group.problem, key=key, label=label)
        creates = self.names.new_among(group.board, *(d.function for d in found.item.delegates))
        if group.order is None:
            return PlannedRow.of(row, key=key, label=label, after=after, data=found, creates=creates)
        stored = self.stored.get(group.order.pk, {}).get(found.item.number, {})
        before = {name: stored[name] for name in found.texts if name in stored}
        if before != found.texts:
            return self._conflict(row, found, before, key, label)
        ended = group.order.valid_to.isoformat() if group.order.valid_to else ""
        return PlannedRow.of(
            row, key=key, label=label, before=before | {"valid_to": ended}, after=after,
            object_id=group.order.pk, data=found,
        )  # fmt: skip

    def _conflict(self, row: RawRow, found: OrderRow, before: dict[str, str], key: str, label: str) -> PlannedRow:
        found.group.broken = True
        made = PlannedRow.conflict(row, "", key=key, label=label, before=before, after=found.texts)
        if not before:
            made.errors = [RowError("item", _("Ordningen är antagen och har inte den punkten."))]
        else:
            made.errors = [
                RowError(name, _("Ordningen är antagen och ändras inte: %(old)s → %(new)s.")
                         % {"old": before[name] or "–", "new": value or "–"})
                for name, value in found.texts.items() if before[name] != value
            ]  # fmt: skip
        return made


def _differs(order: DelegationOrder, group: Group) -> RowError | None:
    """What the file says of an order that is there already, and may not say."""
    if order.state != OrderState.ADOPTED:
        return RowError("version", _("Det finns ett utkast med det namnet."))
    for name in ("adopted_on", "valid_from"):
        if getattr(order, name) != getattr(group, name):
            return RowError(name, _("Ordningen är antagen och ändras inte: %(old)s → %(new)s.")
                            % {"old": getattr(order, name), "new": getattr(group, name)})  # fmt: skip
    if order.valid_to is not None and order.valid_to != group.valid_to:
        return RowError("valid_to", _("Ordningen är antagen och ändras inte: %(old)s → %(new)s.")
                        % {"old": order.valid_to, "new": group.valid_to or "–"})  # fmt: skip
    return None

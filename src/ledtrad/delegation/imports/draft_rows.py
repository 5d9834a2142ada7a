"""What the rows of a draft's file would do: each row one item, held against what the draft says now."""

import re
from collections.abc import Sequence
from functools import partial

from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RawRow, RowError, RowState
from ledtrad.delegation.actions.item_batches import ItemWrite
from ledtrad.delegation.actions.items import Delegate
from ledtrad.delegation.actions.orders import NotADraft
from ledtrad.delegation.imports import item_rows
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.organisation.actors import access
from ledtrad.organisation.plain import Names, Unknown, folded

_TOKEN = re.compile(r"([0-9]{1,9})v([0-9]{1,9})")


def token(item: DelegationItem) -> str:
    """Which item a row was when the file was downloaded, and which version of it."""
    return f"{item.pk}v{item.version}"


def _item_of(text: str) -> int | None:
    match = _TOKEN.fullmatch(text)
    return int(match[1]) if match else None


class DraftPlan:
    """All rows of the file. Seven queries, however many they are."""

    def __init__(self, actor: Actor) -> None:
        self.rights = access(actor)
        self.names = Names(may_make=False)

    def make(self, rows: Sequence[RawRow]) -> list[PlannedRow]:
        self._fetch(rows)
        return [self._planned(row) for row in rows]

    def _fetch(self, rows: Sequence[RawRow]) -> None:
        planned_at = [unit.pk for unit in self.names.units if self.rights.may_plan(unit.pk)]
        stored = DelegationOrder.objects.filter(board__in=planned_at)
        self.orders = {(order.board_id, folded(order.name)): order for order in stored}
        self.items: dict[tuple[int, str], DelegationItem] = {}
        self.delegates: dict[tuple[int, str], set[Delegate]] = {}
        drafts = [order.pk for order in self.orders.values() if order.is_draft]
        for item in DelegationItem.objects.filter(order__in=drafts).prefetch_related("delegates"):
            self.items[item.order_id, item.number] = item
            for d in item.delegates.all():
                known = Delegate(d.name, d.function_id, d.level)
                self.delegates.setdefault((item.order_id, d.as_text), set()).add(known)
        told = {pk for row in rows if (pk := _item_of(row["item_version"]))}
        self.alive = set(DelegationItem.objects.filter(pk__in=told).values_list("pk", flat=True))

    def _draft(self, row: RawRow) -> tuple[DelegationOrder | None, list[RowError]]:
        try:
            board = self.names.board(row["board"])
        except Unknown as unknown:
            return None, [RowError("board", str(unknown))]
        if not self.rights.may_plan(board.pk):
            return None, [RowError("board", _("Du får inte skriva i den nämndens utkast."))]
        order = self.orders.get((board.pk, folded(row["version"])))
        if order is None:
            return None, [RowError("version", _("Nämnden har inget utkast med det namnet. Öppna det först."))]
        if not order.is_draft:
            return None, [RowError("version", str(NotADraft.message))]
        order.board = board
        return order, []

    def _planned(self, row: RawRow) -> PlannedRow:
        order, errors = self._draft(row)
        found, wrong = item_rows.read_item(row)
        if order is None or found is None:
            return PlannedRow.error(row, *errors, *wrong, key=f"{row['board']} {row['version']} {row['item']}")
        item = self.items.get((order.pk, found.number))
        found.delegates = item_rows.read_delegates(row["delegates"], partial(self.names.function, order.board))
        said = [column.name for column in item_rows.COLUMNS if row.in_file(column.name)]
        stored = item_rows.item_texts(item) if item is not None else {}
        name = f"{order.name} {found.number}"
        made = PlannedRow.of(
            row, key=f"{order.board.number} {name}", label=f"{order.board.name} {name}",
            after={name: text for name, text in found.texts.items() if name in said},
            before={name: stored[name] for name in said} if item is not None else None,
            object_id=item.pk if item is not None else None,
        )  # fmt: skip
        if sentence := self._stale(row, made, item):
            made.state, made.errors = RowState.CONFLICT, [RowError("", sentence)]
        else:
            # Only what the file says otherwise is written: a cell may say less than what is stored.
            made.data = self._write(order, item, found, [name for name in said if stored.get(name) != made.after[name]])
        return made

    def _write(
        self, order: DelegationOrder, item: DelegationItem | None, found: item_rows.ItemRow, columns: Sequence[str]
    ) -> ItemWrite:
        made = ItemWrite(order.pk, found.number, found.values(columns), None)
        if "delegates" in columns:
            made.delegates = tuple(self._delegate(order, item, d) for d in found.delegates)
        if item is not None:
            made.item_id, made.seen = item.pk, item.version
        return made

    def _delegate(self, order: DelegationOrder, item: DelegationItem | None, read: item_rows.Delegate) -> Delegate:
        """Whom the item means by these words already; else whom the tree does, or another item of the draft."""
        here = [d for d in item.delegates.all() if d.as_text == read.as_text] if item is not None else []
        if here:
            return Delegate(here[0].name, here[0].function_id, here[0].level)
        known = self.delegates.get((order.pk, read.as_text), set())
        if read.function is None and len(known) == 1:
            return next(iter(known))
        return Delegate(read.name, read.function.pk if read.function is not None else None, read.level)

    def _stale(self, row: RawRow, made: PlannedRow, item: DelegationItem | None) -> str:
        """What to say of a row whose item has been written in since the file was downloaded; "" if it has not."""
        seen = row["item_version"]
        if made.state == RowState.CHANGED and item is not None and seen and seen != token(item):
            return _("Någon har ändrat punkten sedan filen hämtades.")
        pk = _item_of(seen)
        # A row copied to make a new item carries the token of the one it was copied from, which is still there.
        if made.state == RowState.NEW and pk is not None and pk not in self.alive:
            return _("Någon har tagit bort punkten sedan filen hämtades.")
        return ""

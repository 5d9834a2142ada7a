"""Delegation orders from a file: one row an item; rows with the same board and version are one adopted order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext_lazy

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowState, Table
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.imports import item_rows
from ledtrad.delegation.imports.item_rows import ItemRow
from ledtrad.delegation.imports.order_rows import Group, Plan
from ledtrad.delegation.models import DelegationItem, DelegationOrder, ItemDelegate
from ledtrad.delegation.rules.words import OrderState
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch


class OrderUsed(Refused):
    """An order of the batch has been built on."""

    code = "order_used"
    message = gettext_lazy("Importen kan inte ångras: något bygger redan på en av ordningarna.")


class OrderNotWhole(Refused):
    """Some rows of an order are wrong; an order with items missing is no order."""

    code = "order_not_whole"
    message = gettext_lazy("En ordning där några rader har fel läses inte in alls. Rätta raderna och försök igen.")


class Orders(Importer):
    """Adopted orders. What a board has adopted never changes here; it may only be given its last day."""

    key = "orders"
    label = gettext_lazy("Delegationsordningar")
    description = gettext_lazy("En rad per punkt. Rader med samma nämnd och version blir en antagen ordning.")
    creates = plain.CREATED
    filters = ("order",)
    tables = (
        Table(
            "orders",
            gettext_lazy("Delegationsordning"),
            (
                Column("board", gettext_lazy("Nämnd"), required=True, help=gettext_lazy("Nummer eller namn.")),
                Column("version", gettext_lazy("Version"), required=True,
                       help=gettext_lazy("Till exempel 2021:1.")),
                Column("adopted_on", gettext_lazy("Antagen"), required=True),
                Column("valid_from", gettext_lazy("Gäller från och med"), required=True),
                Column("valid_to", gettext_lazy("Gäller till"),
                       help=gettext_lazy("Första dagen den inte längre gäller. Tomt om den gäller tills vidare.")),
                *item_rows.COLUMNS,
            ),
        ),
    )  # fmt: skip

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.administers or rights.anywhere(Power.PLAN)

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return Plan(actor).make(rows["orders"])

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        groups: dict[int, tuple[Group, list[PlannedRow]]] = {}
        for row in planned:
            groups.setdefault(id(row.data.group), (row.data.group, []))[1].append(row)
        if any(group.broken for group, _rows in groups.values()):
            raise OrderNotWhole
        ended, made = [], []
        if planned:
            names = planned[0].data.group.names
            created = names.save((key for row in planned for key in row.creates), actor)
            batch.facts = {**batch.facts, "made": created}
        # An order that ends makes room for the next: first.
        for group, rows in sorted(groups.values(), key=lambda pair: pair[0].order is None):
            if group.order is not None:
                ended.append(_end(group))
            else:
                made.append(_make(group, rows, actor))
            for row in rows:
                row.object_id = group.order_id
        ledger.record_many(actor, "order_ended", [(o, {"batch": batch.number, "to": o.valid_to}) for o in ended],
                           confidentiality="open")  # fmt: skip
        ledger.record_many(
            actor, "adopted",
            [(o, {"batch": batch.number, "from": o.valid_from, "to": o.valid_to}) for o in made],
            confidentiality="open",
        )  # fmt: skip

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        new = {row.object_id for row in planned if row.state == RowState.NEW and row.object_id}
        ended = {row.object_id for row in planned if row.state == RowState.CHANGED and row.object_id}
        try:
            DelegationOrder.objects.filter(pk__in=new, version=1).delete()
        except ProtectedError:
            raise OrderUsed from None
        if DelegationOrder.objects.filter(pk__in=new).exists():
            raise OrderUsed
        DelegationOrder.objects.filter(pk__in=ended).update(valid_to=None)
        plain.take_back(batch.facts.get("made", {}))

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        items = DelegationItem.objects.filter(order__state=OrderState.ADOPTED)
        if (chosen := filters.get("order", "")).isdecimal():
            drafts = access(actor).units(Power.READ_INTERNAL)
            items = DelegationItem.objects.filter(order=int(chosen)).filter(
                Q(order__state=OrderState.ADOPTED) | Q(order__board__in=drafts)
            )
        ordered = items.select_related("order__board").prefetch_related("delegates")
        for item in ordered.order_by("order__board__path", "order__valid_from", "position", "pk"):
            order = item.order
            yield {
                "board": order.board.number,
                "version": order.name,
                "adopted_on": order.adopted_on or "",
                "valid_from": order.valid_from or "",
                "valid_to": order.valid_to or "",
                **item_rows.item_cells(item),
            }


def _end(group: Group) -> DelegationOrder:
    order = group.order
    assert order is not None  # noqa: S101 - the caller chose groups that have one
    order.valid_to = group.valid_to
    order.version += 1
    order.save(update_fields=["valid_to", "version"])
    return order


def _make(group: Group, rows: Sequence[PlannedRow], actor: Actor) -> DelegationOrder:
    order = DelegationOrder.objects.create(
        board_id=group.board.pk, name=group.name, state=OrderState.ADOPTED, adopted_on=group.adopted_on,
        valid_from=group.valid_from, valid_to=group.valid_to, **written(actor),
    )  # fmt: skip
    group.order_id = order.pk
    wanted: list[ItemRow] = [row.data.item for row in rows]
    items = DelegationItem.objects.bulk_create(
        [DelegationItem(order=order, position=place, **w.values()) for place, w in enumerate(wanted, start=1)]
    )
    ItemDelegate.objects.bulk_create(
        [
            ItemDelegate(
                item=item, name=delegate.name, level=delegate.level,
                function_id=delegate.function.pk if delegate.function is not None else None,
            )
            for item, w in zip(items, wanted, strict=True)
            for delegate in w.delegates
        ]
    )  # fmt: skip
    return order

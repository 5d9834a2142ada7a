"""A draft from a file: the items of an order that no board has adopted yet, written in a spreadsheet and read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ledtrad.core.actors import Actor
from ledtrad.core.imports import VERSION, Column, Importer, PlannedRow, RawRow, Table
from ledtrad.delegation.actions import item_batches
from ledtrad.delegation.imports import item_rows
from ledtrad.delegation.imports.draft_rows import DraftPlan, token
from ledtrad.delegation.models import DelegationItem
from ledtrad.delegation.rules.words import OrderState
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch


class DraftItems(Importer):
    """New and changed items of drafts. A draft is opened on its page; no file makes one, and none removes an item."""

    key = "draft-items"
    label = gettext_lazy("Punkter i ett utkast")
    description = gettext_lazy(
        "En rad per punkt i ett utkast till delegationsordning. Punkterna känns igen på sina nummer; "
        "de som filen saknar står kvar som de är."
    )
    filters = ("order",)
    tables = (
        Table(
            "draft-items",
            gettext_lazy("Punkter i ett utkast"),
            (
                Column("board", gettext_lazy("Nämnd"), required=True, help=gettext_lazy("Nummer eller namn.")),
                Column("version", gettext_lazy("Version"), required=True, help=gettext_lazy("Utkastets namn.")),
                *(replace(c, required=c.required or c.name == "title") for c in item_rows.COLUMNS),
                replace(VERSION, name="item_version", label=gettext_lazy("punktens version")),
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        return access(actor).anywhere(Power.PLAN)

    def sees_all(self, actor: Actor) -> bool:
        # A draft is its own board's.
        return access(actor).everything

    def result_url(self, batch: "ImportBatch") -> str:
        drafts = batch.facts.get("drafts", [])
        return reverse("order", args=drafts) if len(drafts) == 1 else ""

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return DraftPlan(actor).make(rows["draft-items"])

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        wanted = [row.data for row in planned]
        kept = item_batches.write(wanted=wanted, actor=actor, batch=batch.number)
        for row in planned:
            row.object_id = row.data.item_id
        batch.facts = {**batch.facts, "kept": kept, "drafts": sorted({w.order_id for w in wanted})}

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        item_batches.take_back(kept=batch.facts["kept"], actor=actor, batch=batch.number)

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        items = DelegationItem.objects.filter(
            order__state=OrderState.DRAFT, order__board__in=access(actor).units(Power.PLAN)
        )
        if (chosen := filters.get("order", "")).isdecimal():
            items = items.filter(order=int(chosen))
        ordered = items.select_related("order__board").prefetch_related("delegates")
        for item in ordered.order_by("order__board__path", "order", "position", "pk"):
            yield {
                "board": item.order.board.number,
                "version": item.order.name,
                **item_rows.item_cells(item),
                "item_version": token(item),
            }

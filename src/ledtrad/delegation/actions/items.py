"""Writing the items of a draft: add, change, remove, move. Each has a version of its own, so two can write at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.delegation.actions.orders import claim, require_draft, require_writer, tell
from ledtrad.delegation.models import DelegationItem, DelegationOrder, ItemDelegate


@dataclass(frozen=True)
class Delegate:
    """Who may decide: a function (its key), a level (a role), or a body by its name alone."""

    name: str
    function_id: int | None = None
    level: str = ""


def _begin(order: DelegationOrder, actor: Actor) -> DelegationOrder:
    """The order as it is stored now, if the actor may write in it."""
    require_writer(actor, order.board_id)
    stored = DelegationOrder.objects.select_related("board").select_for_update(of=("self",)).get(pk=order.pk)
    require_draft(stored)
    return stored


def _require_free_number(order: DelegationOrder, number: str, except_pk: int | None = None) -> None:
    if order.items.filter(number=number).exclude(pk=except_pk or 0).exists():
        raise Invalid(_("En annan punkt har det numret."), field="number")


@transaction.atomic
def add(
    *, order: DelegationOrder, values: Mapping[str, Any], delegates: Sequence[Delegate], actor: Actor
) -> DelegationItem:
    """A new item, after the last of its area. Raises MayNotWriteOrder, NotADraft, Invalid."""
    stored = _begin(order, actor)
    _require_free_number(stored, values["number"])
    claim(stored, None)
    position = _place(stored, values.get("area", ""))
    stored.items.filter(position__gte=position).update(position=F("position") + 1)
    made = DelegationItem.objects.create(order=stored, position=position, **values)
    _write_delegates(made, delegates)
    tell(actor, "item_added", stored, item=made.number, title=made.title, delegates=[d.name for d in delegates])
    return made


def _place(order: DelegationOrder, area: str) -> int:
    rows = order.items.filter(area=area) if area else order.items.all()
    last = rows.aggregate(last=Max("position"))["last"]
    if last is None:
        last = order.items.aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1


def _write_delegates(item: DelegationItem, delegates: Sequence[Delegate]) -> None:
    item.delegates.all().delete()
    unique = {d.name: d for d in delegates}
    ItemDelegate.objects.bulk_create(
        [ItemDelegate(item=item, name=d.name, function_id=d.function_id, level=d.level) for d in unique.values()]
    )


@transaction.atomic
def change(
    *,
    item: DelegationItem,
    values: Mapping[str, Any],
    delegates: Sequence[Delegate],
    actor: Actor,
    seen: int | None,
) -> DelegationItem:
    """Change an item of a draft. Raises MayNotWriteOrder, NotADraft, Invalid, or Stale after version `seen`."""
    stored = _begin(item.order, actor)
    _require_free_number(stored, values["number"], item.pk)
    now = DelegationItem.objects.get(pk=item.pk)
    before = sorted(now.delegates.values_list("name", flat=True))
    after = sorted({d.name for d in delegates})
    changed = {name: [plain(getattr(now, name)), plain(new)] for name, new in values.items()
               if getattr(now, name) != new}  # fmt: skip
    if before != after:
        changed["delegates"] = [before, after]
    if not changed:
        return now
    _claim_item(now, seen)
    claim(stored, None)
    for name, value in values.items():
        setattr(now, name, value)
    now.save(update_fields=list(values))
    _write_delegates(now, delegates)
    tell(actor, "item_changed", stored, item=now.number, changes=changed)
    return now


def _claim_item(item: DelegationItem, seen: int | None) -> None:
    rows = DelegationItem.objects.filter(pk=item.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Stale(current=item)
    item.version += 1


def plain(value: Any) -> Any:
    """As JSON and the ledger can hold it."""
    return str(value) if value is not None and not isinstance(value, str | int | bool) else value


@transaction.atomic
def remove(*, item: DelegationItem, actor: Actor, seen: int | None) -> None:
    """Take an item out of a draft. Raises MayNotWriteOrder, NotADraft, Stale."""
    stored = _begin(item.order, actor)
    _claim_item(item, seen)
    claim(stored, None)
    tell(actor, "item_removed", stored, item=item.number, title=item.title)
    item.delete()


@transaction.atomic
def move(*, item: DelegationItem, up: bool, actor: Actor) -> None:
    """Let an item change places with the one above or below it. Raises MayNotWriteOrder, NotADraft."""
    stored = _begin(item.order, actor)
    items = list(stored.items.order_by("position", "pk"))
    at = next((n for n, each in enumerate(items) if each.pk == item.pk), None)
    other = None if at is None else at - 1 if up else at + 1
    if at is None or other is None or not 0 <= other < len(items):
        return
    items[at], items[other] = items[other], items[at]
    for place, each in enumerate(items, start=1):
        each.position = place
    claim(stored, None)
    DelegationItem.objects.bulk_update(items, ["position"])
    tell(actor, "item_moved", stored, item=item.number, up=up)

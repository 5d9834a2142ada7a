"""Many items of drafts at once, as a file says them: written, and taken back. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions.items import Delegate, plain
from ledtrad.delegation.actions.orders import require_draft, require_writer
from ledtrad.delegation.models import DelegationItem, DelegationOrder, ItemDelegate
from ledtrad.organisation.models import Function

Told = tuple[str, DelegationOrder, dict[str, Any]]


@dataclass
class ItemWrite:
    """One item as it is to become. Without `item_id` it is new, and gets one; `delegates` None leaves them be."""

    order_id: int
    number: str
    values: Mapping[str, Any]
    delegates: tuple[Delegate, ...] | None
    item_id: int | None = None
    seen: int = 0


class ItemsChanged(Refused):
    """Somebody has written in the items in between."""

    code = "items_changed"
    status = 409

    def __init__(self, numbers: Iterable[str]) -> None:
        said = sorted(set(numbers))
        shown = ", ".join(said[:10]) + (" …" if len(said) > 10 else "")
        super().__init__(_("Någon har hunnit ändra i utkastet: %(items)s.") % {"items": shown})


@transaction.atomic
def write(*, wanted: Sequence[ItemWrite], actor: Actor, batch: str) -> dict[str, dict[str, Any]]:
    """Add and change items of drafts. Answers with what `take_back` needs: by item, what was there before.

    Raises MayNotWriteOrder, NotADraft, ItemsChanged.
    """
    orders = _take({w.order_id for w in wanted}, actor)
    items = _items_in(orders)
    changes = [w for w in wanted if w.item_id is not None]
    additions = [w for w in wanted if w.item_id is None]
    _require_as_seen(orders, items, changes, additions)
    kept = {str(w.item_id): _kept(items[w.item_id], w) for w in changes if w.item_id is not None}
    told = [_change(items[w.item_id], w, orders[w.order_id]) for w in changes if w.item_id is not None]
    made = [DelegationItem(order_id=w.order_id, **w.values) for w in additions]
    touched = _place([*items.values()], made) | {items[w.item_id] for w in changes if w.item_id is not None}
    _save(touched, {"position"}, changes)
    DelegationItem.objects.bulk_create(made)
    for w, item in zip(additions, made, strict=True):
        w.item_id = item.pk
        kept[str(item.pk)] = {"version": item.version, "number": item.number, "before": None}
        names = [d.name for d in w.delegates or ()]
        told.append(("item_added", orders[w.order_id], {"item": item.number, "title": item.title, "delegates": names}))
    _write_delegates({w.item_id: w.delegates for w in wanted if w.item_id and w.delegates is not None})
    _finish(orders, told, actor, batch)
    return kept


@transaction.atomic
def take_back(*, kept: Mapping[str, Mapping[str, Any]], actor: Actor, batch: str) -> None:
    """Undo a `write`: what it added is removed, what it changed is as before.

    Raises MayNotWriteOrder, NotADraft when the board has adopted the draft, ItemsChanged when somebody has written
    in the items since.
    """
    chosen = DelegationItem.objects.filter(pk__in=[int(pk) for pk in kept])
    orders = _take(set(chosen.order_by().values_list("order_id", flat=True).distinct()), actor)
    items = {str(item.pk): item for item in chosen.prefetch_related("delegates")}
    if moved := [k["number"] for pk, k in kept.items() if pk not in items or items[pk].version != k["version"]]:
        raise ItemsChanged(moved)
    added = [items[pk] for pk, k in kept.items() if k["before"] is None]
    told: list[Told] = [
        ("item_removed", orders[item.order_id], {"item": item.number, "title": item.title}) for item in added
    ]
    back = [_before(items[pk], k["before"]) for pk, k in kept.items() if k["before"] is not None]
    _forget_lost_functions(back)
    told += [_change(items[str(w.item_id)], w, orders[w.order_id]) for w in back]
    chosen.filter(pk__in=[item.pk for item in added]).delete()
    _save((items[str(w.item_id)] for w in back), set(), back)
    _write_delegates({w.item_id: w.delegates for w in back if w.item_id and w.delegates is not None})
    _finish(orders, told, actor, batch)


# ── The drafts ───────────────────────────────────────────────────────────────
def _take(ids: set[int], actor: Actor) -> dict[int, DelegationOrder]:
    """The drafts as they are stored now, held until the transaction ends, if the actor may write in every one."""
    rows = DelegationOrder.objects.select_related("board").select_for_update(of=("self",))
    orders = {order.pk: order for order in rows.filter(pk__in=ids).order_by("pk")}
    for order in orders.values():
        require_writer(actor, order.board_id)
        require_draft(order)
    return orders


def _items_in(orders: Mapping[int, DelegationOrder]) -> dict[int, DelegationItem]:
    rows = DelegationItem.objects.filter(order__in=list(orders)).prefetch_related("delegates")
    return {item.pk: item for item in rows.order_by("position", "pk")}


def _require_as_seen(
    orders: Mapping[int, DelegationOrder], items: Mapping[int, DelegationItem], changes: Sequence[ItemWrite],
    additions: Sequence[ItemWrite],
) -> None:  # fmt: skip
    moved = [w.number for w in changes if (now := items.get(w.item_id or 0)) is None or now.version != w.seen]
    taken = {(item.order_id, item.number) for item in items.values()}
    moved += [w.number for w in additions if w.order_id not in orders or (w.order_id, w.number) in taken]
    if moved:
        raise ItemsChanged(moved)


def _place(items: Sequence[DelegationItem], made: Sequence[DelegationItem]) -> set[DelegationItem]:
    """Each new item after the last of its area, else last of all; answers with those that make room."""
    if not made:
        return set()
    lines: dict[int, list[DelegationItem]] = defaultdict(list)
    for item in items:
        lines[item.order_id].append(item)
    for new in made:
        line = lines[new.order_id]
        same = [at for at, item in enumerate(line, start=1) if new.area and item.area == new.area]
        line.insert(same[-1] if same else len(line), new)
    moved = set()
    for line in lines.values():
        for place, item in enumerate(line, start=1):
            if item.pk is not None and item.position != place:
                moved.add(item)
            item.position = place
    return moved


# ── The items ────────────────────────────────────────────────────────────────
def _change(item: DelegationItem, w: ItemWrite, order: DelegationOrder) -> Told:
    """The item gets its new values, in memory; what the ledger is to say of it."""
    changes: dict[str, Any] = {
        name: [plain(getattr(item, name)), plain(new)] for name, new in w.values.items() if getattr(item, name) != new
    }
    before, after = [d.name for d in item.delegates.all()], [d.name for d in w.delegates or ()]
    if w.delegates is not None and sorted(before) != sorted(after):
        changes["delegates"] = [before, after]
    for name, value in w.values.items():
        setattr(item, name, value)
    item.version += 1
    return "item_changed", order, {"item": item.number, "changes": changes}


def _kept(item: DelegationItem, w: ItemWrite) -> dict[str, Any]:
    """What is needed to bring back what `w` writes over: exactly what was stored, not as a file would say it."""
    before: dict[str, Any] = {"values": {name: plain(getattr(item, name)) for name in w.values}}
    if w.delegates is not None:
        before["delegates"] = [[d.name, d.function_id, d.level] for d in item.delegates.all()]
    return {"version": item.version + 1, "number": item.number, "before": before}


def _before(item: DelegationItem, before: Mapping[str, Any]) -> ItemWrite:
    values = dict(before["values"])
    if values.get("amount_max") is not None:
        values["amount_max"] = Decimal(values["amount_max"])
    delegates = tuple(Delegate(*d) for d in before["delegates"]) if "delegates" in before else None
    return ItemWrite(item.order_id, item.number, values, delegates, item.pk)


def _forget_lost_functions(back: Sequence[ItemWrite]) -> None:
    """A function that has been removed since is remembered by its title alone."""
    wanted = {d.function_id for w in back for d in w.delegates or () if d.function_id}
    there = set(Function.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    for w in back:
        if w.delegates is not None:
            w.delegates = tuple(
                d if d.function_id in there else Delegate(d.name, level=d.level) for d in w.delegates
            )  # fmt: skip


def _save(items: Iterable[DelegationItem], more: set[str], writes: Sequence[ItemWrite]) -> None:
    names = {"version"} | more | {name for w in writes for name in w.values}
    DelegationItem.objects.bulk_update(items, sorted(names))


def _write_delegates(wanted: Mapping[int, tuple[Delegate, ...]]) -> None:
    ItemDelegate.objects.filter(item__in=list(wanted)).delete()
    ItemDelegate.objects.bulk_create(
        [
            ItemDelegate(item_id=pk, name=d.name, function_id=d.function_id, level=d.level)
            for pk, delegates in wanted.items()
            for d in delegates
        ]
    )


def _finish(orders: Mapping[int, DelegationOrder], told: Sequence[Told], actor: Actor, batch: str) -> None:
    """The drafts have been written in, and the ledger knows."""
    DelegationOrder.objects.filter(pk__in=list(orders)).update(version=F("version") + 1)
    entries: dict[tuple[int, str], list[tuple[DelegationOrder, dict[str, Any]]]] = defaultdict(list)
    for action, order, details in told:
        entries[order.board_id, action].append((order, {**details, "batch": batch}))
    for (board_id, action), lines in entries.items():
        ledger.record_many(actor, action, lines, unit_id=board_id, confidentiality="internal")

"""Every write to orders as a whole: open a draft, adopt it, end an order. Items are in `actions.items`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.core.versions import unless_taken
from ledtrad.delegation.actions.locking import lock_boards
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import ControlRun, DelegationItem, DelegationOrder, ItemDelegate
from ledtrad.delegation.queries.law import unexplained
from ledtrad.delegation.rules.words import OrderState
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS


class MayNotWriteOrder(NotAllowed):
    """Those who plan for the board write its order."""

    message = _("Bara nämndens sekreterare, förvaltningschef och controller skriver delegationsordningen.")
    code = "may_not_write_order"


class NotADraft(Refused):
    """What a board has adopted never changes."""

    message = _("Ordningen är antagen och ändras inte. Öppna ett utkast och ändra där.")
    code = "not_a_draft"


class NotAdopted(Refused):
    """Only an adopted order can be ended."""

    message = _("Ordningen är ett utkast. Kasta det om det inte behövs.")
    code = "not_adopted"


class NothingToAdopt(Refused):
    """An order without items delegates nothing."""

    message = _("Ordningen har inga punkter.")
    code = "nothing_to_adopt"


class NotReady(Refused):
    """Some items must be put right before the board can adopt the order; `items` says which."""

    code = "not_ready"


def require_writer(actor: Actor, board_id: int) -> None:
    """Raises MayNotWriteOrder unless the actor plans for the board."""
    if not access(actor).may_plan(board_id):
        raise MayNotWriteOrder()


def require_draft(order: DelegationOrder) -> None:
    """Raises NotADraft."""
    if not order.is_draft:
        raise NotADraft()


def claim(order: DelegationOrder, seen: int | None) -> None:
    """Take the order for writing: raises Stale if it has changed since version `seen`; None takes whatever is there."""
    rows = DelegationOrder.objects.filter(pk=order.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Stale(current=DelegationOrder.objects.get(pk=order.pk))
    order.version = DelegationOrder.objects.values_list("version", flat=True).get(pk=order.pk)


def tell(actor: Actor, action: str, order: DelegationOrder, **details: Any) -> None:
    """Write the ledger about an order: what is adopted is open, a draft is the board's own."""
    mark = "internal" if order.is_draft else "open"
    ledger.record(actor, action, order, unit_id=order.board_id, confidentiality=mark, **details)


@transaction.atomic
def open_draft(*, board: Unit, name: str, actor: Actor, copied_from: DelegationOrder | None = None) -> DelegationOrder:
    """A draft for a board, empty or with all items of another order. Raises MayNotWriteOrder, Invalid."""
    require_writer(actor, board.pk)
    if board.kind not in BOARD_KINDS:
        raise Invalid(_("En delegationsordning hör till en nämnd."), field="board")
    if DelegationOrder.objects.filter(board=board, name=name).exists():
        raise _name_taken()
    with unless_taken(_name_taken):
        made = DelegationOrder.objects.create(
            board=board, name=name, copied_from=copied_from,
            preamble=copied_from.preamble if copied_from is not None else "", **written(actor),
        )  # fmt: skip
    if copied_from is not None:
        _copy_items(copied_from, made)
    tell(actor, "created", made, copied_from=str(copied_from) if copied_from else None)
    return made


def _name_taken() -> Invalid:
    return Invalid(_("Nämnden har redan en ordning med det namnet."), field="name")


def _copy_items(old: DelegationOrder, new: DelegationOrder) -> None:
    items = list(old.items.prefetch_related("delegates"))
    delegates = [list(item.delegates.all()) for item in items]
    other_board = old.board_id != new.board_id
    for item in items:
        item.pk, item.order, item.version = None, new, 1
    made = DelegationItem.objects.bulk_create(items)
    ItemDelegate.objects.bulk_create(
        [
            # A function of another board is not one of this; its title may be.
            ItemDelegate(item=item, name=d.name, level=d.level, function_id=None if other_board else d.function_id)
            for item, those in zip(made, delegates, strict=True)
            for d in those
        ]
    )


@transaction.atomic
def change_draft(
    *, order: DelegationOrder, values: Mapping[str, Any], actor: Actor, seen: int | None
) -> DelegationOrder:
    """Change a draft's name and preamble. Raises MayNotWriteOrder, NotADraft, Invalid, Stale."""
    require_writer(actor, order.board_id)
    require_draft(order)
    same = DelegationOrder.objects.filter(board=order.board_id, name=values["name"]).exclude(pk=order.pk)
    if same.exists():
        raise _name_taken()
    changed = {name: [getattr(order, name), new] for name, new in values.items() if getattr(order, name) != new}
    if not changed:
        return order
    claim(order, seen)
    for name, value in values.items():
        setattr(order, name, value)
    with unless_taken(_name_taken):
        order.save(update_fields=list(values))
    tell(actor, "changed", order, changes=changed)
    return order


@transaction.atomic
def discard(*, order: DelegationOrder, actor: Actor) -> None:
    """Throw a draft away. Raises MayNotWriteOrder, NotADraft."""
    require_writer(actor, order.board_id)
    require_draft(DelegationOrder.objects.select_for_update(of=("self",)).get(pk=order.pk))  # adopted meanwhile?
    tell(actor, "discarded", order, items=order.items.count())
    DelegationOrder.objects.filter(copied_from=order).update(copied_from=None)
    order.delete()


@transaction.atomic
def adopt(
    *, order: DelegationOrder, adopted_on: date, reference: str, valid_from: date, actor: Actor, seen: int | None
) -> DelegationOrder:
    """The board has adopted the draft. The order in force ends on the day that this one begins.

    Raises MayNotWriteOrder, NotADraft, NothingToAdopt, NotReady, Invalid, Stale.
    """
    require_writer(actor, order.board_id)
    # Two who adopt at once wait for each other here.
    lock_boards([order.board_id])
    require_draft(DelegationOrder.objects.get(pk=order.pk))
    if valid_from < adopted_on:
        raise Invalid(_("En ordning kan inte gälla innan nämnden har antagit den."), field="valid_from")
    if adopted_on > actor.today:
        raise Invalid(_("Den dagen har inte varit än."), field="adopted_on")
    claim(order, seen)
    reference = as_paragraph(reference)
    _require_ready(order, valid_from)
    ended = _make_room(order, valid_from)
    order.state, order.adopted_on, order.adopted_reference = OrderState.ADOPTED, adopted_on, reference
    order.valid_from, order.valid_to = valid_from, None
    taken = Invalid(_("En annan antagen ordning gäller redan någon av de dagarna."), field="valid_from")
    with unless_taken(lambda: taken):
        order.save(update_fields=["state", "adopted_on", "adopted_reference", "valid_from", "valid_to"])
    for former in ended:
        tell(actor, "ended", former, changes={"valid_to": [None, valid_from.isoformat()]}, by=str(order))
    tell(
        actor, "adopted", order, adopted_on=adopted_on, reference=reference, valid_from=valid_from,
        items=order.items.count(),
    )  # fmt: skip
    return order


def _require_ready(order: DelegationOrder, day: date) -> None:
    items = list(order.items.prefetch_related("delegates"))
    if not items:
        raise NothingToAdopt()
    if bare := [item.number for item in items if not item.delegates.all()]:
        raise NotReady(_now("De här punkterna har ingen delegat: %(items)s.") % {"items": ", ".join(bare)})
    if wrong := unexplained(order, items, day):
        message = _now(
            "De här punkterna får enligt lag inte delegeras. Ändra dem, eller skriv varför de får: %(items)s."
        )
        raise NotReady(message % {"items": ", ".join(wrong)})


def _make_room(order: DelegationOrder, valid_from: date) -> list[DelegationOrder]:
    """End what is in force on that day. Raises Invalid when something begins on it or later."""
    others = DelegationOrder.objects.filter(board=order.board_id, state=OrderState.ADOPTED)
    later = others.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if later is not None and later.valid_from is not None:
        message = _now("%(order)s gäller redan från %(day)s.") % {"order": later.name, "day": later.valid_from}
        raise Invalid(message, field="valid_from")
    ended = list(others.in_force(valid_from).select_related("board"))
    for former in ended:
        claim(former, None)
        former.valid_to = valid_from
        former.save(update_fields=["valid_to"])
    return ended


@transaction.atomic
def end(*, order: DelegationOrder, valid_to: date, actor: Actor, seen: int | None, reason: str = "") -> DelegationOrder:
    """Let an adopted order end: `valid_to` is the first day on which it does not hold. It can only be shortened.

    A day before today changes who was allowed to decide on days that have been. The board's decision may have been
    written in late, so it takes a `reason`, which the ledger keeps. But a control that has been made has judged its
    period by the order that held: no day up to and with the last one of any of them can be taken back.

    Raises MayNotWriteOrder, NotAdopted, Invalid, Stale.
    """
    require_writer(actor, order.board_id)
    if order.is_draft or order.valid_from is None:
        raise NotAdopted()
    if valid_to <= order.valid_from:
        raise Invalid(_("Sista dagen måste komma efter den första."), field="valid_to")
    if order.valid_to is not None and valid_to > order.valid_to:
        raise Invalid(_("En ordning som har slutat gälla förlängs inte. Anta en ny."), field="valid_to")
    if valid_to < actor.today:
        _require_correction(order.board_id, valid_to, reason)
    claim(order, seen)
    before, order.valid_to = order.valid_to, valid_to
    order.save(update_fields=["valid_to"])
    days = [before.isoformat() if before else None, valid_to.isoformat()]
    tell(actor, "ended", order, changes={"valid_to": days}, **({"reason": reason} if reason else {}))
    return order


def _require_correction(board_id: int, valid_to: date, reason: str) -> None:
    """A day that has been is taken back only with a reason, and never when a control has judged it."""
    lock_boards([board_id])  # no control is stored meanwhile
    judged = ControlRun.objects.filter(board=board_id).aggregate(last=Max("date_to"))["last"]
    if judged is not None and valid_to <= judged:
        message = _now("Kontrollen har redan bedömt besluten till och med %(day)s efter ordningen. Välj en senare dag.")
        raise Invalid(message % {"day": judged.isoformat()}, field="valid_to")
    if not reason.strip():
        raise Invalid(_("Dagen har varit. Skriv varför ordningen avslutas i efterhand."), field="reason")

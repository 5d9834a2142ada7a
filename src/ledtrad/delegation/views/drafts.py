"""Writing a draft: open it, change its items in place, adopt it; and ending what was adopted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import (
    VERSION_FIELD,
    Difference,
    actor_of,
    conflict,
    differences,
    page,
    refuse,
    render_form,
    render_page,
    respond_saved,
    wants_fragment,
)
from ledtrad.delegation.actions import items as item_actions
from ledtrad.delegation.actions import orders as actions
from ledtrad.delegation.forms.orders import AdoptForm, DraftForm, EndForm, ItemForm, OrderForm
from ledtrad.delegation.models import DelegationItem, DelegationOrder
from ledtrad.delegation.queries import orders as queries
from ledtrad.delegation.queries.law import law_book
from ledtrad.delegation.queries.people import people_of
from ledtrad.delegation.rules.forbidden import holds
from ledtrad.delegation.rules.orders import next_number
from ledtrad.delegation.views.orders import HERE, order_of
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power

FORM = ["GET", "HEAD", "POST"]


def _seen(request: HttpRequest) -> int | None:
    sent = request.POST.get(VERSION_FIELD, "")
    return int(sent) if sent.isdecimal() else None


def _order_url(order: DelegationOrder) -> str:
    return reverse("order", args=[order.pk])


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Open a draft, empty or copied from another order."""
    actor = actor_of(request)
    if not access(actor).anywhere(Power.PLAN):
        raise actions.MayNotWriteOrder()
    form = DraftForm(request.POST or None, actor=actor, initial=request.GET.dict())
    if form.is_valid():
        try:
            made = actions.open_draft(actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _order_url(made), _("Utkastet är öppnat."))
    return render_form(
        request, "delegation/order_form.html", form, heading=_("Öppna ett utkast"), back=reverse("orders"),
        button=_("Öppna utkastet"), lead=_("Ordningen som gäller påverkas inte förrän nämnden antar utkastet."), **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft's name and introduction."""
    order, actor = order_of(request, pk), actor_of(request)
    actions.require_writer(actor, order.board_id)
    actions.require_draft(order)
    start = {"name": order.name, "preamble": order.preamble, "version": order.version}
    form = OrderForm(request.POST or None, initial=start)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "preamble")}
        try:
            actions.change_draft(order=order, values=values, actor=actor, seen=_seen(request))
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _order_url(order), _("Utkastet är sparat."))
    return _form(request, form, order, _("Namn och inledning"), _("Spara"))


def _form(
    request: HttpRequest, form: Any, order: DelegationOrder, heading: str, button: str, **more: Any
) -> HttpResponse:
    context = {"heading": heading, "button": button, "order": order, "back": _order_url(order), **HERE, **more}
    return render_form(request, "delegation/order_form.html", form, **context)


@require_http_methods(FORM)
@page
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The board has adopted the draft."""
    order, actor = order_of(request, pk), actor_of(request)
    actions.require_writer(actor, order.board_id)
    start = {"version": order.version, "adopted_on": actor.today, "valid_from": actor.today}
    form = AdoptForm(request.POST or None, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.adopt(
                order=order, adopted_on=data["adopted_on"], reference=data["reference"],
                valid_from=data["valid_from"], actor=actor, seen=data["version"],
            )  # fmt: skip
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _order_url(order), _("Ordningen är antagen."))
    sheet = queries.sheet(order, access(actor).tree, actor.today)
    lead = _("Nu gäller %(former)s. Den upphör den dag den nya börjar gälla.")
    former = DelegationOrder.objects.filter(board=order.board_id).in_force(actor.today).first()
    return _form(
        request, form, order, _("Nämnden har antagit ordningen"), _("Anta ordningen"), sheet=sheet,
        lead=lead % {"former": former.name} if former is not None else "",
    )  # fmt: skip


@require_http_methods(FORM)
@page
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """An order that is not replaced by another ends."""
    order, actor = order_of(request, pk), actor_of(request)
    actions.require_writer(actor, order.board_id)
    form = EndForm(request.POST or None, initial={"version": order.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.end(
                order=order, valid_to=data["valid_to"], reason=data["reason"], actor=actor, seen=data["version"]
            )
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _order_url(order), _("Ordningens sista dag är sparad."))
    return _form(request, form, order, _("Avsluta ordningen"), _("Avsluta"))


@require_http_methods(FORM)
@page
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    order, actor = order_of(request, pk), actor_of(request)
    actions.require_writer(actor, order.board_id)
    actions.require_draft(order)
    if request.method == "POST":
        actions.discard(order=order, actor=actor)
        return respond_saved(request, reverse("orders"), _("Utkastet är kastat."))
    context = {"order": order, "heading": _("Kasta utkastet?"), "button": _("Kasta utkastet"),
               "text": _("Alla punkter i utkastet försvinner. Den ordning som gäller står kvar."),
               "back": _order_url(order), **HERE}  # fmt: skip
    return render_page(request, "delegation/order_ask.html", context)


# ── Items ────────────────────────────────────────────────────────────────────
def _item_of(request: HttpRequest, pk: int, item: int) -> DelegationItem:
    """An item of a draft that one may write in. Raises MayNotWriteOrder, NotADraft."""
    order = order_of(request, pk)
    rows = DelegationItem.objects.filter(order=order).prefetch_related("delegates")
    found = get_object_or_404(rows, pk=item)
    found.order = order
    actions.require_writer(actor_of(request), order.board_id)
    actions.require_draft(order)
    return found


def _item_url(item: DelegationItem) -> str:
    return f"{_order_url(item.order)}#punkt-{item.pk}"


def _line(actor: Actor, item: DelegationItem) -> dict[str, Any]:
    fresh = DelegationItem.objects.select_related("order__board").prefetch_related("delegates").get(pk=item.pk)
    line = queries.one_line(fresh, access(actor).tree, actor.today)
    return {"line": line, "order": fresh.order, "may_edit": True, "focus": True}


@require_safe
@page
def item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One item where it stands; what a script fetches when somebody regrets an edit in place."""
    found = _item_of(request, pk, item)
    if not wants_fragment(request):
        return redirect(_item_url(found))
    return render_page(request, "delegation/parts/item_line.html", _line(actor_of(request), found))


@require_http_methods(FORM)
@page
def edit_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Change an item: in place, or on a page of its own without scripts."""
    found, actor = _item_of(request, pk, item), actor_of(request)
    order = found.order
    people = people_of([order.board_id], access(actor).tree, actor.today)
    form = ItemForm(request.POST or None, instance=found, board_id=order.board_id, people=people)
    if form.is_valid():
        try:
            saved = item_actions.change(
                item=found, values=form.values(), delegates=form.chosen(), actor=actor, seen=_seen(request)
            )
        except Stale as stale:
            return _conflict(request, stale, form)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            saved.order = order
            line = _line(actor, saved)
            said = _saved(line["line"])
            return respond_saved(
                request, _item_url(saved), said, template="delegation/parts/item_line.html", context=line
            )
    return _item_form(request, form, order, people, _("Ändra punkt %(number)s") % {"number": found.number}, found)


def _saved(line: queries.Line) -> str:
    """What is said when an item has been saved: also what the law says of it."""
    warnings = [w.text for w in line.warnings]
    number = {"number": line.item.number}
    return " ".join([_("Punkt %(number)s är sparad.") % number, *warnings[:1]])


def _conflict(request: HttpRequest, stale: Stale, form: ItemForm) -> HttpResponse:
    stored = stale.current
    mine = ", ".join(d.name for d in form.chosen())
    theirs = ", ".join(d.name for d in stored.delegates.all())
    rows = [Difference(_("Delegater"), mine, theirs), *differences(request.POST, stored)]
    rows.sort(key=lambda row: not row.differs)
    return conflict(request, stale, rows=[row for row in rows if row.label], version=stored.version)


def _item_form(
    request: HttpRequest, form: ItemForm, order: DelegationOrder, people: Any, heading: str,
    found: DelegationItem | None = None,
) -> HttpResponse:  # fmt: skip
    day = actor_of(request).today
    book = law_book()
    warned = book.warnings(found, people.bodies.get(order.board_id, ()), day) if found is not None else []
    areas = order.items.exclude(area="").order_by().values_list("area", flat=True).distinct()
    return render_form(
        request, "delegation/item_form.html", form, partial="inplace", heading=heading, order=order, item=found,
        warned=warned, laws=[law.reference for law in book.laws if holds(law.valid_from, law.valid_to, day)],
        areas=sorted(areas), back=_item_url(found) if found is not None else _order_url(order), **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def new_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to a draft."""
    order, actor = order_of(request, pk), actor_of(request)
    actions.require_writer(actor, order.board_id)
    actions.require_draft(order)
    people = people_of([order.board_id], access(actor).tree, actor.today)
    form = ItemForm(
        request.POST or None, instance=DelegationItem(order=order), board_id=order.board_id, people=people,
        initial=_suggested(order, request.GET.get("omrade", "")),
    )  # fmt: skip
    if form.is_valid():
        try:
            made = item_actions.add(order=order, values=form.values(), delegates=form.chosen(), actor=actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            made.order = order
            again = f"{reverse('item-new', args=[order.pk])}?omrade={made.area}"
            said = _saved(_line(actor, made)["line"])
            return respond_saved(request, again if "again" in request.POST else _item_url(made), said)
    return _item_form(request, form, order, people, _("Ny punkt"))


def _suggested(order: DelegationOrder, area: str) -> dict[str, str]:
    rows = list(order.items.order_by("position").values_list("number", "area"))
    number = next_number([n for n, _a in rows], [n for n, a in rows if a == area and area])
    return {"area": area, "number": number}


@require_http_methods(FORM)
@page
def remove_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take an item out of the draft, after asking."""
    found = _item_of(request, pk, item)
    if request.method == "POST":
        item_actions.remove(item=found, actor=actor_of(request), seen=_seen(request))
        said = _("Punkt %(number)s är borttagen ur utkastet.") % {"number": found.number}
        return respond_saved(request, _order_url(found.order), said)
    context = {
        "order": found.order, "item": found, "heading": _("Ta bort punkt %(number)s?") % {"number": found.number},
        "text": found.title, "button": _("Ta bort punkten"), "back": _item_url(found), "version": found.version,
        **HERE,
    }  # fmt: skip
    return render_page(request, "delegation/order_ask.html", context)


@require_POST
@page
def move_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One step up or down."""
    found = _item_of(request, pk, item)
    item_actions.move(item=found, up=request.POST.get("do") != "down", actor=actor_of(request))
    return respond_saved(request, _item_url(found), _("Punkt %(number)s är flyttad.") % {"number": found.number})

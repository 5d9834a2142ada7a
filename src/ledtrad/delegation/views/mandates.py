"""Onward delegation and substitutes: what a board's head of administration and managers have given."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import mandates as actions
from ledtrad.delegation.forms.orders import EndSubstitutionForm, SubdelegationForm, SubstitutionForm, WithdrawForm
from ledtrad.delegation.models import Subdelegation, Substitution
from ledtrad.delegation.queries import mandates as queries
from ledtrad.delegation.queries.people import tree_of
from ledtrad.delegation.rules.words import Onward
from ledtrad.delegation.views.common import user_of
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, Power

FORM = ["GET", "HEAD", "POST"]
HERE = {"nav_current": "delegation"}


def _board(number: str) -> Unit:
    return get_object_or_404(Unit, number=number, kind__in=BOARD_KINDS)


def _url(board: Unit) -> str:
    return reverse("mandates", args=[board.number])


def _substitutes_in(actor: Actor, board: Unit) -> frozenset[int] | None:
    """The units whose functions this person may give a substitute; None for the whole board."""
    rights = access(actor)
    if rights.may_plan(board.pk):
        return None
    return tree_of(rights.tree, board.pk) & rights.units(Power.MANAGE)


@require_safe
@page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """What holds today and what is over."""
    board, actor = _board(number), actor_of(request)
    mine = _substitutes_in(actor, board)
    rights = access(actor)
    context = {
        "board": board,
        "found": queries.mandates(board, user_of(request), actor.today),
        "may_delegate": actions.heads(actor, board.pk),
        "may_substitute": mine is None or bool(mine),
        "mine": None if mine is None else {u for u in mine if rights.manages(u)},
        "today": actor.today,
        **HERE,
    }
    return render_page(request, "delegation/mandates.html", context)


@require_http_methods(FORM)
@page
def new_subdelegation(request: HttpRequest, number: str) -> HttpResponse:
    """The head of administration lets somebody else decide."""
    board, actor = _board(number), actor_of(request)
    if not actions.heads(actor, board.pk):
        raise actions.NotHeadOfAdministration()
    items = queries.items_in_force(board, user_of(request), actor.today)
    form = SubdelegationForm(
        request.POST or None, units=tree_of(access(actor).tree, board.pk),
        items=[(i.number, f"{i.number} {i.title}"[:120]) for i in items if i.onward == Onward.HEAD],
        initial={"valid_from": actor.today, "item": request.GET.get("punkt", "")},
    )  # fmt: skip
    if form.is_valid():
        try:
            actions.delegate_onward(board=board, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(board), _("Vidaredelegationen är sparad."))
    lead = _("Nämnden bestämmer i ordningen vilka punkter som får delegeras vidare (7 kap. 6 § KL).")
    return _form(request, form, board, _("Delegera vidare"), _("Delegera vidare"), lead=lead)


def _form(request: HttpRequest, form: Any, board: Unit, heading: str, button: str, **more: Any) -> HttpResponse:
    context = {"heading": heading, "button": button, "board": board, "back": _url(board), **HERE, **more}
    return render_form(request, "delegation/mandate_form.html", form, **context)


@require_http_methods(FORM)
@page
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take an onward delegation back."""
    board, actor = _board(number), actor_of(request)
    rows = Subdelegation.objects.visible_to(user_of(request)).select_related("delegate__unit", "board")
    found = get_object_or_404(rows, pk=pk, board=board)
    if not actions.heads(actor, board.pk):
        raise actions.NotHeadOfAdministration()
    form = WithdrawForm(request.POST or None, initial={"day": actor.today, "version": found.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.withdraw(
                subdelegation=found, reason=data["reason"], day=data["day"], actor=actor, seen=data["version"]
            )
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(board), _("Vidaredelegationen är återkallad."))
    lead = _("%(delegate)s får i dag besluta på punkt %(item)s. Det som redan är beslutat står kvar.")
    lead = lead % {"delegate": found.delegate, "item": found.item}
    return _form(request, form, board, _("Återkalla vidaredelegation"), _("Återkalla"), lead=lead)


@require_http_methods(FORM)
@page
def new_substitution(request: HttpRequest, number: str) -> HttpResponse:
    """Say who decides while somebody is away."""
    board, actor = _board(number), actor_of(request)
    mine = _substitutes_in(actor, board)
    if mine is not None and not mine:
        raise actions.MayNotSubstitute()
    units = tree_of(access(actor).tree, board.pk)
    form = SubstitutionForm(request.POST or None, units=units, may=mine, initial={"valid_from": actor.today})
    if form.is_valid():
        try:
            actions.appoint_substitute(board=board, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(board), _("Ersättaren är utsedd."))
    lead = _("Ersättaren beslutar på alla punkter som den frånvarande har.")
    return _form(request, form, board, _("Utse ersättare"), _("Utse ersättaren"), lead=lead)


@require_http_methods(FORM)
@page
def end_substitution(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The absent one is back."""
    board, actor = _board(number), actor_of(request)
    rows = Substitution.objects.visible_to(user_of(request)).select_related("absent__unit", "substitute__unit")
    found = get_object_or_404(rows, pk=pk, board=board)
    if not actions.may_substitute(actor, found.absent, board.pk):
        raise actions.MayNotSubstitute()
    form = EndSubstitutionForm(request.POST or None, initial={"day": actor.today, "version": found.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.end_substitution(substitution=found, day=data["day"], actor=actor, seen=data["version"])
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(board), _("Ersättningen är avslutad."))
    lead = _("%(substitute)s beslutar nu i stället för %(absent)s.")
    lead = lead % {"substitute": found.substitute, "absent": found.absent}
    return _form(request, form, board, _("Avsluta ersättningen"), _("Avsluta"), lead=lead)

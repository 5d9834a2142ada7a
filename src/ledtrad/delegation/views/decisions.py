"""The register of decisions, one decision, its correction, and the form for those made by hand."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import clock, ledger
from ledtrad.core.listing import Column, Filter, ListPage, choice, search
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import decisions as actions
from ledtrad.delegation.actions import reading
from ledtrad.delegation.forms.decisions import CorrectForm, WriteForm
from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.queries import decisions as queries
from ledtrad.delegation.views.common import user_of
from ledtrad.organisation.actors import access
from ledtrad.organisation.forms import DateInput
from ledtrad.organisation.models import Function, Unit
from ledtrad.organisation.rules import Confidentiality, Power


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """The register: what one may see of it. What is confidential is told on its own page, or in the workbook."""
    user, actor = user_of(request), actor_of(request)
    boards, sources = queries.offered()
    listing = ListPage(
        request,
        queries.register(user, batch=request.GET.get("batch", "")),
        name="decisions",
        columns=_columns(exporting=request.GET.get("export") == "xlsx"),
        filters=[
            search("q", gettext_lazy("Sök"), "source_id", "matter", "decision"),
            choice("board", gettext_lazy("Nämnd"), boards, "board__number"),
            choice("source", gettext_lazy("Källa"), sources, "system_id"),
            search("function", gettext_lazy("Delegat"), "function", "person"),
            choice("mark", pgettext_lazy("grad", "Sekretess"), Confidentiality.choices, "confidentiality"),
            _day("from", gettext_lazy("Från och med"), "decided_on__gte"),
            _day("to", gettext_lazy("Till och med"), "decided_on__lte"),
        ],
    )
    if request.GET.get("export") == "xlsx":
        count = queries.telling_of_somebody(listing.filtered)
        reading.log_rows(
            reader=user, place=_("Beslut"), count=count, query=listing.filter_summary, actor=actor,
            action=ledger.EXPORTED,
        )  # fmt: skip
    rights = access(actor)
    context = {
        "title": _("Beslut"),
        "may_write": bool(actions.boards_to_write_in(actor)),
        "follows": rights.anywhere(Power.FOLLOW_DECISIONS),
        "empty_title": _("Inga beslut än."),
        "empty_text": _("Beslut kommer från de källor som är uppsatta, eller skrivs in för hand."),
    }
    return listing.respond("delegation/decisions.html", context)


@require_safe
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision: everything the record holds, what it was before, who was told of it, what the control found."""
    user, actor = user_of(request), actor_of(request)
    decision = _decision(request, pk)
    context = {
        "decision": decision,
        "dossier": queries.dossier(user, decision),
        "may_correct": decision.is_current and actions.may_correct(actor, decision),
        "is_secret": decision.confidentiality == Confidentiality.CONFIDENTIAL,
    }
    reading.log_read(decision=decision, actor=actor)
    return render_page(request, "delegation/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is right, and why."""
    actor, decision = actor_of(request), _decision(request, pk)
    if not actions.may_correct(actor, decision):
        raise NotAllowed
    if not decision.is_current:
        raise Stale(None, _("Beslutet är redan rättat. Öppna den senaste versionen och rätta den."))
    form = CorrectForm(request.POST or None, decision)
    if form.is_valid():
        try:
            new = actions.correct(
                decision=decision, values=form.values(), reason=form.cleaned_data["reason"], actor=actor
            )
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("decision", args=[new.pk]), _("Beslutet är rättat."))
    reading.log_read(decision=decision, actor=actor)
    return render_form(request, "delegation/decision_form.html", form, decision=decision)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    """Write in a decision made by hand; it gets the next number of the board's series."""
    actor, user = actor_of(request), user_of(request)
    boards = list(Unit.objects.filter(pk__in=actions.boards_to_write_in(actor)).order_by("path"))
    if not boards:
        raise NotAllowed
    board = next((b for b in boards if b.number == request.GET.get("board")), boards[0])
    held = Function.objects.filter(pk__in=access(actor).functions).select_related("unit")
    mine = [f.title for f in held if access(actor).tree.board_of(f.unit_id) == board.pk]
    writes_for_others = access(actor).has(Power.PLAN, board.pk)
    form = WriteForm(
        request.POST or None,
        items=queries.items_in_force(board, actor.today),
        functions=[] if writes_for_others else list(dict.fromkeys(mine)),
        initial={"decided_on": clock.today(), "person": user.username, "function": mine[0] if mine else ""},
    )
    if form.is_valid():
        try:
            made = actions.write_in(
                board=board, values=form.values(), subject=form.cleaned_data["subject"], actor=actor
            )
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            message = _("Beslutet är inskrivet som %(number)s.") % {"number": made.source_id}
            return respond_saved(request, reverse("decision-receipt", args=[made.pk]), message)
    return render_form(request, "delegation/decision_new.html", form, board=board, boards=boards)


@require_safe
@page
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written in, with its number: to print and put in the file."""
    decision = _decision(request, pk)
    if not decision.system.by_hand:
        raise Http404
    reading.log_read(decision=decision, actor=actor_of(request))
    return render_page(request, "delegation/decision_receipt.html", {"decision": decision})


def _decision(request: HttpRequest, pk: int) -> DelegatedDecision:
    seen = DelegatedDecision.objects.visible_to(user_of(request))
    related = seen.select_related("system", "board", "unit", "delegate__unit", "holder", "recorded_by", "batch")
    return get_object_or_404(related, pk=pk)


def _columns(*, exporting: bool) -> list[Column]:
    said = "decision" if exporting else _open_only("decision")
    return [
        Column("source_id", gettext_lazy("Beslut"), sort="source_id", sub="system.name", link=_address),
        Column("decided_on", gettext_lazy("Beslutat"), sort="decided_on"),
        Column("decision", gettext_lazy("Vad som beslutades"), said),
        Column("item", gettext_lazy("Punkt"), sort="item"),
        Column("function", gettext_lazy("Delegat"), sort="function", sub="person"),
        Column("unit", gettext_lazy("Enhet"), "unit.name", sort="unit__path"),
        Column("board", gettext_lazy("Nämnd"), "board.name", sort="board__path", shown=False),
        Column("matter", gettext_lazy("Ärende"), "matter" if exporting else _open_only("matter"), shown=False),
        Column("amount", gettext_lazy("Belopp"), num=True, sort="amount", shown=False),
        Column("period_from", gettext_lazy("Från"), shown=False),
        Column("period_to", gettext_lazy("Till"), shown=False),
        Column(
            "mark",
            pgettext_lazy("grad", "Sekretess"),
            "get_confidentiality_display",
            sort="confidentiality",
            shown=False,
        ),
    ]


def _open_only(name: str) -> Any:
    """On the list, what tells of somebody is not told: to read it is an event of its own."""

    def told(decision: DelegatedDecision) -> str:
        return _("Sekretess") if reading.holds_client_data(decision) else str(getattr(decision, name))

    return told


def _address(decision: DelegatedDecision) -> str:
    return reverse("decision", args=[decision.pk])


def _day(key: str, label: Any, lookup: str) -> Filter:
    """A day that the list begins or ends with."""

    def make_field() -> forms.Field:
        return forms.DateField(label=str(label), required=False, widget=DateInput())

    def narrow(rows: QuerySet[Any], value: date) -> QuerySet[Any]:
        return rows.filter(**{lookup: value})

    return Filter(key, label, make_field, narrow)

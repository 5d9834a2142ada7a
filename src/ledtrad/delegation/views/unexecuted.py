"""Granted decisions that are not carried out: the list, one, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.db.models import Case, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import ledger
from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.marks import status_mark
from ledtrad.core.periods import PeriodKind, label, latest_ended
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import reading
from ledtrad.delegation.actions import unexecuted as actions
from ledtrad.delegation.forms import unexecuted as forms
from ledtrad.delegation.models import UnexecutedDecision
from ledtrad.delegation.queries import unexecuted as queries
from ledtrad.delegation.rules.unexecuted import MONTHS, Standing, months_after, quarters_of
from ledtrad.delegation.unexecuted_todo import REPORT_DAYS
from ledtrad.delegation.views.board_common import FORM, seen_version, shared, user_of
from ledtrad.organisation.models import Holding, Unit, User
from ledtrad.organisation.rules import UnitKind

#: Shape and word of each standing.
WORDS: dict[Standing, tuple[str, Promise]] = {
    Standing.LATE: ("missed", _("Över tre månader")),
    Standing.WAITS: ("partly", _("Väntar")),
    Standing.EXECUTED: ("met", _("Verkställt")),
    Standing.LAPSED: ("none", _("Upphört")),
}
_OPEN = Q(executed_on__isnull=True, lapsed_on__isnull=True)


def standing_mark(row: UnexecutedDecision, today: date) -> SafeString:
    shape, word = WORDS[row.grant.standing(today)]
    return status_mark(shape, word)


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, longest first; what is to be reported for the quarter that has ended."""
    actor, user = actor_of(request), user_of(request)
    today = actor.today
    ended = Case(When(_OPEN, then=Value(0)), default=Value(1))
    found = ListPage(
        request,
        queries.register(user).annotate(over=ended).order_by("over", queries.SINCE, "pk"),
        name="unexecuted",
        columns=_columns(today),
        filters=[
            search("q", _("Sök"), "number", "intervention"),
            choice("law", _("Lag"), [(law, law) for law in queries.laws(today)], "law"),
            flag("open", _("Bara de som väntar"), _OPEN),
        ],
    )
    exports = request.GET.get("export") == "xlsx"
    reading.log_rows(  # all of them are about somebody each
        reader=user, place=_now("Ej verkställda beslut"), query=found.filter_summary, actor=actor,
        count=found.filtered.count() if exports else len(found.page.object_list),
        action=ledger.EXPORTED if exports else ledger.READ,
    )  # fmt: skip
    quarter = latest_ended(PeriodKind.QUARTER, today)
    context = shared(
        title=_("Ej verkställda beslut"),
        quarter=str(quarter),
        receivers=("authority", "council"),
        quarter_label=label(quarter),
        report_by=quarter.last_day + REPORT_DAYS,
        boards=_boards(request, quarter),
        late=sum(1 for grant in _open_grants(user) if today >= months_after(grant, MONTHS)),
        may_register=bool(actions.units_to_register_in(actor)) or user.access.everything,
        may_import=user.access.everything
        or bool(actions.units_to_register_in(actor) & queries.secret_units(user.access)),
        empty_title=_("Inget beslut väntar."),
        empty_text=_("Gynnande beslut som inte har verkställts förs in här, så att de kan rapporteras i tid."),
    )
    return found.respond("delegation/unexecuted.html", context)


def _open_grants(user: User) -> list[date]:
    """From when each one that this person sees waits. One query."""
    return list(queries.register(user).filter(_OPEN).values_list(queries.SINCE, flat=True))


def _boards(request: HttpRequest, quarter: Any) -> list[dict[str, Any]]:
    """The boards whose quarter this person may look at: how many there are to tell of, and whether it is done."""
    secret = queries.secret_units(user_of(request).access)
    boards = [u for u in Unit.objects.filter(pk__in=secret).order_by("path") if u.is_board]
    told: dict[int, int] = {}
    for row, _told in queries.told_of([b.pk for b in boards], quarter):
        told[row.board_id] = told.get(row.board_id, 0) + 1
    done = queries.reported([b.pk for b in boards], quarter)
    return [
        {"board": b, "count": told.get(b.pk, 0),
         "waits": [to for to in ("authority", "council") if (b.pk, to) not in done]}
        for b in boards
        if told.get(b.pk) or any(board == b.pk for board, _to in done)
    ]  # fmt: skip


def _columns(today: date) -> list[Column]:
    return [
        Column("number", _("Beslut"), sort="number", link=_url, sub="intervention"),
        Column("standing", _("Läge"), accessor=lambda row: str(WORDS[row.grant.standing(today)][1]),
               markup=lambda row: standing_mark(row, today)),
        Column("since", _("Väntar sedan"), sort="since", num=True),
        Column("days", _("Dagar"), accessor=lambda row: row.grant.days_waited(today), num=True, decimals=0),
        Column("late_from", _("Tre månader"), accessor=lambda row: row.grant.late_from, num=True),
        Column("law", _("Lag"), sort="law", shown=False),
        Column("unit", _("Enhet"), "unit.name", sort="unit__path", sub="holder.name"),
        Column("reason", _("Skäl")),
    ]  # fmt: skip


def _url(row: UnexecutedDecision) -> str:
    return reverse("unexecuted-one", args=[row.number])


@require_safe
@page
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One decision that waits: its days, why, and in which quarters it is told of."""
    row, actor = _row(request, number), actor_of(request)
    shape, word = WORDS[row.grant.standing(actor.today)]
    done = queries.reported([row.board_id], latest_ended(PeriodKind.QUARTER, actor.today))
    actions.log_read(row=row, actor=actor)
    context = shared(
        row=row, grant=row.grant, shape=shape, word=word, days=row.grant.days_waited(actor.today),
        quarters=[(q, label(q)) for q in quarters_of(row.grant, actor.today)], reported=done,
        may_change=actions.may_change(actor, row), is_open=row.grant.ended_on is None,
        ground=queries.grounds(actor.today, ["authority"]).get((row.law, "authority")),
    )  # fmt: skip
    return render_page(request, "delegation/unexecuted_one.html", context)


def _row(request: HttpRequest, number: str) -> UnexecutedDecision:
    rows = queries.register(user_of(request)).select_related("decision__system")
    found: UnexecutedDecision = get_object_or_404(rows, number=number)
    return found


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Tell of a granted decision that is not carried out."""
    actor, user = actor_of(request), user_of(request)
    allowed = actions.units_to_register_in(actor)
    units = [u for u in Unit.objects.order_by("path") if u.pk in allowed or user.access.everything]
    units = [u for u in units if user.access.tree.board_of(u.pk) is not None and not u.is_board
             and u.kind != UnitKind.COMMITTEE]  # fmt: skip
    if not units:
        raise NotAllowed
    form = forms.RegisterForm(
        request.POST or None, units=units, laws=queries.laws(actor.today), people=_people(user, units)
    )
    if form.is_valid():
        unit = next(u for u in units if u.number == form.cleaned_data["unit"])
        holder = User.objects.filter(username=form.cleaned_data.get("holder") or "").first()
        try:
            made = actions.register(
                unit=unit, values=form.values() | {"holder": holder}, subject=form.cleaned_data["subject"],
                actor=actor,
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(made), _now("Beslutet är infört som %(n)s.") % {"n": made.number})
    return render_form(request, "delegation/unexecuted_form.html", form, **shared(title=_("För in ett beslut")))


def _people(user: User, units: list[Unit]) -> list[User]:
    """Who may handle a case there; nobody to choose for whoever tells of their own."""
    if not queries.secret_units(user.access) and not user.access.everything:
        return []
    held = Holding.objects.current().filter(function__unit__in=units).values("person")
    return list(User.objects.filter(pk__in=held).order_by("name"))


@dataclass(frozen=True)
class Change:
    """One thing that may be done to a decision that waits."""

    form: type[django_forms.Form]
    action: Callable[..., UnexecutedDecision]
    title: Promise
    button: Promise
    saved: Promise
    fields: tuple[str, ...]


CHANGES = {
    "skal": Change(forms.ReasonForm, actions.give_reason, _("Skäl till dröjsmålet"), _("Spara skälet"),
                   _("Skälet är sparat."), ("reason",)),
    "verkstallt": Change(forms.ExecutedForm, actions.execute, _("Beslutet har verkställts"), _("Spara"),
                         _("Beslutet är verkställt."), ("executed_on",)),
    "upphort": Change(forms.LapsedForm, actions.lapse, _("Beslutet ska inte verkställas"), _("Spara"),
                      _("Beslutet har upphört."), ("lapsed_on", "lapsed_reason")),
    "avbrott": Change(forms.BreakForm, actions.break_off, _("Insatsen har avbrutits"), _("För in avbrottet"),
                      _("Avbrottet är infört; tiden räknas om."), ()),
}  # fmt: skip


@require_http_methods(FORM)
@page
def change(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Say why it waits, that it is carried out, that it has lapsed, or that it has broken off."""
    row, actor = _row(request, number), actor_of(request)
    kind = CHANGES.get(what)
    if kind is None:
        raise Http404
    if not actions.may_change(actor, row):
        raise actions.MayNotRegister()
    form = kind.form(request.POST or None, initial={name: getattr(row, name) for name in kind.fields})
    if form.is_valid():
        try:
            saved = kind.action(row=row, actor=actor, seen=seen_version(request), **form.cleaned_data)
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(saved), kind.saved)
    actions.log_read(row=row, actor=actor)
    context = shared(row=row, title=kind.title, button=kind.button, version=row.version, what=what)
    return render_form(request, "delegation/unexecuted_change.html", form, **context)

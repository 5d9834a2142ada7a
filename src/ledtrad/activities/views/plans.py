"""Action plans: the list of them, and one plan as list, board and timeline."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.activities import plan_pages, plan_words
from ledtrad.activities.actions import plans as actions
from ledtrad.activities.actions.measures import may_change
from ledtrad.activities.forms.plans import InPlanForm, MoveForm, PlaceForm
from ledtrad.activities.models import ActionPlan, Activity, PlanPurpose
from ledtrad.activities.papers.plans import plan_document
from ledtrad.activities.queries import plans as queries
from ledtrad.activities.views.common import FORM, ask, asks_first
from ledtrad.core import papers, uploads
from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread.actions import NotYours


def plan_of(request: HttpRequest, number: str) -> ActionPlan:
    """The plan, or 404 for whoever may not see it. One query."""
    rows = ActionPlan.objects.visible_to(user_of(request)).with_place()
    return get_object_or_404(rows, number=number)


def activity_of(request: HttpRequest, number: str) -> Activity:
    """An activity, or 404. One query."""
    rows = Activity.objects.visible_to(user_of(request)).select_related("plan", "group", "unit", "responsible")
    return get_object_or_404(rows, number=number)


def plan_url(plan: ActionPlan) -> str:
    """The page where one works with the plan."""
    return reverse("action-plan", args=[plan.number])


def _units() -> list[tuple[str, str]]:
    return list(Unit.objects.filter(nodes__kind="action_plan").distinct().values_list("path", "name"))


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """The plans that the person may see: those with late activities first."""
    actor = actor_of(request)
    rows = queries.with_counts(ActionPlan.objects.visible_to(user_of(request)).with_place(), actor.today)

    def done(row: Any) -> str:
        return _now("%(done)s av %(all)s") % {"done": row.done, "all": row.in_all}

    listing = ListPage(
        request,
        rows.order_by("-late", "number"),
        name="action-plans",
        columns=[
            Column("title", _("Handlingsplan"), sort="title", link=plan_url, sub="number"),
            Column("late", _("Försenade"), sort="late", num=True),
            Column("done", _("Klara"), accessor=done, sort="done"),
            Column("purpose", _("Syfte"), accessor="get_purpose_display", sort="purpose"),
            Column("deficit", _("Att spara per år"), sort="deficit", num=True, shown=False),
            Column("responsible", _("Leds av"), accessor="responsible.title", sort="responsible__title"),
            Column("unit", _("Enhet"), accessor="unit.name", sort="unit__path"),
        ],
        filters=[
            search("q", _("Sök"), "title", "number"),
            choice("unit", _("Enhet"), _units, "unit__path__startswith"),
            choice("purpose", _("Syfte"), PlanPurpose.choices),
            flag("late", _("Bara med försenade"), Q(late__gt=0)),
        ],
    )  # fmt: skip
    context = {
        "title": _("Handlingsplaner"), "nav_current": "action-plans", "may_edit": access(actor).anywhere(Power.EDIT),
        "empty_title": _("Inga handlingsplaner än."),
        "empty_text": _("En handlingsplan samlar aktiviteter som planeras och följs upp tillsammans."),
    }  # fmt: skip
    return listing.respond("activities/plans.html", context)


@require_safe
@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The plan as a list: late first."""
    return _shown(request, number, "action-plan", "activities/plan.html")


@require_safe
@page
def board(request: HttpRequest, number: str) -> HttpResponse:
    """The plan by state. Each card is moved from its menu; with a script it can be dragged too."""
    return _shown(request, number, "action-plan-board", "activities/plan_board.html")


@require_safe
@page
def timeline(request: HttpRequest, number: str) -> HttpResponse:
    """The plan in time."""
    return _shown(request, number, "action-plan-timeline", "activities/plan_timeline.html")


def _shown(request: HttpRequest, number: str, current: str, template: str) -> HttpResponse:
    plan, actor = plan_of(request, number), actor_of(request)
    found = queries.inside(plan, access(actor), actor.today)
    tally = found.tally(actor.today)
    more: dict[str, Any] = {"inside": found, "tally": tally, "lead": plan_words.lead(tally)}
    if current == "action-plan-board":
        more["columns"] = plan_pages.board(found.rows)
    if current == "action-plan-timeline":
        more["drawing"] = plan_pages.line(plan, found.rows, actor.today)
    for row in found.rows:
        row.shape, row.word = plan_words.standing(row.activity, actor.today)  # type: ignore[attr-defined]
        row.may_change = may_change(actor, row.activity)  # type: ignore[attr-defined]
    return render_page(request, template, plan_pages.frame(plan, current, actor, **more))


@require_http_methods(FORM)
@page
def move(request: HttpRequest, number: str) -> HttpResponse:
    """Another state for one activity of a plan."""
    activity, actor = activity_of(request, number), actor_of(request)
    if activity.plan is None:
        raise Http404
    if not may_change(actor, activity):
        raise NotYours()
    start = {"state": activity.state, "state_reason": activity.state_reason, "version": activity.version}
    wanted = request.GET.get("state", "")
    form = MoveForm(request.POST or None, initial={**start, **({"state": wanted} if wanted else {})})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.move(
                activity=activity, state=data["state"], reason=data["state_reason"], actor=actor, seen=data["version"]
            )
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            where = reverse("action-plan-board", args=[activity.plan.number])
            return respond_saved(request, where, _now("”%(what)s” är flyttad.") % {"what": activity.short})
    return small(request, form, activity.plan, _now("Flytta ”%(what)s”") % {"what": activity.short}, _("Flytta"))


@require_http_methods(FORM)
@page
def put_in(request: HttpRequest, number: str) -> HttpResponse:
    """An activity that is there already, into the plan."""
    plan, actor = plan_of(request, number), actor_of(request)
    actions.require_leader(actor, plan)
    form = PlaceForm(request.POST or None, plan=plan, user=user_of(request))
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.place(activity=data["activity"], plan=plan, group=data["group"], actor=actor, seen=None)
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            where = plan_url(plan)
            return respond_saved(request, where, _now("Aktiviteten hör nu till planen."))
    return small(request, form, plan, _("Lägg till en aktivitet som finns"), _("Lägg till"))


@require_http_methods(FORM)
@page
def in_plan(request: HttpRequest, number: str) -> HttpResponse:
    """With which group an activity stands, what it waits for, or that it leaves the plan."""
    activity, actor = activity_of(request, number), actor_of(request)
    plan = activity.plan
    if plan is None:
        raise Http404
    actions.require_leader(actor, plan)
    words = {"what": f"”{activity.short}”"}
    start = {
        "group": activity.group_id, "version": activity.version,
        "waits_for": list(activity.waits_for.values_list("on", flat=True)),
    }  # fmt: skip
    if asks_first(request):
        return ask(
            request, where=str(plan), where_url=plan_url(plan), heading=_now("Ta %(what)s ur planen") % words,
            told=_now("Aktiviteten finns kvar utanför planen. Inget i planen väntar på den mer."),
            button=_("Ta ur planen"), back=request.path, version=activity.version, nav_current="action-plans",
        )  # fmt: skip
    form = InPlanForm(request.POST or None, activity=activity, user=user_of(request), initial=start)
    if form.is_valid():
        try:
            _place(activity, plan, form, actor, leaves="remove" in request.POST)
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, plan_url(plan), _now("Planen är ändrad."))
    heading = _now("%(what)s i planen") % words
    return small(request, form, plan, heading, _("Spara"), remove=_("Ta ur planen"))


def _place(activity: Activity, plan: ActionPlan, form: InPlanForm, actor: Any, *, leaves: bool) -> None:
    data = form.cleaned_data
    if leaves:
        actions.place(activity=activity, plan=None, group=None, actor=actor, seen=data["version"])
        return
    actions.wait_for(activity=activity, on=data["waits_for"], actor=actor, seen=data["version"])
    actions.place(activity=activity, plan=plan, group=data["group"], actor=actor, seen=None)


@require_safe
@page
def file(request: HttpRequest, number: str, format: str) -> HttpResponse:
    """The plan as a paper, as this person sees it."""
    plan, actor = plan_of(request, number), actor_of(request)
    if format not in (Format.PDF, Format.DOCX):
        raise Http404
    found = queries.inside(plan, access(actor), actor.today)
    data = papers.render(plan_document(plan, found, queries.groups(plan), actor.today), Format(format))
    return uploads.attachment(data, f"{plan.number} {plan.short}.{format}")


def small(request: HttpRequest, form: Any, plan: ActionPlan, heading: Any, button: Any, **more: Any) -> HttpResponse:
    """A form about one thing in a plan."""
    context = {"plan": plan, "heading": heading, "button": button, "nav_current": "action-plans", **more}
    return render_form(request, "activities/plan_form.html", form, **context)

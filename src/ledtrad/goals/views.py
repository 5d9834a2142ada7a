"""Goals and plans."""

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from ledtrad.core.listing import Column, ListPage, choice, search
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.goals import actions, cells, queries, rules
from ledtrad.goals.forms import AdoptForm, OpenRoundForm
from ledtrad.goals.models import Edition, Goal, PlanningRound, RoundState
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.rules import Power
from ledtrad.thread import tallies
from ledtrad.thread.rules import Status


def _who(goal: Any) -> str:
    if goal.responsible is None:
        return _now("ingen")
    return str(goal.holder or _now("vakant"))


@page
def index(request: HttpRequest) -> HttpResponse:
    """All goals with owner, assessment, suggestion, indicators and their latest figures."""
    user = user_of(request)
    offered, drawn = queries.offered(user), cells.Cells()
    listing = ListPage(
        request,
        queries.goals(user).order_by("level__rank", "unit__path", "number"),
        name="goals",
        columns=[
            Column("title", pgettext_lazy("node", "Mål"), sort="title", link=Goal.get_absolute_url, sub="kind_label"),
            Column("status", _("Bedömning"), sort="status", markup=drawn.status, export="get_status_display"),
            Column(
                "suggested",
                _("Förslag ur tråden"),
                sort="suggested",
                markup=drawn.suggested,
                export="get_suggested_display",
            ),
            Column("below", _("Indikatorer och senaste värden"), markup=drawn.indicators, export=_figures),
            Column("responsible", _("Ansvarig"), accessor="responsible.title", sort="responsible__title", sub=_who),
            Column("unit", _("Nämnd eller enhet"), accessor="unit.name", sort="unit__path"),
            Column("number", _("Nummer"), sort="number", shown=False),
            Column("round", _("Plan"), sort="round__year", shown=False),
        ],
        filters=[
            search("q", _("Sök"), "title", "number"),
            choice("unit", _("Enhet med det som ligger under"), offered.units, "unit__path__startswith"),
            choice("level", _("Nivå"), offered.levels, "level__slug"),
            choice("area", _("Område"), offered.areas, "areas__slug"),
            choice("status", _("Bedömning"), Status.choices),
        ],
        prepare=lambda rows: queries.attach_indicators(rows, user),
        tally={**tallies.by("status"), "differs": _differs},
    )
    context = {
        "title": _("Mål och plan"),
        "standing": tallies.in_words(listing.counts),
        "rounds": offered.rounds,
        "may_edit": access(actor_of(request)).anywhere(Power.EDIT),
        "empty_title": _("Inga mål än."),
        "empty_text": _("Lägg till ett mål, eller läs in en hel plan från en fil."),
    }
    return listing.respond("goals/list.html", context)


# An assessment and a suggestion that say different things, as rules.differs puts it.
_differs = ~Q(status=Status.NONE) & ~Q(suggested=Status.NONE) & ~Q(status=F("suggested"))


def _figures(goal: Any) -> str:
    return "; ".join(f"{node.short}: {reading.value if reading else '–'}" for node, reading in goal.indicators)


@page
def plans(request: HttpRequest) -> HttpResponse:
    """Every board's plans, year by year."""
    rounds = PlanningRound.objects.visible_to(user_of(request)).select_related("unit")
    may_plan = access(actor_of(request)).anywhere(Power.PLAN)
    listed = list(rounds)
    context = {
        "rounds": listed,
        "in_force": [r for r in listed if r.state == RoundState.IN_FORCE],
        "drafts": [r for r in listed if r.state == RoundState.DRAFT],
        "may_plan": may_plan,
        "nav_current": "goals",
    }
    return render_page(request, "goals/plans.html", context)


def _round(request: HttpRequest, unit: str, year: int) -> PlanningRound:
    rows = PlanningRound.objects.visible_to(user_of(request)).select_related("unit", "copied_from")
    return get_object_or_404(rows, unit__number=unit, year=year)


@page
def plan(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """One plan: goals from the top down, with present and wanted state for each indicator."""
    found = _round(request, unit, year)
    goals = queries.goals_of_round(found, user_of(request))
    queries.attach_below(goals, user_of(request), queries.day_of(found))
    context = {
        "round": found,
        "goals": goals,
        "editions": found.editions.only("number", "made_at", "made_by_label", "sha256", "round"),
        "may_plan": access(actor_of(request)).may_plan(found.unit_id),
        "next_year": found.year + 1,
        "nav_current": "goals",
    }
    return render_page(request, "goals/plan.html", context)


@page
def open_round(request: HttpRequest) -> HttpResponse:
    """Open next year's draft, copied forward or empty."""
    actor = actor_of(request)
    if not access(actor).anywhere(Power.PLAN):
        raise actions.MayNotPlan()
    form = OpenRoundForm(request.POST or None, actor=actor, initial=request.GET.dict())
    if form.is_valid():
        try:
            made = actions.open_round(actor=actor, **form.cleaned_data)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            where = reverse("plan", args=[made.unit.number, made.year])
            return respond_saved(request, where, _now("Utkastet är öppnat."))
    return render_form(request, "goals/round_form.html", form, heading=_now("Öppna en ny plan"), back=reverse("plans"))


@page
def adopt(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """Freeze the plan as the board adopted it."""
    found, actor = _round(request, unit, year), actor_of(request)
    actions.require_plan(actor, found.unit_id)
    form = AdoptForm(request.POST or None, initial={"version": found.version, "adopted_on": actor.today})
    where = reverse("plan", args=[unit, year])
    if form.is_valid():
        data = form.cleaned_data
        try:
            edition = actions.adopt(
                round=found,
                adopted_on=data["adopted_on"],
                reference=data["reference"],
                actor=actor,
                seen=data["version"],
            )
        except Stale:
            raise
        except actions.WrongOrder as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, where, _now("Utgåva %(n)s är fryst.") % {"n": edition.number})
    heading = _now("Anta %(plan)s") % {"plan": found}
    return render_form(request, "goals/round_form.html", form, heading=heading, back=where)


@page
@require_POST
def move(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """Put an adopted plan in force, or close one."""
    found = _round(request, unit, year)
    state = RoundState.CLOSED if request.POST.get("state") == RoundState.CLOSED else RoundState.IN_FORCE
    actions.move_round(round=found, state=state, actor=actor_of(request), seen=seen_version(request))
    return respond_saved(request, reverse("plan", args=[unit, year]), _now("Planens läge är ändrat."))


@page
def edition(request: HttpRequest, unit: str, year: int, number: int) -> HttpResponse:
    """What the board adopted, as it was then; beside it what has changed since, or since another edition."""
    found = _round(request, unit, year)
    this = get_object_or_404(Edition, round=found, number=number)
    content = queries.as_seen(this.content, user_of(request))
    other, label = _other(request, found, this)
    compared = rules.compare(other, content["goals"]) if other is not None else None
    earlier = PlanningRound.objects.visible_to(user_of(request)).filter(unit=found.unit, editions__isnull=False)
    context = {
        "round": found,
        "edition": this,
        "content": content,
        "editions": found.editions.exclude(pk=this.pk).only("number", "made_at", "round"),
        "earlier": earlier.exclude(pk=found.pk).distinct(),
        "compared": compared,
        "outcomes": {name: sum(c.outcome == name for c in compared or ()) for name in rules.OUTCOMES},
        "compared_with": label,
        "print_filters": _now("Jämfört med: %(names)s") % {"names": label} if label else "",
        "nav_current": "goals",
    }
    return render_page(request, "goals/edition.html", context)


def _other(request: HttpRequest, found: PlanningRound, this: Edition) -> tuple[list[dict[str, Any]] | None, str]:
    """What the address asks to compare with (`mot`): an edition's number, another year, or nothing."""
    asked = request.GET.get("mot", "")
    if asked.startswith("ar-"):
        rows = Edition.objects.filter(
            round__in=PlanningRound.objects.visible_to(user_of(request)), round__unit=found.unit,
            round__year=int(asked[3:]) if asked[3:].isdecimal() else 0,
        )  # fmt: skip
        chosen = rows.order_by("-number").first()
        return (_goals_seen(request, chosen), asked[3:]) if chosen else (None, "")
    if asked.isdecimal():
        chosen = Edition.objects.filter(round=found, number=int(asked)).exclude(pk=this.pk).first()
        return (_goals_seen(request, chosen), _now("utgåva %(n)s") % {"n": asked}) if chosen else (None, "")
    return None, ""


def _goals_seen(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    goals: list[dict[str, Any]] = queries.as_seen(edition.content, user_of(request))["goals"]
    return goals

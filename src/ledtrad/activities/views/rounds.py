"""Rounds: asking those who answer for the plan's activities how it goes, and their answers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.activities import plan_pages
from ledtrad.activities.actions import plans, rounds
from ledtrad.activities.forms.plans import AnswerRoundForm, RoundForm
from ledtrad.activities.models import Activity, Round, RoundAnswer
from ledtrad.activities.queries import plans as queries
from ledtrad.activities.views.common import FORM
from ledtrad.activities.views.plans import plan_of, small
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import user_of


def _round(request: HttpRequest, number: str, pk: int) -> Round:
    plan = plan_of(request, number)
    found = get_object_or_404(Round, pk=pk, plan=plan)
    found.plan = plan
    return found


@require_safe
@page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """Every round of a plan, the open one first."""
    plan, actor = plan_of(request, number), actor_of(request)
    found = queries.rounds(plan)
    context = plan_pages.frame(plan, "action-plan-rounds", actor, rounds=found, open_round=plan_pages.open_round(found))
    return render_page(request, "activities/plan_rounds.html", context)


@require_http_methods(FORM)
@page
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Ask how it goes."""
    plan, actor = plan_of(request, number), actor_of(request)
    plans.require_leader(actor, plan)
    form = RoundForm(request.POST or None)
    if form.is_valid():
        try:
            made = rounds.open_round(plan=plan, actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            where = reverse("action-plan-round", args=[plan.number, made.pk])
            return respond_saved(request, where, _now("Frågan är ställd och ligger i Att göra hos var och en."))
    return small(request, form, plan, _("Ny avstämning"), _("Fråga"))


@require_safe
@page
def show(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One round: who has not answered, and what the others said."""
    found, actor = _round(request, number, pk), actor_of(request)
    answers = queries.answers(found, user_of(request))
    for answer in answers:
        answer.may_answer = found.closed_at is None and rounds.may_answer(actor, answer)  # type: ignore[attr-defined]
    waiting = sum(1 for a in answers if a.answered_at is None)
    context = plan_pages.frame(found.plan, "action-plan-rounds", actor, round=found, answers=answers, waiting=waiting)
    return render_page(request, "activities/plan_round.html", context)


@require_http_methods(FORM)
@page
def answer(request: HttpRequest, number: str, pk: int, activity: str) -> HttpResponse:
    """How it goes with one activity. Reached from the letter; whoever was asked sees it, also without the plan."""
    actor = actor_of(request)
    rows = RoundAnswer.objects.select_related("activity", "activity__unit", "round", "round__plan", "asked")
    seen = Activity.objects.visible_to(user_of(request))
    row = get_object_or_404(rows, round=pk, round__plan__number=number, activity__number=activity, activity__in=seen)
    if not rounds.may_answer(actor, row):
        raise rounds.NotAsked()
    if row.round.closed_at is not None and request.method == "POST":
        raise rounds.RoundClosed()
    one = row.activity
    start = {
        "state": row.state or one.state, "state_reason": one.state_reason, "comment": row.comment,
        "version": row.version,
    }  # fmt: skip
    form = AnswerRoundForm(request.POST or None, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        try:
            rounds.answer_round(
                answer=row, state=data["state"], reason=data["state_reason"], comment=data["comment"], actor=actor,
                seen=data["version"],
            )  # fmt: skip
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("todo"), _now("Tack. Svaret är sparat."))
    context: dict[str, Any] = {
        "row": row,
        "activity": one,
        "round": row.round,
        "today": actor.today,
        "nav_current": "todo",
    }
    return render_form(request, "activities/round_answer.html", form, **context)


@require_POST
@page
def close(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """No more answers. Whose answers are missing is shown before, once."""
    found = _round(request, number, pk)
    if found.closed_at is not None:
        raise Http404
    actor = actor_of(request)
    plans.require_leader(actor, found.plan)
    missing = found.answers.filter(answered_at__isnull=True).count()
    if missing and "sure" not in request.POST:
        waiting = [row for row in queries.answers(found, user_of(request)) if row.answered_at is None]
        context = plan_pages.frame(
            found.plan, "action-plan-rounds", actor, round=found, waiting=waiting, missing=missing
        )  # fmt: skip
        return render_page(request, "activities/plan_round_close.html", context)
    rounds.close_round(round=found, actor=actor)
    return respond_saved(request, reverse("action-plan-rounds", args=[number]), _now("Avstämningen är avslutad."))

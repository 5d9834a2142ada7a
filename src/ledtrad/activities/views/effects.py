"""What the measures of a plan cost and bring."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.activities import plan_pages, plan_words
from ledtrad.activities.actions import measures as actions
from ledtrad.activities.forms.plans import EffectForm, MeasureForm
from ledtrad.activities.models import Activity, Measure
from ledtrad.activities.queries import plans as queries
from ledtrad.activities.views.common import FORM
from ledtrad.activities.views.plans import activity_of, plan_of
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import access, user_of
from ledtrad.thread.actions import NotYours


@require_safe
@page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """What was promised and what has come, told apart."""
    plan, actor = plan_of(request, number), actor_of(request)
    found = queries.inside(plan, access(actor), actor.today)
    rows = [row for row in found.rows if row.measure is not None]
    for row in rows:
        row.shape, row.word = plan_words.FLOWS[row.flow(actor.today)]  # type: ignore[attr-defined]
        row.may_change = actions.may_change(actor, row.activity)  # type: ignore[attr-defined]
    sums = found.sums(plan.deficit)
    context = plan_pages.frame(
        plan, "action-plan-effects", actor, rows=rows, sums=sums, lead=plan_words.money_lead(sums) if rows else "",
        others=[row for row in found.rows if row.measure is None and actions.may_change(actor, row.activity)],
        hidden=found.hidden,
    )  # fmt: skip
    return render_page(request, "activities/plan_effects.html", context)


def _back(activity: Activity) -> str:
    if activity.plan is not None:
        return reverse("action-plan-effects", args=[activity.plan.number])
    return activity.get_absolute_url()


def _require(request: HttpRequest, number: str) -> Activity:
    activity = activity_of(request, number)
    if not actions.may_change(actor_of(request), activity):
        raise NotYours()
    return activity


@require_http_methods(FORM)
@page
def measure(request: HttpRequest, number: str) -> HttpResponse:
    """What an activity costs and is to bring."""
    activity, actor = _require(request, number), actor_of(request)
    before = Measure.objects.filter(activity=activity).first()
    form = MeasureForm(request.POST or None, instance=before, actor=actor, user=user_of(request))
    if form.is_valid():
        try:
            actions.save_measure(
                activity=activity, values=form.values(), actor=actor, seen=form.cleaned_data["version"]
            )
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _back(activity), _now("Effekten är sparad."))
    return _form(request, form, activity, _("Vad åtgärden kostar och ska ge"), _("Spara"))


@require_http_methods(FORM)
@page
def report(request: HttpRequest, number: str) -> HttpResponse:
    """What a measure has brought."""
    activity, actor = _require(request, number), actor_of(request)
    found = Measure.objects.filter(activity=activity).select_related("activity").first()
    if found is None:
        raise Http404
    form = EffectForm(request.POST or None, initial={"as_of": actor.today})
    if form.is_valid():
        try:
            actions.report_effect(measure=found, actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _back(activity), _now("Effekten är redovisad."))
    reports = list(found.reports.all())
    return _form(request, form, activity, _("Redovisa effekten"), _("Redovisa"), measure=found, reports=reports)


def _form(request: HttpRequest, form: Any, activity: Activity, heading: Any, button: Any, **more: Any) -> HttpResponse:
    context = {
        "activity": activity, "heading": heading, "button": button, "back": _back(activity),
        "nav_current": "action-plans", **more,
    }  # fmt: skip
    return render_form(request, "activities/effect_form.html", form, **context)

"""What an indicator is held against, year by year, and the forms that say so."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, label, latest_ended
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.indicators import actions
from ledtrad.indicators.forms import TargetForm
from ledtrad.indicators.models import Indicator, Target
from ledtrad.indicators.pages import IndicatorPage
from ledtrad.indicators.queries import load
from ledtrad.indicators.queries.judged import words_of
from ledtrad.indicators.queries.page import family
from ledtrad.indicators.queries.protection import hides_threshold
from ledtrad.indicators.rules import Threshold, direction_problem
from ledtrad.indicators.views.common import indicator_or_404
from ledtrad.organisation.actors import access, user_of
from ledtrad.thread import actions as thread

PREVIEW = "preview"
"""The button that shows what the rule comes to, without saving."""


@page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """All targets of one indicator, with what each comes to."""
    indicator = indicator_or_404(request, number)
    found = family(number, user_of(request))
    assert found is not None  # noqa: S101 - the indicator was just found
    shown = IndicatorPage(found, user_of(request), actor_of(request), "")
    context = {"page": shown, "indicator": indicator, "nav_current": "indicators"}
    return render_page(request, "indicators/targets.html", context)


@page
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Set a target for a period."""
    return _edit(request, indicator_or_404(request, number), None)


@page
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Change a target. A stale form shows both versions."""
    indicator = indicator_or_404(request, number)
    return _edit(request, indicator, get_object_or_404(Target, indicator=indicator, pk=pk))


def _edit(request: HttpRequest, indicator: Indicator, target: Target | None) -> HttpResponse:
    actor = actor_of(request)
    thread.require_edit(actor, indicator.unit_id)
    instance = target if target is not None else Target(indicator=indicator)
    form = TargetForm(request.POST or None, instance=instance, indicator=indicator)
    preview: dict[str, Any] = {}
    if form.is_valid() and PREVIEW in request.POST:
        preview = _preview(form, indicator, actor)
    elif form.is_valid():
        try:
            actions.set_target(
                indicator=indicator,
                values=form.values(),
                actor=actor,
                target=target,
                seen=form.cleaned_data["version"],
            )
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("indicator", args=[indicator.number]), _("Målet är sparat."))
    heading = _("Ändra målet") if target is not None else _("Nytt mål")
    return render_form(
        request,
        "indicators/target_form.html",
        form,
        indicator=indicator,
        target=target,
        heading=heading,
        preview=preview,
        nav_current="indicators",
    )


def _preview(form: TargetForm, indicator: Indicator, actor: Actor) -> dict[str, Any]:
    """What the rule comes to with the figures there are, as one sentence and a warning if it pulls backwards."""
    source = load([indicator])[indicator.pk]
    target = form.target()
    last = latest_ended(source.kind, min(actor.today, target.period.last_day))
    held = last if target.period.contains(last) else Period.of(source.kind, target.period.first_day)
    warning = direction_problem(target.as_rule(), indicator.good_direction)
    if hides_threshold(source, target, held, access(actor)):
        return {"words": words_of(indicator, target, None), "period": label(held), "warning": warning}
    threshold = source.threshold(target, held)
    judgement = source.judge(target, held)
    return {
        "words": words_of(indicator, target, threshold),
        "basis": judgement.basis,
        "problem": "" if isinstance(threshold, Threshold) else threshold.sentence,
        "sentence": judgement.sentence if isinstance(threshold, Threshold) else "",
        "period": label(held),
        "warning": warning,
    }


@page
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a target away, after asking."""
    indicator = indicator_or_404(request, number)
    target = get_object_or_404(Target, indicator=indicator, pk=pk)
    thread.require_edit(actor_of(request), indicator.unit_id)
    if request.method == "POST":
        actions.delete_target(target=target, actor=actor_of(request))
        return respond_saved(request, reverse("indicator-targets", args=[number]), _("Målet är borttaget."))
    context = {"indicator": indicator, "target": target, "period": label(target.period)}
    return render_page(request, "indicators/target_remove.html", context)

"""The form that a figure is reported in: made for a phone, works without scripts, leads on to the next."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.charts import spark
from ledtrad.core.periods import Period, label, short_label
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import actor_of, conflict, page, refuse, render_form, respond_saved
from ledtrad.indicators import actions, figures
from ledtrad.indicators.actions.reporting import CannotReport, DoesNotReport
from ledtrad.indicators.forms import DeferForm, ReportForm
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.pages import shown
from ledtrad.indicators.queries import Source, judge_at, load
from ledtrad.indicators.queries.due import Missing, concerning, due_date, missing
from ledtrad.indicators.rules.words import is_percent
from ledtrad.indicators.todo_sources import report_url
from ledtrad.indicators.views.common import indicator_or_404
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit

SHOWN = 5
"""Earlier periods in the small chart."""


@page
def report(request: HttpRequest, number: str, unit: str, period: str) -> HttpResponse:
    """Report a figure, or correct the one that is there."""
    indicator, place, held, actor = _asked(request, number, unit, period)
    current = Observation.objects.current().filter(indicator=indicator, unit=place, period=held).first()
    form = ReportForm(request.POST or None, indicator=indicator, period=held, current=current)
    if form.is_valid():
        try:
            _save(form, indicator, place, held, actor)
        except Stale as stale:
            stored = stale.current.pk if stale.current is not None else 0
            return conflict(request, stale, version=stored, title=_("Någon annan har rapporterat siffran"))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _go_on(request, indicator, held, actor)
    return render_form(request, "indicators/report.html", form, **_context(indicator, place, held, actor, current))


def _asked(request: HttpRequest, number: str, unit: str, period: str) -> tuple[Indicator, Unit, Period, Actor]:
    """What the address names. 404 when it names nothing; CannotReport, DoesNotReport."""
    indicator, actor = indicator_or_404(request, number), actor_of(request)
    place = get_object_or_404(Unit, number=unit)
    try:
        held = Period.parse(period)
    except ValueError as error:
        raise Http404 from error
    if figures.problem_with_period(indicator, held, actor.today):
        raise Http404
    if not actions.may_report(actor, indicator, place.pk):
        raise CannotReport()
    if place.pk not in actions.reporting.reporting_unit_ids(indicator):
        raise DoesNotReport()
    return indicator, place, held, actor


def _save(form: ReportForm, indicator: Indicator, unit: Unit, period: Period, actor: Actor) -> Observation:
    figure = form.figure()
    return actions.report_value(
        indicator=indicator,
        unit=unit,
        period=period,
        actor=actor,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        comment=figure.comment,
        seen=form.cleaned_data["version"],
    )


def _waiting(actor: Actor) -> list[Missing]:
    rights = access(actor)
    return [m for m in missing(list(concerning(rights)), actor.today) if m.function_id in rights.functions]


def _go_on(request: HttpRequest, indicator: Indicator, period: Period, actor: Actor) -> HttpResponse:
    """To the next figure that waits, or back to the list when none does."""
    saved = _("%(indicator)s, %(period)s: siffran är sparad.") % {
        "indicator": indicator.short,
        "period": label(period),
    }
    waiting = _waiting(actor)
    following = next((m for m in waiting if m.period == period), waiting[0] if waiting else None)
    if following is None or "stay" in request.POST:
        url = reverse("indicator", args=[indicator.number])
        return respond_saved(request, url, saved)
    url = report_url(following.indicator, following.unit.number, str(following.period))
    return respond_saved(request, url, saved)


def _context(
    indicator: Indicator, unit: Unit, period: Period, actor: Actor, current: Observation | None
) -> dict[str, Any]:
    source = load([indicator])[indicator.pk]
    waiting = [m for m in _waiting(actor) if m.period == period]
    place = next((n for n, m in enumerate(waiting, 1) if m.indicator.pk == indicator.pk and m.unit.pk == unit.pk), None)
    return {
        "indicator": indicator,
        "unit": unit,
        "period": period,
        "current": current,
        "due_on": due_date(indicator, period),
        "place": place,
        "count": len(waiting),
        "recent": _recent(source, unit, period),
        "affix": "" if is_percent(indicator.unit_of_measure) else indicator.unit_of_measure,
        **_before(source, unit, period, actor),
    }


def _recent(source: Source, unit: Unit, period: Period) -> Any:
    """The small chart of the unit's latest figures."""
    before = [p for p in source.series({unit.pk}) if p < period][-SHOWN:]
    values = [source.value(p, {unit.pk}).value for p in before]
    if sum(v is not None for v in values) < 2:
        return None
    sign = "%" if is_percent(source.indicator.unit_of_measure) else ""
    return spark(
        "senast",
        source.indicator.short,
        values,
        [short_label(p).split("\N{NO-BREAK SPACE}")[0] for p in before],
        unit=sign,
        decimals=source.indicator.decimals,
    )


def _before(source: Source, unit: Unit, period: Period, actor: Actor) -> dict[str, Any]:
    """The figure before this one, and what is wanted."""
    last = max((p for p in source.periods({unit.pk}) if p < period), default=None)
    whole = judge_at(source, period, access=access(actor))
    return {
        "last_label": label(last).capitalize() if last is not None else "",
        "last_value": shown(judge_at(source, last, within={unit.pk})) if last is not None else "",
        "target_words": whole.target_words,
    }


@page
def defer(request: HttpRequest, number: str, unit: str, period: str) -> HttpResponse:
    """Say that the figure is not there yet, and when it will be."""
    indicator, place, held, actor = _asked(request, number, unit, period)
    form = DeferForm(request.POST or None, initial={"until": actor.today + timedelta(days=7)})
    if form.is_valid():
        try:
            actions.defer(indicator=indicator, unit=place, period=held, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("todo"), _("Sparat. Du får en ny påminnelse den dagen."))
    return render_form(request, "indicators/defer.html", form, indicator=indicator, unit=place, period=held)

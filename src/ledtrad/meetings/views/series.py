"""How the boards' registration numbers look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.meetings.actions import series as actions
from ledtrad.meetings.actions.written import require_keeper
from ledtrad.meetings.forms.matters import SeriesForm
from ledtrad.meetings.models import MatterSeries
from ledtrad.meetings.rules import series as rules
from ledtrad.meetings.views.common import FORM, HERE
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, UnitKind

BODIES = [*BOARD_KINDS, UnitKind.COMMITTEE]


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every board's pattern, with a number that it makes."""
    actor = actor_of(request)
    rights = access(actor)
    stored = {series.board_id: series for series in MatterSeries.objects.all()}
    rows = []
    for board in Unit.objects.filter(kind__in=BODIES).order_by("path"):
        series = stored.get(board.pk)
        pattern = series.pattern if series else rules.default_pattern(board.number)
        last = series.last if series and series.year == actor.today.year else 0
        rows.append({
            "board": board, "pattern": pattern, "is_own": series is not None,
            "example": rules.made(pattern, actor.today.year, last + 1, "111"),
            "may_change": rights.administers or rights.may_plan(board.pk),
        })  # fmt: skip
    return render_page(request, "meetings/series.html", {"rows": rows, **HERE})


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, board: str) -> HttpResponse:
    """One board's pattern; `prova` in the address shows what another would give, before it is saved."""
    unit, actor = get_object_or_404(Unit, number=board, kind__in=BODIES), actor_of(request)
    require_keeper(actor, unit.pk)
    series = actions.series_of(unit)
    tried = request.POST.get("pattern") or request.GET.get("prova") or series.pattern
    start = {"pattern": tried, "version": series.version}
    form = SeriesForm(request.POST if "save" in request.POST else None, instance=actions.series_of(unit), initial=start)
    if form.is_valid():
        try:
            actions.set_pattern(
                board=unit, pattern=form.cleaned_data["pattern"], actor=actor, seen=form.cleaned_data["version"]
            )
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("matter-series"), _now("Mönstret är sparat."))
    wrong = rules.problem(tried)
    coming = "" if wrong else actions.coming_number(series, actor.today.year, "111", pattern=tried)
    return render_form(
        request, "meetings/series_edit.html", form, board=unit, tried=tried, wrong=wrong, coming=coming, **HERE
    )

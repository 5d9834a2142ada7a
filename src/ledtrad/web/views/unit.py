"""The page of a board or a unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, label
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.web import board

PERIODS_OFFERED = 6


@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Deviations, goals and pace of a unit and what lies below it."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), number=number)
    actor = actor_of(request)
    period = _asked(request.GET.get("period", ""), actor)
    found = board.gather(unit, period, user_of(request))
    current = board.default_period(actor.today)
    offered = [current]
    for _step in range(PERIODS_OFFERED - 1):
        offered.append(offered[-1].previous())
    context = {
        "board": found,
        "unit": unit,
        "period_label": label(period),
        "periods": [(str(p), label(p)) for p in offered],
        "may_plan": access(actor).has(Power.PLAN, unit.pk),
        "today": actor.today,
        "nav_current": "goals",
        "print_filters": _("Period: %(period)s") % {"period": label(period)},
    }
    return render_page(request, "web/unit.html", context)


def _asked(text: str, actor: Actor) -> Period:
    """The period in the address; the latest closed quarter when there is none, or it cannot be read."""
    try:
        period = Period.parse(text)
    except ValueError:
        return board.default_period(actor.today)
    return period

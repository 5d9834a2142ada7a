"""The page of a board or a unit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period, PeriodKind, label, recent
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread import unit_panels
from ledtrad.web import board

PERIODS_OFFERED = {PeriodKind.QUARTER: 6, PeriodKind.TERTIAL: 4, PeriodKind.HALF_YEAR: 3, PeriodKind.YEAR: 3}


@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Deviations, goals and pace of a unit and what lies below it."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), number=number)
    actor = actor_of(request)
    period = _asked(request.GET.get("period", ""), actor)
    found = board.gather(unit, period, user_of(request))
    context = {
        "board": found,
        "unit": unit,
        "period_label": label(period),
        "periods": _offered(period, actor),
        "may_plan": access(actor).has(Power.PLAN, unit.pk),
        "is_current": period == board.default_period(actor.today),
        "today": actor.today,
        "panels": unit_panels.panels_of(unit, user_of(request)),
        "nav_current": "goals",
        "print_filters": _("Period: %(period)s") % {"period": label(period)},
    }
    return render_page(request, "web/unit.html", context)


def _offered(asked: Period, actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose between, by how long they are, with the one that is shown among them."""
    groups = {
        kind: [(str(p), label(p)) for p in recent(actor.today, kind, count)] for kind, count in PERIODS_OFFERED.items()
    }
    own = groups.setdefault(asked.kind, [])
    if str(asked) not in dict(own):
        own.insert(0, (str(asked), label(asked)))
    return [(str(kind.label).capitalize(), offered) for kind, offered in groups.items()]


def _asked(text: str, actor: Actor) -> Period:
    """The period in the address; the latest closed quarter when there is none, or it cannot be read."""
    try:
        period = Period.parse(text)
    except ValueError:
        return board.default_period(actor.today)
    return period

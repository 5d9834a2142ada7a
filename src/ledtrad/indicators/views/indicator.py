"""The list of indicators, and the page of one."""

from typing import Any

from django.db.models import Case, F, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.listing.page import workbook_response
from ledtrad.core.marks import status_mark
from ledtrad.core.periods import short_label
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.indicators import readings
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.pages import IndicatorPage
from ledtrad.indicators.queries import may_see_small
from ledtrad.indicators.queries.choices import choices_for
from ledtrad.indicators.queries.page import family
from ledtrad.organisation.access import Access
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread.forms import CommentForm
from ledtrad.thread.rules import Status

# Deviations first: what is missed, what is behind, what nobody has judged, what is well.
_URGENCY = Case(
    *(When(standing__status=status, then=Value(n)) for n, status in enumerate((Status.MISSED, Status.PARTLY))),
    When(standing__status=Status.MET, then=Value(3)),
    default=Value(2),
)

# Not even the order tells what is hidden.
_TOLD = Case(When(standing__concerns_few=False, then=F("standing__value")))


@page
def index(request: HttpRequest) -> HttpResponse:
    """Every indicator with its latest figure, deviations first."""
    user = user_of(request)
    rows = (
        Indicator.objects.visible_to(user)
        .valid_on(actor_of(request).today)
        .select_related("unit", "responsible", "standing", "standing__target")
        .annotate(urgency=_URGENCY, told=_TOLD)
        .order_by("number")
    )
    choices = choices_for(user)
    listing = ListPage(
        request,
        rows,
        name="indicators",
        columns=_columns(user.access),
        filters=[
            search("q", _("Sök"), "title", "short_title", "number"),
            choice("unit", _("Enhet"), choices.units, apply=_in_unit),
            choice("status", _("Status"), [(s.value, s.label) for s in Status], "standing__status"),
            choice("goal", pgettext_lazy("node", "Mål"), choices.goals, "links_up__target__number"),
            choice("area", _("Område"), choices.areas, "areas__slug"),
            flag("waiting", _("Bara de som saknar värde"), Q(standing__value__isnull=True)),
        ],
    )
    return listing.respond(
        "indicators/list.html",
        {
            "title": _("Indikatorer"),
            "missed": choices.missed,
            "may_add": user.access.anywhere(Power.EDIT),
            "nav_current": "indicators",
            "empty_title": _("Inga indikatorer än."),
            "empty_text": _("Här samlas det som räknas med jämna mellanrum. Lägg till en, eller läs in en plan."),
        },
    )


def _columns(access: Access) -> list[Column]:
    def figure(row: Indicator) -> str | None:
        standing = getattr(row, "standing", None)
        if standing is None or standing.value is None:
            return None
        standing.indicator = row
        if may_see_small(access, row):
            standing.concerns_few = False
        return readings.figure(standing)

    def target(row: Indicator) -> str | None:
        standing = getattr(row, "standing", None)
        if standing is None or standing.threshold is None:
            return None
        if standing.concerns_few and not may_see_small(access, row):
            return None
        standing.indicator = row
        return readings.wanted(standing)

    return [
        Column("title", _("Indikator"), accessor="short", sort="title", link=_url, sub="number"),
        Column("status", _("Status"), sort="urgency", markup=_status, export=_word),
        Column("value", _("Senaste värde"), accessor=figure, num=True, sort="told"),
        Column("period", _("Gäller"), accessor=_period, sort="standing__period_end"),
        Column("target", _("Mål"), accessor=target, num=True),
        Column("unit", _("Enhet"), accessor="unit.name", sort="unit__path"),
        Column("responsible", _("Ansvarig"), accessor="responsible.title", sort="responsible__title"),
        Column("unit_of_measure", _("Måttenhet"), sort="unit_of_measure", shown=False),
        Column("periodicity", _("Rapporteras per"), accessor="get_periodicity_display", shown=False),
        Column("source", _("Källa"), shown=False),
    ]


def _url(row: Indicator) -> str:
    return reverse("indicator", args=[row.number])


def _status(row: Indicator) -> SafeString:
    standing = getattr(row, "standing", None)
    return status_mark(standing.status if standing is not None else Status.NONE, _word(row))


def _word(row: Indicator) -> str:
    standing = getattr(row, "standing", None)
    return standing.word if standing is not None else str(Status.NONE.label)


def _period(row: Indicator) -> str | None:
    standing = getattr(row, "standing", None)
    return short_label(standing.period) if standing is not None and standing.period else None


def _in_unit(rows: Any, number: str) -> Any:
    path = Unit.objects.filter(number=number).values_list("path", flat=True).first()
    return rows.filter(unit__path__startswith=path) if path else rows.none()


@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One indicator: the conclusion, then what it is made of."""
    user = user_of(request)
    found = family(number, user)
    if found is None:
        raise Http404
    wanted = [int(key) for key in request.GET.getlist("jamfor") if key.isdecimal()]
    shown = IndicatorPage(found, user, actor_of(request), found.municipality or _now("Kommunen"), wanted)
    if request.GET.get("export") == "xlsx":
        return _workbook(shown)
    context = {
        "page": shown,
        "indicator": shown.indicator,
        "comment_form": CommentForm(),
        "nav_current": "indicators",
        "print_filters": shown.compared_words,
    }
    return render_page(request, "indicators/indicator.html", context)


def _workbook(shown: IndicatorPage) -> HttpResponse:
    """All values of the indicator, as the page shows them: what is hidden there is hidden here."""
    headings = [
        _now("Period"),
        _now("Utfall"),
        _now("Täljare"),
        _now("Nämnare"),
        _now("Mål"),
        _now("Kvar"),
        _now("Status"),
    ]
    rows = (
        [
            str(row.judged.period),
            None if row.judged.hidden else row.judged.value.value,
            *row.judged.counts,
            row.judged.threshold_value,
            row.judged.distance,
            row.judged.word,
        ]
        for row in shown.rows
    )
    return workbook_response(shown.indicator.number, headings, rows, [12, 12, 12, 12, 12, 12, 18])

"""The list of activities."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledtrad.activities.models import SETTLED, Activity, ActivityState
from ledtrad.activities.plan_words import STANDINGS
from ledtrad.activities.queries.activities import with_origin
from ledtrad.core import clock
from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.marks import status_mark
from ledtrad.core.responses import actor_of, page
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread.models import Link, Node
from ledtrad.thread.models.node import node_url
from ledtrad.thread.rules import Kind, Status


def _units() -> list[tuple[str, str]]:
    here = Node.objects.filter(unit=OuterRef("pk"), kind=Kind.ACTIVITY)
    return list(Unit.objects.filter(Exists(here)).values_list("path", "name"))


def _word(suggested: str, state: str) -> str:
    """ "Försenad", else its state: "Pågår"."""
    return str(STANDINGS[Status.MISSED] if suggested == Status.MISSED else ActivityState(state).label)


def _marks() -> dict[tuple[str, str], SafeString]:
    """Of each way that it can go, made once for the list."""
    return {(s, state): status_mark(s, _word(s, state)) for s in Status.values for state in ActivityState.values}


def _origin_mark(row: Any) -> SafeString:
    if not row.origin:
        return format_html('<span class="gap">{}</span>', _("syns inte"))
    found = format_html('<a class="ds-link quiet" href="{}">{}</a>', node_url(row.origin.partition(" ")[0]), row.origin)
    if row.origins < 2:
        return found
    more = ngettext("och %(n)s till", "och %(n)s till", row.origins - 1) % {"n": row.origins - 1}
    return format_html('{}<span class="sub">{}</span>', found, more)


_ORIGINS = [(kind.value, kind.label) for kind in (
    Kind.RECOMMENDATION, Kind.ASSIGNMENT, Kind.GOAL, Kind.INDICATOR, Kind.DOCUMENT
)]  # fmt: skip


def _from_kind(rows: Any, kind: str) -> Any:
    return rows.filter(pk__in=Link.objects.filter(target__kind=kind).values("source"))


@page
def index(request: HttpRequest) -> HttpResponse:
    """Activities the person may see: late ones first."""
    late = ~Q(state__in=SETTLED) & Q(due_on__lt=clock.today())
    user = user_of(request)
    marks = _marks()
    rows = Activity.objects.visible_to(user).select_related("unit", "responsible")
    listing = ListPage(
        request,
        rows.order_by("due_on", "pk"),
        name="activities",
        columns=[
            Column("title", _("Aktivitet"), sort="title", link=Activity.get_absolute_url, sub="number"),
            Column(
                "suggested",
                _("Läge"),
                sort="suggested",
                markup=lambda row: marks[row.suggested, row.state],
                export=lambda row: _word(row.suggested, row.state),
            ),
            Column("state", _("Pågår det?"), accessor="get_state_display", sort="state", shown=False),
            Column("due_on", _("Klar senast"), sort="due_on"),
            Column("origin", _("Kommer från"), markup=_origin_mark),
            Column("responsible", _("Ansvarig"), accessor="responsible.title", sort="responsible__title"),
            Column("unit", _("Enhet"), accessor="unit.name", sort="unit__path"),
            Column("state_reason", _("Varför"), shown=False),
            Column("done_on", _("Blev klar"), sort="done_on", shown=False),
            Column("starts_on", _("Börjar"), sort="starts_on", shown=False),
            Column("participants", _("Deltar"), shown=False),
        ],
        filters=[
            search("q", _("Sök"), "title", "number"),
            choice("unit", _("Enhet"), _units, "unit__path__startswith"),
            choice("state", _("Pågår det?"), ActivityState.choices),
            choice("suggested", _("Hur går det?"), list(STANDINGS.items())),
            choice("origin", _("Kommer från"), _ORIGINS, "links_up__target__kind", apply=_from_kind),
            flag("late", _("Bara försenade"), late),
        ],
        dress=lambda found: with_origin(found, user),
        tally={"late": late, "done": Q(state=ActivityState.DONE)},
    )
    return listing.respond(
        "activities/list.html",
        {"title": _("Aktiviteter"), "may_edit": access(actor_of(request)).anywhere(Power.EDIT),
         "empty_title": _("Inga aktiviteter än."),
         "empty_text": _("Det som enheterna gör för att nå målen syns här.")},
    )  # fmt: skip

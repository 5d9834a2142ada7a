"""All recommendations, by the boards that they are aimed at."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ledtrad.audits.models import Addressed
from ledtrad.audits.queries import recommendations as queries
from ledtrad.audits.queries.register import offered
from ledtrad.audits.rules.standing import mark_of
from ledtrad.audits.rules.told import cut
from ledtrad.audits.views.common import shared, user_of
from ledtrad.audits.words import Judgement, Position
from ledtrad.core.listing import Column, ListPage, choice, chosen, flag, search
from ledtrad.core.marks import status_mark
from ledtrad.core.responses import page

NONE = "none"


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Open first, and the oldest first among them: what has waited longest is what to ask about."""
    user = user_of(request)
    offer = offered(user)
    found = ListPage(
        request,
        queries.register(user).order_by("over", "recommendation__audit__issued_on", "recommendation__number", "pk"),
        name="recommendations",
        columns=_columns(),
        filters=[
            search("q", _("Sök"), "recommendation__wording", "recommendation__number", "recommendation__audit__title"),
            choice("board", _("Nämnd"), offer.boards, "board__number"),
            choice("position", _("Ställning"), [*Position.choices, (NONE, _("Inte besvarad"))], apply=_position),
            choice("judgement", _("Bedömning"), [*Judgement.choices, (NONE, _("Inte bedömd"))], apply=_judgement),
            search("audit", _("Granskning"), "recommendation__audit__number", "recommendation__audit__title"),
            choice("year", _("År"), offer.years, "recommendation__audit__issued_on__year"),
            flag("open", _("Bara öppna"), Q(closed_on=None)),
        ],
        prepare=_say_once,
        tally={"open": Q(closed_on=None), "silent": Q(closed_on=None, position="")},
    )  # fmt: skip
    context = shared(
        title=_("Rekommendationer"),
        empty_title=_("Inga rekommendationer än."),
        empty_text=_("När en granskning är registrerad står dess rekommendationer här, nämnd för nämnd."),
    )
    return found.respond("audits/recommendations.html", context)


def _say_once(rows: list[Any]) -> None:
    """A recommendation to several boards is told in full on its first row of the page, by its short name below."""
    told: set[int] = set()
    for row in rows:
        said = row.recommendation
        row.told = said.short if said.pk in told else cut(said.title, 160)
        told.add(said.pk)


def _position(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(position="" if value == NONE else value)


def _judgement(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(judgement="" if value == NONE else value)


def _columns() -> list[Column]:
    # Made once for the list, as in the register.
    looks = {
        (j, closed): mark_of(judgement=j, is_closed=closed) for j in ("", *Judgement.values) for closed in (True, False)
    }
    marks = {key: status_mark(*look) for key, look in looks.items()}
    return [
        Column("wording", _("Rekommendation"), accessor="told",
               export="recommendation.wording", link=lambda row: row.recommendation.get_absolute_url(),
               sub="recommendation.number"),
        Column("board", _("Nämnd"), accessor="board.name", sort="board__path"),
        Column("judgement", _("Läge"), sort=("over", "judgement"), accessor=lambda row: looks[_look(row)][1],
               markup=lambda row: marks[_look(row)]),
        Column("position", _("Ställning"), sort="position", accessor=lambda row: chosen(row, "position") or "–"),
        Column("audit", _("Granskning"), accessor="recommendation.audit.title", sort="recommendation__audit__title",
               sub="recommendation.audit.number"),
        Column("issued_on", _("Daterad"), accessor="recommendation.audit.issued_on",
               sort="recommendation__audit__issued_on", num=True),
        Column("closed_on", _("Avslutad"), sort="closed_on", num=True, shown=False),
        Column("number", _("Nummer"), accessor="recommendation.number", sort="recommendation__number", shown=False),
    ]  # fmt: skip


def _look(row: Addressed) -> tuple[str, bool]:
    """What its shape and word hang on."""
    return row.judgement, row.closed_on is not None

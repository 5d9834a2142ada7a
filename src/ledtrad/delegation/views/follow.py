"""The follow-up: how much is reported in time, by month, item and delegate, and the decisions behind each number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ledtrad.core.charts import Chart, Series, trend
from ledtrad.core.listing import Column, ListPage
from ledtrad.core.numbers import MISSING, format_number, format_percent
from ledtrad.core.periods import Period, PeriodKind, between, label, label_day, short_label
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.models.decisions import seen_with
from ledtrad.delegation.pages.links import decision_url, told_shortly
from ledtrad.delegation.queries.findings import boards_followed
from ledtrad.delegation.queries.follow import Asked, counted, decisions_in
from ledtrad.delegation.queries.lists import cutoff_of, items_of
from ledtrad.delegation.rules.followed import Share, State, shares, state_of, worst_first
from ledtrad.delegation.views.board_common import shared, user_of
from ledtrad.organisation.models import Unit

MONTHS_SHOWN = 12
MOST_ROWS = 40


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """The share reported in time over a year: the trend, then what is worst."""
    boards = boards_followed(user_of(request).access)
    board = _board(request, boards)
    if board is None:
        return render_page(request, "delegation/follow_nothing.html", shared())
    asked, months = _asked(request, board.pk)
    rows = counted(asked)
    by_month = {one.key: one for one in shares(rows, lambda r: r.month)}
    begun = next((n for n, month in enumerate(months) if str(month) in by_month), 0)
    months = months[begun:]
    in_order = [by_month.get(str(month), Share(str(month))) for month in months]
    titles = items_of(board.pk)
    total = Share("", **{n: sum(getattr(s, n) for s in in_order) for n in ("in_time", "late", "missing", "waits")})
    link = _linker(board, asked)
    context = shared(
        board=board,
        board_rows=Unit.objects.filter(pk__in=boards).order_by("path") if len(boards) > 1 else [],
        first=months[0],
        last=months[-1],
        years=[asked.last.year - n for n in range(4)],
        year=request.GET.get("ar", ""),
        lead=_lead(total, months),
        total=total,
        total_urls=link(total, {}),
        chart=_chart(in_order, months),
        months=[(label(m), s, link(s, {"manad": s.key})) for m, s in zip(months, in_order, strict=True)],
        items=[
            (s.key or MISSING, _title(titles, s.key, asked.last), s, link(s, {"punkt": s.key}))
            for s in worst_first(shares(rows, lambda r: r.item))[:MOST_ROWS]
        ],
        functions=[
            (s.key or MISSING, s, link(s, {"delegat": s.key}))
            for s in worst_first(shares(rows, lambda r: r.function))[:MOST_ROWS]
        ],
    )
    return render_page(request, "delegation/follow.html", context)


def _board(request: HttpRequest, boards: Sequence[int]) -> Unit | None:
    """The board asked for, if one follows it; else one's own, or the first. One query."""
    asked = request.GET.get("namnd", "")
    rows = list(Unit.objects.filter(pk__in=boards)) if asked else list(Unit.objects.filter(pk__in=boards[:1]))
    return next((u for u in rows if not asked or u.number == asked), None)


def _asked(request: HttpRequest, board_id: int) -> tuple[Asked, list[Period]]:
    """The year asked for, or the twelve months that end with this one."""
    today = actor_of(request).today
    year = request.GET.get("ar", "")
    last = Period.of(PeriodKind.MONTH, today)
    if year.isdecimal() and 1900 < int(year) <= today.year:
        last = min(last, Period(PeriodKind.MONTH, int(year), 12))
        first = Period(PeriodKind.MONTH, int(year), 1)
    else:
        first = last.shifted(1 - MONTHS_SHOWN)
    months = between(first, last)
    return Asked(board_id, first.first_day, last.last_day, today, cutoff_of(board_id)), months


def _lead(total: Share, months: Sequence[Period]) -> str:
    period = f"{label(months[0])}–{label(months[-1])}"
    if not total.due:
        return _now("Inget beslut har hunnit bli aktuellt att anmäla %(period)s.") % {"period": period}
    words = {"share": format_percent(total.percent, 1), "n": format_number(total.in_time)}
    text = _now("%(share)s av besluten är anmälda i tid: %(n)s av %(all)s.") % {
        **words,
        "all": format_number(total.due),
    }
    if total.missing:
        said = ngettext("%(n)s är inte anmält alls.", "%(n)s är inte anmälda alls.", total.missing)
        text += " " + said % {"n": format_number(total.missing)}
    return text


def _chart(rows: Sequence[Share], months: Sequence[Period]) -> Chart | None:
    title = _now("Andel anmälda i tid")
    own = Series(_now("I tid"), [None if s.percent is None else round(s.percent, 1) for s in rows])
    return trend(
        "i-tid", title, [short_label(m) for m in months], own,
        unit="%", decimals=1, first_column=_now("Månad"), caption=_now("Andel anmälda i tid efter beslutsmånad"),
    )  # fmt: skip


def _title(titles: Any, number: str, day: date) -> str:
    item = titles.on(day, number)
    return truncatechars(item.title, 70) if item is not None else _now("finns inte i ordningen")


def _linker(board: Unit, asked: Asked) -> Any:
    """The addresses of the decisions behind each of a share's numbers."""
    base = {"namnd": board.number, "fran": asked.first.isoformat(), "till": asked.last.isoformat()}

    def link(row: Share, narrowed: dict[str, str]) -> dict[str, str]:
        url = reverse("decision-follow-rows")
        return {s.value: f"{url}?{urlencode({**base, **narrowed, 'lage': s.value})}" for s in State}

    return link


@require_safe
@page
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions behind a number. What is confidential is counted, and shown to whoever may see it."""
    user = user_of(request)
    board = _board(request, boards_followed(user.access))
    if board is None:
        return render_page(request, "delegation/follow_nothing.html", shared())
    asked, narrowed = _narrowed(request, board.pk)
    rows = decisions_in(asked, item=request.GET.get("punkt"), function=request.GET.get("delegat"), state=narrowed)
    total = rows.count()
    seen = rows.filter(seen_with(user.access, user.pk)).select_related("system")
    today = asked.today
    found = ListPage(
        request,
        seen.order_by("decided_on", "pk"),
        name="followed-decisions",
        columns=[
            Column("source_id", _("Beslut"), sort="source_id", sub="system.name", link=_decision_url),
            Column(
                "decided_on", _("Beslutat"), accessor=lambda d: d.decided_on.isoformat(), sort="decided_on", num=True
            ),
            Column("decision", _("Vad som beslutades"), accessor=told_shortly),
            Column("item", _("Punkt"), sort="item", num=True),
            Column("function", _("Delegat"), sort="function"),
            Column("due", _("Skulle anmälas"), accessor=lambda d: _iso(d.due), sort="due", num=True),
            Column("told", _("Anmält"), accessor=lambda d: _iso(d.told), sort="told", num=True),
            Column("state", _("Läge"), accessor=lambda d: state_of(_as_day(d.due), _as_day(d.told), today).label),
        ],
    )
    context = shared(
        title=_("Beslut bakom siffran"),
        board=board,
        what=_what(request, asked, narrowed),
        total=total,
        hidden=total - found.total,
        empty_title=_("Inga beslut som du ser."),
        empty_text=_("Beslut med sekretess visas bara för den som får läsa dem."),
    )
    return found.respond("delegation/follow_rows.html", context)


def _narrowed(request: HttpRequest, board_id: int) -> tuple[Asked, str]:
    """The days and the state that the address says; anything odd in it asks for the usual year."""
    asked, _months = _asked(request, board_id)
    first, last = asked.first, asked.last
    month, state = request.GET.get("manad", ""), request.GET.get("lage", "")
    try:
        if month:
            period = Period.parse(month)
            first, last = period.first_day, period.last_day
        else:
            first = date.fromisoformat(request.GET.get("fran", first.isoformat()))
            last = date.fromisoformat(request.GET.get("till", last.isoformat()))
    except ValueError:
        first, last = asked.first, asked.last
    last = min(last, first + timedelta(days=5 * 366))
    narrowed = Asked(board_id, first, max(first, last), asked.today, asked.cutoff_days)
    return narrowed, state if state in State.values else ""


def _what(request: HttpRequest, asked: Asked, state: str) -> str:
    month = request.GET.get("manad", "")
    try:
        when = label(Period.parse(month))
    except ValueError:
        when = f"{label_day(asked.first)} – {label_day(asked.last)}"
    parts = [State(state).label if state else "", when]
    if "punkt" in request.GET:
        parts.append(_now("punkt %(item)s") % {"item": request.GET["punkt"][:30] or MISSING})
    if "delegat" in request.GET:
        parts.append(request.GET["delegat"][:150] or _now("okänd delegat"))
    return " · ".join(str(p) for p in parts if p)


def _decision_url(decision: DelegatedDecision) -> str:
    return decision_url(decision.pk)


def _iso(value: Any) -> str:
    return str(value)[:10] if value else ""


def _as_day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(str(value)[:10])

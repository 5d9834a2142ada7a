"""Decisions that are minuted separately: kept, printable, with the days for notice and appeal."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.listing import Column, ListPage, flag
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import minutes as actions
from ledtrad.delegation.actions import reading
from ledtrad.delegation.forms.lists import MinutesForm
from ledtrad.delegation.models import DelegatedDecision, LegalDays, SeparateMinutes
from ledtrad.delegation.pages.links import told_shortly
from ledtrad.delegation.papers.minutes import minutes_document
from ledtrad.delegation.queries.minutes import legal_days, separately_minuted
from ledtrad.delegation.rules.notice import Notice, notice
from ledtrad.delegation.views.board_common import FORM, may_plan, seen_version, shared, user_of


def notice_of(minutes: SeparateMinutes | None, days: dict[str, LegalDays]) -> Notice | None:
    """The days that run from one paragraph, once it is adjusted."""
    if minutes is None:
        return None
    return notice(
        minutes.adjusted_on,
        minutes.announced_on,
        announce_days=days["announce"].days,
        appeal_days=days["appeal"].days,
    )


def minutes_of(decision: DelegatedDecision) -> SeparateMinutes | None:
    return getattr(decision, "separate_minutes", None)


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """All of them, with what remains to do."""
    days, today = legal_days(), actor_of(request).today

    def told(decision: DelegatedDecision) -> tuple[SeparateMinutes | None, Notice | None]:
        return minutes_of(decision), notice_of(minutes_of(decision), days)

    found = ListPage(
        request,
        separately_minuted(user_of(request)).order_by("-decided_on", "-pk"),
        name="separate-minutes",
        columns=[
            Column("source_id", _("Beslut"), sort="source_id", link=_url, sub="board.name"),
            Column(
                "decided_on", _("Beslutat"), accessor=lambda d: d.decided_on.isoformat(), sort="decided_on", num=True
            ),
            Column("decision", _("Vad som beslutades"), accessor=told_shortly),
            Column("item", _("Punkt"), sort="item", num=True),
            Column("paragraph", _("Paragraf"), accessor=lambda d: getattr(told(d)[0], "paragraph", "")),
            Column(
                "adjusted", _("Justerat"), accessor=lambda d: _iso(getattr(told(d)[0], "adjusted_on", None)), num=True
            ),
            Column("announced", _("Anslaget"), accessor=lambda d: _announced(told(d)[1]), num=True),
            Column("appeal", _("Överklagas senast"), accessor=lambda d: _appeal(told(d)[1], today)),
        ],
        filters=[flag("rest", _("Bara de som väntar på protokoll eller anslag"), _WAITS)],
    )
    context = shared(
        title=_("Protokollförs särskilt"),
        days=days,
        empty_title=_("Inga beslut som ska protokollföras särskilt."),
        empty_text=_("Punkter i ordningen som protokollförs särskilt anmäls inte till nämnden; de samlas här."),
    )
    return found.respond("delegation/minutes.html", context)


_WAITS = Q(separate_minutes__isnull=True) | Q(separate_minutes__announced_on__isnull=True)


def _url(decision: DelegatedDecision) -> str:
    return reverse("separate-minutes-one", args=[decision.pk])


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _announced(found: Notice | None) -> str:
    if found is None:
        return ""
    if found.announced_on is None:
        return _now("senast %(day)s") % {"day": found.announce_by.isoformat()}
    return found.announced_on.isoformat() + (_now(", för sent") if found.announced_late else "")


def _appeal(found: Notice | None, today: Any) -> str:
    if found is None or found.appeal_until is None:
        return ""
    over = found.is_final(today)
    return found.appeal_until.isoformat() + (_now(", tiden är ute") if over else "")


def _decision(request: HttpRequest, pk: int) -> DelegatedDecision:
    return get_object_or_404(separately_minuted(user_of(request)), pk=pk)


@require_http_methods(FORM)
@page
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision with its paragraph and days; a form for those who keep the minutes."""
    decision = _decision(request, pk)
    minutes, plans = minutes_of(decision), may_plan(request, decision.board_id)
    if request.method == "POST":
        actions.require_plan(actor_of(request), decision.board_id)
    form = MinutesForm(request.POST or None, instance=minutes)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep(decision=decision, actor=actor_of(request), seen=seen_version(request), **form.cleaned_data)
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(decision), _now("Protokollet är infört."))
    reading.log_read(decision=decision, actor=actor_of(request))
    days = legal_days()
    stored = SeparateMinutes.objects.filter(decision=decision).first() if minutes is not None else None
    found = notice_of(stored, days)
    context = shared(
        decision=decision, minutes=stored, notice=found, days=days, may_plan=plans, today=actor_of(request).today,
        version=stored.version if stored is not None else 0,
    )  # fmt: skip
    if not plans:
        return render_page(request, "delegation/minutes_one.html", context)
    return render_form(request, "delegation/minutes_one.html", form, **context)


@require_safe
@page
def paper(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The decision as a paper for the notice board; nothing in it is confidential."""
    decision = _decision(request, pk)
    if format not in (Format.PDF, Format.DOCX):
        raise Http404
    minutes, days = minutes_of(decision), legal_days()
    statutes = (days["announce"].statute, days["appeal"].statute)
    document = minutes_document(decision, minutes, notice_of(minutes, days), statutes)
    name = _now("Delegationsbeslut %(board)s %(day)s") % {
        "board": decision.board.number, "day": decision.decided_on.isoformat(),
    }  # fmt: skip
    return uploads.attachment(papers.render(document, Format(format)), f"{name}.{format}")

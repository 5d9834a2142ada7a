"""The list of reports, a new one, and the page of one through its life."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core.listing import Column, ListPage, choice, search
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.reports import actions, rules
from ledtrad.reports.content import document_of
from ledtrad.reports.forms import ComposeForm
from ledtrad.reports.models import Report, ReportSection
from ledtrad.reports.rules import ReportState
from ledtrad.reports.views.common import FORM, report_of


def _boards() -> list[tuple[str, str]]:
    return list(Unit.objects.filter(follow_ups__isnull=False).distinct().values_list("number", "name"))


def _published_on(report: Report) -> date | None:
    return report.published_at.date() if report.published_at else None


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every report that the person may see, newest first."""
    listing = ListPage(
        request,
        Report.objects.visible_to(user_of(request)).select_related("unit").defer("content").order_by("-pk"),
        name="reports",
        columns=[
            Column("title", _("Rapport"), sort="title", link=Report.get_absolute_url, sub="number"),
            Column("unit", _("Nämnd"), accessor="unit.name", sort="unit__path"),
            Column("period", _("Period"), accessor="period_label", sort="period"),
            Column("state", _("Läge"), accessor="get_state_display", sort="state"),
            Column("published_at", _("Publicerad"), accessor=_published_on, sort="published_at"),
            Column("made_by_label", _("Påbörjad av"), sort="made_by_label", shown=False),
        ],
        filters=[
            search("q", _("Sök"), "title", "number"),
            choice("unit", _("Nämnd"), _boards, "unit__number"),
            choice("state", _("Läge"), ReportState.choices),
        ],
        tally={str(state): Q(state=state) for state in ReportState},
    )  # fmt: skip
    context = {
        "title": _("Rapporter"),
        "may_compose": access(actor_of(request)).anywhere(Power.PLAN),
        "empty_title": _("Inga rapporter än."),
        "empty_text": _(
            "När nämndens sekreterare, förvaltningschef eller controller har skrivit en rapport syns den här."
        ),
    }
    return listing.respond("reports/list.html", context)


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Choose board and period; the draft is filled from the data at once."""
    actor = actor_of(request)
    if not access(actor).anywhere(Power.PLAN):
        raise actions.MayNotPublish()
    form = ComposeForm(request.POST or None, actor=actor, initial=request.GET.dict())
    if form.is_valid():
        try:
            made = actions.compose(unit=form.cleaned_data["unit"], period=form.cleaned_data["period"], actor=actor)
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(
                request, made.get_absolute_url(), _now("Utkastet är skrivet ur siffrorna. Nu är det ditt.")
            )
    return render_form(
        request, "reports/form.html", form,
        lead=_now("Utkastet fylls med siffror, bedömningar och kommentarer. Du ändrar och godkänner sedan."),
        heading=_now("Skriv en uppföljningsrapport"), button=_now("Skriv utkastet"), back=reverse("reports"),
    )  # fmt: skip


@require_safe
@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One report: as a draft with its tools, waiting for signatures, or as published."""
    report, actor = report_of(request, number), actor_of(request)
    may_write = report.is_draft and actions.may_write(actor, report.unit_id)
    document = document_of(report, with_hidden=may_write)
    signatures = list(report.signatures.select_related("function"))
    rights = access(actor)
    context = {
        "report": report,
        "document": dressed(document),
        "sections": _paired(report, document) if may_write else [],
        "problems": rules.accessibility_problems(_visible(report, document)) if may_write else [],
        "waits_for_comment": _uncommented(document) if may_write else [],
        "signatures": signatures,
        "may_write": may_write,
        "may_plan": rights.may_plan(report.unit_id),
        "may_sign": report.state == ReportState.SIGNING
        and any(s.signed_at is None and rights.holds(s.function_id) for s in signatures),
        "may_send_back": report.state == ReportState.SIGNING
        and (rights.may_plan(report.unit_id) or any(rights.holds(s.function_id) for s in signatures)),
        "all_signed": bool(signatures) and all(s.signed_at for s in signatures),
        "files": sorted(report.files.all(), key=lambda file: Format.values.index(file.format)),
        "formats": Format.choices,
        "nav_current": "reports",
        "print_filters": document["scope"],
    }
    return render_page(request, "reports/report.html", context)


def _paired(report: Report, document: dict[str, Any]) -> list[tuple[ReportSection, dict[str, Any]]]:
    """Each section with what it says, hidden ones too."""
    told = {s["id"]: s for s in document["sections"]}
    return [(section, told[section.pk]) for section in report.sections.all() if section.pk in told]


def _visible(report: Report, document: dict[str, Any]) -> dict[str, Any]:
    hidden = {s.pk for s in report.sections.all() if s.is_hidden}
    return {**document, "sections": [s for s in document["sections"] if s["id"] not in hidden]}


def _uncommented(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Indicators that deviate and that nobody has explained."""
    return [
        block
        for section in document["sections"]
        for block in section["blocks"]
        if block["kind"] == "indicator" and block["status"] in ("missed", "partly") and not block["comments"]
    ]

"""Reports: the list, one report through its life, its files; and plans on paper."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import jobs, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.jobs import Job, State
from ledtrad.core.listing import Column, ListPage, choice, search
from ledtrad.core.refusals import Invalid, Refused, Stale
from ledtrad.core.responses import VERSION_FIELD, page, refuse, render_form, render_page, respond_saved
from ledtrad.goals.models import PlanningRound
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.rules import Power
from ledtrad.reports import actions, rendering, rules
from ledtrad.reports.content import document_of
from ledtrad.reports.forms import ComposeForm, NewSectionForm, ReasonForm, SectionForm, SubmitForm, TitleForm
from ledtrad.reports.jobs import DRAW, PUBLISH
from ledtrad.reports.models import Report, ReportSection
from ledtrad.reports.plans import plan_document
from ledtrad.reports.rendering.dressing import dressed
from ledtrad.reports.rules import Format, ReportState

FORM = ["GET", "HEAD", "POST"]


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def _report(request: HttpRequest, number: str) -> Report:
    rows = Report.objects.visible_to(_user(request)).select_related("unit", "corrects", "corrected_by")
    return get_object_or_404(rows, number=number)


def _section(request: HttpRequest, number: str, pk: int) -> ReportSection:
    rows = ReportSection.objects.visible_to(_user(request)).select_related("report", "report__unit")
    return get_object_or_404(rows, report__number=number, pk=pk)


def _seen(request: HttpRequest) -> int | None:
    sent = request.POST.get(VERSION_FIELD, "")
    return int(sent) if sent.isdecimal() else None


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
        Report.objects.visible_to(_user(request)).select_related("unit").defer("content").order_by("-pk"),
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
    )  # fmt: skip
    context = {
        "title": _("Rapporter"),
        "may_compose": access(_actor(request)).anywhere(Power.PLAN),
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
    actor = _actor(request)
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
        heading=_now("Skriv en uppföljningsrapport"), button=_now("Skriv utkastet"), back=reverse("reports"),
    )  # fmt: skip


@require_safe
@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One report: as a draft with its tools, waiting for signatures, or as published."""
    report, actor = _report(request, number), _actor(request)
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
        "files": list(report.files.all()),
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


# ── Writing ──────────────────────────────────────────────────────────────────
@require_http_methods(FORM)
@page
def section(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One section's words and choices."""
    found = _section(request, number, pk)
    if not actions.may_write(_actor(request), found.report.unit_id):
        raise actions.MayNotWrite()
    if not found.report.is_draft:
        raise actions.StandsStill()
    where = f"{found.report.get_absolute_url()}#avsnitt-{pk}"
    form = SectionForm(request.POST or None, instance=found)
    if form.is_valid():
        fresh = _section(request, number, pk)
        actions.write_section(section=fresh, values=form.values(), actor=_actor(request), seen=_seen(request))
        return respond_saved(request, where, _now("Avsnittet är sparat."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Skriv avsnittet ”%(name)s”") % {"name": found.heading},
        button=_now("Spara"), back=where, version=found.version,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def add_section(request: HttpRequest, number: str) -> HttpResponse:
    """A new section of free text."""
    report, actor = _report(request, number), _actor(request)
    if not actions.may_write(actor, report.unit_id):
        raise actions.MayNotWrite()
    form = NewSectionForm(request.POST or None)
    if form.is_valid():
        actions.add_section(report=report, actor=actor, **form.cleaned_data)
        return respond_saved(
            request, report.get_absolute_url(), _now("Avsnittet ligger sist. Flytta det dit det ska vara.")
        )
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Nytt avsnitt"), button=_now("Lägg till"), back=report.get_absolute_url(),
    )  # fmt: skip


@require_POST
@page
def arrange(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Move a section, hide it, show it, take it away: `do` says which."""
    found, actor = _section(request, number, pk), _actor(request)
    what = request.POST.get("do", "")
    if what in ("up", "down"):
        actions.move_section(section=found, steps=-1 if what == "up" else 1, actor=actor)
        message = _now("Avsnittet är flyttat.")
    elif what in ("hide", "show"):
        actions.hide_section(section=found, hidden=what == "hide", actor=actor)
        message = _now("Avsnittet är dolt.") if what == "hide" else _now("Avsnittet är med igen.")
    elif what == "remove":
        actions.remove_section(section=found, actor=actor)
        message = _now("Avsnittet är borttaget.")
    else:
        raise Http404
    anchor = "" if what == "remove" else f"#avsnitt-{pk}"
    return respond_saved(request, found.report.get_absolute_url() + anchor, message)


@require_http_methods(FORM)
@page
def title(request: HttpRequest, number: str) -> HttpResponse:
    """The report's title."""
    report, actor = _report(request, number), _actor(request)
    if not actions.may_write(actor, report.unit_id):
        raise actions.MayNotWrite()
    form = TitleForm(request.POST or None, instance=report)
    if form.is_valid():
        wanted = form.cleaned_data["title"]
        actions.rename(report=_report(request, number), title=wanted, actor=actor, seen=_seen(request))
        return respond_saved(request, report.get_absolute_url(), _now("Titeln är sparad."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Ändra titeln"), button=_now("Spara"), back=report.get_absolute_url(), version=report.version,
    )  # fmt: skip


@require_POST
@page
def comments(request: HttpRequest, number: str) -> HttpResponse:
    """Take in what the responsible have written."""
    report = _report(request, number)
    new_ones = actions.fetch_comments(report=report, actor=_actor(request))
    message = ngettext("%(n)s ny kommentar är hämtad.", "%(n)s nya kommentarer är hämtade.", new_ones) % {"n": new_ones}
    return respond_saved(request, report.get_absolute_url(), message)


@require_POST
@page
def redraft(request: HttpRequest, number: str) -> HttpResponse:
    """Let the figures write the summary anew."""
    report = _report(request, number)
    actions.draft_anew(report=report, actor=_actor(request))
    return respond_saved(request, report.get_absolute_url(), _now("Sammanfattningen är skriven på nytt ur siffrorna."))


@require_http_methods(FORM)
@page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    report, actor = _report(request, number), _actor(request)
    actions.require_plan(actor, report.unit_id)
    if request.method == "POST":
        actions.discard(report=report, actor=actor, seen=_seen(request))
        return respond_saved(request, reverse("reports"), _now("Utkastet är borttaget."))
    return render_page(request, "reports/discard.html", {"report": report, "nav_current": "reports"})


# ── Signing and publishing ───────────────────────────────────────────────────
@require_http_methods(FORM)
@page
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for signatures; what is wrong for some readers is told here with its place."""
    report, actor = _report(request, number), _actor(request)
    actions.require_plan(actor, report.unit_id)
    required = actions.required_functions(report.unit)
    form = SubmitForm(request.POST or None, report=report, required=required)
    problems: list[rules.Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(report=report, reviewers=form.cleaned_data["reviewers"], actor=actor, seen=_seen(request))
        except Stale:
            raise
        except actions.Unreadable as refusal:
            problems = refusal.problems
            refuse(form, refusal)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, report.get_absolute_url(), _now("Rapporten väntar nu på godkännande."))
    return render_form(
        request, "reports/submit.html", form,
        report=report, required=required, problems=problems, version=report.version, nav_current="reports",
    )  # fmt: skip


@require_POST
@page
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """Sign for the functions one holds."""
    report = _report(request, number)
    actions.sign(report=report, actor=_actor(request))
    return respond_saved(request, report.get_absolute_url(), _now("Du har godkänt rapporten."))


@require_http_methods(FORM)
@page
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Back to draft, with a reason."""
    report = _report(request, number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.send_back(report=report, reason=form.cleaned_data["reason"], actor=_actor(request))
        return respond_saved(request, report.get_absolute_url(), _now("Rapporten är ett utkast igen."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Lämna tillbaka rapporten"), button=_now("Lämna tillbaka"), back=report.get_absolute_url(),
    )  # fmt: skip


@require_POST
@page
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Order the publishing: it freezes the content and makes the files."""
    report, actor = _report(request, number), _actor(request)
    actions.require_plan(actor, report.unit_id)
    job = jobs.enqueue(PUBLISH, actor, report=report.pk)
    return redirect("job", job.pk)


@require_http_methods(FORM)
@page
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Open a new version of what is published, with a reason."""
    report, actor = _report(request, number), _actor(request)
    actions.require_plan(actor, report.unit_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.correct(report=report, reason=form.cleaned_data["reason"], actor=actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, made.get_absolute_url(), _now("Den nya versionen är ett utkast."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Rätta %(report)s") % {"report": report.number},
        button=_now("Öppna en ny version"), back=report.get_absolute_url(),
    )  # fmt: skip


# ── Files ────────────────────────────────────────────────────────────────────
def _file_name(report: Report, format: str) -> str:
    return f"{report.number} {report.title}.{format}"


@require_safe
@page
def file(request: HttpRequest, number: str, format: str) -> HttpResponse:
    """A published report's file, as it was made then."""
    report = _report(request, number)
    kept = get_object_or_404(report.files, format=format)
    return uploads.download(kept.stored_as, _file_name(report, format))


@require_POST
@page
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Order a draft as a file."""
    report = _report(request, number)
    format = request.POST.get("format", "")
    if format not in Format.values:
        raise Http404
    job = jobs.enqueue(DRAW, _actor(request), report=report.pk, format=format)
    return redirect("job", job.pk)


@require_safe
@page
def drawn(request: HttpRequest, number: str, job_id: UUID) -> HttpResponse:
    """The file that somebody ordered of a draft."""
    report = _report(request, number)
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id, kind=DRAW, state=State.DONE)
    if job.params.get("report") != report.pk:
        raise Http404
    return uploads.download(job.result["stored_as"], _file_name(report, job.result["format"]))


@require_safe
@page
def plan_pdf(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """A board's plan as PDF: the latest edition, the one asked for (`utgava`), or the draft as it stands."""
    rows = PlanningRound.objects.visible_to(_user(request)).select_related("unit")
    round = get_object_or_404(rows, unit__number=unit, year=year)
    asked = request.GET.get("utgava", "")
    editions = round.editions.filter(number=int(asked)) if asked.isdecimal() else round.editions
    edition = editions.first()
    if asked and edition is None:
        raise Http404
    data = rendering.render(plan_document(round, edition), Format.PDF)
    return uploads.attachment(data, f"Verksamhetsplan {unit} {year}.pdf")

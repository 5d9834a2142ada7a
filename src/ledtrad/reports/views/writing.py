"""Writing in a draft."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ledtrad.core.responses import actor_of, page, render_form, render_page, respond_saved, seen_version
from ledtrad.reports import actions
from ledtrad.reports.forms import NewSectionForm, SectionForm, TitleForm
from ledtrad.reports.views.common import FORM, report_of, section_of


@require_http_methods(FORM)
@page
def section(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """One section's words and choices."""
    found = section_of(request, number, pk)
    if not actions.may_write(actor_of(request), found.report.unit_id):
        raise actions.MayNotWrite()
    if not found.report.is_draft:
        raise actions.StandsStill()
    where = f"{found.report.get_absolute_url()}#avsnitt-{pk}"
    form = SectionForm(request.POST or None, instance=found)
    if form.is_valid():
        fresh = section_of(request, number, pk)
        actions.write_section(section=fresh, values=form.values(), actor=actor_of(request), seen=seen_version(request))
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
    report, actor = report_of(request, number), actor_of(request)
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
    found, actor = section_of(request, number, pk), actor_of(request)
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
    report, actor = report_of(request, number), actor_of(request)
    if not actions.may_write(actor, report.unit_id):
        raise actions.MayNotWrite()
    form = TitleForm(request.POST or None, instance=report)
    if form.is_valid():
        wanted = form.cleaned_data["title"]
        actions.rename(report=report_of(request, number), title=wanted, actor=actor, seen=seen_version(request))
        return respond_saved(request, report.get_absolute_url(), _now("Titeln är sparad."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Ändra titeln"), button=_now("Spara"), back=report.get_absolute_url(), version=report.version,
    )  # fmt: skip


@require_POST
@page
def comments(request: HttpRequest, number: str) -> HttpResponse:
    """Take in what the responsible have written."""
    report = report_of(request, number)
    new_ones = actions.fetch_comments(report=report, actor=actor_of(request))
    message = ngettext("%(n)s ny kommentar är hämtad.", "%(n)s nya kommentarer är hämtade.", new_ones) % {"n": new_ones}
    if not new_ones:
        message = _now("Ingen har skrivit något nytt.")
    return respond_saved(request, report.get_absolute_url(), message)


@require_POST
@page
def redraft(request: HttpRequest, number: str) -> HttpResponse:
    """Let the figures write the summary anew."""
    report = report_of(request, number)
    actions.draft_anew(report=report, actor=actor_of(request))
    return respond_saved(request, report.get_absolute_url(), _now("Sammanfattningen är skriven på nytt ur siffrorna."))


@require_http_methods(FORM)
@page
def discard(request: HttpRequest, number: str) -> HttpResponse:
    """Throw a draft away, after a question."""
    report, actor = report_of(request, number), actor_of(request)
    actions.require_plan(actor, report.unit_id)
    if request.method == "POST":
        actions.discard(report=report, actor=actor, seen=seen_version(request))
        return respond_saved(request, reverse("reports"), _now("Utkastet är borttaget."))
    return render_page(request, "reports/discard.html", {"report": report, "nav_current": "reports"})

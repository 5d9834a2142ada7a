"""From draft to published, and correcting."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_POST

from ledtrad.core import jobs
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved, seen_version
from ledtrad.reports import actions, rules
from ledtrad.reports.forms import ReasonForm, SubmitForm
from ledtrad.reports.jobs import PUBLISH
from ledtrad.reports.views.common import FORM, report_of


@require_http_methods(FORM)
@page
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for signatures; what is wrong for some readers is told here with its place."""
    report, actor = report_of(request, number), actor_of(request)
    actions.require_plan(actor, report.unit_id)
    required = actions.required_functions(report.unit)
    form = SubmitForm(request.POST or None, report=report, required=required)
    problems: list[rules.Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(
                report=report, reviewers=form.cleaned_data["reviewers"], actor=actor, seen=seen_version(request)
            )
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
    report = report_of(request, number)
    actions.sign(report=report, actor=actor_of(request))
    return respond_saved(request, report.get_absolute_url(), _now("Du har godkänt rapporten."))


@require_http_methods(FORM)
@page
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Back to draft, with a reason."""
    report = report_of(request, number)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.send_back(report=report, reason=form.cleaned_data["reason"], actor=actor_of(request))
        return respond_saved(request, report.get_absolute_url(), _now("Rapporten är ett utkast igen."))
    return render_form(
        request, "reports/form.html", form,
        heading=_now("Lämna tillbaka rapporten"), button=_now("Lämna tillbaka"), back=report.get_absolute_url(),
    )  # fmt: skip


@require_POST
@page
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Order the publishing: it freezes the content and makes the files."""
    report, actor = report_of(request, number), actor_of(request)
    actions.require_plan(actor, report.unit_id)
    job = jobs.enqueue(PUBLISH, actor, report=report.pk)
    return redirect("job", job.pk)


@require_http_methods(FORM)
@page
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Open a new version of what is published, with a reason."""
    report, actor = report_of(request, number), actor_of(request)
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

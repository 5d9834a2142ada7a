"""Reports and plans as files."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from ledtrad.core import jobs, papers, uploads
from ledtrad.core.jobs import Job, State
from ledtrad.core.papers.kinds import Format
from ledtrad.core.responses import actor_of, page
from ledtrad.goals.models import PlanningRound
from ledtrad.organisation.actors import user_of
from ledtrad.reports.jobs import DRAW
from ledtrad.reports.models import Report
from ledtrad.reports.plans import plan_document
from ledtrad.reports.views.common import report_of


def _file_name(report: Report, format: str) -> str:
    return f"{report.number} {report.title}.{format}"


@require_safe
@page
def file(request: HttpRequest, number: str, format: str) -> HttpResponse:
    """A published report's file, as it was made then."""
    report = report_of(request, number)
    kept = get_object_or_404(report.files, format=format)
    return uploads.download(kept.stored_as, _file_name(report, format))


@require_POST
@page
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Order a draft as a file."""
    report = report_of(request, number)
    format = request.POST.get("format", "")
    if format not in Format.values:
        raise Http404
    job = jobs.enqueue(DRAW, actor_of(request), report=report.pk, format=format)
    return redirect("job", job.pk)


@require_safe
@page
def drawn(request: HttpRequest, number: str, job_id: UUID) -> HttpResponse:
    """The file that somebody ordered of a draft."""
    report = report_of(request, number)
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id, kind=DRAW, state=State.DONE)
    if job.params.get("report") != report.pk:
        raise Http404
    made = job.result or {}
    return uploads.download(made["stored_as"], _file_name(report, made["format"]))


@require_safe
@page
def plan_pdf(request: HttpRequest, unit: str, year: int) -> HttpResponse:
    """A board's plan as PDF: the latest edition, the one asked for (`utgava`), or the draft as it stands."""
    rows = PlanningRound.objects.visible_to(user_of(request)).select_related("unit")
    round = get_object_or_404(rows, unit__number=unit, year=year)
    asked = request.GET.get("utgava", "")
    wanted = round.editions.filter(number=int(asked) if asked.isdecimal() else 0) if asked else round.editions
    edition = wanted.first()
    if asked and edition is None:
        raise Http404
    data = papers.render(plan_document(round, edition, user_of(request)), Format.PDF)
    return uploads.attachment(data, f"Verksamhetsplan {unit} {year}.pdf")

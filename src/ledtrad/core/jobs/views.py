"""The page that follows a job, and the address that tells machines whether we are well."""

from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from ledtrad.core.jobs.models import Job, State
from ledtrad.core.jobs.running import again, title_of
from ledtrad.core.responses import page, render_page, wants_fragment


@require_safe
@page
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Progress, then on to the result. Scripts ask for it every second; without them the page loads itself anew.

    A file is offered here: to send the browser to it would leave a page that still says "wait".
    """
    found = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)
    if found.state == State.DONE and found.result_url and not found.gives_file:
        if wants_fragment(request):
            return HttpResponse(status=204, headers={"HX-Redirect": found.result_url})
        return redirect(found.result_url)
    context = {
        "job": found,
        "progress": found.reached,
        "title": title_of(found),
        "again": again(found),
        "url": reverse("job", args=[found.pk]),
    }
    return render_page(request, "core/job.html", context, partial="status")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; 503 otherwise, from the middleware. For load balancers; tells nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})

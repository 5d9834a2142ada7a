"""What the pages of assignments begin with."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.core.responses import actor_of, render_page
from ledtrad.organisation.actors import user_of

FORM = ["GET", "HEAD", "POST"]


def assignment_of(request: HttpRequest, number: str) -> Assignment:
    """The assignment, or 404 for whoever may not see it. One query."""
    rows = Assignment.objects.visible_to(user_of(request)).select_related("unit", "responsible", "responsible__unit")
    return get_object_or_404(rows, number=number)


def report_back_of(request: HttpRequest, number: str, nr: int) -> ReportBack:
    """One of its report-backs, or 404. Two queries."""
    assignment = assignment_of(request, number)
    row: ReportBack = get_object_or_404(assignment.report_backs.all(), nr=nr)
    row.assignment = assignment
    return row


def asks_first(request: HttpRequest) -> bool:
    """Whether the page that asks before something is taken away is wanted."""
    return request.method != "POST" and "ta-bort" in request.GET


def ask(request: HttpRequest, **told: Any) -> HttpResponse:
    """What is about to be taken away: `heading`, `told`, `button`, `back`, `version`, and `where` with its address."""
    return render_page(request, "activities/remove.html", told)


def shared(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page here tells the frame."""
    return {"nav_current": "assignments", "today": actor_of(request).today, **more}

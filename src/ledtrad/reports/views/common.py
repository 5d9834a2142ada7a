"""What every view of reports begins with."""

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.core.actors import Actor
from ledtrad.core.responses import VERSION_FIELD
from ledtrad.organisation.models import User
from ledtrad.reports.models import Report, ReportSection

FORM = ["GET", "HEAD", "POST"]


def user_of(request: HttpRequest) -> User:
    """The person who asks."""
    return cast("User", request.user)


def actor_of(request: HttpRequest) -> Actor:
    """The same, as actions take it."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def report_of(request: HttpRequest, number: str) -> Report:
    """The report of that number, or 404 for whoever may not see it."""
    rows = Report.objects.visible_to(user_of(request)).select_related("unit", "corrects", "corrected_by")
    return get_object_or_404(rows, number=number)


def section_of(request: HttpRequest, number: str, pk: int) -> ReportSection:
    """A section of it, likewise."""
    rows = ReportSection.objects.visible_to(user_of(request)).select_related("report", "report__unit")
    found: ReportSection = get_object_or_404(rows, report__number=number, pk=pk)
    return found


def seen_version(request: HttpRequest) -> int | None:
    """Which version the person saw when the form was opened."""
    sent = request.POST.get(VERSION_FIELD, "")
    return int(sent) if sent.isdecimal() else None

"""What every view of reports begins with."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.organisation.actors import user_of
from ledtrad.reports.models import Report, ReportSection

FORM = ["GET", "HEAD", "POST"]


def report_of(request: HttpRequest, number: str) -> Report:
    """The report of that number, or 404 for whoever may not see it."""
    rows = Report.objects.visible_to(user_of(request)).select_related("unit", "corrects", "corrected_by")
    return get_object_or_404(rows, number=number)


def section_of(request: HttpRequest, number: str, pk: int) -> ReportSection:
    """A section of it, likewise."""
    rows = ReportSection.objects.visible_to(user_of(request)).select_related("report", "report__unit")
    found: ReportSection = get_object_or_404(rows, report__number=number, pk=pk)
    return found

"""What every view of matters and papers begins with."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.meetings.models import Matter, Paper
from ledtrad.organisation.actors import user_of

FORM = ["GET", "HEAD", "POST"]
HERE = {"nav_current": "matters"}


def matter_of(request: HttpRequest, pk: int) -> Matter:
    """The matter, or 404 for whoever may not see it."""
    rows = Matter.objects.visible_to(user_of(request)).select_related("board", "responsible", "responsible__unit")
    return get_object_or_404(rows, pk=pk)


def paper_of(request: HttpRequest, pk: int) -> Paper:
    """The paper, likewise."""
    rows = Paper.objects.visible_to(user_of(request))
    return get_object_or_404(
        rows.select_related("matter", "matter__board", "matter__responsible", "meeting", "function", "about"), pk=pk
    )

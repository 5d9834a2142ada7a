"""What the views of indicators share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.indicators.models import Indicator
from ledtrad.organisation.actors import user_of


def indicator_or_404(request: HttpRequest, number: str) -> Indicator:
    """The indicator with its place, if the person may see it. One query."""
    return get_object_or_404(Indicator.objects.visible_to(user_of(request)).with_place(), number=number)

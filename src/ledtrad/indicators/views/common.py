"""What the views of indicators share."""

from typing import cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from ledtrad.core.actors import Actor
from ledtrad.indicators.models import Indicator
from ledtrad.organisation.models import User


def actor_of(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def user_of(request: HttpRequest) -> User:
    return cast("User", request.user)


def indicator_or_404(request: HttpRequest, number: str) -> Indicator:
    """The indicator with its place, if the person may see it. One query."""
    return get_object_or_404(Indicator.objects.visible_to(user_of(request)).with_place(), number=number)

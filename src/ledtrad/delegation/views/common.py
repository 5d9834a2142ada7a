"""What the views of delegation share."""

from typing import cast

from django.http import HttpRequest

from ledtrad.organisation.models import User


def user_of(request: HttpRequest) -> User:
    """Whoever has logged in."""
    return cast("User", request.user)

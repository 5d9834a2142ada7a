"""What the pages of audits share."""

from typing import Any, cast

from django.http import HttpRequest

from ledtrad.organisation.models import User

FORM = ["GET", "HEAD", "POST"]


def user_of(request: HttpRequest) -> User:
    """The person who asks."""
    return cast("User", request.user)


def shared(**more: Any) -> dict[str, Any]:
    """What every page here tells the frame."""
    return {"nav_current": "audits", **more}

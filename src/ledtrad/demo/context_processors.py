"""The login page's buttons, in the demonstration only."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ledtrad.demo import build


def logins(request: HttpRequest) -> dict[str, Any]:
    """`demo_logins`: whom one can log in as with a button. Read only where a template asks."""
    return {"demo_logins": _offered} if settings.LEDTRAD_DEMO else {}


def _offered() -> list[dict[str, str]]:
    names = {row["username"]: row["name"] for row in build.rows("people")}
    return [{**row, "name": names[row["username"]]} for row in build.rows("logins")]

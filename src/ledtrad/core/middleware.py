"""What every answer carries, and what is answered when the database does not."""

import errno
import logging
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.db.utils import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ledtrad.core import rest

log = logging.getLogger("ledtrad.core")

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = ", ".join(
    [
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(
            f"{name}=()"
            for name in (
                *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation"),
                *("gyroscope", "magnetometer", "microphone", "midi", "payment", "usb"),
            )
        ),
    ]
)
BARE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For answers made before the usual policy is added: the page that says that the database is down."""

RETRY_SECONDS = 10
_READ_ONLY = "25006"
"""PostgreSQL's name for a server that is a standby, or has been told to take no writes."""

_DISK = {errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO}


class Headers:
    """Headers on every answer, errors and fragments too. Nothing but static files may be kept by anybody."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", BARE_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        if getattr(request, "ledtrad_logged_out", False):
            # Not "cookies": that would empty the whole domain, other services of the municipality included.
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _note_logout(request: HttpRequest | None, **_kwargs: Any) -> None:
    if request is not None:
        request.ledtrad_logged_out = True  # type: ignore[attr-defined]


class DatabaseDown:
    """Answers 503, in a sentence, when the database is away, locked or full; the error goes to the log.

    Nothing is half done then: every action is one transaction. The errors come here in two ways: as they are
    (when the page for errors needed the database too), or already made into an answer 500 by Django.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        except Exception as problem:
            if not is_unavailable(problem):
                raise
            log.exception("The database or the disk does not answer")
            return unavailable(request)
        if response.status_code == 500 and getattr(request, "ledtrad_unavailable", False):
            return unavailable(request)
        return response


def _note_unavailable(request: HttpRequest | None = None, **_kwargs: Any) -> None:
    problem = sys.exc_info()[1]
    if request is not None and problem is not None and is_unavailable(problem):
        request.ledtrad_unavailable = True  # type: ignore[attr-defined]


def is_unavailable(problem: BaseException) -> bool:
    """Whether it is the database or the disk that is down, rather than the program that is wrong."""
    if isinstance(problem, OperationalError | InterfaceError):
        return not str(problem).startswith("no such ")  # SQLite's way of saying that the program is wrong
    if isinstance(problem, InternalError):
        return getattr(problem.__cause__, "sqlstate", "") == _READ_ONLY
    return isinstance(problem, OSError) and problem.errno in _DISK


def unavailable(request: HttpRequest) -> HttpResponse:
    """The 503 answer: no database, no person, no trace of the error."""
    message = _("Ledtråd når inte sin databas just nu. Ingenting har sparats. Försök igen om en liten stund.")
    headers = {"Retry-After": str(RETRY_SECONDS)}
    if is_api(request):
        return rest.problem(503, "unavailable", _("Tillfälligt avbrott"), message, headers=headers)
    page = render_to_string("core/unavailable.html", {"message": message, "retry": request.get_full_path()})
    return HttpResponse(page, status=503, headers=headers)


def is_api(request: HttpRequest) -> bool:
    """Whether it is a program that asks: then it is answered in the API's shape, never with a page."""
    return request.path_info.startswith("/api/")


user_logged_out.connect(_note_logout, dispatch_uid="ledtrad.logged_out")
got_request_exception.connect(_note_unavailable, dispatch_uid="ledtrad.unavailable")


class PlainAddresses:
    """Turns away addresses with a NUL in them: no database row has one, and PostgreSQL will not even look.

    The API declares what each of its texts may hold (`rest.NO_NUL`) and says itself which field is wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        if "\x00" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the query")
        return self.get_response(request)

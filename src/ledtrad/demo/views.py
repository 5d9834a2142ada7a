"""Logging in to the demonstration with a button. Answers 404 in every other installation."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ledtrad.demo import build
from ledtrad.organisation.models import User


@require_POST
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demonstration's people."""
    if not settings.LEDTRAD_DEMO:
        raise Http404
    offered = [row["username"] for row in build.rows("logins")]
    person = get_object_or_404(User, username=request.POST.get("username", ""), username__in=offered, is_active=True)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_where(request))


def _where(request: HttpRequest) -> str:
    """The page that asked for a login, a link in a mail say; else the start page. Never another site."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return settings.LOGIN_REDIRECT_URL

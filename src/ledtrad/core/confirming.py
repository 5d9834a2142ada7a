"""Before what is sensitive the person says once more who they are: tokens, accounts, roles (ASVS V7.5.3).

allauth knows how: with password, code or passkey, good for `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds. Whoever has
none of these came by the municipality's own login, and is sent there again when that was longer ago.
"""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode


def confirm(request: HttpRequest, *, back: str = "") -> None:
    """Go on if the person has lately said who they are; else they are asked, and come back to `back` or this page.

    What was sent is not kept meanwhile: it may hold a password. Forms ask when they are opened, so it is rare.
    """
    url = _where_to_confirm(request, back or request.get_full_path())
    if url:
        raise ImmediateHttpResponse(redirect(url))


@reauthentication_required  # type: ignore[untyped-decorator]
def _passes(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _where_to_confirm(request: HttpRequest, back: str) -> str:
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        return _by_the_municipality(request, back)
    try:
        _passes(request)
    except ReauthenticationRequired:
        return f"{methods[0]['url']}?{urlencode({'next': back})}"
    return ""


def _by_the_municipality(request: HttpRequest, back: str) -> str:
    providers = get_social_adapter().list_providers(request)
    if not providers:
        return ""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    if time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return ""
    return str(providers[0].get_login_url(request, process="login", next=back))

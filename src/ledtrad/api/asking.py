"""Who asks: a token in the Authorization header, and nothing else. A browser's session opens no door here."""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from ninja.errors import Throttled
from ninja.security import HttpBearer

from ledtrad.api import actions, problems
from ledtrad.api.models import ApiToken
from ledtrad.core.rest import Scope, ScopeMissing
from ledtrad.organisation.actors import actor_for

log = logging.getLogger("ledtrad.api")

PER_MINUTE = 600
"""Calls with one token, in each process of the server."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Bearer(HttpBearer):
    """`Authorization: Bearer ledtrad_…`. Puts the token's person, actor and scopes on the request."""

    openapi_bearerFormat = "ledtrad_…"  # noqa: N815 - ninja's name

    def __call__(self, request: HttpRequest) -> Any:
        problems.speak(request)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = actions.find_token(token)
        if found is None:
            log.warning("A token was refused for %s %s", request.method, request.path)
            return None
        _count(found)
        scopes = frozenset(found.scopes)
        if request.method in READING and Scope.READ not in scopes:
            raise ScopeMissing
        request.user = found.user
        request.actor = SimpleLazyObject(lambda: actor_for(found.user))  # type: ignore[attr-defined]
        request.scopes = scopes  # type: ignore[attr-defined]
        return found


def _count(token: ApiToken) -> None:
    """Raises Throttled when the token has been used too often this minute."""
    now = time.time()
    key = f"api-calls-{token.pk}-{int(now // 60)}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > PER_MINUTE:
        raise Throttled(wait=60 - int(now % 60))

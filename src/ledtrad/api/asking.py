"""Who asks: a token in the Authorization header, and nothing else. A browser's session opens no door here."""

import logging
import threading
import time
from typing import Any

from django.db.utils import DatabaseError
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
"""Calls with one token, in all processes of the server together, and at most BLOCK more for each of them."""

BLOCK = 30
"""So many calls does a process count by itself before it tells the others: a read need not cost a write."""

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Calls:
    """Counts the calls of this process, and shares the count with the others through the token's row."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._minute = 0
        self._shared: dict[int, int] = {}
        self._own: dict[int, int] = {}

    def count(self, token_id: int) -> None:
        """One call more. Raises Throttled when the token has been used too often this minute."""
        now = time.time()
        minute, left = int(now // 60), 60 - int(now % 60)
        with self._lock:
            if minute != self._minute:
                self.forget()
                self._minute = minute
            own = self._own.get(token_id, 0) + 1
            if self._shared.get(token_id, 0) + own > PER_MINUTE:
                raise Throttled(wait=left)
            self._own[token_id] = own if own < BLOCK else 0
        if own >= BLOCK and self._share(token_id, minute, own) > PER_MINUTE:
            raise Throttled(wait=left)

    def _share(self, token_id: int, minute: int, own: int) -> int:
        """Tell the others, and learn what they have counted. A database that takes no writes hinders no reading."""
        try:
            total = actions.add_calls(token_id=token_id, minute=minute, calls=own)
        except DatabaseError as problem:
            log.warning("Calls with token %s could not be counted together: %s", token_id, problem)
            total = self._shared.get(token_id, 0) + own
        with self._lock:
            if minute == self._minute:
                self._shared[token_id] = max(total, self._shared.get(token_id, 0))
        return total


calls = Calls()


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
        calls.count(found.pk)
        scopes = frozenset(found.scopes)
        if request.method in READING and Scope.READ not in scopes:
            raise ScopeMissing
        request.user = found.user
        request.actor = SimpleLazyObject(lambda: actor_for(found.user))  # type: ignore[attr-defined]
        request.scopes = scopes  # type: ignore[attr-defined]
        return found

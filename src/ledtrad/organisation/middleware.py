"""Puts the actor on the request."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User


class CurrentActor:
    """`request.actor`: who acts, made when first asked for; and the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(cast("User", request.user)))  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            # What the person has chosen goes before the browser's language.
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)

"""How a person comes in: allauth's adapters.

Accounts are made by an administrator, an import, OIDC or SAML, never by sign-up.
"""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from ledtrad import saml
from ledtrad.core import clock
from ledtrad.organisation import actions
from ledtrad.organisation.actors import system_actor
from ledtrad.organisation.models import Function, Holding, User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed for sign-up; after login to the start page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("todo")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """OIDC and SAML: finds the person by username claim, or makes them, and gives the functions the claims name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the login to the person the claims mean. An unknown person without a username is turned away."""
        claims = claims_of(sociallogin.account)
        names = claim_names()
        username = str(claims.get(names["username"]) or "")
        if not username:
            raise ImmediateHttpResponse(redirect("account_login"))
        if sociallogin.is_existing:
            provision(sociallogin.user, claims)
            return
        person = User.objects.filter(username=username).first()
        if person is not None:
            if not person.is_active:
                raise PermissionDenied
            provision(person, claims)
            sociallogin.connect(request, person)
        else:
            sociallogin.user.username = username

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        person: User = super().save_user(request, sociallogin, form)
        provision(person, claims_of(sociallogin.account))
        return person


def claims_of(account: Any) -> dict[str, Any]:
    """What the identity provider says of a person, named as OIDC names it, also when it says it by SAML."""
    said = account.extra_data
    if account.provider != saml.PROVIDER:
        return {**said, **said.get("userinfo", {}), **said.get("id_token", {})}
    names, found = claim_names(), {}
    for what, attribute in settings.LEDTRAD_SAML_ATTRIBUTES.items():
        if attribute in said:
            found[names.get(what, what)] = said[attribute] if what == "functions" else "".join(said[attribute][:1])
    return found


def claim_names() -> dict[str, str]:
    """Which claim holds what, from `LEDTRAD_OIDC_CLAIMS`: `username=…,name=…,email=…,functions=…`."""
    pairs = (pair.split("=", 1) for pair in settings.LEDTRAD_OIDC_CLAIMS.split(",") if "=" in pair)
    return {"username": "preferred_username", **{k.strip(): v.strip() for k, v in pairs}}


@transaction.atomic
def provision(person: User, claims: dict[str, Any]) -> None:
    """Bring a person's name, address and functions up to what the identity provider says.

    The functions claim is a list of function numbers and, where it comes, the whole truth: a function named
    there is held from today, and any other that the person holds ends today, also one given by an
    administrator. A function that somebody else holds alone is left to them. Without the claim, functions
    are left as they are.
    """
    names = claim_names()
    changed = [f for f in ("name", "email") if claims.get(names.get(f, f)) and _set(person, f, claims[names.get(f, f)])]
    if changed:
        person.save(update_fields=changed)
    wanted = claims.get(names.get("functions", "functions"))
    if not isinstance(wanted, list):
        return
    today, actor = clock.today(), system_actor("OIDC")
    held = {h.function.number: h for h in Holding.objects.filter(person=person).on(today).select_related("function")}
    for function in Function.objects.filter(number__in=[str(w) for w in wanted if str(w) not in held]):
        with suppress(actions.AlreadyHeld):
            actions.appoint(function=function, person=person, valid_from=today, actor=actor)
    for number, holding in held.items():
        if number not in {str(w) for w in wanted} and holding.valid_from < today:
            actions.end_holding(holding=holding, valid_to=today, actor=actor)


def _set(person: User, name: str, value: Any) -> bool:
    if getattr(person, name) == value:
        return False
    setattr(person, name, value)
    return True

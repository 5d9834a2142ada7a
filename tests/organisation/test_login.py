"""Coming in by OIDC: what the claims make of a person."""

from datetime import date

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core.exceptions import PermissionDenied

from ledtrad.core import clock, ledger
from ledtrad.organisation.login import AccountAdapter, SocialAccountAdapter, provision
from ledtrad.organisation.models import Holding, User
from ledtrad.organisation.rules import Role
from tests.factories import FunctionFactory, UserFactory

TODAY, TOMORROW = date(2021, 4, 12), date(2021, 4, 13)


def holds(person):
    rows = Holding.objects.filter(person=person).current()
    return {h.function.number for h in rows}


@pytest.fixture
def nils(world):
    return world.person("nils")


@pytest.fixture
def vacant(world):
    """A function that nobody holds."""
    return FunctionFactory(number="F-NY", unit=world.unit("AFE"), role=Role.UNIT_MANAGER)


def test_claims_make_a_person(nils):
    provision(nils, {"name": "Nils Ek", "email": "nils.ek@provby.example"})
    nils.refresh_from_db()
    assert (nils.name, nils.email) == ("Nils Ek", "nils.ek@provby.example")


def test_a_claim_that_is_missing_changes_nothing(nils):
    provision(nils, {"name": ""})
    nils.refresh_from_db()
    assert nils.name == "Nils"


def test_functions_are_given_and_rights_with_them(nils, vacant, world):
    provision(nils, {"functions": ["F-NY"]})
    assert holds(nils) == {"F-NY"}
    assert world.person("nils").access.manages(world.unit("AFE").pk)
    assert ledger.entries().about(vacant).get().action == "appointed"


def test_functions_no_longer_named_end(nils, vacant):
    provision(nils, {"functions": ["F-NY"]})
    with clock.at(TOMORROW):
        provision(nils, {"functions": []})
        assert holds(nils) == set()
    assert Holding.objects.get(person=nils).valid_to == TOMORROW


def test_without_the_claim_functions_are_left_alone(nils, vacant):
    provision(nils, {"functions": ["F-NY"]})
    with clock.at(TOMORROW):
        provision(nils, {"name": "Nils"})
        assert holds(nils) == {"F-NY"}


def test_a_function_that_another_holds_alone_is_left_to_them(nils, world):
    provision(nils, {"functions": ["f-anna"]})
    assert holds(nils) == set()
    assert holds(world.people["anna"]) == {"f-anna"}


def test_an_unknown_function_is_passed_over(nils):
    provision(nils, {"functions": ["FINNS-EJ", 17, None]})
    assert holds(nils) == set()


def test_the_same_claims_twice_change_nothing(nils, vacant):
    for _time in range(2):
        provision(nils, {"functions": ["F-NY"]})
    assert Holding.objects.filter(person=nils).count() == 1


def test_the_claims_have_the_names_that_the_installation_says(nils, vacant, settings):
    settings.LEDTRAD_OIDC_CLAIMS = "username=upn,name=displayName,functions=groups"
    provision(nils, {"displayName": "Nils Ek", "groups": ["F-NY"], "functions": ["f-bo"]})
    assert (nils.name, holds(nils)) == ("Nils Ek", {"F-NY"})


# ── allauth's way in ─────────────────────────────────────────────────────────
def came_in(claims):
    account = SocialAccount(provider="idp", uid="1", extra_data=claims)
    return SocialLogin(user=User(), account=account)


def test_a_login_without_username_is_turned_away(world, rf):
    with pytest.raises(ImmediateHttpResponse):
        SocialAccountAdapter().pre_social_login(rf.get("/"), came_in({"name": "Någon"}))


def test_a_person_who_is_switched_off_is_turned_away(world, rf):
    UserFactory(username="slutat", is_active=False)
    with pytest.raises(PermissionDenied):
        SocialAccountAdapter().pre_social_login(rf.get("/"), came_in({"preferred_username": "slutat"}))


@pytest.fixture
def identity_provider(settings):
    app = {"provider_id": "idp", "name": "Kommunen", "client_id": "x", "secret": "y"}
    app["settings"] = {"server_url": "https://idp.provby.example"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def test_a_known_person_is_tied_to_the_login(world, rf, client, identity_provider):
    request = rf.get("/")
    request.session = client.session
    SocialAccountAdapter().pre_social_login(request, came_in({"preferred_username": "nils", "name": "Nils Ek"}))
    assert SocialAccount.objects.get().user == world.people["nils"]
    assert User.objects.get(username="nils").name == "Nils Ek"


def test_a_new_person_gets_the_username_of_the_claim(world, rf):
    arrived = came_in({"preferred_username": "petra"})
    SocialAccountAdapter().pre_social_login(rf.get("/"), arrived)
    assert arrived.user.username == "petra"


def test_nobody_signs_up_with_a_password(rf):
    assert not AccountAdapter().is_open_for_signup(rf.get("/"))

"""Before what is sensitive one says who one is again; and no way back in goes around the second factor."""

import re
import time

import pytest
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client

from ledtrad.organisation.models import Holding, User
from tests.factories import UserFactory

PASSWORD = "ett-riktigt-långt-lösenord"
SENSITIVE = (
    "/organisation/funktion/ny/",
    "/organisation/funktion/f-anna/andra/",
    "/organisation/funktion/f-anna/utse/",
    "/organisation/personer/ny/",
    "/organisation/personer/anna/",
    "/organisation/personer/anna/losenord/",
    "/installningar/nycklar/ny/",
)


@pytest.fixture
def adam(world):
    """The administrator, with a password."""
    person = world.person("adam")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def browser(adam):
    made = Client()
    made.force_login(adam, backend="django.contrib.auth.backends.ModelBackend")
    return made


def confirm(browser, address):
    return browser.post(f"/konto/reauthenticate/?next={address}", {"password": PASSWORD, "next": address})


@pytest.mark.parametrize("address", SENSITIVE)
def test_accounts_roles_and_tokens_ask_who_one_is(browser, address):
    for asked in (browser.get(address), browser.post(address, {"new_password1": "hemligt-hemligt"})):
        assert asked.status_code == 302
        assert asked["Location"].startswith("/konto/reauthenticate/?next=")
    assert "hemligt-hemligt" not in str(browser.session.items())
    assert confirm(browser, address)["Location"] == address
    assert browser.get(address).status_code == 200


def test_a_holding_is_not_ended_without(browser, world):
    holding = Holding.objects.get(person=world.people["anna"])
    address = f"/organisation/funktion/f-anna/innehav/{holding.pk}/"
    assert browser.post(address, {"valid_to": "2021-05-01"}).status_code == 302
    assert Holding.objects.get(pk=holding.pk).valid_to is None
    confirm(browser, address)
    browser.post(address, {"valid_to": "2021-05-01"})
    assert Holding.objects.get(pk=holding.pk).valid_to is not None


def test_it_lasts_five_minutes(browser, monkeypatch):
    confirm(browser, SENSITIVE[0])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 299)
    assert browser.get(SENSITIVE[0]).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 301)
    assert browser.get(SENSITIVE[0]).status_code == 302


def test_those_who_may_not_are_told_so_before_they_are_asked(world):
    made = Client()
    made.force_login(world.person("anna"))
    assert made.get("/organisation/personer/ny/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/konto/2fa/totp/activate/", "/konto/2fa/webauthn/add/", "/konto/2fa/recovery-codes/generate/"]
)
def test_the_second_factor_is_not_changed_without(browser, address):
    assert "/reauthenticate/" in browser.get(address)["Location"]


def test_the_address_for_a_new_password_is_not_changed_without(browser):
    sent = browser.post("/konto/email/", {"action_add": "", "email": "annan@provby.example"})
    assert "/reauthenticate/" in sent["Location"]


def test_who_comes_by_the_municipalitys_login_goes_there_again(world, settings):
    app = {"provider_id": "idp", "name": "Kommunen", "client_id": "x", "secret": "y"}
    app["settings"] = {"server_url": "https://idp.provby.example"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    person = world.person("adam")
    person.set_unusable_password()
    person.save()
    made = Client()
    made.force_login(person)
    assert "/konto/oidc/idp/login/?" in made.get(SENSITIVE[0])["Location"]
    session = made.session
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time() - 10}]
    session.save()
    assert made.get(SENSITIVE[0]).status_code == 200


# ── The second factor stays ──────────────────────────────────────────────────
@pytest.fixture
def two_factors(adam):
    secret = generate_totp_secret()
    TOTP.activate(adam, secret)
    return secret


def log_in(password):
    made = Client()
    return made, made.post("/konto/login/", {"login": "adam", "password": password})


def test_the_password_alone_does_not_open(two_factors):
    made, answer = log_in(PASSWORD)
    assert answer["Location"] == "/konto/2fa/authenticate/"
    assert made.get("/").status_code == 302
    code = f"{hotp_value(two_factors, int(time.time()) // 30):06d}"
    assert made.post("/konto/2fa/authenticate/", {"code": code})["Location"] == "/"
    assert made.get("/").status_code == 200


def test_a_new_password_by_mail_does_not_go_around_it(two_factors, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    made = Client()
    made.post("/konto/password/reset/", {"email": "adam@provby.example"})
    link = re.search(r"/konto/password/reset/key/\S+", mail.outbox[0].body).group()
    form = made.get(link, follow=True)
    new = "ett-annat-långt-lösenord"
    made.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert User.objects.get(username="adam").check_password(new)
    assert made.get("/").status_code == 302  # not logged in by it
    assert log_in(new)[1]["Location"] == "/konto/2fa/authenticate/"
    assert Authenticator.objects.filter(user__username="adam", type="totp").exists()


def test_a_password_from_the_administrator_does_not_go_around_it(two_factors, world, as_person):
    other = UserFactory(username="berit")
    Holding.objects.filter(person=world.people["adam"]).update(person=other)
    made = Client()
    made.force_login(other)
    new = "ett-annat-långt-lösenord"
    made.post("/organisation/personer/adam/losenord/", {"new_password1": new, "new_password2": new})
    assert log_in(new)[1]["Location"] == "/konto/2fa/authenticate/"

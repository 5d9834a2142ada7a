"""What every answer carries, whichever address gives it: pages, fragments, files, errors and the API."""

import os
import re
import subprocess
import sys
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import homes
from tests.security import city as cities
from tests.security.routes import ROUTES
from tests.security.test_matrix import address, things

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

#: Fetched as whole words from the policy: nothing inline, nothing from elsewhere, nobody frames us.
POLICY = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}
CARRIED = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
SCRIPT = re.compile(rb"<(script|style)\b([^>]*)>", re.I)
INLINE = re.compile(rb"<[a-z][^<>]*\s(on[a-z]+|style)\s*=", re.I)
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield cities.build()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", [n for n in ROUTES if n != "plan-pdf"])
def test_every_address(city, name):
    route = ROUTES[name]
    thing = things(city, route)[0][1]
    path = address(city, route, name, thing)
    for person in ("dag", "anonymous"):
        for headers in ({}, FRAGMENT):
            for method in ("get", "post"):
                with transaction.atomic():
                    client = Client(raise_request_exception=False)
                    client.cookies = SimpleCookie(city.clients[person].cookies.output(header="", sep=";"))
                    check(getattr(client, method)(path, headers=headers), f"{method} {path} by {person} {headers}")
                    transaction.set_rollback(True)


def check(answer: Any, where: str) -> None:
    for header, value in CARRIED.items():
        assert answer.headers.get(header) == value, (where, header)
    policy = policy_of(answer)
    for directive, sources in POLICY.items():
        # The page for a database that is down is stricter still.
        assert policy.get(directive, policy["default-src"]) <= sources | {"'none'"}, (where, directive)
    said = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in said, where
    assert "*" not in said, where
    assert "http" not in said, where
    for cookie in filter(lambda c: c.value, answer.cookies.values()):  # an empty one takes a cookie away
        assert cookie["httponly"], (where, cookie.key)
        assert cookie["samesite"] in ("Lax", "Strict"), (where, cookie.key)
        assert cookie["path"] == "/", (where, cookie.key)
        assert not cookie["domain"], (where, cookie.key)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        content = b"".join(answer) if answer.streaming else answer.content
        nothing_inline(content, said, where)


def policy_of(answer: Any) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: set(part[1:]) for part in parts}


def nothing_inline(content: bytes, said: str, where: str) -> None:
    found = INLINE.search(content)
    assert found is None, (where, found and found[0][:200])
    for tag, attributes in SCRIPT.findall(content):
        nonce = re.search(rb'nonce="([^"]+)"', attributes)
        if nonce is None:
            assert tag.lower() == b"script", (where, "a style element without a nonce")
            own = re.search(rb'src="/|type="(application|text)/(ld\+)?(json|plain)"', attributes)
            assert own, (where, attributes)
        else:
            assert f"'nonce-{nonce[1].decode()}'" in said, where


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/finns-inte/", 404),
        ("/nod/finns-inte/", 404),
        ("/api/finns-inte", 404),
        ("/api/v1/nodes/M-00", 401),
        ("/organisation/personer/", 403),
        ("/static/finns-inte.css", 404),
        ("/nod/%00/", 404),
        ("/sok/?q=%00", 400),
        ("/api/%00", 404),
        ("/api/v1/nodes/%00", 401),
        ("/api/v1/goals?unit=%00", 401),
    ],
)
def test_errors_too(city, path, status):
    for headers in ({}, FRAGMENT):
        answer = city.clients["dag"].get(path, headers=headers)
        assert answer.status_code == status
        if not path.startswith("/static/"):
            check(answer, path)


def test_a_form_with_faults_too(city):
    path = reverse("node-edit", args=["M-00"])
    for headers in ({}, FRAGMENT):
        answer = city.clients["dag"].post(path, {"title": ""}, headers=headers)
        assert answer.status_code == 422
        check(answer, path)


def test_a_form_from_elsewhere_is_refused(city):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = SimpleCookie(city.clients["dag"].cookies.output(header="", sep=";"))
    for path in (reverse("settings"), reverse("node-edit", args=["M-00"]), reverse("account_logout")):
        answer = strict.post(path, {"x": "1"})
        assert answer.status_code == 403
        check(answer, path)


def test_each_page_has_a_nonce_of_its_own(city):
    said = {city.clients["dag"].get("/hjalp/").headers["Content-Security-Policy"] for _n in range(3)}
    assert len(said) in (1, 3)  # 1 when no script on the page needs one
    assert "'unsafe-inline'" not in said.pop()


def test_logging_out_leaves_nothing(city):
    client = Client()
    client.force_login(city.world.person("dag"), backend="django.contrib.auth.backends.ModelBackend")
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    answer = client.post(reverse("account_logout"))
    assert answer.status_code == 302
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert '"storage"' in answer.headers["Clear-Site-Data"]
    for name, value in before.items():
        client.cookies[name] = value  # somebody kept the old cookie
    assert client.get(reverse("todo")).status_code == 302


# ── As it is served for real ─────────────────────────────────────────────────
REAL = {"LEDTRAD_URL": "https://ledtrad.provby.example", "LEDTRAD_BEHIND_PROXY": "1"}

COOKIES = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from ledtrad.organisation.models import User
User.objects.create_user("anna", password="ett-riktigt-långt-lösenord", name="Anna")
client = Client(headers={"X-Forwarded-Proto": "https", "Host": "ledtrad.provby.example"})
page = client.get("/konto/login/")
answer = client.post("/konto/login/", {"login": "anna", "password": "ett-riktigt-långt-lösenord"})
said = client.post("/installningar/sprak/", {"language": "en"})
assert answer.status_code == 302, answer.status_code
assert "max-age=63072000" in page.headers["Strict-Transport-Security"], page.headers
names = set()
for cookie in [*page.cookies.values(), *answer.cookies.values(), *said.cookies.values()]:
    names.add(cookie.key)
    assert cookie.key.startswith("__Host-"), cookie.key
    assert cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"], cookie
assert names == {f"__Host-ledtrad-{name}" for name in ("session", "csrf", "language", "receipt")}, names
"""


def outside(tmp_path: Any, *command: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LEDTRAD_", "DATABASE_", "DJANGO_", "PYTEST"))}
    env |= REAL | {"LEDTRAD_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "ledtrad.settings"}
    env["PYTHONPATH"] = os.pathsep.join(["src", env.get("PYTHONPATH", "")])
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)


def test_the_check_for_deployment_finds_nothing(tmp_path):
    done = outside(tmp_path, "-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_cookies_are_bound_to_the_host_and_to_https(tmp_path):
    homes.migrated(tmp_path / "home")
    done = outside(tmp_path, "-c", COOKIES)
    assert done.returncode == 0, done.stderr

"""What every answer carries, and the 503 when the database is away, locked or full."""

import errno
import re

import pytest
from django.db.utils import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path

from ledtrad.core import middleware
from ledtrad.organisation.models import User

PROBLEMS = {
    "locked": OperationalError("database is locked"),
    "full": OperationalError("database or disk is full"),
    "read-only": OperationalError("attempt to write a readonly database"),
    "gone": InterfaceError("connection already closed"),
    "disk": OSError(errno.ENOSPC, "No space left on device"),
}
OURS = {
    "missing table": OperationalError("no such table: core_job"),
    "bug": ZeroDivisionError("hemligt"),
    "missing file": FileNotFoundError(errno.ENOENT, "No such file"),
}


def fail(request, name):
    raise (PROBLEMS | OURS)[name]


def page(request):
    return HttpResponse(f'<script nonce="{request.csp_nonce}"></script>')


def missing(request):
    raise Http404


urlpatterns = [
    path("fel/<str:name>/", fail),
    path("api/fel/<str:name>/", fail),
    path("sida/", page),
    path("saknas/", missing),
    path("", include("ledtrad.urls")),
]
handler500 = "tests.core.test_headers.needs_the_database"


def needs_the_database(request):
    """As a page for errors that asks who is logged in, when the database is away."""
    if getattr(request, "session", None) is not None and "twice" in request.GET:
        raise PROBLEMS["gone"]
    return HttpResponse("Fel", status=500)


@pytest.fixture
def visitor(db, settings):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user("anna", password="x"))
    return client


ADDRESSES = ["/sida/", "/saknas/", "/fel/bug/", "/fel/locked/", "/halsa", "/jobb/00000000-0000-0000-0000-000000000000/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("fragment", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_every_answer_carries_the_headers(visitor, address, fragment):
    headers = visitor.get(address, headers=fragment).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] in ("'self'", "'none'")
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] in ("'self'", "'none'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"]


def test_each_answer_has_its_own_nonce(visitor):
    nonces = set()
    for _ in range(2):
        response = visitor.get("/sida/")
        nonce = re.search(rb'nonce="([^"]+)"', response.content)[1].decode()
        assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
        nonces.add(nonce)
    assert len(nonces) == 2


def test_static_files_may_be_kept(visitor, settings):
    answer = middleware.Headers(lambda request: HttpResponse(headers={"Cache-Control": "max-age=60"}))
    response = answer(RequestFactory().get(f"{settings.STATIC_URL}ledtrad.css"))
    assert response.headers["Cache-Control"] == "max-age=60"


def test_logging_out_empties_the_browser(visitor):
    from django.contrib.auth import logout

    assert "Clear-Site-Data" not in visitor.get("/sida/").headers
    answer = middleware.Headers(lambda request: logout(request) or HttpResponse())
    request = RequestFactory().post("/konto/logout/")
    request.session, request.user = visitor.session, User.objects.get()
    cleared = answer(request).headers["Clear-Site-Data"]
    assert '"cache"' in cleared
    assert '"storage"' in cleared
    assert '"cookies"' not in cleared


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("twice", ["", "?twice"])
def test_without_a_database_it_says_so(visitor, name, twice):
    response = visitor.get(f"/fel/{name}/{twice}")
    text = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert "Tillfälligt avbrott" in text
    assert str(PROBLEMS[name]) not in text


def test_a_machine_is_told_in_json(visitor):
    response = visitor.get("/api/fel/locked/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Tillfälligt avbrott",
        "status": 503,
        "code": "unavailable",
        "detail": "Ledtråd når inte sin databas just nu. Ingenting har sparats. Försök igen om en liten stund.",
        "errors": [],
    }


@pytest.mark.parametrize("name", OURS)
def test_our_own_mistakes_are_not_called_an_interruption(visitor, name):
    assert visitor.get(f"/fel/{name}/").status_code == 500


def test_the_page_for_an_interruption_asks_nothing_of_the_database(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = middleware.unavailable(RequestFactory().get("/mål/?a=<b>"))
    assert b"<b>" not in response.content


def test_health_needs_no_login(client, db):
    assert client.get("/halsa").json() == {"status": "ok"}


def test_health_is_503_when_the_database_is_away(db, settings, monkeypatch):
    from django.db import connection

    def away(*_args, **_kwargs):
        raise PROBLEMS["gone"]

    settings.ROOT_URLCONF = __name__
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert Client(raise_request_exception=False).get("/halsa").status_code == 503


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_and_jobs_are_only_read(visitor, method):
    for address in ("/halsa", ADDRESSES[-1]):
        assert getattr(visitor, method)(address).status_code == 405

"""Tokens: made once, kept as a hash, worth no more than their person, and ended at once."""

import contextlib
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from ninja.errors import Throttled

from ledtrad.api import actions, asking
from ledtrad.api.models import ApiToken
from ledtrad.core import clock, ledger
from ledtrad.core.refusals import NotAllowed
from ledtrad.core.rest import Scope
from ledtrad.organisation.models import Holding, User
from tests.api.conftest import Program

TODAY = date(2021, 4, 12)


def make(world, name="anna", **changes):
    given = {"name": "Provet", "scopes": [Scope.READ], "expires_on": TODAY + timedelta(days=30)}
    return actions.create_token(person=world.person(name), actor=world.actor(name), **{**given, **changes})


def test_the_secret_is_not_kept(world):
    token, secret = make(world)
    assert secret.startswith("ledtrad_")
    assert len(secret) > 45
    assert secret not in str(list(ApiToken.objects.values()))
    assert actions.find_token(secret) == token


def test_the_ledger_knows_but_not_the_secret(world):
    token, secret = make(world)
    actions.revoke_token(token=token, actor=world.actor("anna"))
    entries = ledger.entries().about(token)
    assert [e.action for e in entries.order_by("sequence")] == ["token_created", "token_revoked"]
    assert not any(secret in str(e.change.payload) or token.sha256 in str(e.change.payload) for e in entries)


def test_nobody_makes_or_revokes_a_token_for_somebody_else(world):
    token, _secret = make(world)
    with pytest.raises(NotAllowed):
        actions.create_token(
            person=world.person("anna"),
            name="x",
            scopes=[Scope.READ],
            expires_on=TODAY + timedelta(days=1),
            actor=world.actor("adam"),
        )
    with pytest.raises(NotAllowed):
        actions.revoke_token(token=token, actor=world.actor("adam"))


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_token_ends_within_a_year(world, days):
    with pytest.raises(actions.WrongEnd):
        make(world, expires_on=TODAY + timedelta(days=days))


def test_twenty_are_enough(world):
    for _n in range(20):
        make(world)
    with pytest.raises(actions.TooMany):
        make(world)


def test_what_does_not_open(world, thread, program):
    good = program("anna")
    assert good.get("/goals").status_code == 200
    for wrong in ("", "ledtrad_", good.secret[:-1], good.secret + "x", good.secret.upper(), "\x00", "å"):
        answer = Program(wrong).get("/goals")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert Client().get("/api/v1/goals", headers={"Authorization": "Basic YTpi"}).status_code == 401


def test_a_revoked_token_stops_at_once(world, program):
    caller = program("anna")
    assert caller.get("/goals").status_code == 200
    actions.revoke_token(token=ApiToken.objects.get(), actor=world.actor("anna"))
    assert caller.get("/goals").status_code == 401


def test_an_expired_token_stops_on_its_day(program, settings):
    caller = program("anna")
    settings.LEDTRAD_TODAY = date(2021, 5, 31)
    assert caller.get("/goals").status_code == 200
    settings.LEDTRAD_TODAY = date(2021, 6, 1)
    assert caller.get("/goals").status_code == 401


def test_a_person_who_is_closed_off_takes_the_token_along(world, program):
    caller = program("anna")
    User.objects.filter(username="anna").update(is_active=False)
    assert caller.get("/goals").status_code == 401


def test_a_function_that_ends_takes_its_rights_along(world, thread, program):
    goal, _indicator = thread
    type(goal).objects.filter(pk=goal.pk).update(confidentiality="internal")
    caller = program("anna")
    assert caller.get("/nodes/M-001").status_code == 200
    Holding.objects.filter(person=world.people["anna"]).update(valid_to=TODAY)
    assert caller.get("/nodes/M-001").status_code == 404


def test_a_browser_session_opens_nothing(world, thread):
    client = Client()
    client.force_login(world.person("anna"))
    assert client.get("/api/v1/goals").status_code == 401
    assert client.post("/api/v1/observations", "{}", content_type="application/json").status_code == 401


def test_the_token_counts_and_not_the_session(world, thread, program):
    goal, _indicator = thread
    type(goal).objects.filter(pk=goal.pk).update(confidentiality="confidential")
    caller = program("bo")
    caller.client.force_login(world.person("anna"))
    assert caller.get("/nodes/M-001").status_code == 404


@pytest.mark.parametrize(
    ("scopes", "reads", "reports", "assesses"),
    [
        ([Scope.READ], 200, 403, 403),
        ([Scope.WRITE_OBSERVATIONS], 403, 201, 403),
        ([Scope.WRITE_ASSESSMENTS], 403, 403, 201),
    ],
)
def test_a_token_does_what_it_was_made_for(thread, program, scopes, reads, reports, assesses):
    caller = program("anna", *scopes)
    row = {"indicator": "I-001", "unit": "AFE", "period": "2021-03", "value": 4}
    judged = {"period": "2021-Q1", "status": "met", "comment": "Det går bra."}
    assert caller.get("/goals").status_code == reads
    assert caller.post("/observations", {"observations": [row]}).status_code == reports
    assert caller.post("/nodes/M-001/assessments", judged, If_Match='"1"').status_code == assesses


def test_too_many_calls_wait(program, monkeypatch):
    monkeypatch.setattr(asking, "PER_MINUTE", 2)
    caller = program("anna")
    answers = [caller.get("/goals").status_code for _n in range(3)]
    assert answers == [200, 200, 429]
    assert 0 < int(caller.get("/goals").headers["Retry-After"]) <= 60


def throttled(counting, token, times):
    """How many of so many calls were let through."""
    passed = 0
    for _ in range(times):
        with contextlib.suppress(Throttled):
            counting.count(token.pk)
            passed += 1
    return passed


def test_processes_count_together(program, monkeypatch):
    monkeypatch.setattr(asking, "PER_MINUTE", 20)
    monkeypatch.setattr(asking, "BLOCK", 5)
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    program("anna")
    program("bo")
    token, other = ApiToken.objects.order_by("pk")
    processes = [asking.Calls() for _ in range(3)]
    passed = sum(throttled(each, token, 4) for _ in range(10) for each in processes)
    assert 20 <= passed <= 20 + 3 * 5
    assert throttled(processes[0], other, 4) == 4
    assert throttled(asking.Calls(), token, 100) < 5  # one that is just started learns it soon
    monkeypatch.setattr(time, "time", lambda: 1_000_000_060.0)
    assert throttled(processes[0], token, 100) == 20


def test_counting_together_costs_a_query_now_and_then(program, monkeypatch, django_assert_num_queries):
    program("anna")
    token, counting = ApiToken.objects.get(), asking.Calls()
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    with django_assert_num_queries(0):
        throttled(counting, token, asking.BLOCK - 1)
    with django_assert_num_queries(1):
        throttled(counting, token, 1)
    token.refresh_from_db()
    assert token.calls == asking.BLOCK


def test_a_database_that_takes_no_writes_hinders_no_reading(program, monkeypatch):
    def refuse(**_what):
        raise OperationalError("attempt to write a readonly database")

    program("anna")
    monkeypatch.setattr(asking, "PER_MINUTE", 50)
    monkeypatch.setattr(actions, "add_calls", refuse)
    assert throttled(asking.Calls(), ApiToken.objects.get(), 60) == 50


def test_use_is_noted(program):
    program("anna").get("/goals")
    assert ApiToken.objects.get().last_used_at is not None


# ── The page ─────────────────────────────────────────────────────────────────
@pytest.fixture
def anna(client, world):
    """Anna comes by the municipality's own login, so there is no password to ask for again."""
    person = world.person("anna")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    return client


def test_making_one_on_the_page(anna):
    sent = {"name": "Hämtning", "scopes": ["read"], "expires_on": "2021-09-01"}
    page = anna.post(reverse("api-token-new"), sent)
    token = ApiToken.objects.get()
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert actions.find_token(secret) == token
    again = anna.get(reverse("api-tokens")).content.decode()
    assert "Hämtning" in again
    assert secret not in again


def test_the_password_is_asked_for_again(client, world):
    person = world.person("anna")
    person.set_password("ett-riktigt-långt-lösenord")
    person.save()
    client.force_login(person)
    page = client.get(reverse("api-token-new"))
    assert page.status_code == 302
    assert "reauthenticate" in page.headers["Location"]
    refused = client.post(reverse("api-token-new"), {"name": "x", "scopes": ["read"], "expires_on": "2021-09-01"})
    assert refused.status_code == 302
    assert not ApiToken.objects.exists()


def test_a_form_with_faults(anna):
    page = anna.post(reverse("api-token-new"), {"name": "", "scopes": ["allt"], "expires_on": "2031-01-01"})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_revoking_on_the_page(anna, world):
    token, secret = make(world)
    assert anna.get(reverse("api-token-revoke", args=[token.pk])).status_code == 405
    assert anna.post(reverse("api-token-revoke", args=[token.pk])).status_code == 302
    assert actions.find_token(secret) is None


def test_somebody_elses_token_is_not_found(anna, world):
    token, _secret = make(world, "bo")
    assert anna.post(reverse("api-token-revoke", args=[token.pk])).status_code == 404
    assert "Provet" not in anna.get(reverse("api-tokens")).content.decode()


def test_the_page_takes_the_same_queries_for_one_and_for_three(anna, world):
    counts = []
    for _n in range(3):
        make(world)
        anna.get(reverse("api-tokens"))
        with CaptureQueriesContext(connection) as asked:
            anna.get(reverse("api-tokens"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
    assert counts[0] <= 10


def test_the_clock_is_the_municipalitys(world):
    token, _secret = make(world)
    assert token.created_at <= clock.now()

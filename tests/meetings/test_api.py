"""Matters over REST, as a diary uses them."""

import json
from datetime import date

import pytest
from django.test import Client

from ledtrad.api import actions as tokens
from ledtrad.core.rest import Scope
from ledtrad.meetings.models import Matter
from tests.meetings.papers import matter, paper, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def diary(world):
    """`diary("eva")` → a function that asks as Eva's program."""

    def of(name, *scopes):
        _token, secret = tokens.create_token(
            person=world.person(name), name="Diariet", scopes=list(scopes or Scope), expires_on=date(2021, 6, 1),
            actor=world.actor(name),
        )  # fmt: skip
        client = Client(headers={"Authorization": f"Bearer {secret}"})

        def ask(path, **sent):
            if sent:
                return client.post(f"/api/v1{path}", json.dumps(sent), content_type="application/json")
            return client.get(f"/api/v1{path}")

        return ask

    return of


def test_a_diary_opens_a_matter_with_its_own_number(world, diary):
    ask = diary("eva")
    sent = {"board": "SN", "title": "Remiss", "registration_number": "SN 2021/0077", "responsible": "f-anna"}
    made = ask("/matters", **sent)
    assert made.status_code == 201
    assert (made.json()["registration_number"], made.json()["responsible"]) == ("SN 2021/0077", "f-anna")
    again = ask("/matters", **sent)
    assert (again.status_code, again.json()["code"]) == (422, "number_taken")
    assert ask("/matters", board="SN", title="Nästa").json()["registration_number"] == "SN 2021/0078"
    for wrong in ({"board": "BSN"}, {"board": "SN", "responsible": "f-sven"}):
        assert ask("/matters", **{"title": "T", **wrong}).status_code == 422
    assert diary("elsa")("/matters", board="SN", title="T").status_code == 422  # not a board of hers to choose
    assert diary("eva", Scope.READ)("/matters", board="SN", title="T").status_code == 403


def test_what_one_may_not_see_does_not_exist(world, diary):
    shown, hidden = matter(world), matter(world, confidentiality="confidential")
    eva, elsa = diary("eva"), diary("elsa")
    assert eva("/matters").json()["count"] == 2
    listed = elsa("/matters?board=SN").json()
    assert [one["id"] for one in listed["items"]] == [shown.pk]
    assert elsa(f"/matters/{hidden.pk}").status_code == 404
    assert eva(f"/matters?number={hidden.registration_number}").json()["count"] == 1


def test_papers_go_back_as_files(world, diary):
    made = matter(world)
    paper(world, of=made)
    found = ready(world, of=made)
    told = diary("elsa")(f"/matters/{made.pk}").json()["papers"]
    assert [(one["id"], one["state"]) for one in told] == [(found.pk, "ready")]
    assert told[0]["files"][0].endswith(f"/api/v1/papers/{found.pk}/files/pdf")
    answer = diary("elsa")(f"/papers/{found.pk}/files/pdf")
    assert answer.content.startswith(b"%PDF")
    draft = made.papers.exclude(pk=found.pk).get()
    assert diary("eva")(f"/papers/{draft.pk}/files/pdf").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(world, diary, django_assert_num_queries, rows):
    for _n in range(rows):
        paper(world, of=matter(world))
    ask, pk = diary("eva"), Matter.objects.first().pk
    ask("/matters")
    with django_assert_num_queries(4):
        ask("/matters")
    with django_assert_num_queries(4):
        ask(f"/matters/{pk}")

"""Audits over the API: what the token's person may see, in a fixed number of queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledtrad.audits.actions import registering
from ledtrad.audits.models import Addressed
from ledtrad.audits.rules.told import Question, Said, Told
from ledtrad.organisation.actors import system_actor


@pytest.fixture
def audit(world):
    def make(title="Granskning", mark="open", recommendations=("Se över rutinerna.",), **fields):
        boards = frozenset([world.unit("SN").pk])
        own = {"title": title, "kind": "in_depth", "unit": world.unit("SN"), "confidentiality": mark,
               "issued_on": date(2021, 2, 1), "answer_due": date(2021, 5, 1)}  # fmt: skip
        said = tuple(Said(words, boards) for words in recommendations)
        told = Told(own | fields, questions=(Question("Finns mål?", "Ja."),), recommendations=said)
        return registering.register(values=told, actor=system_actor())

    return make


def test_an_audit_with_all_that_it_holds(audit, program):
    original = audit("Original")
    audit("Uppföljning", follows=original)
    answer = program("elsa").get("/audits/GR-001")
    assert answer.headers["ETag"] == '"1"'
    found = answer.json()
    assert (found["title"], found["boards"], found["follows"], found["followed_by"]) == (
        "Original", ["SN"], None, ["GR-002"],
    )  # fmt: skip
    assert found["questions"] == [{"text": "Finns mål?", "answer": "Ja."}]
    assert found["recommendations"] == [
        {"number": "RK-001", "wording": "Se över rutinerna.", "page": None,
         "boards": [{"board": "SN", "position": None, "judgement": None, "closed_on": None}]},
    ]  # fmt: skip
    assert found["statements"] == [{"board": "SN", "due_on": "2021-05-01", "adopted_on": None}]


def test_lists_hold_what_may_be_seen_and_ask_the_same(audit, program):
    audit()
    counts = []
    for path in ("/audits", "/recommendations", "/recommendations?board=SN&open=true"):
        with CaptureQueriesContext(connection) as caught:
            assert program("elsa").get(path).json()["count"] == 1
        counts.append(len(caught))
    audit(recommendations=("Ett.", "Två."))
    audit(mark="confidential")
    for path, count in zip(("/audits", "/recommendations", "/recommendations?board=SN&open=true"), counts, strict=True):
        with CaptureQueriesContext(connection) as caught:
            assert program("elsa").get(path).json()["count"] == (2 if path == "/audits" else 3)
        assert len(caught) <= count
    assert program("elsa").get("/audits/GR-003").status_code == 404
    assert program("eva").get("/audits/GR-003").status_code == 200


def test_open_and_closed_parts(audit, program):
    audit()
    Addressed.objects.update(closed_on=date(2021, 1, 1), judgement="sufficient", position="shares")
    assert program("elsa").get("/recommendations?open=true").json()["count"] == 0
    (row,) = program("elsa").get("/recommendations").json()["items"]
    assert (row["audit"], row["board"], row["judgement"]) == ("GR-001", "SN", "sufficient")
    assert row["closed_on"] == "2021-01-01"
    (row,) = program("elsa").get("/audits").json()["items"]
    assert (row["recommendations"], row["open"]) == (1, 0)

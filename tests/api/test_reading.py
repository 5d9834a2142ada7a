"""Reading over the API: what the token's person may see, page by page, in a fixed number of queries."""

import contextlib
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledtrad.indicators import standings
from ledtrad.thread import rollup
from tests.factories import GoalFactory
from tests.indicators.factories import IndicatorFactory, aim, observe, reports, share, supported


def printed(*command):
    out = StringIO()
    with contextlib.suppress(SystemExit):
        call_command(*command, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_thread_is_what_the_command_line_says(thread, program):
    assert program("disa").get("/thread").json() == printed("thread")


def test_the_thread_holds_only_what_may_be_seen(thread, program):
    goal, _indicator = thread
    type(goal).objects.filter(pk=goal.pk).update(confidentiality="confidential")
    seen = program("disa").get("/thread").json()
    assert [n["number"] for n in seen["nodes"]] == ["I-001"]
    assert seen["links"] == []
    assert len(program("anna").get("/thread").json()["links"]) == 1


def test_a_node_with_its_neighbours_and_version(thread, program):
    answer = program("anna").get("/nodes/M-001")
    assert answer.headers["ETag"] == '"1"'
    node = answer.json()
    assert (node["number"], node["version"], node["function"], node["holder"]) == ("M-001", 1, "Enhetschef", "Anna")
    assert node["down"] == [{"kind": "measures", "number": "I-001", "title": "Antal till arbete"}]
    assert (node["up"], node["beside"], node["assessment"]) == ([], [], None)


def test_a_neighbour_that_is_hidden_is_not_there(thread, program):
    _goal, indicator = thread
    type(indicator).objects.filter(pk=indicator.pk).update(confidentiality="confidential")
    assert program("bo").get("/nodes/M-001").json()["down"] == []


@pytest.mark.parametrize("number", ["M-999", "M-001x", "%E5"])
def test_what_is_not_there_is_404(thread, program, number):
    answer = program("anna").get(f"/nodes/{number}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_what_may_not_be_seen_is_404_in_the_same_words(thread, program):
    goal, _indicator = thread
    type(goal).objects.filter(pk=goal.pk).update(confidentiality="confidential")
    caller = program("disa")
    assert caller.get("/nodes/M-001").content == caller.get("/nodes/M-999").content


def test_odd_addresses_are_answered(thread, program):
    caller = program("anna")
    for number in ("%00", "M-001%00", "x" * 31):
        answer = caller.get(f"/nodes/{number}")
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["field"] == "number"
    for path in ("/finns-inte", "/../v2/goals", "", "/%00", "/goals%00"):
        answer = caller.get(path)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


def test_gaps_are_what_the_command_line_says(thread, program):
    rollup.refresh()
    answer = program("disa").get("/gaps").json()
    assert answer["items"] == printed("gaps")
    assert answer["count"] == len(answer["items"]) > 0


def test_goals(thread, program):
    answer = program("anna").get("/goals").json()
    assert answer["count"] == 1
    assert answer["items"][0] | {"level": None, "plan": None} == {
        "number": "M-001",
        "title": "Fler till arbete",
        "level": None,
        "unit": "AFE",
        "function": "Enhetschef",
        "holder": "Anna",
        "plan": None,
        "present_state": "",
        "wanted_state": "",
        "status": "none",
        "suggested": "none",
    }


def test_pages_and_units(world, program):
    for n in range(5):
        GoalFactory(number=f"M-1{n}", unit=world.unit("AFE" if n else "SKOLA"))
    caller = program("anna")
    first = caller.get("/goals", {"limit": 2}).json()
    rest = caller.get("/goals", {"limit": 1000, "offset": 2}).json()
    assert first["count"] == rest["count"] == 5
    assert [g["number"] for g in first["items"] + rest["items"]] == [f"M-1{n}" for n in range(5)]
    assert caller.get("/goals", {"unit": "SN"}).json()["count"] == 4
    assert caller.get("/goals", {"unit": "okänd"}).json()["count"] == 0
    assert caller.get("/goals", {"level": "vision"}).json()["count"] == 0


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 1001}, {"offset": -1}, {"limit": "tio"}, {"unit": "\x00"}])
def test_a_page_that_cannot_be(program, query):
    answer = program("anna").get("/goals", query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_indicators_are_what_the_command_line_says(world, program):
    share(unit=world.unit("SN"))
    supported(unit=world.unit("AFE"))
    caller = program("anna")
    for period in ("2020", "2021-02", "2021-Q1"):
        answer = caller.get("/indicators", {"period": period}).json()
        assert answer["items"] == printed("indicators", "--period", period)
    by_number = {i["number"]: i for i in caller.get("/indicators", {"period": "2020"}).json()["items"]}
    assert by_number["I-014"]["result"] == "not_met"
    assert by_number["I-014"]["distance"] == 15
    assert caller.get("/indicators", {"unit": "AFE"}).json()["count"] == 1
    assert caller.get("/indicators", {"period": "i går"}).status_code == 422


def test_the_latest_standing_without_a_period(world, program):
    supported(unit=world.unit("AFE"))
    IndicatorFactory(number="I-999", title="Tom", unit=world.unit("AFE"))
    first, empty = program("anna").get("/indicators").json()["items"]
    assert (first["period"], first["value"], first["threshold"]) == ("2021-02", 107, 200)
    assert (empty["period"], empty["value"], empty["result"]) == (None, None, "not_assessable")


@pytest.fixture
def few(world):
    """Three persons in AFE and nine in 1824."""
    made = IndicatorFactory(number="I-007", unit=world.unit("SN"), counts_persons=True, periodicity="year")
    reports(made, world.unit("AFE"), world.unit("1824"))
    observe(made, 2020, 3, unit=world.unit("AFE"), comment="Lisa flyttade")
    observe(made, 2020, 9, unit=world.unit("1824"))
    aim(made, 2020, amount=10)
    standings.recompute([made.pk])
    return made


def test_few_persons_are_hidden_from_those_who_do_not_work_with_them(few, program):
    caller = program("disa")
    assert "Lisa" not in caller.get("/indicators/I-007/observations").content.decode()
    rows = caller.get("/indicators/I-007/observations").json()["items"]
    assert [(r["value"], r["comment"], r["hidden"]) for r in rows] == [(None, None, True), (9, "", False)]
    assert (rows[0]["reported_at"], rows[0]["version"]) == (None, None)  # nor which of the hidden was corrected
    mine = program("anna").get("/indicators/I-007/observations").json()["items"]
    assert [(r["unit"], r["value"], r["hidden"]) for r in mine] == [("AFE", 3, False), ("1824", 9, False)]
    all_of_it = program("dag").get("/indicators/I-007/observations").json()["items"]
    assert [r["value"] for r in all_of_it] == [3, 9]


def test_figures_page_by_page(world, program):
    made = supported(unit=world.unit("AFE"))
    answer = program("anna").get(f"/indicators/{made.number}/observations", {"limit": 2, "offset": 1}).json()
    assert answer["count"] == 3
    assert [(r["period"], r["value"]) for r in answer["items"]] == [("2021-01", 103), ("2021-02", 107)]


def test_figures_of_a_hidden_indicator_are_404(world, program):
    made = supported(unit=world.unit("AFE"), confidentiality="confidential")
    assert program("disa").get(f"/indicators/{made.number}/observations").status_code == 404


#: For each address: queries in all, the token's own one among them, whatever the number of rows.
QUERIES = {
    "/thread": 9,
    "/gaps": 19,
    "/goals": 4,
    "/nodes/M-001": 6,
    "/indicators": 6,
    "/indicators?period=2021-Q1": 6,
    "/indicators/I-001/observations": 7,
}


@pytest.mark.parametrize("address", QUERIES)
def test_the_same_queries_for_one_and_for_three(world, thread, program, address):
    caller = program("anna")
    caller.get("/goals")  # notes that the token was used
    counts = []
    for n in range(3):
        GoalFactory(unit=world.unit("AFE"))
        made = IndicatorFactory(unit=world.unit("AFE"), periodicity="month")
        for indicator in (made, thread[1]):
            observe(indicator, f"2021-0{n + 1}", 10 + n)
        with CaptureQueriesContext(connection) as asked:
            assert caller.get(address).status_code == 200
        counts.append(len(asked))
    assert counts == [QUERIES[address]] * 3


# ── In which language ────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("sv", "sv"),
        ("en", "en"),
        ("en-GB,sv;q=0.5", "en"),
        ("de,en;q=0.3", "en"),
        ("de", "sv"),
        ("", "sv"),
        ("*", "sv"),
    ],
)
def test_the_language_is_what_the_caller_asks_for(program, asked, answered):
    answer = program("anna").get("/nodes/M-404", Accept_Language=asked)
    assert answer.headers["Content-Language"] == answered
    assert answer.headers["Vary"].count("Accept-Language") == 1


def test_a_problem_says_what_and_where(program):
    answer = program("anna").get("/goals", {"limit": 0})
    assert answer.json() == {
        "type": "about:blank",
        "title": "Något i det som skickades är fel",
        "status": 422,
        "code": "invalid",
        "detail": "",
        "errors": [{"row": None, "field": "limit", "message": "Talet är för litet."}],
    }

"""Assignments over the API: read by those who see them, reported back by whoever has the function."""

from datetime import date

import pytest

from ledtrad.activities.models import ReportBack
from ledtrad.core.rest import Scope
from ledtrad.thread.models import Node
from tests.factories import AssignmentFactory, report_back

PATH = "/assignments/U-001/report-backs/1"


@pytest.fixture
def given(world):
    made = AssignmentFactory(
        number="U-001", title="Korta väntetiden", unit=world.unit("SN"), responsible=world.functions["anna"]
    )
    report_back(made, date(2021, 4, 1))
    return made


def test_it_is_read_with_its_report_backs(given, program):
    found = program("elsa").get("/assignments/U-001").json()
    assert (found["title"], found["board"], found["function"]) == ("Korta väntetiden", "SN", "Enhetschef")
    assert (found["next_due"], found["days_late"]) == ("2021-04-01", 11)
    assert [(b["nr"], b["state"], b["version"]) for b in found["report_backs"]] == [(1, "awaited", 1)]


def test_late_ones_come_first_and_can_be_asked_for_alone(given, world, program):
    report_back(AssignmentFactory(number="U-002", unit=world.unit("SN")), date(2021, 6, 1))
    AssignmentFactory(number="U-003", unit=world.unit("BSN"), state="closed", closed_on=date(2021, 1, 1))
    caller = program("elsa")
    assert [a["number"] for a in caller.get("/assignments").json()["items"]] == ["U-001", "U-002", "U-003"]
    assert [a["number"] for a in caller.get("/assignments", {"late": "true"}).json()["items"]] == ["U-001"]
    assert [a["number"] for a in caller.get("/assignments", {"state": "closed"}).json()["items"]] == ["U-003"]
    assert caller.get("/assignments", {"board": "SN"}).json()["count"] == 2
    assert caller.get("/assignments", {"board": "finns inte"}).json()["count"] == 0


def test_it_is_written_and_then_handed_in(given, program):
    caller = program("anna")
    answer = caller.post(PATH, {"taken": "- Ny rutin"}, If_Match='"1"')
    assert (answer.status_code, answer.headers["ETag"], answer.json()["taken"]) == (200, '"2"', "- Ny rutin")
    assert caller.get("/assignments/U-001").json()["report_backs"][0]["taken"] == ""  # a draft is nobody's to read
    assert caller.post(PATH, {"taken": "- Ny rutin", "hand_in": True}, If_Match='"2"').status_code == 200
    assert program("elsa").get("/assignments/U-001").json()["report_backs"][0]["taken"] == "- Ny rutin"
    assert caller.post(PATH, {"taken": "Annat"}, If_Match='"3"').status_code == 422
    assert ReportBack.objects.get().taken == "- Ny rutin"


def test_a_stale_one_is_412_and_saves_nothing(given, program):
    caller = program("anna")
    caller.post(PATH, {"taken": "först"}, If_Match='"1"')
    assert caller.post(PATH, {"taken": "sedan"}, If_Match='"1"').status_code == 412
    assert caller.post(PATH, {"taken": "sedan"}).status_code == 428
    assert ReportBack.objects.get().taken == "först"


@pytest.mark.parametrize(("who", "status"), [("johan", 200), ("eva", 403), ("cecilia", 403), ("elsa", 403)])
def test_who_may_report(given, program, who, status):
    assert program(who).post(PATH, {"taken": "x"}, If_Match='"1"').status_code == status


def test_a_token_that_was_not_made_for_it(given, program):
    assert program("anna", Scope.READ).post(PATH, {"taken": "x"}, If_Match='"1"').status_code == 403


@pytest.mark.parametrize("body", [{}, {"taken": " "}])
def test_an_empty_report_is_not_handed_in(given, program, body):
    assert program("anna").post(PATH, {**body, "hand_in": True}, If_Match='"1"').status_code == 422


def test_what_may_not_be_seen_does_not_exist(given, program):
    Node.objects.update(confidentiality="confidential")
    caller = program("cecilia")
    assert caller.get("/assignments").json()["count"] == 0
    assert caller.get("/assignments/U-001").status_code == 404
    assert caller.post(PATH, {"taken": "x"}, If_Match='"1"').status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(world, program, django_assert_num_queries, number):
    for _n in range(number):
        report_back(AssignmentFactory(unit=world.unit("SN")), date(2021, 5, 1))
    caller = program("elsa")
    caller.get("/assignments")
    with django_assert_num_queries(5):
        caller.get("/assignments")

"""Reporting figures and assessments over the API: the same actions as the pages, all or nothing."""

import pytest

from ledtrad.core import ledger
from ledtrad.core.imports import actions as imports
from ledtrad.core.imports.models import ImportBatch
from ledtrad.indicators.models import Observation
from ledtrad.thread.models import Assessment, Node
from tests.indicators.factories import IndicatorFactory, observe, reports


def row(**changes):
    return {"indicator": "I-001", "unit": "AFE", "period": "2021-03", "value": 4, **changes}


def send(caller, *rows, **headers):
    return caller.post("/observations", {"observations": list(rows)}, **headers)


# ── Figures ──────────────────────────────────────────────────────────────────
def test_figures_are_saved_and_can_be_undone(thread, program, world):
    answer = send(program("anna"), row(comment="Två började i mars.\nEn slutade."), row(period="2021-02", value="2.5"))
    assert answer.status_code == 201
    assert answer.json() | {"batch": ""} == {"batch": "", "new": 2, "changed": 0, "unchanged": 0}
    saved = {str(o.period): o for o in Observation.objects.current()}
    assert (saved["2021-03"].value, saved["2021-02"].value) == (4, 2.5)
    assert saved["2021-03"].comment == "Två började i mars.\nEn slutade."
    assert saved["2021-03"].made_by == world.people["anna"]
    batch = ImportBatch.objects.get()
    assert batch.number == answer.json()["batch"]
    imports.undo(batch, world.actor("anna"))
    assert not Observation.objects.current().exists()


def test_the_same_again_changes_nothing(thread, program):
    caller = program("anna")
    send(caller, row())
    again = send(caller, row())
    assert (again.status_code, again.json()["unchanged"]) == (200, 1)
    assert Observation.objects.count() == 1


def test_a_correction_keeps_the_old_record(thread, program):
    caller = program("anna")
    send(caller, row())
    answer = send(caller, row(value=5))
    assert (answer.status_code, answer.json()["changed"]) == (201, 1)
    assert Observation.objects.current().get().replaces.value == 4


def test_a_correction_of_something_that_was_corrected_meanwhile(thread, program):
    caller = program("anna")
    send(caller, row())
    version = caller.get("/indicators/I-001/observations").json()["items"][0]["version"]
    assert send(caller, row(value=5, version=version)).status_code == 201
    late = send(caller, row(value=6, version=version))
    assert late.status_code == 422
    assert late.json()["errors"] == [
        {"row": 1, "field": "", "message": "Någon har rättat värdet sedan filen hämtades."}
    ]
    assert Observation.objects.current().get().value == 5


def test_one_wrong_row_and_nothing_is_saved(thread, program):
    sent = [row(), row(period="2021-02", value=None), row(indicator="I-404"), row(unit="X"), row(period="2021")]
    sent += [row(period="2021-01", comment="rad 1\nrad 2"), row(period="2021-13"), row(period="2021-05")]
    answer = send(program("anna"), *sent)
    assert answer.status_code == 422
    assert answer.json()["code"] == "rows_refused"
    places = [(e["row"], e["field"]) for e in answer.json()["errors"]]
    assert places == [(2, "value"), (3, "indicator"), (4, "unit"), (5, "period"), (7, "period"), (8, "period")]
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "många"}, "value"),
        ({"value": 1e30}, "value"),
        ({"value": 0.1234567}, "value"),
        ({"period": ""}, "period"),
        ({"comment": "\x00"}, "comment"),
        ({"comment": "x" * 10_001}, "comment"),
        ({"värde": 3}, "värde"),
        ({"version": "x"}, "version"),
    ],
)
def test_a_row_of_the_wrong_shape(thread, program, changes, field):
    answer = send(program("anna"), row(period="2021-02"), row(**changes))
    assert answer.status_code == 422
    assert {(e["row"], e["field"]) for e in answer.json()["errors"]} == {(2, field)}


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"observations": []}', '{"observations": 3}', '"\\ud800"'])
def test_a_body_that_is_none(thread, program, body):
    assert program("anna").post("/observations", body).status_code in (400, 422)


def test_a_thousand_and_no_more(thread, program):
    assert send(program("anna"), *[row()] * 1001).status_code == 422


def test_a_formula_is_only_text(thread, program):
    send(program("anna"), row(comment="=1+1"))
    assert Observation.objects.current().get().comment == "=1+1"


def test_below_zero(thread, program):
    assert send(program("anna"), row(value=-3.5)).status_code == 201
    assert float(Observation.objects.current().get().value) == -3.5


def test_a_share(world, program):
    IndicatorFactory(number="I-002", unit=world.unit("AFE"), value_kind="ratio", periodicity="year")
    sent = {"indicator": "I-002", "unit": "AFE", "period": "2020", "numerator": 87, "denominator": 223}
    assert send(program("anna"), sent).status_code == 201
    got = program("anna").get("/indicators/I-002/observations").json()["items"][0]
    assert (got["numerator"], got["denominator"]) == (87, 223)


@pytest.mark.parametrize(("who", "status"), [("bo", 403), ("disa", 403), ("elsa", 403), ("adam", 403), ("nils", 403)])
def test_who_reports_nothing_at_all_is_refused(thread, program, who, status):
    assert send(program(who), row()).status_code == status


def test_another_units_manager_is_told_at_the_row(thread, program):
    answer = send(program("cecilia"), row())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "indicator"


def test_what_may_not_be_seen_does_not_exist(thread, program):
    _goal, indicator = thread
    type(indicator).objects.filter(pk=indicator.pk).update(confidentiality="confidential")
    hidden = send(program("cecilia"), row()).json()["errors"]
    unknown = send(program("cecilia"), row(indicator="I-404")).json()["errors"]
    assert hidden[0]["message"].replace("I-001", "I-404") == unknown[0]["message"]


def test_each_unit_for_itself(world, program):
    made = reports(IndicatorFactory(number="I-003", unit=world.unit("SN")), world.unit("AFE"), world.unit("1824"))
    observe(made, 2019, 1, unit=world.unit("1824"))
    sent = {"indicator": "I-003", "period": "2020", "value": 3}
    assert send(program("anna"), sent | {"unit": "AFE"}).status_code == 201
    assert send(program("anna"), sent | {"unit": "1824"}).status_code == 422


def test_the_ledger_knows_about_figures(thread, program):
    send(program("anna"), row())
    assert ledger.entries().about(thread[1]).with_action("imported").count() == 1


# ── Assessments ──────────────────────────────────────────────────────────────
GOOD = {"period": "2021-Q1", "status": "partly", "comment": "Hälften har börjat."}


def judge(caller, body=GOOD, seen='"1"', number="M-001"):
    return caller.post(f"/nodes/{number}/assessments", body, **({"If_Match": seen} if seen else {}))


def test_an_assessment_is_saved(thread, program):
    answer = judge(program("anna"))
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"2"'
    assert answer.json()["status"] == "partly"
    assert Node.objects.get(number="M-001").status == "partly"
    assert program("bo").get("/nodes/M-001").json()["assessment"]["comment"] == "Hälften har börjat."


def test_a_stale_one_is_412_and_saves_nothing(thread, program):
    caller = program("anna")
    judge(caller)
    late = judge(caller, GOOD | {"status": "met"})
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(("seen", "status"), [(None, 428), ("1", 422), ('"x"', 422), ("*", 422), ('"1", "2"', 422)])
def test_if_match_is_needed(thread, program, seen, status):
    assert judge(program("anna"), seen=seen).status_code == status
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 201),
        ("dag", 201),
        ("johan", 201),
        ("cecilia", 403),
        ("bo", 403),
        ("disa", 403),
        ("kim", 403),
        ("nils", 403),
    ],
)
def test_who_may_assess(thread, program, who, status):
    assert judge(program(who)).status_code == status


def test_a_goal_that_may_not_be_seen_is_404(thread, program):
    goal, _indicator = thread
    type(goal).objects.filter(pk=goal.pk).update(confidentiality="confidential")
    assert judge(program("cecilia")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period": "2021-Q2"}, None),
        ({"period": "kvartal"}, "period"),
        ({"status": "none"}, "status"),
        ({"status": "bra"}, "status"),
        ({"comment": ""}, "comment"),
        ({"mer": 1}, "mer"),
    ],
)
def test_an_assessment_that_cannot_be(thread, program, changes, field):
    answer = judge(program("anna"), GOOD | changes)
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ([field] if field else [])

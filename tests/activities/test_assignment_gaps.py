"""Where assignments are left alone, and how they go in and out as tables of a plan."""

from datetime import date

import pytest

from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.core import clock
from ledtrad.thread import gaps, plan_tables
from ledtrad.thread.plan_tables import Outcome, Row
from ledtrad.thread.rules import LinkKind
from ledtrad.thread.snapshot import load
from tests.activities.conftest import DUE
from tests.factories import ActivityFactory, AssignmentFactory, link, report_back

RULES = ("assignment_without_date", "assignment_left_alone")


def found(day=date(2021, 4, 12)):
    with clock.at(day):
        snapshot = load()
        return [(g.rule, snapshot.knots[g.node_id].number) for g in gaps.find(snapshot, RULES)]


def test_one_without_a_day_to_report_is_a_gap(world):
    made = AssignmentFactory(number="U-001", unit=world.unit("SN"), decided_on=date(2021, 4, 1))
    assert found() == [("assignment_without_date", "U-001")]
    report_back(made, DUE)
    assert found() == []


def test_what_waits_for_the_boards_answer_needs_no_day_yet(world):
    made = AssignmentFactory(unit=world.unit("SN"), decided_on=date(2021, 4, 1))
    row = report_back(made, DUE, state="written", reported_at=clock.now())
    assert found() == []
    ReportBack.objects.filter(pk=row.pk).update(state="accepted", answered_on=date(2021, 4, 12))
    assert [rule for rule, _number in found()] == ["assignment_without_date"]


def test_one_that_nothing_answers_is_a_gap_after_sixty_days(given_to_anna, world):
    assert found(date(2021, 3, 20)) == []
    assert found(date(2021, 3, 21)) == [("assignment_left_alone", "U-001")]
    link(ActivityFactory(unit=world.unit("AFE")), LinkKind.ANSWERS, given_to_anna)
    assert found(date(2021, 3, 21)) == []


@pytest.mark.parametrize("state", ["closed", "withdrawn"])
def test_what_is_ended_has_no_gaps(given_to_anna, state):
    ReportBack.objects.all().delete()
    Assignment.objects.update(state=state, closed_on=date(2021, 4, 1))
    assert found() == []


def test_they_are_shown_with_the_others(given_to_anna, as_person):
    assert "Uppdrag som ingen arbetar med" in as_person("eva").get("/luckor/").content.decode()


# ── Tables ───────────────────────────────────────────────────────────────────
ONE = {
    "number": "U-009", "title": "Korta kön", "unit": "SN", "responsible": "f-anna", "wording": "Korta kön.",
    "decided_on": "2019-06-12", "decided_as": "§ 88",
}  # fmt: skip
BACK = {"assignment": "U-009", "nr": "1", "due_on": "2019-10-16"}


def run(world, who="eva", *, back=None, dry_run=False, **more):
    tables = {"assignments": [Row(2, {**ONE, **more})]}
    if back is not None:
        tables["report_backs"] = [Row(2, {**BACK, **back})]
    return plan_tables.run(tables, world.actor(who), dry_run=dry_run)


def errors(result, table="assignments"):
    return {column for row in result.results[table] for column, _text in row.errors}


def test_an_assignment_and_its_report_come_in_together(world):
    told = {"state": "accepted", "taken": "- Gjort", "reported_on": "2019-10-01", "answered_on": "2019-10-16",
            "answered_as": "§ 101"}  # fmt: skip
    result = run(world, back=told, state="closed", closed_on="2020-03-18", closed_as="§ 20")
    assert (errors(result), errors(result, "report_backs")) == (set(), set())
    row = ReportBack.objects.get()
    assert (row.taken, row.fact.reported_on, row.state) == ("- Gjort", date(2019, 10, 1), "accepted")
    assert Assignment.objects.get().suggested == "met"


def test_what_goes_out_comes_back_without_changes(given_to_anna, world):
    ReportBack.objects.update(taken="Utkast")
    report_back(given_to_anna, DUE, state="written", taken="Inne", reported_at=clock.now())
    eva = world.person("eva")
    out = {name: list(plan_tables.get(name).export(eva)) for name in ("assignments", "report_backs")}
    assert [r["taken"] for r in out["report_backs"]] == ["", "Inne"]
    tables = {name: [Row(n, cells) for n, cells in enumerate(rows, 2)] for name, rows in out.items()}
    result = plan_tables.run(tables, world.actor("eva"), dry_run=False)
    assert {r.outcome for rows in result.results.values() for r in rows} == {Outcome.UNCHANGED}
    assert ReportBack.objects.first().taken == "Utkast"


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"unit": "AFE"}, "unit"),
        ({"responsible": ""}, "responsible"),
        ({"decided_on": ""}, "decided_on"),
        ({"wording": ""}, "wording"),
        ({"state": "closed"}, "closed_on"),
        ({"closed_on": "2020-01-01"}, "state"),
    ],
)
def test_what_an_assignment_may_not_lack(world, more, column):
    assert column in errors(run(world, **more))
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("back", "column"),
    [
        ({"due_on": ""}, "due_on"),
        ({"nr": ""}, "nr"),
        ({"state": "written"}, "reported_on"),
        ({"reported_on": "2019-10-01"}, "reported_on"),
        ({"state": "accepted", "reported_on": "2019-10-01"}, "answered_on"),
        ({"state": "more", "reported_on": "2019-10-01", "answered_on": "2019-10-16"}, "answered_as"),
    ],
)
def test_a_report_that_contradicts_itself(world, back, column):
    assert column in errors(run(world, back=back), "report_backs")
    assert not ReportBack.objects.exists()


@pytest.mark.parametrize("who", ["anna", "johan", "sven", "bo"])
def test_others_import_nothing_in_the_boards_name(world, who):
    assert errors(run(world, who, back={})) == {"unit"}


def test_whoever_got_it_does_not_rewrite_it_with_a_file(given_to_anna, world):
    assert errors(run(world, "anna", number="U-001", wording="Inget")) == {"unit"}
    assert Assignment.objects.get().wording.startswith("Uppdra")


def test_who_edits_but_does_not_plan_ends_nothing_with_a_file(world):
    assert "state" in errors(run(world, "karin", state="closed", closed_on="2020-03-18", closed_as="§ 20"))


def test_it_is_taken_back(world):
    result = run(world, back={})
    plan_tables.undo(result.results, world.actor("eva"))
    assert not Assignment.objects.exists()
    assert not ReportBack.objects.exists()

"""The control finds in the demonstration what its script planted there: no more, no less, and where it planted it."""

from collections import Counter
from datetime import date
from functools import cache

import pytest
from django.db import connection

from ledtrad.delegation.engine import control
from ledtrad.delegation.models import (
    ControlRun,
    DecisionReport,
    DelegatedDecision,
    DelegationItem,
    FindingTask,
    ListFile,
    ReportedDecision,
)
from ledtrad.delegation.queries import control as queries
from ledtrad.delegation.queries.lists import proposals
from ledtrad.delegation.rules.words import FindingKind
from ledtrad.demo import build
from ledtrad.demo.delegation.building import population
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import Unit, User

pytestmark = pytest.mark.django_db

YEAR = (date(2020, 4, 1), date(2021, 3, 31))
QUARTER = (date(2021, 1, 1), date(2021, 3, 31))
#: As the sketch of the page shows the quarter.
SKETCH = {
    "missing": 17, "incomplete": 14, "late": 9, "wrong_delegate": 4, "not_holder": 3, "no_item": 2, "over_limit": 2,
    "gap": 2, "duplicate": 3, "orphan": 2, "changed": 1, "execution_reported": 5,
}  # fmt: skip


@cache
def made():
    return population(build.rows)


def board():
    return Unit.objects.get(number="SN")


def found(first, last, on=build.TODAY):
    return control(connection, queries.question_for(board(), first, last, on, 7))


def counts(outcome):
    return {kind: count for kind, count in outcome.counts.items() if count}


# ── The script alone ─────────────────────────────────────────────────────────
def test_the_script_makes_the_same_each_time():
    again = population(build.rows)
    assert [(d.id, d.day, d.person, d.matter, d.text) for d in again.decisions] == [
        (d.id, d.day, d.person, d.matter, d.text) for d in made().decisions
    ]


def test_every_kind_of_finding_is_planted_in_the_year_and_in_the_quarter():
    for span in (YEAR, QUARTER):
        assert set(made().expected(*span, build.TODAY)) == set(FindingKind)


def test_the_quarter_is_the_sketchs():
    assert made().expected(*QUARTER, build.TODAY) == SKETCH
    assert made().totals(*QUARTER)["decisions"] == 1284


def test_no_id_is_given_twice_and_no_orphan_is_anybodys():
    ids = Counter(d.id for d in made().decisions)
    assert ids.most_common(1)[0][1] == 1
    assert not {one.id for one in made().orphans} & set(ids)


# ── The engine against the script ────────────────────────────────────────────
@pytest.mark.parametrize("span", [YEAR, QUARTER], ids=["year", "quarter"])
def test_the_control_counts_what_was_planted(demo, span):
    outcome = found(*span)
    assert counts(outcome) == made().expected(*span, build.TODAY)
    assert {name: outcome.totals[name] for name in ("decisions", "to_report", "execution")} == made().totals(*span)


def test_the_control_finds_each_fault_where_it_was_planted(demo):
    at = {(one.kind, one.source_id) for one in found(*YEAR).findings if one.source_id}
    for decision in made().between(*YEAR):
        if decision.fault == "held back":
            assert {kind for kind, sid in at if sid == decision.id} <= {"late", "missing"}, decision
        elif decision.fault:
            assert {kind for kind, sid in at if sid == decision.id} == {decision.fault}, decision
        else:
            assert not {kind for kind, sid in at if sid == decision.id}, decision


def test_each_stored_run_says_what_there_was_to_find_that_day(demo):
    runs = list(ControlRun.objects.order_by("pk"))
    assert [(r.date_from, r.as_of) for r in runs] == [
        (date(2020, 10, 1), date(2021, 1, 28)), (QUARTER[0], date(2021, 4, 6)), (QUARTER[0], build.TODAY),
    ]  # fmt: skip
    for run in runs:
        told = {kind: count for kind, count in run.counts.items() if count}
        assert told == made().expected(run.date_from, run.date_to, run.as_of)


def test_thirteen_findings_of_the_quarter_are_handled(demo):
    run = ControlRun.objects.order_by("pk").last()
    handled = Counter(run.findings.filter(handling__isnull=False).values_list("kind", flat=True))
    assert handled == {"missing": 3, "incomplete": 2, "late": 4, "wrong_delegate": 1, "duplicate": 2, "orphan": 1}
    assert FindingTask.objects.filter(done_at=None).count() == 4


# ── What was built ───────────────────────────────────────────────────────────
def test_everything_came_in(demo):
    assert DelegatedDecision.objects.count() == len(made().decisions)
    told = sum(len(d.told) for d in made().decisions) + len(made().orphans)
    assert ReportedDecision.objects.count() == told
    assert not DelegatedDecision.objects.filter(delegate=None, holder=None).exists()


def test_the_orders_are_long_enough_to_say_something(demo):
    rows = DelegationItem.objects.values_list("order__board__number", "order__name")
    by_order = Counter(rows)
    assert min(by_order["SN", "2020:1"], by_order["SN", "2021:1"]) >= 35
    assert by_order["BSN", "2020:1"] >= 20
    assert {i.delegates.count() > 0 for i in DelegationItem.objects.all()} == {True}


def test_clients_are_known_by_pseudonym_alone(demo):
    subjects = {d.subject for d in made().decisions if d.subject}
    stored = set(DelegatedDecision.objects.exclude(subject="").values_list("subject", flat=True))
    assert len(stored) == len(subjects)
    assert not stored & subjects


def test_the_list_of_march_was_laid_with_its_papers(demo):
    laid = DecisionReport.objects.filter(imported=False)
    assert sorted(laid.values_list("kind", flat=True)) == ["ordinary", "urgent"]
    assert ListFile.objects.filter(report__in=laid).count() == 8


def test_a_proposal_waits_for_the_meeting_in_april(demo):
    meeting = Meeting.objects.get(board__number="SN", held_on=date(2021, 4, 21))
    proposal = proposals(meeting, cutoff_days=7)["ordinary"]
    assert len(proposal.incomplete) == 6
    assert proposal.late == 17 + 2
    assert len(proposal.rows) > 350


def test_anna_sees_her_units_and_oskar_his_own(demo):
    anna, oskar = (User.objects.get(username=name) for name in ("anna.berglund", "oskar.lindgren"))
    assert set(DelegatedDecision.objects.visible_to(anna).values_list("unit__number", flat=True)) == {"SN-AFE"}
    assert set(DelegatedDecision.objects.visible_to(oskar).values_list("holder__username", flat=True)) == {
        "oskar.lindgren"
    }

"""Control runs: kept whole, made again, and by whom."""

from datetime import date

import pytest
from django.db import DatabaseError, connection

from ledtrad.core import clock, ledger
from ledtrad.delegation.actions.control import (
    BackwardPeriod,
    MayNotControl,
    MayNotFollow,
    NotABoard,
    compare_with_rerun,
    run_control,
)
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    DelegationOrder,
    FindingHandling,
    FormRequirement,
    ItemDelegate,
)
from ledtrad.delegation.rules.control import detail
from ledtrad.delegation.rules.series import series_of
from ledtrad.delegation.rules.words import FindingKind, Handled, OrderState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.rules import Role

YEAR = {"first": date(2021, 1, 1), "last": date(2021, 3, 31)}


def written():
    return {"made_by_label": "Prov", "made_at": clock.now()}


def decide(source_id, **fields):
    from ledtrad.organisation.models import Unit

    board = Unit.objects.get(number="SN")
    source = DecisionSource.objects.get_or_create(name="Verksamhetssystem", defaults=written())[0]
    series, serial = series_of(source_id)
    values = {
        "decided_on": date(2021, 2, 3),
        "item": "2.1",
        "function": "Enhetschef",
        "person": "anna",
        "matter": "SN 2021/7",
        "decision": "Bifall",
        "unit": Unit.objects.get(number="AFE"),
        **fields,
    }
    return DelegatedDecision.objects.create(
        system=source, source_id=source_id, series=series, serial=serial, board=board, recorded_at=clock.now(), **values
    )


@pytest.fixture
def board(world):
    """The social board with an order of two items, and a meeting on 17 February."""
    board = world.unit("SN")
    order = DelegationOrder.objects.create(
        board=board,
        name="2021:1",
        state=OrderState.ADOPTED,
        adopted_on=date(2020, 12, 16),
        valid_from=date(2021, 1, 1),
        **written(),
    )
    item = DelegationItem.objects.create(
        order=order, number="2.1", title="Försörjningsstöd", amount_max=45000, days_max=90
    )
    ItemDelegate.objects.create(item=item, name="enhetschef", level=Role.UNIT_MANAGER)
    committee = DelegationItem.objects.create(order=order, number="3.2", title="Placering")
    ItemDelegate.objects.create(item=committee, name="Utskottet")
    Meeting.objects.create(board=board, held_on=date(2021, 2, 17))
    return board


def kinds(run):
    return {kind: count for kind, count in run.counts.items() if count}


def test_a_run_keeps_what_was_asked_read_and_found(world, board):
    told = decide("EB 2021-00612")
    decide("EB 2021-00615", decided_on=date(2021, 4, 1))
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    assert (run.number, run.made_by_label, run.as_of) == (1, "Eva", date(2021, 4, 12))
    assert run.totals == {
        "decisions": 1,
        "execution": 0,
        "minuted_separately": 0,
        "to_report": 1,
        "reported": 0,
        "missing": 1,
        "late": 0,
        "in_time": 0,
    }
    assert kinds(run) == {"missing": 1}
    assert run.inputs["decisions"]["rows"] == 1
    finding = run.findings.get()
    assert (finding.decision, finding.unit, finding.source_id) == (told, told.unit, "EB 2021-00612")
    assert detail(finding.kind, finding.facts) == "Skulle ha anmälts 17\N{NO-BREAK SPACE}februari\N{NO-BREAK SPACE}2021"
    entry = ledger.entries().about(run).get()
    assert entry.details["findings_sha256"] == run.findings_sha256
    assert run_control(board=board, actor=world.actor("eva"), **YEAR).number == 2


def test_delegates_by_level_are_known_by_title_and_number(world, board):
    decide("1", function="enhetschef", person="Anna")
    decide("2", function="Enhetschef", person="anna")
    decide("3", function="f-anna", person="anna")
    decide("4", function="Socialdirektör", person="dag")
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    wrong = run.findings.get(kind=FindingKind.WRONG_DELEGATE)
    assert wrong.source_id == "4"
    assert detail(wrong.kind, wrong.facts) == "Enligt 2.1 beslutar enhetschef, inte Socialdirektör"


def test_a_sentence_for_every_fault(world, board):
    FormRequirement.objects.create(board=board, field="matter", pattern=r"SN \d{4}/\d+")
    FormRequirement.objects.create(board=board, field="period_from", items="2")
    decide("EB 1", amount="45000.01", period_from=date(2021, 1, 1), period_to=date(2021, 4, 2))
    decide("EB 2", matter="saknas", decided_on=date(2021, 3, 30))
    decide("EB 5", item="6.9", matter=" ", decided_on=date(2021, 3, 30), person="cecilia")
    decide("PL 5", item="3.2", decided_on=date(2021, 3, 30), person="sven")
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    sentences = {
        f"{finding.source_id or finding.range}: {detail(finding.kind, finding.facts)}".replace(
            "\N{NO-BREAK SPACE}", " "
        )
        for finding in run.findings.all()
    }
    assert sentences == {
        "EB 1: Skulle ha anmälts 17 februari 2021",
        "EB 1: 45 000,01 kr, gräns 45 000 kr; 91 dagar, gräns 90",
        "EB 2: Period från saknas; ärende har fel form",
        "EB 5: Ärende saknas",
        "EB 5: 6.9 finns inte i ordningen",
        "EB 3–4: 2 nummer saknas i serien",
        "PL 5: Enligt 3.2 beslutar Utskottet, inte Enhetschef",
        "PL 5: sven har inte varit Enhetschef",
    }


def test_a_handled_finding_stays_so_until_its_facts_change(world, board):
    decide("EB 1")
    first = run_control(board=board, actor=world.actor("eva"), **YEAR).findings.get()
    FindingHandling.objects.create(
        board=board,
        key=first.key,
        facts_sha256=first.facts_sha256,
        how=Handled.EXPLAINED,
        comment="Sekretess",
        **written(),
    )
    again = run_control(board=board, actor=world.actor("eva"), **YEAR).findings.get()
    assert again.handling is not None
    Meeting.objects.create(board=board, held_on=date(2021, 2, 12))
    changed = run_control(board=board, actor=world.actor("eva"), **YEAR).findings.get()
    assert (changed.key, changed.handling) == (first.key, None)


def test_an_auditor_makes_a_run_again_without_writing(world, board):
    decide("EB 1")
    decide("EB 5")
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    with pytest.raises(MayNotControl):
        run_control(board=board, actor=world.actor("disa"), **YEAR)
    before = ledger.entries().count()
    comparison = compare_with_rerun(ControlRun.objects.get(pk=run.pk), world.actor("disa"))
    assert comparison.holds
    assert (comparison.same_inputs, comparison.same_findings) == (True, True)
    decide("EB 3")
    comparison = compare_with_rerun(run, world.actor("disa"))
    assert (comparison.changed_inputs, comparison.same_findings, comparison.holds) == (("decisions",), False, True)
    assert ledger.entries().count() == before


def test_a_stored_finding_that_somebody_changed_is_found_out(world, board):
    decide("EB 1")
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    ControlFinding.objects.update(facts={"decided_on": "2021-02-03", "due_on": "2021-02-18"})
    comparison = compare_with_rerun(run, world.actor("disa"))
    assert (comparison.stored_intact, comparison.same_findings, comparison.holds) == (False, True, False)
    ControlFinding.objects.all().delete()
    run.findings_sha256 = "0" * 64
    run.save()
    assert not compare_with_rerun(run, world.actor("disa")).in_ledger


@pytest.mark.parametrize("name", ["bo", "anna", "johan", "elsa", "disa", "adam", "sven", "nils"])
def test_others_make_no_runs(world, board, name):
    with pytest.raises(MayNotControl):
        run_control(board=board, actor=world.actor(name), **YEAR)


@pytest.mark.parametrize("name", ["eva", "dag", "kim", "karin"])
def test_those_who_write_in_the_boards_name_do(world, board, name):
    assert run_control(board=board, actor=world.actor(name), **YEAR).number == 1


def test_case_workers_do_not_compare(world, board):
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    for name in ("bo", "elsa", "sven"):
        with pytest.raises(MayNotFollow):
            compare_with_rerun(run, world.actor(name))


def test_what_cannot_be_asked(world, board):
    with pytest.raises(BackwardPeriod):
        run_control(board=board, actor=world.actor("eva"), first=date(2021, 2, 1), last=date(2021, 1, 1))
    with pytest.raises(NotABoard):
        run_control(board=world.unit("SN-F"), actor=world.actor("dag"), **YEAR)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(world, board, count, django_assert_num_queries):
    for number in range(count):
        decide(f"EB {number}")
    with django_assert_num_queries(QUERIES[connection.vendor]):
        run_control(board=board, actor=world.actor("eva"), **YEAR)


QUERIES = {"sqlite": 123, "postgresql": 125}


def test_nothing_temporary_stays(world, board):
    decide("EB 1")
    run_control(board=board, actor=world.actor("eva"), **YEAR)
    names = connection.introspection.table_names()
    assert not [name for name in names if name.startswith("ctl_")]


@pytest.mark.django_db(transaction=True)
def test_a_control_reads_one_snapshot_and_leaves_nothing(transactional_db):
    from tests.world import build

    world = build()
    board = world.unit("SN")
    Meeting.objects.create(board=board, held_on=date(2021, 2, 17))
    decide("EB 1")
    assert not connection.in_atomic_block
    run = run_control(board=board, actor=world.actor("eva"), **YEAR)
    assert run.counts["missing"] == 1
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT count(*) FROM ctl_decision")
    assert compare_with_rerun(run, world.actor("disa")).holds

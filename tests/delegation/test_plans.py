"""The pages with many decisions in the database: few queries, and each by index."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from ledtrad.delegation.actions import lists as actions
from ledtrad.delegation.models import ControlFinding, DelegatedDecision, DelegationOrder, ReportedDecision
from ledtrad.delegation.queries.lists import proposals
from ledtrad.delegation.rules.words import FindingKind, ListKind
from tests import world as worlds
from tests.delegation.conftest import WHEN, board_of
from tests.delegation.plans import LARGE, analyze, by_index, plan

pytestmark = pytest.mark.django_db

MANY = 4000


@pytest.fixture(scope="module")
def many(django_db_setup, django_db_blocker):
    """The board with `MANY` decisions, built once; whatever a test writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        board = board_of(worlds.build())
        fill(board)
        yield board
        transaction.set_rollback(True)


@pytest.fixture
def board(many):
    return many


def fill(board):
    """Some thousand decisions of two boards, most of them reported, and a run with a thousand findings."""
    world, system = board.world, board.sources["Verksamhetssystemet"]
    first = date(2020, 1, 1)
    DelegatedDecision.objects.bulk_create(
        DelegatedDecision(
            system=system, source_id=f"EB {n}", series="EB ", serial=n, matter="x", decision="y", item="2.1",
            board=world.units["SN" if n % 2 else "BSN"], unit=world.units["AFE" if n % 2 else "SKOLA"],
            decided_on=first + timedelta(days=n % 460), function="Handläggare", person="bo",
            holder=world.people["bo"] if n % 4 == 1 else None, recorded_at=WHEN,
        )
        for n in range(MANY)
    )  # fmt: skip
    rows = list(DelegatedDecision.objects.order_by("pk"))
    report = board.tell(meeting=board.meeting(3))
    ReportedDecision.objects.bulk_create(
        ReportedDecision(
            report=report, board=d.board, meeting_on=report.meeting.held_on, system=system, source_id=d.source_id,
            decided_on=d.decided_on, item=d.item, function=d.function, told=d,
        )
        for d in rows
        if d.serial % 10 != 9
    )  # fmt: skip
    for _n in range(2):
        run = board.run()
        ControlFinding.objects.bulk_create(
            ControlFinding(
                run=run, kind=FindingKind.LATE, key=f"late|{system}|{d.source_id}", facts_sha256="a" * 64,
                facts={"reported_on": "2021-03-17", "due_on": "2021-02-17"}, source=system.name,
                source_id=d.source_id, decision=d, decided_on=d.decided_on, item=d.item, function=d.function,
                unit=d.unit, confidentiality=d.confidentiality,
            )
            for d in rows[: MANY // 2]
        )  # fmt: skip
    connection.check_constraints()  # now, and not again after each test
    analyze(LARGE)
    board.made = run


def test_the_helper_sees_a_table_that_is_read_from_end_to_end(many):
    with pytest.raises(AssertionError, match="delegation_delegateddecision"), by_index():
        list(DelegatedDecision.objects.filter(matter="x").order_by())


@pytest.mark.parametrize("query", ["", "?state=open&kind=late&sort=-decided", "?function=Handl%C3%A4ggare&page=3",
                                   "?q=EB+12", "?sort=name"])  # fmt: skip
@pytest.mark.parametrize("who", ["eva", "kim", "disa"])
def test_the_findings_page_asks_eight_queries_and_each_by_index(many, browse, who, query):
    client = browse(who)
    client.get("/")
    with by_index() as asked:
        answer = client.get(reverse("findings", args=[many.made.pk]) + query)
    assert answer.status_code == 200
    assert answer.context["listing"].total
    assert len(asked) <= 8


@pytest.mark.parametrize("who", ["eva", "anna", "bo"])
def test_the_control_page_reads_nothing_from_end_to_end(many, browse, who):
    with by_index():
        assert browse(who).get("/delegation/").status_code == 200


def test_no_other_page_does(many, browse):
    eva = browse("eva")
    finding = ControlFinding.objects.filter(run=many.made, unit__number="AFE").first()
    for url in (
        reverse("finding", args=[finding.pk]),
        reverse("decision-list", args=["SN", "2021-04-21", "ordinary"]),
        reverse("decision-follow"),
        reverse("decision-follow-rows") + "?namnd=SN&manad=2021-02&lage=late",
        reverse("decision-lists"),
        "/",
    ):
        with by_index():
            assert eva.get(url).status_code == 200, url


def test_a_proposal_reads_what_is_due_and_nothing_else(many):
    """What is told of otherwise, told of already, or another board's, is passed over in the index."""
    DelegationOrder.objects.filter(pk=many.order.pk).update(valid_from=date(2020, 1, 1))  # as the first of them
    told = set(ReportedDecision.objects.values_list("source_id", flat=True))
    due = DelegatedDecision.objects.filter(board=many.unit_sn, decided_on__lte=date(2021, 4, 14)).order_by("pk")
    untold = [d.pk for d in due if d.source_id not in told]
    DelegatedDecision.objects.filter(pk__in=untold[::3]).update(item="6.1")
    DelegatedDecision.objects.filter(pk__in=untold[1::3]).update(item="8.1")
    meeting = many.meeting(4)
    with by_index() as asked:
        found = proposals(meeting, cutoff_days=7)["ordinary"].rows
    [sql] = [q["sql"] for q in asked.captured_queries if 'FROM "delegation_delegateddecision" INNER' in q["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert len(cursor.fetchall()) == len(found)
    assert {row.pk for row in found} == set(untold[2::3])
    assert len(found) > 10
    if connection.vendor == "sqlite":  # PostgreSQL may choose another index of a table as small as this
        assert any("decision_by_day" in line for line in plan(sql))
    with by_index() as asked:
        actions.choose(meeting=meeting, kind=ListKind.ORDINARY, decision=due.get(pk=untold[0]),
                       included=True, reason="Nämnden har bett om det", actor=many.actor("eva"))  # fmt: skip
        with_it = proposals(meeting, cutoff_days=7)["ordinary"].rows
    assert len(with_it) == len(found) + 1
    assert [row.decided_on for row in with_it] == sorted(row.decided_on for row in with_it)

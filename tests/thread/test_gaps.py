"""Every gap rule of the thread: one thread that breaks it, one that does not."""

from datetime import date

import pytest

from ledtrad.core import clock
from ledtrad.core.periods import Period, PeriodKind
from ledtrad.thread import gaps
from ledtrad.thread.gap_rules import last_due_period
from ledtrad.thread.models import Assessment, Level
from ledtrad.thread.rules import Extent, LinkKind, Status
from ledtrad.thread.snapshot import load
from tests.factories import ActivityFactory, DocumentFactory, GoalFactory, HoldingFactory, LevelFactory, link
from tests.indicators.factories import IndicatorFactory


@pytest.fixture
def board_goal(world):
    return GoalFactory(number="M-001", unit=world.unit("SN"), responsible=world.functions["dag"])


def found(rule):
    """The numbers of the nodes where the rule finds something."""
    snapshot = load()
    return [snapshot.knots[g.node_id].number for g in gaps.find(snapshot, [rule])]


def test_a_document_that_no_goal_carries_out(board_goal, world):
    text = DocumentFactory(number="D-001", unit=world.unit("SN"))
    assert found("document_not_carried") == ["D-001"]
    link(board_goal, LinkKind.ANCHORED_IN, text)
    assert found("document_not_carried") == []


def test_a_document_is_carried_out_through_its_passage(board_goal, world):
    text = DocumentFactory(number="D-001", unit=world.unit("SN"))
    passage = DocumentFactory(number="D-002", unit=world.unit("SN"), level=text.level)
    link(passage, LinkKind.BREAKS_DOWN, text)
    link(board_goal, LinkKind.CARRIES_OUT, passage)
    assert found("document_not_carried") == []


def test_a_document_that_is_carried_in_part(board_goal, world):
    text = DocumentFactory(number="D-001", unit=world.unit("SN"))
    link(board_goal, LinkKind.CARRIES_OUT, text, extent=Extent.PART)
    assert found("carried_in_part") == ["D-001"]
    link(GoalFactory(unit=world.unit("SN")), LinkKind.CARRIES_OUT, text)
    assert found("carried_in_part") == []


def test_a_goal_anchored_in_nothing(board_goal, world):
    assert found("goal_not_anchored") == ["M-001"]
    link(board_goal, LinkKind.ANCHORED_IN, DocumentFactory(unit=world.unit("SN")))
    assert found("goal_not_anchored") == []


def test_a_vision_needs_no_anchor(board_goal):
    Level.objects.update(needs_anchor=False)
    assert found("goal_not_anchored") == []


def test_a_goal_without_indicator(board_goal, world):
    assert found("goal_without_indicator") == ["M-001"]
    link(IndicatorFactory(unit=world.unit("SN")), LinkKind.MEASURES, board_goal)
    assert found("goal_without_indicator") == []


def test_a_level_may_do_without_indicators(board_goal):
    Level.objects.update(needs_indicator=False)
    assert found("goal_without_indicator") == []


def test_a_unit_that_has_broken_nothing_down(board_goal, world):
    assert found("unit_broke_nothing_down") == []
    link(GoalFactory(unit=world.unit("AFE")), LinkKind.BREAKS_DOWN, board_goal)
    snapshot = load()
    [gap] = gaps.find(snapshot, ["unit_broke_nothing_down"])
    assert gap.unit_id == world.unit("1824").pk
    assert gap.function_id == world.functions["cecilia"].pk
    assert gap.message.startswith("1824: lägg till ett enhetsmål")


def test_sharing_a_goal_is_breaking_it_down(board_goal, world):
    below = GoalFactory(unit=world.unit("AFE"))
    link(below, LinkKind.BREAKS_DOWN, board_goal)
    below.shares.create(unit=world.unit("1824"))
    assert found("unit_broke_nothing_down") == []


def test_an_activity_that_serves_nothing(board_goal, world):
    done = ActivityFactory(number="A-001", unit=world.unit("AFE"))
    assert found("activity_serves_nothing") == ["A-001"]
    link(done, LinkKind.CARRIES_OUT, board_goal)
    assert found("activity_serves_nothing") == []


def test_nobody_answers(board_goal):
    assert found("no_responsible") == []
    board_goal.responsible = None
    board_goal.save()
    assert found("no_responsible") == ["M-001"]


def test_the_function_is_vacant(board_goal, world):
    assert found("vacant_function") == []
    world.functions["dag"].holdings.update(valid_to=date(2021, 4, 12))
    assert found("vacant_function") == ["M-001"]
    HoldingFactory(function=world.functions["dag"], person=world.people["eva"], valid_from=date(2021, 4, 12))
    assert found("vacant_function") == []


@pytest.fixture
def assessed_quarterly(board_goal):
    board_goal.level = LevelFactory(slug="quarterly", assess_every="quarter", assess_days=30)
    board_goal.save()
    return board_goal


def assess(goal, period):
    held = Period.parse(period)
    Assessment.objects.create(
        node=goal, period=held, period_end=held.last_day, status=Status.MET, made_by_label="Dag",
        made_at="2021-01-20T10:00:00+01:00",
    )  # fmt: skip


def test_an_assessment_is_overdue(assessed_quarterly):
    assert found("assessment_overdue") == ["M-001"]
    assess(assessed_quarterly, "2020-Q4")  # the first quarter ended 12 days ago: not overdue yet
    assert found("assessment_overdue") == []


def test_it_is_overdue_when_its_days_have_passed(assessed_quarterly):
    assess(assessed_quarterly, "2020-Q4")
    with clock.at(date(2021, 5, 1)):
        assert found("assessment_overdue") == ["M-001"]


@pytest.mark.parametrize(("day", "period"), [(date(2021, 4, 30), "2020-Q4"), (date(2021, 5, 1), "2021-Q1")])
def test_the_last_period_that_is_due(day, period, db):
    with clock.at(day):
        assert str(last_due_period(PeriodKind.QUARTER, load(), 30)) == period


def test_what_is_given_and_suggested_are_far_apart(board_goal):
    board_goal.status, board_goal.suggested = Status.MET, Status.MISSED
    board_goal.save()
    assert found("statuses_far_apart") == ["M-001"]
    board_goal.suggested = Status.PARTLY
    board_goal.save()
    assert found("statuses_far_apart") == []


def test_what_has_ended_has_no_gaps(board_goal):
    board_goal.valid_to = date(2021, 1, 1)
    board_goal.save()
    assert gaps.find(load()) == []


# ── The page ─────────────────────────────────────────────────────────────────
def test_the_page_lists_gaps_and_who_mends_them(board_goal, as_person):
    html = as_person("dag").get("/luckor/").content.decode()
    assert "Mål utan indikator" in html
    assert "Socialdirektör, SN-F" in html


def test_the_page_is_narrowed_by_rule_unit_and_mine(board_goal, world, as_person):
    GoalFactory(number="M-002", unit=world.unit("BSN"))
    dag = as_person("dag")
    for query, inside, outside in (
        ({"unit": "SN"}, "M-001", "M-002"),
        ({"unit": "BSN"}, "M-002", "M-001"),
        ({"rule": "no_responsible"}, "M-002", "M-001"),
        ({"mine": "1"}, "M-001", "M-002"),
    ):
        html = dag.get("/luckor/", query).content.decode()
        assert f"/nod/{inside}/" in html, query
        assert f"/nod/{outside}/" not in html, query


def test_gaps_of_hidden_nodes_are_hidden(world, as_person):
    GoalFactory(number="M-009", unit=world.unit("AFE"), confidentiality="internal")
    assert "M-009" in as_person("anna").get("/luckor/").content.decode()
    assert "M-009" not in as_person("cecilia").get("/luckor/").content.decode()


def test_the_page_is_a_workbook_too(board_goal, as_person):
    answer = as_person("dag").get("/luckor/", {"format": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_only_those_who_may_mend_are_led_to_the_mending(world, as_person):
    level = LevelFactory(assess_every="quarter", assess_days=0)
    GoalFactory(number="M-003", unit=world.unit("AFE"), level=level, responsible=world.functions["anna"])
    wanted = "/nod/M-003/bedom/"
    assert wanted in as_person("anna").get("/luckor/").content.decode()
    html = as_person("cecilia").get("/luckor/").content.decode()
    assert wanted not in html
    assert "/nod/M-003/" in html


def test_the_filters_are_told_on_paper_in_words(board_goal, as_person):
    html = as_person("dag").get("/luckor/", {"rule": "goal_without_indicator", "mine": "1"}).content.decode()
    assert "Urval: Slag av lucka: Mål utan indikator · Bara mina" in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        goal = GoalFactory(unit=world.unit("AFE"), responsible=world.functions["anna"])
        link(IndicatorFactory(unit=world.unit("AFE")), LinkKind.MEASURES, goal)
    anna = as_person("anna")
    with django_assert_num_queries(21):
        anna.get("/luckor/")

"""What a thread suggests about its goals, kept in step in the database."""

import pytest

from ledtrad.core.periods import Period
from ledtrad.thread import rollup
from ledtrad.thread.models import Assessment, Node
from ledtrad.thread.rules import LinkKind, Status
from tests.factories import ActivityFactory, GoalFactory, link

MET, PARTLY, MISSED, NONE = Status.MET, Status.PARTLY, Status.MISSED, Status.NONE


@pytest.fixture
def board_goal(world):
    return GoalFactory(unit=world.unit("SN"))


def carried_out(goal, status, **more):
    made = ActivityFactory(unit=goal.unit, suggested=status, **more)
    link(made, LinkKind.CARRIES_OUT, goal)
    return made


def suggested(node):
    return Node.objects.get(pk=node.pk).suggested


@pytest.mark.parametrize(
    ("below", "expected"),
    [([], NONE), ([MET], MET), ([MET, MET], MET), ([MET, MISSED], PARTLY), ([MISSED], MISSED), ([MET, NONE], MET)],
)
def test_what_is_below_speaks_for_the_goal(board_goal, below, expected):
    for status in below:
        carried_out(board_goal, status)
    rollup.refresh()
    assert suggested(board_goal) == expected


def test_a_shared_activity_counts_once(board_goal, world):
    middle = [GoalFactory(unit=world.unit("SN")) for _n in range(2)]
    shared = carried_out(middle[0], MET)
    link(shared, LinkKind.CARRIES_OUT, middle[1])
    for goal in middle:
        link(goal, LinkKind.BREAKS_DOWN, board_goal)
    carried_out(middle[0], MISSED)
    rollup.refresh()
    assert (suggested(middle[0]), suggested(middle[1]), suggested(board_goal)) == (PARTLY, MET, PARTLY)


def test_a_sub_goal_without_evidence_speaks_through_its_own_assessment(board_goal, world):
    below = GoalFactory(unit=world.unit("AFE"), status=MISSED)
    link(below, LinkKind.BREAKS_DOWN, board_goal)
    rollup.refresh()
    assert suggested(board_goal) == MISSED


def test_evidence_speaks_louder_than_the_sub_goals_own_assessment(board_goal, world):
    below = GoalFactory(unit=world.unit("AFE"), status=MISSED)
    link(below, LinkKind.BREAKS_DOWN, board_goal)
    carried_out(below, MET)
    rollup.refresh()
    assert suggested(board_goal) == MET


def test_given_and_suggested_stand_beside_each_other(board_goal):
    carried_out(board_goal, MISSED)
    last = Period.parse("2020")
    Assessment.objects.create(
        node=board_goal, period=last, period_end=last.last_day, status=MET, made_by_label="Eva",
        made_at="2021-01-20T10:00:00+01:00",
    )  # fmt: skip
    rollup.refresh_given([board_goal.pk])
    node = Node.objects.get(pk=board_goal.pk)
    assert (node.status, node.suggested) == (MET, MISSED)


def test_results_reach_the_goals(board_goal):
    below = carried_out(board_goal, NONE)
    rollup.set_results({below.pk: MISSED})
    assert (suggested(below), suggested(board_goal)) == (MISSED, MISSED)


def test_shared_goals_say_nothing_for_each_other(board_goal, world):
    other = GoalFactory(unit=world.unit("BSN"), status=MET)
    link(board_goal, LinkKind.SHARED_WITH, other)
    rollup.refresh()
    assert suggested(board_goal) == NONE


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_a_fixed_number_of_questions(board_goal, django_assert_num_queries, number):
    for _n in range(number):
        carried_out(board_goal, MET)
    with django_assert_num_queries(3):
        rollup.refresh()
    with django_assert_num_queries(2):
        rollup.refresh()

"""The list of goals and the pages of a plan."""

import pytest

from ledtrad.goals.models import PlanningRound, RoundState
from ledtrad.thread.rules import LinkKind
from tests.factories import ActivityFactory, GoalFactory, LevelFactory, PlanningRoundFactory, link
from tests.indicators.factories import IndicatorFactory


@pytest.fixture
def plan(world):
    return PlanningRoundFactory(unit=world.unit("SN"), year=2021)


def test_a_draft_is_seen_in_its_own_board_only(plan, as_person):
    assert as_person("anna").get("/plan/SN/2021/").status_code == 200
    assert as_person("sven").get("/plan/SN/2021/").status_code == 404
    assert "/plan/SN/2021/" not in as_person("sven").get("/plan/").content.decode()


def test_an_adopted_plan_is_seen_by_all(plan, as_person):
    PlanningRound.objects.update(state=RoundState.ADOPTED)
    assert as_person("sven").get("/plan/SN/2021/").status_code == 200


def test_the_secretary_adopts_and_puts_in_force(plan, as_person):
    GoalFactory(number="M-001", title="Fler i arbete", unit=plan.unit, round=plan)
    eva = as_person("eva")
    answer = eva.post("/plan/SN/2021/anta/", {"adopted_on": "2021-01-20", "reference": "§ 4", "version": "1"})
    assert answer["Location"] == "/plan/SN/2021/"
    eva.post("/plan/SN/2021/lage/", {"state": "in_force", "version": "2"})
    assert PlanningRound.objects.get().state == RoundState.IN_FORCE
    assert "Fler i arbete" in eva.get("/plan/SN/2021/utgava/1/").content.decode()


@pytest.mark.parametrize("who", ["anna", "disa", "elsa"])
def test_others_do_not(plan, as_person, who):
    data = {"adopted_on": "2021-01-20", "reference": "§ 4"}
    assert as_person(who).post("/plan/SN/2021/anta/", data).status_code == 403
    assert as_person(who).get("/plan/ny/").status_code == 403
    assert as_person(who).post("/plan/SN/2021/lage/", {"state": "in_force"}).status_code == 403


def test_next_years_draft_is_opened_on_the_page(plan, as_person):
    GoalFactory(title="Fler i arbete", unit=plan.unit, round=plan)
    eva = as_person("eva")
    answer = eva.post("/plan/ny/", {"unit": plan.unit_id, "year": "2022", "copied_from": plan.pk})
    assert answer["Location"] == "/plan/SN/2022/"
    assert "Fler i arbete" in eva.get("/plan/SN/2022/").content.decode()


def test_a_second_plan_for_the_year_is_an_error_at_the_year(plan, as_person):
    answer = as_person("eva").post("/plan/ny/", {"unit": plan.unit_id, "year": "2021"})
    assert answer.status_code == 422
    assert "redan en plan" in answer.content.decode()


def test_editions_are_compared(plan, as_person):
    goal = GoalFactory(number="M-001", title="Fler i arbete", unit=plan.unit, round=plan)
    eva = as_person("eva")
    adopt = {"adopted_on": "2021-01-20", "reference": "§ 4"}
    eva.post("/plan/SN/2021/anta/", adopt)
    goal.title = "Många fler i arbete"
    goal.save()
    eva.post("/plan/SN/2021/anta/", adopt)
    html = eva.get("/plan/SN/2021/utgava/2/", {"mot": "1"}).content.decode()
    assert "Många fler i arbete" in html
    assert "Fler i arbete" in html


def test_the_list_is_narrowed(world, as_person):
    GoalFactory(number="M-001", title="Fler i arbete", unit=world.unit("AFE"), status="missed")
    GoalFactory(number="M-002", title="Fler i skolan", unit=world.unit("SKOLA"))
    anna = as_person("anna")
    for query in ({"q": "arbete"}, {"unit": world.unit("AFE").path}, {"status": "missed"}):
        html = anna.get("/mal/", query).content.decode()
        assert "Fler i arbete" in html, query
        assert "Fler i skolan" not in html, query


def test_the_list_hides_what_is_internal_elsewhere(world, as_person):
    GoalFactory(title="Inre angelägenhet", unit=world.unit("AFE"), confidentiality="internal")
    assert "Inre angelägenhet" not in as_person("cecilia").get("/mal/").content.decode()


def test_indicators_that_one_may_not_see_are_not_listed_under_the_goal(world, as_person):
    goal = GoalFactory(unit=world.unit("SN"))
    hidden = IndicatorFactory(title="Inre siffra", unit=world.unit("AFE"), confidentiality="internal")
    link(hidden, LinkKind.MEASURES, goal)
    assert "Inre siffra" in as_person("anna").get("/mal/").content.decode()
    assert "Inre siffra" not in as_person("cecilia").get("/mal/").content.decode()


@pytest.fixture
def full(plan, world):
    """Makes goals that have everything: level, function, indicator, activity, something above."""
    level = LevelFactory()

    def make(number):
        for _n in range(number):
            goal = GoalFactory(unit=world.unit("SN"), level=level, round=plan, responsible=world.functions["dag"])
            link(IndicatorFactory(unit=world.unit("SN")), LinkKind.MEASURES, goal)
            link(ActivityFactory(unit=world.unit("AFE")), LinkKind.CARRIES_OUT, goal)
            link(goal, LinkKind.BREAKS_DOWN, GoalFactory(unit=world.unit("KF"), level=level))

    return make


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(full, as_person, django_assert_num_queries, number):
    full(number)
    anna = as_person("anna")
    with django_assert_num_queries(10):
        anna.get("/mal/")
    with django_assert_num_queries(10):
        anna.get("/mal/?col=round")
    with django_assert_num_queries(9):
        anna.get("/plan/SN/2021/")
    with django_assert_num_queries(5):
        anna.get("/plan/")


def test_the_lead_counts_what_the_filters_leave(plan, world, as_person):
    GoalFactory(unit=world.unit("SN"), status="met", suggested="missed")
    GoalFactory(unit=world.unit("SN"), status="partly", suggested="partly")
    GoalFactory(unit=world.unit("SKOLA"))
    eva = as_person("eva")
    html = eva.get("/mal/").content.decode()
    assert "3 mål: 1 delvis, 1 uppnått och 1 ej bedömt." in html
    assert "1 bedömning skiljer sig från vad tråden föreslår." in html
    assert "1 mål: 1 delvis." in eva.get("/mal/", {"status": "partly"}).content.decode()


def test_a_comparison_keeps_its_choice_and_says_how_much_differs(plan, as_person):
    goal = GoalFactory(number="M-001", title="Fler i arbete", unit=plan.unit, round=plan)
    eva = as_person("eva")
    eva.post("/plan/SN/2021/anta/", {"adopted_on": "2021-01-20", "reference": "§ 4", "version": "1"})
    goal.description = "Ny beskrivning"
    goal.save()
    eva.post("/plan/SN/2021/anta/", {"adopted_on": "2021-03-20", "reference": "§ 9", "version": "2"})
    html = eva.get("/plan/SN/2021/utgava/2/", {"mot": "1"}).content.decode()
    assert '<option value="1" selected>' in html
    assert "0 nya mål, 1 ändrat, 0 borttagna och 0 oförändrade." in html
    assert "Beskrivning:" in html

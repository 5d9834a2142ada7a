"""A node's own page, and making and changing one."""

from datetime import date

import pytest

from ledtrad.core import ledger
from ledtrad.goals.models import Goal
from ledtrad.indicators import standings
from ledtrad.indicators.rules import TargetKind
from ledtrad.thread.models import Node
from ledtrad.thread.rules import LinkKind
from tests.factories import DocumentFactory, GoalFactory, LevelFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe


def form(world, goal=None, **more):
    unit = world.unit("AFE").pk
    data = {"title": "Nytt mål", "level": Goal.objects.first().level_id if goal else "", "unit": unit}
    return {**data, "responsible": world.functions["anna"].pk, "confidentiality": "internal", **more}


def test_the_page_says_who_answers(goal, as_person):
    html = as_person("anna").get("/nod/M-012/").content.decode()
    assert "Fler i egen försörjning" in html
    assert "Anna" in html


def test_a_vacant_function_shows(goal, world, as_person):
    world.functions["anna"].holdings.all().delete()
    assert "vakant" in as_person("johan").get("/nod/M-012/").content.decode().lower()


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("disa", 200), ("cecilia", 404), ("nils", 404)])
def test_an_internal_node_is_seen_where_it_belongs(goal, as_person, who, status):
    assert as_person(who).get("/nod/M-012/").status_code == status


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("johan", 200), ("adam", 404), ("disa", 404), ("kim", 404)])
def test_a_confidential_node_is_seen_by_few(goal, as_person, who, status):
    Node.objects.filter(pk=goal.pk).update(confidentiality="confidential")
    assert as_person(who).get("/nod/M-012/").status_code == status


def test_a_new_goal_gets_the_next_number(goal, world, as_person):
    answer = as_person("anna").post("/ny/goal/", form(world, goal))
    made = Goal.objects.exclude(pk=goal.pk).get()
    assert answer["Location"] == f"/nod/{made.number}/"
    assert made.number == "M-001"
    assert ledger.entries().about(made).get().action == "created"


def test_numbers_already_taken_are_passed_over(goal, world, as_person):
    GoalFactory(number="M-001")
    as_person("anna").post("/ny/goal/", form(world, goal))
    assert Goal.objects.filter(number="M-002", title="Nytt mål").exists()


def test_a_goal_is_made_only_where_one_edits(goal, world, as_person):
    answer = as_person("anna").post("/ny/goal/", form(world, goal, unit=world.unit("SKOLA").pk))
    assert answer.status_code == 422
    assert as_person("bo").get("/ny/goal/").status_code == 403
    assert as_person("disa").post("/ny/goal/", form(world, goal)).status_code == 403


def test_an_unknown_kind_is_not_found(world, as_person):
    assert as_person("anna").get("/ny/dikt/").status_code == 404


def test_the_ledger_keeps_old_and_new(goal, world, as_person):
    answer = as_person("anna").post("/nod/M-012/andra/", form(world, goal, version="1"))
    assert answer.status_code == 302
    changes = ledger.entries().about(goal).get().details["changes"]
    assert changes == {"title": ["Fler i egen försörjning", "Nytt mål"]}


def test_nothing_changed_leaves_no_trace(goal, world, as_person):
    as_person("anna").post("/nod/M-012/andra/", form(world, goal, title=goal.title, version="1"))
    assert not ledger.entries().about(goal).exists()
    assert Node.objects.get(pk=goal.pk).version == 1


def test_a_stale_form_shows_both_versions(goal, world, as_person):
    as_person("johan").post("/nod/M-012/andra/", form(world, goal, title="Johans ord", version="1"))
    answer = as_person("anna").post("/nod/M-012/andra/", form(world, goal, title="Annas ord", version="1"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Johans ord" in html
    assert "Annas ord" in html
    assert Node.objects.get(pk=goal.pk).title == "Johans ord"


@pytest.mark.parametrize(("who", "status"), [("anna", 200), ("karin", 200), ("bo", 403), ("disa", 403), ("sven", 404)])
def test_who_may_open_the_form(goal, as_person, who, status):
    assert as_person(who).get("/nod/M-012/andra/").status_code == status


def test_it_cannot_end_before_it_begins(goal, world, as_person):
    data = form(world, goal, version="1", valid_from="2021-02-01", valid_to="2021-01-01")
    assert as_person("anna").post("/nod/M-012/andra/", data).status_code == 422


def test_moving_a_node_takes_the_right_there_too(goal, world, as_person):
    other = world.unit("SKOLA").pk
    assert as_person("anna").post("/nod/M-012/andra/", form(world, goal, unit=other, version="1")).status_code == 422


def test_the_page_asks_at_most_ten_questions(goal, world, as_person, django_assert_num_queries):
    anna = as_person("anna")
    with django_assert_num_queries(9):
        anna.get("/nod/M-012/")
    level = LevelFactory()
    for _n in range(3):
        below = GoalFactory(unit=world.unit("AFE"), level=level)
        below.links_up.create(target=goal, kind="breaks_down")
        anna.post("/nod/M-012/kommentera/", {"text": "Hej"})
    with django_assert_num_queries(9):
        anna.get("/nod/M-012/")


def measured(goal, world, number):
    """An indicator of the goal with a figure of 40 against at least 100."""
    made = IndicatorFactory(number=number, unit=world.unit("AFE"))
    observe(made, "2020", 40)
    aim(made, "2020", TargetKind.AT_LEAST, 100)
    link(made, LinkKind.MEASURES, goal)
    standings.recompute([made.pk])


@pytest.mark.parametrize("number", [1, 3])
def test_figures_below_cost_one_question(goal, world, as_person, django_assert_num_queries, number):
    for n in range(number):
        measured(goal, world, f"I-10{n}")
    anna = as_person("anna")
    with django_assert_num_queries(10):
        anna.get("/nod/M-012/")


def test_the_page_concludes_first_and_shows_the_figures(goal, world, as_person):
    text = as_person("anna").get("/nod/M-012/").content.decode()
    assert "Inget bär målet än" in text
    measured(goal, world, "I-100")
    text = as_person("anna").get("/nod/M-012/").content.decode()
    assert "Målet bärs av 1: 1 ej uppnått." in text
    assert "mål minst 100" in text


def test_a_document_says_how_many_goals_carry_it_out(goal, world, as_person):
    law = DocumentFactory(number="D-001", unit=world.unit("SN"))
    assert "Inget mål genomför texten än." in as_person("anna").get("/nod/D-001/").content.decode()
    link(goal, LinkKind.CARRIES_OUT, law)
    assert "1 mål genomför texten." in as_person("anna").get("/nod/D-001/").content.decode()


def test_links_are_offered_only_to_those_who_may_tie_them(goal, world, as_person):
    Node.objects.filter(pk=goal.pk).update(unit=world.unit("SN"))
    anna = as_person("anna")  # answers for the goal, and edits in her own unit only
    assert "/nod/M-012/kopplingar/" not in anna.get("/nod/M-012/").content.decode()
    assert anna.get("/nod/M-012/kopplingar/").status_code == 403


def test_the_last_day_is_asked_for_and_shown_as_people_say_it(world, as_person, goal):
    """Stored is the first day that it does not hold."""
    where = f"/nod/{goal.number}/andra/"
    answer = as_person("eva").post(where, form(world, goal, version="1", valid_to="2021-12-31"))
    assert answer.status_code == 302
    assert Node.objects.get(pk=goal.pk).valid_to == date(2022, 1, 1)
    assert 'value="2021-12-31"' in as_person("eva").get(where).content.decode()
    assert "till och med 31" in as_person("eva").get(goal.get_absolute_url()).content.decode()
    assert as_person("eva").post(where, form(world, goal, version="2", valid_to="9999-12-31")).status_code == 422

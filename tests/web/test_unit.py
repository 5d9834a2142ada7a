"""The page of a board or a unit: deviations, goals, pace."""

from datetime import date

import pytest

from ledtrad.indicators import standings
from ledtrad.indicators.rules import TargetKind
from ledtrad.thread.models import DueDate
from ledtrad.thread.rules import LinkKind
from tests.factories import GoalFactory, LevelFactory, link
from tests.indicators.factories import IndicatorFactory, aim, observe, reports


@pytest.fixture(autouse=True)
def gallery(settings):
    """The real addresses, not the shell's gallery."""
    settings.ROOT_URLCONF = "ledtrad.urls"


def figure(world, number, title, value, target, unit="AFE", **more):
    """An indicator with a figure and a target for 2020."""
    made = IndicatorFactory(number=number, title=title, unit=world.unit(unit), **more)
    reports(made, world.unit(unit))
    observe(made, "2020", value)
    aim(made, "2020", TargetKind.AT_LEAST, target)
    standings.recompute([made.pk])
    return made


@pytest.fixture
def figures(world):
    figure(world, "I-001", "Praktikplatser", 40, 100)
    figure(world, "I-002", "Utbildningsplatser", 100, 100)
    figure(world, "I-003", "Skolplatser", 10, 100, unit="SKOLA")


def get(client, unit="SN", period="2020"):
    return client.get(f"/enhet/{unit}/", {"period": period}).content.decode()


def test_what_deviates_is_listed_and_the_lead_says_so(figures, as_person):
    html = get(as_person("dag")).replace("\xa0", " ")
    assert "En av 2 indikatorer avviker. Längst bort: Praktikplatser." in html
    assert "60 personer kvar" in html
    assert "Utbildningsplatser" not in html


def test_only_what_lies_in_the_unit_and_below(figures, as_person):
    html = get(as_person("dag"))
    assert "Skolplatser" not in html
    assert "Skolplatser" in get(as_person("dag"), "BSN")


def test_internal_figures_stay_inside(world, as_person):
    figure(world, "I-004", "Inre siffra", 1, 2, confidentiality="internal")
    assert "Inre siffra" in get(as_person("anna"), "AFE")
    assert "Inre siffra" not in get(as_person("sven"), "AFE")


def test_goals_with_who_answers_and_vacancies(world, as_person):
    GoalFactory(
        title="Fler i arbete", unit=world.unit("AFE"), responsible=world.functions["anna"], level=LevelFactory()
    )
    assert "vakant" not in get(as_person("dag"), "AFE")
    world.functions["anna"].holdings.update(valid_to=date(2021, 3, 1))
    assert "vakant" in get(as_person("dag"), "AFE").lower()


def test_shared_goals_stand_in_the_other_unit_too(world, as_person):
    GoalFactory(title="Gemensamt mål", unit=world.unit("SKOLA")).shares.create(unit=world.unit("AFE"))
    assert "Gemensamt mål" in get(as_person("anna"), "AFE")


def test_what_is_due_within_three_weeks(world, as_person):
    goal = GoalFactory(unit=world.unit("AFE"))
    DueDate.objects.create(node=goal, title="Snart", due_on=date(2021, 4, 20))
    DueDate.objects.create(node=goal, title="Sedan", due_on=date(2021, 8, 20))
    html = get(as_person("dag"))
    assert "Snart" in html
    assert "Sedan" not in html


@pytest.mark.parametrize("period", ["", "rappakalja", "2021-13", "2021-Q1"])
def test_a_period_that_cannot_be_read_is_the_latest_quarter(figures, as_person, period):
    answer = as_person("dag").get("/enhet/SN/", {"period": period})
    assert str(answer.context["board"].period) == "2021-Q1"


def test_an_empty_unit_has_a_page(world, as_person):
    assert "Inga indikatorer än" in get(as_person("dag"), "1824")


def test_an_unknown_unit_is_not_found(world, as_person):
    assert as_person("dag").get("/enhet/FINNS-EJ/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    level = LevelFactory()
    for n in range(number):
        made = figure(world, f"I-10{n}", f"Siffra {n}", 10, 100, responsible=world.functions["anna"])
        goal = GoalFactory(unit=world.unit("SN"), level=level, responsible=world.functions["dag"])
        link(made, LinkKind.MEASURES, goal)
    dag = as_person("dag")
    with django_assert_num_queries(15):
        dag.get("/enhet/SN/", {"period": "2020"})


@pytest.mark.parametrize("period", ["2020", "2020-H2", "2020-T3", "2020-Q4", "2016-03"])
def test_any_length_of_period_can_be_chosen(figures, as_person, period):
    html = get(as_person("dag"), period=period)
    assert f'<option value="{period}" selected>' in html
    for value, text in (("2020", "2020"), ("2020-H2", "andra halvåret 2020"), ("2020-T3", "tertial 3 2020")):
        assert f'<option value="{value}"' in html
        assert text in html.replace("\xa0", " ")


def test_the_link_to_all_indicators_leads_to_those_of_the_unit(figures, as_person):
    dag = as_person("dag")
    assert "/indikatorer/?unit=SN" in get(dag)
    listed = dag.get("/indikatorer/", {"unit": "SN"}).content.decode()
    assert "Utbildningsplatser" in listed
    assert "Skolplatser" not in listed


def test_an_earlier_period_says_that_assessments_are_the_latest(world, as_person):
    GoalFactory(unit=world.unit("SN"), level=LevelFactory())
    assert "Bedömningarna är de senaste." in get(as_person("dag"), period="2020")
    assert "Bedömningarna är de senaste." not in get(as_person("dag"), period="2021-Q1")


def test_a_long_page_shows_the_worst_and_says_how_many_more(figures, world, as_person, monkeypatch):
    figure(world, "I-004", "Sommarjobb", 5, 100)
    monkeypatch.setattr("ledtrad.web.board.ROWS", 1)
    html = get(as_person("dag"))
    assert "Sommarjobb" in html
    assert "Praktikplatser" not in html.split('id="h-mal"')[0].split("<tbody")[1]
    assert "Och 1 till." in html


def test_a_long_page_draws_the_worst_charts_and_says_so(world, as_person, monkeypatch):
    for number, value in (("I-005", 5), ("I-006", 30)):
        made = IndicatorFactory(number=number, title=f"Takt {number}", unit=world.unit("AFE"), periodicity="month")
        observe(made, "2021-02", value)
        aim(made, "2021", TargetKind.AT_LEAST, 100)
        standings.recompute([made.pk])
    monkeypatch.setattr("ledtrad.web.board.CHARTS", 1)
    html = get(as_person("dag"), period="2021-Q1")
    charts = html.split('class="multiples"')[1].split("</ul>")[0]
    assert "Takt I-005" in charts
    assert "Takt I-006" not in charts
    assert "Här visas de 1 som ligger sämst till." in html

"""Att göra: what waits for the person who has logged in, and the calendar of the same."""

from datetime import date

import pytest
from icalendar import Calendar

from ledtrad.core.periods import PeriodKind
from ledtrad.core.secret import fingerprint
from ledtrad.organisation.models import User
from ledtrad.thread import actions, todo
from ledtrad.web.board import default_period
from ledtrad.web.views.start import lead, piles
from tests.factories import GoalFactory, LevelFactory
from tests.indicators.factories import IndicatorFactory, reports


@pytest.fixture(autouse=True)
def gallery(settings):
    """The real addresses, not the shell's gallery."""
    settings.ROOT_URLCONF = "ledtrad.urls"


@pytest.fixture
def goal(world):
    level = LevelFactory(slug="unit_goal", name="Enhetsmål", assess_every="quarter", assess_days=30)
    return GoalFactory(
        number="M-012", title="Fler i arbete", unit=world.unit("AFE"), level=level, responsible=world.functions["anna"]
    )


@pytest.fixture
def figure(world):
    """Anna's unit reports it every month; January to March are missing."""
    made = IndicatorFactory(
        number="I-014", title="Praktikplatser", unit=world.unit("AFE"), periodicity=PeriodKind.MONTH,
        responsible=world.functions["anna"], valid_from=date(2021, 1, 1),
    )  # fmt: skip
    return reports(made, world.unit("AFE"))


def set_due(world, goal, title, day):
    actions.set_due(node=goal, title=title, due_on=day, function=None, actor=world.actor("anna"))


def test_the_newcomer_has_nothing_to_do(world, as_person):
    html = as_person("nils").get("/").content.decode()
    assert "Inget väntar på dig de närmaste 30 dagarna." in html


def test_the_visitor_logs_in_first(client, world):
    assert client.get("/").status_code == 302


def test_what_waits_is_piled_by_urgency(world, goal):
    set_due(world, goal, "Sent", date(2021, 4, 1))
    set_due(world, goal, "I dag", date(2021, 4, 12))
    set_due(world, goal, "Söndag", date(2021, 4, 18))
    set_due(world, goal, "Måndag", date(2021, 4, 19))
    actor = world.actor("anna")
    found = {p.key: [t.title for t in p.tasks] for p in piles(todo.tasks(actor), actor)}
    assert found == {"late": ["Sent"], "week": ["I dag", "Söndag"], "later": ["Måndag", "Bedöm Fler i arbete"]}


def test_the_lead_counts_what_waits_and_what_is_late(world, goal):
    set_due(world, goal, "Sent", date(2021, 4, 1))
    actor = world.actor("anna")
    assert lead(todo.tasks(actor), actor).startswith("Två saker väntar på dig. En är försenad.")


def test_one_day_that_is_the_same_for_everything_is_said_once(world, goal):
    actor, told = world.actor("anna"), "Två saker väntar på dig och ska vara klara tors 15 april."
    set_due(world, goal, "Brev", date(2021, 4, 15))
    set_due(world, goal, "Möte", date(2021, 4, 15))
    tasks = [task for task in todo.tasks(actor) if task.kind == "due"]
    assert lead(tasks, actor).replace("\xa0", " ") == told
    assert lead(tasks[:1], actor).replace("\xa0", " ") == "En sak väntar på dig och ska vara klar tors 15 april."


def test_an_assessment_waits_until_it_is_given(world, goal, as_person):
    anna = as_person("anna")
    assert "Bedöm Fler i arbete" in anna.get("/").content.decode()
    anna.post("/nod/M-012/bedom/", {"period": "2021-Q1", "status": "met", "comment": "Klart.", "version": "1"})
    html = anna.get("/").content.decode()
    assert "Bedöm Fler i arbete" not in html


def test_a_missing_figure_waits(world, figure, as_person):
    html = as_person("anna").get("/").content.decode()
    assert "Rapportera praktikplatser, februari 2021" in html.replace("\xa0", " ")
    assert "Försenat" in html


@pytest.mark.parametrize("who", ["cecilia", "sven", "elsa", "nils"])
def test_others_tasks_do_not_wait_for_me(world, goal, figure, as_person, who):
    html = as_person(who).get("/").content.decode()
    assert "Fler i arbete" not in html
    assert "praktikplatser" not in html.casefold()


def test_the_calendar_says_the_same_as_the_page(world, goal, client):
    set_due(world, goal, "Utvärdera", date(2021, 4, 20))
    User.objects.filter(username="anna").update(calendar_sha256=fingerprint("k" * 40))
    answer = client.get(f"/kalender/{'k' * 40}.ics")
    assert answer.status_code == 200
    events = {str(e["summary"]): e.decoded("dtstart") for e in Calendar.from_ical(answer.content).walk("vevent")}
    assert events["Utvärdera"] == date(2021, 4, 20)
    assert set(events) == {t.title for t in todo.tasks(world.actor("anna"), until=date(2021, 10, 9))}


@pytest.mark.parametrize(
    ("mark", "summary"), [("open", "Lisas plats"), ("internal", "Öppna "), ("confidential", "Öppna ")]
)
def test_the_calendar_names_only_what_is_open(world, goal, client, mark, summary):
    set_due(world, goal, "Lisas plats", date(2021, 4, 20))
    type(goal).objects.update(confidentiality=mark)
    User.objects.filter(username="anna").update(calendar_sha256=fingerprint("k" * 40))
    text = client.get(f"/kalender/{'k' * 40}.ics").content.decode()
    assert f"SUMMARY:{summary}" in text
    assert ("Lisa" in text) is (mark == "open")
    assert ("Fler i arbete" in text) is (mark == "open")
    assert f"/nod/{goal.number}/" in text  # the way back, where one logs in


@pytest.mark.parametrize("token", ["x" * 40, "kort"])
def test_a_calendar_with_a_token_not_in_use_is_not_found(world, client, token):
    User.objects.filter(username="anna").update(calendar_sha256=fingerprint("kort" if token == "kort" else "k" * 40))
    assert client.get(f"/kalender/{token}.ics").status_code == 404


def test_the_calendar_of_somebody_switched_off_is_closed(world, client):
    User.objects.filter(username="anna").update(calendar_sha256=fingerprint("k" * 40), is_active=False)
    assert client.get(f"/kalender/{'k' * 40}.ics").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, goal, as_person, django_assert_num_queries, number):
    for n in range(number):
        set_due(world, goal, f"Sak {n}", date(2021, 4, 20))
        GoalFactory(unit=world.unit("AFE"), level=goal.level, responsible=world.functions["anna"])
    anna = as_person("anna")
    with django_assert_num_queries(24):
        anna.get("/")


def test_the_period_that_a_page_opens_on():
    assert str(default_period(date(2021, 4, 12))) == "2021-Q1"
    assert str(default_period(date(2021, 3, 30))) == "2020-Q4"


def test_who_has_nothing_to_do_is_led_to_the_board(world, as_person):
    html = as_person("elsa").get("/").content.decode()
    assert "Inget väntar på dig" in html
    assert "Läget i " in html

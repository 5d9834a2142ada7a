"""The map: filters, what they hide, the chosen node, and a thread that is large or deep."""

from itertools import pairwise

import pytest

from ledtrad.thread.models import Link, Node
from ledtrad.thread.rules import Kind, LinkKind, Status
from ledtrad.thread.views.map import MOST
from tests.factories import ActivityFactory, AreaFactory, DocumentFactory, GoalFactory, LevelFactory, link
from tests.indicators.factories import IndicatorFactory


@pytest.fixture
def thread(world):
    """D-001 ← M-001 (board) ← M-002 (AFE) ← A-001; beside it M-003 in another board."""
    level = LevelFactory()
    text = DocumentFactory(number="D-001", title="Socialtjänstlagen", unit=world.unit("KF"))
    top = GoalFactory(number="M-001", title="Nämndens mål", unit=world.unit("SN"), level=level, status=Status.MISSED)
    low = GoalFactory(number="M-002", title="Enhetens mål", unit=world.unit("AFE"), level=level)
    done = ActivityFactory(number="A-001", title="Jobbcoach", unit=world.unit("AFE"), suggested=Status.PARTLY)
    GoalFactory(number="M-003", title="Skolans mål", unit=world.unit("SKOLA"), level=level)
    link(top, LinkKind.ANCHORED_IN, text)
    link(low, LinkKind.BREAKS_DOWN, top)
    link(done, LinkKind.CARRIES_OUT, low)
    return top


def listed(client, **query):
    """The numbers in the list, and the page."""
    html = client.get("/traden/", query).content.decode()
    tree = (
        html[html.index('class="tree"') : html.index("</nav>", html.index('class="tree"'))]
        if 'class="tree"' in html
        else ""
    )
    return [n for n in ("D-001", "M-001", "M-002", "M-003", "A-001") if f"?nod={n}" in tree], html


def test_the_whole_thread(thread, as_person):
    numbers, html = listed(as_person("anna"), alla="1")
    assert numbers == ["D-001", "M-001", "M-002", "M-003", "A-001"]
    assert "<svg" in html


def test_one_nodes_thread(thread, as_person):
    numbers, html = listed(as_person("anna"), nod="M-002")
    assert numbers == ["D-001", "M-001", "M-002", "A-001"]
    assert 'aria-current="true">Enhetens mål' in html
    assert "Öppna M-002" in html


def test_without_a_choice_the_goal_with_most_below_is_chosen(thread, as_person):
    link(ActivityFactory(unit=thread.unit), LinkKind.CARRIES_OUT, thread)
    numbers, html = listed(as_person("anna"))
    assert 'aria-current="true">Nämndens mål' in html
    assert "M-003" not in numbers


def test_an_unknown_node_shows_a_first_look(thread, as_person):
    assert as_person("anna").get("/traden/", {"nod": "M-999"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"unit": "AFE"}, ["D-001", "M-001", "M-002", "A-001"]),
        ({"unit": "BSN"}, ["M-003"]),
        ({"status": "missed"}, ["D-001", "M-001"]),
        ({"status": "partly"}, ["D-001", "M-001", "M-002", "A-001"]),
        ({"level": "activity"}, ["D-001", "M-001", "M-002", "A-001"]),
        ({"level": "programme"}, ["D-001"]),
        ({"area": "arbetsmarknad"}, ["D-001", "M-001"]),
        ({"gaps": "1", "unit": "SKOLA"}, ["M-003"]),
        ({"level": "no-such-level"}, []),
    ],
)
def test_filters_keep_what_matches_and_what_is_above_it(thread, as_person, query, expected):
    thread.areas.add(AreaFactory())
    numbers, html = listed(as_person("anna"), **query)
    assert numbers == expected
    assert "döljs av filtren" in html


def test_it_says_how_many_the_filters_hide(thread, as_person):
    assert "4 noder döljs av filtren" in listed(as_person("anna"), unit="BSN")[1]
    assert "döljs av filtren" not in listed(as_person("anna"), alla="1")[1]


def test_a_shared_goal_stands_in_the_other_units_room(thread, world, as_person):
    Node.objects.get(number="M-002").shares.create(unit=world.unit("SKOLA"))
    assert "M-002" in listed(as_person("anna"), unit="SKOLA")[0]


def test_what_one_may_not_see_is_not_there(thread, as_person):
    Node.objects.filter(number="M-002").update(confidentiality="internal")
    assert "M-002" in listed(as_person("anna"), alla="1")[0]
    assert "M-002" not in listed(as_person("cecilia"), alla="1")[0]


def goals(world, number):
    level = LevelFactory()
    Node.objects.bulk_create(
        Node(number=f"N-{n:04d}", kind=Kind.ACTIVITY, title=f"Nod {n}", unit=world.unit("SN"), level=level)
        for n in range(number)
    )
    return list(Node.objects.filter(number__startswith="N-").order_by("number"))


def test_the_list_is_cut_and_says_so(world, as_person):
    goals(world, MOST + 50)
    html = as_person("anna").get("/traden/", {"alla": "1"}).content.decode()
    assert html.count("?nod=N-") <= 2 * MOST
    assert "50 noder till" in html


def test_a_deep_thread_does_not_break_the_page(world, as_person):
    nodes = goals(world, 390)
    Link.objects.bulk_create(
        Link(source=lower, target=upper, kind=LinkKind.CARRIES_OUT) for upper, lower in pairwise(nodes)
    )
    answer = as_person("anna").get("/traden/", {"nod": "N-0200"})
    assert answer.status_code == 200
    assert answer.content.decode().count("<details") == answer.content.decode().count("</details>")


def test_a_circle_does_not_break_the_page(thread, as_person):
    """A goal may name an indicator that measures it."""
    indicator = IndicatorFactory(number="I-001", unit=thread.unit)
    link(indicator, LinkKind.MEASURES, thread)
    link(thread, LinkKind.BREAKS_DOWN, indicator)
    assert as_person("anna").get("/traden/", {"nod": "M-001"}).status_code == 200
    assert as_person("anna").get("/traden/", {"alla": "1"}).status_code == 200


def test_the_empty_thread_has_a_page(world, as_person):
    assert "Inga luckor här" in as_person("anna").get("/traden/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        goal = GoalFactory(unit=world.unit("SN"), responsible=world.functions["dag"])
        link(IndicatorFactory(unit=world.unit("SN")), LinkKind.MEASURES, goal)
    anna = as_person("anna")
    with django_assert_num_queries(23):
        anna.get("/traden/")

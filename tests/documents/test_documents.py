"""Steering documents: the list with what carries them, and passages."""

import pytest

from ledtrad.documents import queries
from ledtrad.documents.models import SteeringDocument
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind, LinkKind
from tests.factories import DocumentFactory, GoalFactory, LevelFactory, link


@pytest.fixture
def law(world):
    return DocumentFactory(number="D-001", title="Socialtjänstlagen", unit=world.unit("SN"), is_national=True)


@pytest.fixture
def passage_level(db):
    return LevelFactory(slug="passage", name="Passage", kind=Kind.DOCUMENT)


def carried_by(world, who="anna"):
    return {d.number: d.carried_by for d in queries.documents(world.person(who))}


def test_goals_that_carry_the_text_or_a_passage_are_counted(law, passage_level, world):
    passage = DocumentFactory(number="D-002", unit=law.unit, level=passage_level)
    link(passage, LinkKind.BREAKS_DOWN, law)
    link(GoalFactory(unit=world.unit("SN")), LinkKind.ANCHORED_IN, law)
    link(GoalFactory(unit=world.unit("SN")), LinkKind.CARRIES_OUT, passage)
    assert carried_by(world) == {"D-001": 2}


def test_goals_that_one_may_not_see_are_not_counted(law, world):
    link(GoalFactory(unit=world.unit("AFE"), confidentiality="internal"), LinkKind.ANCHORED_IN, law)
    assert carried_by(world) == {"D-001": 1}
    assert carried_by(world, "cecilia") == {"D-001": 0}


def test_texts_that_no_goal_carries(law, world, as_person):
    carried = DocumentFactory(title="Program som bärs", unit=world.unit("SN"))
    link(GoalFactory(unit=world.unit("SN")), LinkKind.ANCHORED_IN, carried)
    html = as_person("anna").get("/styrdokument/", {"loose": "on"}).content.decode()
    assert "Socialtjänstlagen" in html
    assert "Program som bärs" not in html


def test_state_and_local_steering_side_by_side(law, world, as_person):
    DocumentFactory(title="Lokalt program", unit=world.unit("SN"))
    html = as_person("anna").get("/styrdokument/").content.decode()
    assert html.index("Socialtjänstlagen") < html.index("Lokalt program")
    assert "Lokalt program" not in as_person("anna").get("/styrdokument/", {"national": "1"}).content.decode()


PASSAGE = {"title": "Rätt till bistånd", "reference": "4 kap. 1 §", "quote": "Den som inte själv kan tillgodose …"}


def test_a_passage_breaks_down_its_text(law, passage_level, as_person):
    assert as_person("eva").post("/styrdokument/D-001/passage/", PASSAGE).status_code == 302
    passage = SteeringDocument.objects.get(level=passage_level)
    assert passage.quote == "Den som inte själv kan tillgodose …"
    assert passage.is_national
    assert [t.target.number for t in passage.links_up.all()] == ["D-001"]


@pytest.mark.parametrize("who", ["anna", "bo", "disa"])
def test_those_who_do_not_edit_there_add_no_passage(law, passage_level, as_person, who):
    assert as_person(who).post("/styrdokument/D-001/passage/", PASSAGE).status_code == 403
    assert Node.objects.count() == 1


def test_a_text_that_one_may_not_see_takes_no_passage(law, passage_level, as_person):
    Node.objects.update(confidentiality="internal")
    assert as_person("sven").post("/styrdokument/D-001/passage/", PASSAGE).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        text = DocumentFactory(unit=world.unit("SN"), responsible=world.functions["dag"])
        link(GoalFactory(unit=world.unit("SN")), LinkKind.ANCHORED_IN, text)
    anna = as_person("anna")
    with django_assert_num_queries(8):
        anna.get("/styrdokument/")

"""The history page: who may read what has happened, and narrowing it."""

import pytest
from django.db import transaction

from ledtrad.core import ledger
from tests.factories import GoalFactory


@pytest.fixture
def history(world):
    """Anna and Sven have each changed something internal, and Eva something open."""
    done = (
        ("anna", "AFE", "internal", "Annas mål"),
        ("sven", "SKOLA", "internal", "Svens mål"),
        ("eva", "SN", "open", "Evas mål"),
    )
    for who, unit, mark, title in done:
        goal = GoalFactory(title=title, unit=world.unit(unit), confidentiality=mark)
        with transaction.atomic():
            ledger.record(world.actor(who), "changed", goal, unit_id=goal.unit_id, confidentiality=mark)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("anna", {"Annas mål", "Evas mål"}),
        ("cecilia", {"Evas mål"}),
        ("sven", {"Svens mål", "Evas mål"}),
        ("disa", {"Annas mål", "Svens mål", "Evas mål"}),
        ("nils", {"Evas mål"}),
    ],
)
def test_one_reads_what_one_may_see(history, as_person, who, expected):
    html = as_person(who).get("/historik/").content.decode()
    assert {t for t in ("Annas mål", "Svens mål", "Evas mål") if t in html} == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"who": "anna"}, {"Annas mål"}),
        ({"what": "evas"}, {"Evas mål"}),
        ({"event": "created"}, set()),
        ({"since": "2100-01-01"}, set()),
        ({"until": "2020-01-01"}, set()),
        ({"since": "i går"}, {"Annas mål", "Svens mål", "Evas mål"}),
    ],
)
def test_it_is_narrowed(history, as_person, query, expected):
    html = as_person("disa").get("/historik/", query).content.decode()
    assert {t for t in ("Annas mål", "Svens mål", "Evas mål") if t in html} == expected


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for _n in range(number):
        goal = GoalFactory(unit=world.unit("SN"))
        with transaction.atomic():
            ledger.record(world.actor("eva"), "changed", goal, confidentiality="open")
    disa = as_person("disa")
    with django_assert_num_queries(12):  # six of them tell that she looked
        disa.get("/historik/")

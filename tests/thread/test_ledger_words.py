"""The history in words: no code, no field name, no bare date."""

from datetime import date

import pytest
from django.db import transaction

from ledtrad.core import ledger
from ledtrad.thread import ledger_words
from ledtrad.thread.ledger_words import Line
from tests.factories import GoalFactory, PlanningRoundFactory


@pytest.fixture
def told(world):
    """Records something about a goal, and gives back its lines."""

    goal = GoalFactory(number="M-012", title="Fler i arbete", unit=world.unit("SN"))

    def record(action, obj=None, **details):
        thing = obj or goal
        with transaction.atomic():
            ledger.record(world.actor("anna"), action, thing, confidentiality="open", **details)
        return ledger.entries().latest_first().first()

    return record


def test_codes_dates_and_periods_are_words(told):
    entry = told("assessed", period="2021-Q1", status="missed", comment="Det drog ut på tiden.")
    assert ledger_words.lines(entry) == [
        Line("Kommentar", "Det drog ut på tiden."),
        Line("Period", "januari–mars 2021"),
        Line("Bedömning", "Ej uppnått"),
    ]
    assert ledger_words.lines(told("due_set", due_on=date(2021, 4, 20), title="Yttrande"))[0].after == (
        "20\xa0april\xa02021"
    )


def test_a_change_has_its_before(told, world):
    plan = PlanningRoundFactory(unit=world.unit("SN"))
    entry = told("round_moved", plan, changes={"state": ["adopted", "in_force"]})
    assert ledger_words.lines(entry) == [Line("Läge", "I kraft", "Antagen")]
    assert ledger_words.address(entry) == ""


def test_fields_are_called_what_the_form_calls_them(told):
    entry = told("changed", changes={"description": [None, "Ny text"], "confidentiality": ["open", "internal"]})
    assert ledger_words.lines(entry) == [Line("Sekretess", "Intern", "Öppen"), Line("Beskrivning", "Ny text", "–")]
    assert ledger_words.address(entry) == "/nod/M-012/"


@pytest.mark.parametrize(
    ("details", "after"),
    [
        ({"target": "at_least"}, "minst"),
        ({"target": "M-010"}, "M-010"),
        ({"kind": "breaks_down"}, "bryter ned"),
        ({"asked": ["Socialdirektör", "Controller"]}, "Socialdirektör, Controller"),
        ({"mapping": {"value": "D"}}, "value: D"),
        ({"importer": "observations"}, "Utfall för indikatorer"),
        ({"importer": "okänd"}, "okänd"),
        ({"period": "rappakalja"}, "rappakalja"),
        ({"due_on": "2021-99-99"}, "2021-99-99"),
        ({"shared": True}, "ja"),
    ],
)
def test_every_kind_of_value(told, details, after):
    assert [line.after for line in ledger_words.lines(told("changed", **details))] == [after]


def test_what_is_erased_tells_nothing(told, world):
    entry = told("commented", text="Om Kim.")
    with transaction.atomic():
        ledger.erase(entry, world.actor("anna"), "Personuppgift.")
    again = ledger.entries().latest_first().get(sequence=entry.sequence)
    assert ledger_words.lines(again) == []


def test_everything_that_is_recorded_has_words():
    assert all(words and words[0].islower() for words in ledger_words.actions().values())

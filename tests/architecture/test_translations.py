"""The check of translations sees what is wrong with one."""

import runpy
from pathlib import Path

import pytest
from babel.messages.catalog import Message

SCRIPT = runpy.run_path(str(Path(__file__).resolve().parents[2] / "scripts/translations.py"))
GOOD = [
    Message("Uppnått", "Met"),
    Message("%(n)s av %(m)s", "%(n)s of %(m)s"),
    Message(("%(n)s mål", "%(n)s mål"), ("one goal", "%(n)s goals")),
]
BAD = [
    (Message("Uppnått", ""), "has no translation"),
    (Message("Uppnått", "Met", flags=["fuzzy"]), "is marked fuzzy"),
    (Message("%(n)s av %(m)s", "%(n)s"), "has other placeholders"),
    (Message("Hej {namn}", "Hello {name}"), "has other placeholders"),
    (Message(("ett mål", "%(n)s mål"), ("one goal", "")), "has no translation"),
]


@pytest.mark.parametrize("message", GOOD)
def test_a_sound_translation_passes(message):
    assert list(SCRIPT["faults_in"](message)) == []


@pytest.mark.parametrize(("message", "fault"), BAD)
def test_a_broken_translation_is_named(message, fault):
    assert fault in " ".join(SCRIPT["faults_in"](message))


def test_texts_are_found_in_code_and_in_templates():
    found = {m.id: m.locations[0][0] for m in SCRIPT["texts_in_code"]() if isinstance(m.id, str) and m.id}
    assert any(where.endswith(".py") for where in found.values())
    assert any(where.endswith(".html") for where in found.values())

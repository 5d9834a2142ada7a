"""Audits to test with: one as told, and one that is registered."""

from datetime import date

import pytest

from ledtrad.audits.actions import registering
from ledtrad.audits.rules.told import Question, Said, Told
from ledtrad.organisation.actors import system_actor
from tests.audits.answering import answering, inline

__all__ = ["answering", "inline"]


@pytest.fixture
def told(world):
    """`told(recommendations=…, **fields)` → what a form tells of an audit of the social board."""

    def make(recommendations=None, boards=(), questions=None, lines=None, unit="SN", **fields):
        said = recommendations
        if said is None:
            said = [("Se över rutinerna.", ["SN"]), ("Fastställa mål för samverkan.", ["SN", "BSN"])]
        own = {
            "title": "Granskning av ekonomiskt bistånd", "kind": "in_depth", "unit": world.unit(unit),
            "confidentiality": "open", "firm": "Revisionsbyrån", "ordered_by": "De förtroendevalda revisorerna",
            "issued_on": date(2021, 2, 1), "period_from": None, "period_to": None, "answer_due": date(2021, 5, 1),
            "purpose": "Att bedöma styrningen.", "method": "", "conclusions": "", "follows": None,
        }  # fmt: skip
        return Told(
            fields=own | fields,
            boards=frozenset(world.unit(n).pk for n in boards),
            questions=tuple(questions if questions is not None else [Question("Finns det mål?", "Ja.")]),
            recommendations=tuple(
                one if isinstance(one, Said) else Said(one[0], frozenset(world.unit(n).pk for n in one[1]))
                for one in said
            ),
            lines=lines if lines is not None else {"criteria": ("Kommunallagen",), "functions": ("Socialdirektör",)},
        )

    return make


@pytest.fixture
def audit(told):
    """`audit(…)` registers one, with what `told` takes."""

    def make(**values):
        return registering.register(values=told(**values), actor=system_actor())

    return make

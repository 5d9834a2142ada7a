"""A program that calls with somebody's token."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ledtrad.api import actions, asking
from ledtrad.core.rest import Scope
from ledtrad.thread.rules import LinkKind
from tests.factories import GoalFactory, link
from tests.indicators.factories import IndicatorFactory

EVERYTHING = tuple(Scope)


@dataclass
class Program:
    """Calls the API as a program would: a token, and no cookies."""

    secret: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", query or {}, headers=self._headers(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        text = body if isinstance(body, str) else json.dumps(body)
        sent = self._headers(headers)
        return self.client.post(f"/api/v1{path}", text, content_type="application/json", headers=sent)

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} | {k.replace("_", "-"): v for k, v in more.items()}


@pytest.fixture(autouse=True)
def _calls_are_counted_anew():
    asking.calls.forget()


@pytest.fixture
def program(world):
    """`program("anna")`: one that calls for Anna, with every scope unless others are named."""

    def make(name: str, *scopes: Scope) -> Program:
        _token, secret = actions.create_token(
            person=world.person(name),
            name="Provet",
            scopes=scopes or EVERYTHING,
            expires_on=date(2021, 6, 1),
            actor=world.actor(name),
        )
        return Program(secret)

    return make


@pytest.fixture
def thread(world):
    """A goal of the unit AFE with one indicator that AFE reports."""
    goal = GoalFactory(
        number="M-001", title="Fler till arbete", unit=world.unit("AFE"), responsible=world.functions["anna"]
    )
    indicator = IndicatorFactory(
        number="I-001",
        title="Antal till arbete",
        unit=world.unit("AFE"),
        responsible=world.functions["anna"],
        periodicity="month",
    )
    link(indicator, LinkKind.MEASURES, goal)
    return goal, indicator

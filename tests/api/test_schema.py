"""The schema is a promise to those who call: it changes when somebody means it to, and the answers keep it."""

import json
import os
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

SNAPSHOT = Path(__file__).parent / "openapi.json"
UPDATE = "UPDATE_API_SCHEMA"
PARSED = {"period", "value", "numerator", "denominator", "amount", "If-Match"}
"""Texts that become periods, numbers and versions before anybody uses them."""

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def current():
    return json.dumps(Client().get("/api/v1/openapi.json").json(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_schema_is_the_reviewed_one(db):
    if os.environ.get(UPDATE):
        SNAPSHOT.write_text(current())
    assert current() == SNAPSHOT.read_text(), (
        "The API's schema is not the one in tests/api/openapi.json. If callers can live with the difference, write the "
        f"new one with `{UPDATE}=1 pytest tests/api/test_schema.py` and let somebody review it; if not, it is a new "
        "version of the API."
    )


def test_every_address_asks_for_a_token(db):
    schema = json.loads(current())
    assert len(schema["paths"]) >= 8
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["security"] == [{"Bearer": []}], (method, path)
            address = path.format(number="M-001", pk="1", nr="1", format="pdf")
            assert getattr(Client(), method)(address).status_code == 401, (method, path)


@pytest.fixture
def schema(thread):
    # As Django's own test client does: the test's transaction lives in this connection.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_answers_keep_the_schema(schema, program):
    headers = {"Authorization": f"Bearer {program('anna').secret}"}

    for found in schema.get_all_operations():

        @settings(
            max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
        )
        @given(case=found.ok().as_strategy())
        def attack(case):
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        attack()


def test_no_text_that_comes_in_may_hold_a_nul(db):
    """PostgreSQL refuses such text, so each field says so itself: a pattern, a format, the values it takes."""
    schema = json.loads(current())
    asked = [p["schema"] | {"at": f"{path} {p['name']}"} for path, p in parameters(schema)]
    sent = [
        field | {"at": f"{name}.{at}"}
        for name, body in schema["components"]["schemas"].items()
        if body.get("additionalProperties") is False
        for at, field in body["properties"].items()
    ]
    texts = [(field["at"], kind) for field in asked + sent for kind in field.get("anyOf", [field])]
    texts = [(at, kind) for at, kind in texts if kind.get("type") == "string"]
    assert len(texts) >= 8
    unchecked = [at for at, kind in texts if not {"pattern", "format", "enum", "const"} & set(kind)]
    assert {at.replace(".", " ").split(" ")[-1] for at in unchecked} <= PARSED


def parameters(schema):
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                yield path, parameter

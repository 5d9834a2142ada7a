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
            address = path.replace("{number}", "M-001")
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

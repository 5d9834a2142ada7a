"""What several of core's tests share."""

import pytest
from django.db import connection
from tests.core.places import Place, Places, Shop, Towns
from tests.factories import UserFactory
from tests.world import TODAY

from ledtrad.core.actors import Actor
from ledtrad.core.imports import registry


@pytest.fixture(scope="session")
def place_tables(django_db_setup, django_db_blocker):
    """Tables of models that only tests have. Another module of the same run may have made them already."""
    with django_db_blocker.unblock():
        there = connection.introspection.table_names()
        with connection.schema_editor() as editor:
            for model in (Place, Shop):
                if model._meta.db_table not in there:
                    editor.create_model(model)


@pytest.fixture
def importers(monkeypatch):
    monkeypatch.setattr(registry, "_importers", {})
    registry.register(Places())
    registry.register(Towns())


@pytest.fixture
def someone(place_tables, importers, db):
    user = UserFactory(username="anna", name="Anna")
    return Actor(user_id=user.pk, label="Anna", access=None, today=TODAY)

"""What several of core's tests share."""

import os

import pytest
from django.db import connection, transaction
from tests.core.places import Place, Places, Shop, Towns
from tests.factories import UserFactory
from tests.world import TODAY

from ledtrad.core import clock, ledger, mail, uploads
from ledtrad.core.actors import Actor, SystemActor
from ledtrad.core.imports import registry
from ledtrad.home import Home
from ledtrad.organisation.models import User

# What is true of one of the databases alone.
collect_ignore = ["test_power_loss.py" if connection.vendor == "postgresql" else "test_server_killed.py"]

DOCUMENTS = [b"ett beslut", b"ett annat", b"\x00\xff" * 40_000]


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


# ── An installation to copy, and an empty one ────────────────────────────────
@pytest.fixture
def installation(settings, tmp_path):
    """An installation's folder with keys, documents and what else it may hold."""
    settings.HOME = Home(tmp_path / "home")
    settings.HOME.prepare()
    settings.HOME.secret_key()
    for document in DOCUMENTS:
        uploads.store(document)
    (settings.HOME.path / "templates").mkdir()
    (settings.HOME.path / "templates" / "report.docx").write_bytes(b"the municipality's own")
    (settings.HOME.path / "mail").mkdir()
    (settings.HOME.path / "mail" / "1.log").write_text("not part of a copy")
    return settings.HOME


@pytest.fixture
def written(installation):
    """Rows with everything that is hard to bring back: text, moments, JSON, nothing at all."""
    person = User.objects.create(username="anna", name="Anna Åkerblom\n\t\\N”")
    with transaction.atomic():
        for n in range(20):
            ledger.record(SystemActor(clock.today()), "changed", person, n=n, text="å\\n\t")
    mail.queue("anna@example.se", "Hej", "Rad ett\nRad två\\.", "one")
    return person


@pytest.fixture(scope="session")
def spare_database(django_db_setup, django_db_blocker):
    """The name of an empty PostgreSQL database beside the one that tests stand in."""
    name = f"test_restored_{os.getpid()}"
    if connection.vendor == "sqlite":
        yield name
        return
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield name
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def elsewhere(tmp_path, spare_database):
    """An empty home, and a connection to an empty database of the same kind."""
    there = Home(tmp_path / "elsewhere")
    there.prepare()
    target = connection.copy()
    target.settings_dict["NAME"] = str(there.database) if connection.vendor == "sqlite" else spare_database
    yield there, target
    if connection.vendor == "postgresql":
        with target.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    target.close()

"""What holds for every test. People and nodes to test with are in tests/world.py and tests/factories.py."""

import gc
import os
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from ledtrad.delegation import law_data, unexecuted_data
from ledtrad.delegation.models import FormRequirement
from tests import homes

#: How long an example takes is a matter of what else the machine does: no test fails of that.
hypothesis_settings.register_profile("ledtrad", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("ledtrad")


def pytest_report_header():
    return f"ledtrad: on {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


#: What a test asks for that lets it reach the database. pytest-django stops every other test that tries to.
REACHING = {"db", "transactional_db", "django_db_setup"}


def _may_differ_by_database(item):
    if item.get_closest_marker("any_database"):
        return False
    return item.get_closest_marker("django_db") is not None or not REACHING.isdisjoint(item.fixturenames)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """On the second database only what may come out otherwise there; the rest has been run on the first."""
    if os.environ.get("LEDTRAD_SECOND_DATABASE") != "1":
        return
    config.hook.pytest_deselected(items=[item for item in items if not _may_differ_by_database(item)])
    items[:] = [item for item in items if _may_differ_by_database(item)]


def pytest_collection_finish(session):
    """All that has been loaded stays till the end: what a test leaves behind is looked for among the rest."""
    gc.collect()
    gc.freeze()


def _refuse_skip(report):
    """A skipped test proves nothing. `make test` sets LEDTRAD_NO_SKIPS=1 and so makes it a failure."""
    if report.skipped and os.environ.get("LEDTRAD_NO_SKIPS") == "1":
        report.outcome = "failed"
        report.longrepr = f"Skipped or expected to fail, which `make test` does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    return _refuse_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _refuse_skip((yield))


def _seed_again(sender, **_more):
    """A test with transactions of its own leaves every table empty, also those that migrations had filled."""
    if FormRequirement.objects.exists():
        return
    import_module("ledtrad.delegation.migrations.0002_imports_requirements").seed(apps, None)
    law_data.load(apps, None)
    unexecuted_data.load(apps, None)


@pytest.fixture(scope="session", autouse=True)
def _what_migrations_filled():
    sender = apps.get_app_config("delegation")
    post_migrate.connect(_seed_again, sender=sender)
    yield
    post_migrate.disconnect(_seed_again, sender=sender)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        homes.keep_a_copy()


@pytest.fixture
def world(db):
    """The small municipality of tests/world.py, in the database."""
    from tests.world import build

    return build()


@pytest.fixture
def as_person(world):
    """`as_person("anna")` → a client in which Anna has logged in."""
    from django.test import Client

    def log_in(name: str) -> Client:
        client = Client()
        client.force_login(world.person(name))
        return client

    return log_in

"""The gallery's pages and templates, for every test of the shell."""

import copy
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def gallery(settings):
    settings.ROOT_URLCONF = "tests.web.gallery"
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates


@pytest.fixture
def anna(client, world):
    """A client in which Anna, who manages a unit, has logged in."""
    client.force_login(world.person("anna"))
    return client

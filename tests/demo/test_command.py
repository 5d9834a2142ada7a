"""`ledtrad demo`, the command: what it does when the demonstration stands."""

import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from ledtrad.demo import build
from ledtrad.demo.management.commands import demo as demo_command
from ledtrad.organisation.models import Municipality


class ReplacedError(Exception):
    """Here this process became another one."""


@pytest.mark.django_db
def test_the_demonstration_is_served_by_a_process_that_has_made_no_papers(monkeypatch, settings, tmp_path):
    """Papers leave threads behind, and a server forked from them would wait for ever at its first paper."""

    def become(program, arguments):
        raise ReplacedError(program, arguments)

    nobody = SimpleNamespace(objects=Municipality.objects.none())  # the other tests here leave one in the database
    monkeypatch.setattr(demo_command, "Municipality", nobody)
    monkeypatch.setattr(build, "build", lambda _say: None)
    monkeypatch.setattr("os.execv", become)
    settings.HOME = SimpleNamespace(path=tmp_path, mark_as_demonstration=lambda _day: None)
    settings.LEDTRAD_TODAY, settings.LEDTRAD_DEMO = None, False
    with pytest.raises(ReplacedError) as became:
        call_command("demo", port=8123)
    assert became.value.args == (sys.executable, [sys.executable, "-m", "ledtrad", "serve", "--port", "8123"])

"""What packages above show on a matter's page: the statement that it answers with, the audit that it is about.

They register in `AppConfig.ready()`. A panel is asked for with the person who reads, and answers with what its own
template needs, or None for a matter that it has nothing to say of.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ledtrad.meetings.models import Matter
from ledtrad.organisation.models import User

Ask = Callable[[Matter, User], dict[str, Any] | None]


class Panel(NamedTuple):
    """A part of the page with its own template, and what that is given."""

    template: str
    context: dict[str, Any]


_panels: dict[str, tuple[str, Ask]] = {}


def register(name: str, template: str, ask: Ask) -> None:
    """Add a panel. `ask` makes a fixed number of queries."""
    _panels[name] = (template, ask)


def of(matter: Matter, reader: User) -> list[Panel]:
    """The panels that have something to say of the matter."""
    asked = ((template, ask(matter, reader)) for template, ask in _panels.values())
    return [Panel(template, told) for template, told in asked if told is not None]

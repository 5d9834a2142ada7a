"""What packages above show on a matter's page and on a paper's: the statement that it answers with, the audit that it
is about.

They register in `AppConfig.ready()`. A panel is asked for with the person who reads, and answers with what its own
template needs, or None for a matter or paper that it has nothing to say of.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from ledtrad.meetings.models import Matter, Paper
from ledtrad.organisation.models import User

Ask = Callable[[Matter, User], dict[str, Any] | None]
AskPaper = Callable[[Paper, User], dict[str, Any] | None]


class Panel(NamedTuple):
    """A part of the page with its own template, and what that is given."""

    template: str
    context: dict[str, Any]


_panels: dict[str, tuple[str, Ask]] = {}
_of_papers: dict[str, tuple[str, AskPaper]] = {}


def register(name: str, template: str, ask: Ask) -> None:
    """Add a panel. `ask` makes a fixed number of queries."""
    _panels[name] = (template, ask)


def of(matter: Matter, reader: User) -> list[Panel]:
    """The panels that have something to say of the matter."""
    asked = ((template, ask(matter, reader)) for template, ask in _panels.values())
    return [Panel(template, told) for template, told in asked if told is not None]


def register_of_papers(name: str, template: str, ask: AskPaper) -> None:
    """Add a panel to the pages of papers. `ask` makes a fixed number of queries."""
    _of_papers[name] = (template, ask)


def of_paper(paper: Paper, reader: User) -> list[Panel]:
    """The panels that have something to say of the paper."""
    asked = ((template, ask(paper, reader)) for template, ask in _of_papers.values())
    return [Panel(template, told) for template, told in asked if told is not None]

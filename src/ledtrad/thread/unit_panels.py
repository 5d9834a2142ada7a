"""What packages put on the page of a board or a unit: a sentence or two of their own, below its goals.

A package registers a panel in `AppConfig.ready()`. It is given the unit and the person, asks a fixed number of queries,
and answers with the context of its template, or None when it has nothing to say there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ledtrad.organisation.models import Unit

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

Gather = Callable[[Unit, "User"], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A template and what it is drawn with, as `panel` in the template."""

    template: str
    context: dict[str, Any]


_panels: dict[str, tuple[int, str, Gather]] = {}


def register(name: str, template: str, gather: Gather, *, order: int = 50) -> None:
    """Add a panel, or replace the one of that name."""
    _panels[name] = (order, template, gather)


def panels_of(unit: Unit, user: "User") -> list[Panel]:
    """What there is to say about this unit, in order."""
    found = []
    for _order, template, gather in sorted(_panels.values(), key=lambda row: row[0]):
        context = gather(unit, user)
        if context is not None:
            found.append(Panel(template, context))
    return found

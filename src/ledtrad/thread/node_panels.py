"""What packages above the thread put on the page of a node of some kinds, below its place in the thread.

A package registers a panel in `AppConfig.ready()`. It is given the node and the person, asks a fixed number of queries,
and answers with the context of its template, or None when it has nothing to say there.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from ledtrad.thread.models import Node
from ledtrad.thread.unit_panels import Panel

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

Gather = Callable[[Node, "User"], dict[str, Any] | None]

_panels: dict[str, tuple[int, str, Gather, frozenset[str]]] = {}


def register(name: str, template: str, gather: Gather, *, kinds: Collection[str], order: int = 50) -> None:
    """Add a panel for nodes of these kinds, or replace the one of that name."""
    _panels[name] = (order, template, gather, frozenset(kinds))


def panels_of(node: Node, user: "User") -> list[Panel]:
    """What there is to say about this node, in order."""
    found = []
    for _order, template, gather, kinds in sorted(_panels.values(), key=lambda row: row[0]):
        context = gather(node, user) if node.kind in kinds else None
        if context is not None:
            found.append(Panel(template, context))
    return found

"""Creating and changing a node of any kind, and what other actions on nodes use: the right, the version, the trace."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger, versions
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed
from ledtrad.organisation.actors import access
from ledtrad.thread import rollup
from ledtrad.thread.models import Node, NumberSeries
from ledtrad.thread.rules import Kind

N = TypeVar("N", bound=Node)

PREFIXES = {
    Kind.GOAL: "M", Kind.INDICATOR: "I", Kind.ACTIVITY: "A", Kind.DOCUMENT: "D",
    Kind.ASSIGNMENT: "U", Kind.ACTION_PLAN: "H", Kind.RECOMMENDATION: "RK",
}  # fmt: skip


class NotYours(NotAllowed):
    """The actor may not change nodes in this unit."""

    message = _("Du kan inte ändra i den här enhetens del av tråden.")
    code = "not_yours"


def record(actor: Actor, action: str, node: Node, **details: Any) -> None:
    """Write the ledger about a node, with the node's own marks."""
    ledger.record(actor, action, node, unit_id=node.unit_id, confidentiality=node.confidentiality, **details)


def signature(actor: Actor, node: Node) -> dict[str, Any]:
    """Who writes: the responsible function if the actor holds it, else the first function held."""
    rights = access(actor)
    function_id = node.responsible_id if rights.holds(node.responsible_id) else None
    if function_id is None and rights.posts:
        function_id = rights.posts[0].function_id
    return {
        "made_by_id": actor.user_id,
        "made_by_label": actor.label,
        "function_id": function_id,
        "made_at": clock.now(),
    }


def claim(node: Node, seen: int | None) -> None:
    """Take the node for writing: raises Stale if somebody saved after version `seen`; None takes whatever is there."""
    versions.claim(node, seen, of=Node)


def next_number(kind: Kind) -> str:
    """The next free number of a kind, such as M-013. Must run inside the transaction that uses it."""
    series, _made = NumberSeries.objects.select_for_update().get_or_create(
        kind=kind, defaults={"prefix": PREFIXES[kind]}
    )
    while True:
        series.last += 1
        number = f"{series.prefix}-{series.last:03d}"
        if not Node.objects.filter(number=number).exists():
            series.save(update_fields=["last"])
            return number


def require_edit(actor: Actor, unit_id: int | None) -> None:
    """Raises NotYours unless the actor may change nodes in that unit."""
    if not access(actor).may_edit(unit_id):
        raise NotYours()


def changes_between(node: Node, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What `values` would change, as field → [old, new] in words fit for the ledger."""
    changed: dict[str, list[Any]] = {}
    for name, new in values.items():
        old = getattr(node, name)
        if old != new:
            changed[name] = [_plain(old), _plain(new)]
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, Node):
        return value.number  # its title may be another mark's: whoever may see it finds it by the number
    return str(value) if value is not None and not isinstance(value, str | int | bool) else value


@transaction.atomic
def create_node(node: N, *, actor: Actor, areas: list[Any] | None = None) -> N:
    """Save a new node of any kind, give it a number if it has none, and remember who did it. Raises NotYours."""
    require_edit(actor, node.unit_id)
    node.number = node.number or next_number(Kind(node.kind))
    node.save()
    if areas:
        node.areas.set(areas)
    record(actor, "created", node, title=node.title)
    rollup.refresh()
    return node


@transaction.atomic
def change_node(
    node: N, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any] | None = None
) -> N:
    """Change fields of a node of any kind. Raises NotYours, or Stale when somebody saved after version `seen`.

    A responsible function may change its own node; moving it to another unit takes the right to edit there too.
    """
    if not access(actor).holds(node.responsible_id):
        require_edit(actor, node.unit_id)
    if "unit" in values and values["unit"] != node.unit:
        require_edit(actor, values["unit"].pk)
    changed = changes_between(node, values)
    if areas is not None and set(areas) != set(node.areas.all()):
        changed["areas"] = [sorted(map(str, node.areas.all())), sorted(map(str, areas))]
        node.areas.set(areas)
    if not changed:
        return node
    claim(node, seen)
    for name, value in values.items():
        setattr(node, name, value)
    node.save(update_fields=list(values))
    record(actor, "changed", node, changes=changed)
    return node

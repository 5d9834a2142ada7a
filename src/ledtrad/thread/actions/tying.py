"""Tying nodes together, and letting one stand in another unit's room."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.organisation.models import Unit
from ledtrad.thread import rollup, rules
from ledtrad.thread.actions.nodes import record, require_edit
from ledtrad.thread.models import Link, Node, Share
from ledtrad.thread.rules import Extent, Kind, LinkKind


class MakesCircle(Refused):
    """The link would make a node its own ancestor."""

    message = _("Kopplingen skulle göra en cirkel: målet skulle bryta ned sig självt.")
    code = "circle"


class NotLinkable(Refused):
    """These kinds of node cannot be tied in this way."""

    message = _("De här två kan inte kopplas på det sättet.")
    code = "not_linkable"


@transaction.atomic
def link(
    *,
    source: Node,
    target: Node,
    kind: LinkKind,
    actor: Actor,
    extent: Extent = Extent.WHOLE,
    note: str = "",
) -> Link:
    """Tie `source` to what it serves. The right to edit the lower node is enough.

    Raises NotYours, NotLinkable, or MakesCircle. Linking again changes extent and note.
    """
    require_edit(actor, source.unit_id)
    if not rules.may_link(kind, Kind(source.kind), Kind(target.kind)) or source.pk == target.pk:
        raise NotLinkable()
    if kind is LinkKind.BREAKS_DOWN and rules.would_close_circle(source.pk, target.pk, what_is_above()):
        raise MakesCircle()
    made, is_new = Link.objects.update_or_create(
        source=source, target=target, kind=kind, defaults={"extent": extent, "note": note}
    )
    record(actor, "linked" if is_new else "relinked", source, kind=str(kind), target=target.number, extent=str(extent))
    rollup.refresh()
    return made


@transaction.atomic
def unlink(*, link: Link, actor: Actor) -> None:
    """Untie two nodes. Raises NotYours."""
    require_edit(actor, link.source.unit_id)
    record(actor, "unlinked", link.source, kind=link.kind, target=link.target.number)
    link.delete()
    rollup.refresh()


def what_is_above() -> dict[int, set[int]]:
    """What every node breaks down. One query."""
    above: dict[int, set[int]] = {}
    for source, target in Link.objects.filter(kind=LinkKind.BREAKS_DOWN).values_list("source_id", "target_id"):
        above.setdefault(source, set()).add(target)
    return above


@transaction.atomic
def share(*, node: Node, unit: Unit, actor: Actor) -> None:
    """Let a node stand in another unit's room too. Raises NotYours."""
    require_edit(actor, node.unit_id)
    _row, is_new = Share.objects.get_or_create(node=node, unit=unit)
    if is_new:
        record(actor, "shared", node, unit=unit.number)


@transaction.atomic
def unshare(*, node: Node, unit: Unit, actor: Actor) -> None:
    """Take a node out of another unit's room. Raises NotYours."""
    require_edit(actor, node.unit_id)
    if Share.objects.filter(node=node, unit=unit).delete()[0]:
        record(actor, "unshared", node, unit=unit.number)

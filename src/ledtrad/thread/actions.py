"""Every write on a node that any kind shares: assess, comment, link, share, attach, set a date."""

from collections.abc import Mapping
from datetime import date
from pathlib import PurePath
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, ledger, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.periods import Period
from ledtrad.core.refusals import Invalid, NotAllowed, Refused, Stale
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.thread import rollup, rules
from ledtrad.thread.models import (
    Assessment,
    Attachment,
    Comment,
    DueDate,
    Link,
    Node,
    NumberSeries,
    PairDecision,
    Share,
)
from ledtrad.thread.rules import Extent, Kind, LinkKind, Status

N = TypeVar("N", bound=Node)

PREFIXES = {Kind.GOAL: "M", Kind.INDICATOR: "I", Kind.ACTIVITY: "A", Kind.DOCUMENT: "D"}


class NotResponsible(NotAllowed):
    """The actor neither holds the responsible function nor manages its unit."""

    message = _("Bara den som har den ansvariga funktionen, eller leder enheten, kan göra det här.")
    code = "not_responsible"


class NotYours(NotAllowed):
    """The actor may not change nodes in this unit."""

    message = _("Du kan inte ändra i den här enhetens del av tråden.")
    code = "not_yours"


class PeriodStillOpen(Refused):
    """A period can be assessed from its last day."""

    message = _("Perioden är inte slut än. Den kan bedömas från sin sista dag.")
    code = "period_open"


class MakesCircle(Refused):
    """The link would make a node its own ancestor."""

    message = _("Kopplingen skulle göra en cirkel: målet skulle bryta ned sig självt.")
    code = "circle"


class NotLinkable(Refused):
    """These kinds of node cannot be tied in this way."""

    message = _("De här två kan inte kopplas på det sättet.")
    code = "not_linkable"


class ReasonMissing(Refused):
    """A decision about a pair of goals needs its reason."""

    message = _("Skriv ett skäl. Den som läser tråden nästa år behöver veta varför.")
    code = "reason_missing"


def record(actor: Actor, action: str, node: Node, **details: Any) -> None:
    """Write the ledger about a node, with the node's own marks."""
    ledger.record(actor, action, node, unit_id=node.unit_id, confidentiality=node.confidentiality, **details)


def claim(node: Node, seen: int | None) -> None:
    """Take the node for writing: raises Stale if somebody saved after version `seen`; None takes whatever is there."""
    rows = Node.objects.filter(pk=node.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Stale(current=Node.objects.get(pk=node.pk))
    node.version = (seen if seen is not None else node.version) + 1


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


@transaction.atomic
def assess(*, node: Node, period: Period, status: Status, comment: str, actor: Actor, seen: int | None) -> Assessment:
    """Record how `node` stands for `period`.

    Raises NotResponsible, PeriodStillOpen, or Stale when somebody saved after version `seen`.
    """
    rights = access(actor)
    if not rules.may_assess(
        holds_responsible=rights.holds(node.responsible_id), manages_unit=rights.manages(node.unit_id)
    ):
        raise NotResponsible()
    if not period.has_ended(actor.today):
        raise PeriodStillOpen()
    claim(node, seen)
    assessment = Assessment.objects.create(
        node=node,
        period=period,
        period_end=period.last_day,
        status=status,
        comment=comment,
        **_signature(actor, node),
    )
    record(actor, "assessed", node, period=str(period), status=str(status), comment=comment)
    rollup.refresh_given([node.pk])
    return assessment


@transaction.atomic
def comment(*, node: Node, text: str, actor: Actor, period: Period | None = None) -> Comment:
    """Say something about a node. Raises NotYours if the actor may not speak here."""
    require_contribution(actor, node)
    made = Comment.objects.create(node=node, text=text, period=period, **_signature(actor, node))
    record(actor, "commented", node, text=text, period=str(period) if period else None)
    return made


class FileNotAccepted(Invalid):
    """Programs and pages are not kept: what is attached is a document, a picture or a table."""

    message = _("Den sortens fil kan inte läggas till. Använd dokument, bild eller tabell.")
    code = "file_not_accepted"


#: What may be attached, by ending, and how it is described. Always served as a download, never shown in place.
ACCEPTED = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


def require_contribution(actor: Actor, node: Node) -> None:
    """Raises NotYours unless the actor may comment on and attach to this node."""
    rights = access(actor)
    if not (rights.may_contribute(node.unit_id) or rights.holds(node.responsible_id)):
        raise NotYours()


@transaction.atomic
def attach(*, node: Node, name: str, data: bytes, actor: Actor) -> Attachment:
    """Put a file on a node. Raises NotYours, FileNotAccepted, or uploads.TooLarge."""
    require_contribution(actor, node)
    clean = uploads.clean_filename(name)
    kind = ACCEPTED.get(PurePath(clean).suffix.lower())
    if kind is None:
        raise FileNotAccepted(field="file")
    stored = uploads.store(data)
    made = Attachment.objects.create(
        node=node,
        name=clean,
        stored_as=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        content_type=kind,
        **_signature(actor, node),
    )
    record(actor, "attached", node, name=clean, sha256=stored.sha256)
    return made


def _signature(actor: Actor, node: Node) -> dict[str, Any]:
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
    if kind is LinkKind.BREAKS_DOWN and rules.would_close_circle(source.pk, target.pk, _above()):
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


def _above() -> dict[int, set[int]]:
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


@transaction.atomic
def set_due(*, node: Node, title: str, due_on: date, function: Function | None, actor: Actor) -> DueDate:
    """Say that something is to be done about a node by a day. Raises NotYours."""
    if not access(actor).holds(node.responsible_id):
        require_edit(actor, node.unit_id)
    due = DueDate.objects.create(node=node, title=title, due_on=due_on, function=function or node.responsible)
    record(actor, "due_set", node, title=title, due_on=due_on.isoformat())
    return due


@transaction.atomic
def finish_due(*, due: DueDate, actor: Actor) -> None:
    """Say that it is done. The function it waits for may, and whoever may edit the node. Raises NotYours."""
    if not access(actor).holds(due.function_id):
        require_edit(actor, due.node.unit_id)
    due.done_at, due.done_by_label = clock.now(), actor.label
    due.save(update_fields=["done_at", "done_by_label"])
    record(actor, "due_done", due.node, title=due.title)


@transaction.atomic
def decide_pair(
    *, first: Node, second: Node, finding: str, decision: PairDecision.Decision, reason: str, actor: Actor
) -> PairDecision:
    """Decide about two goals that overlap or pull apart: merge the second into the first, tie as shared, or dismiss.

    Merging moves the second goal's links to the first and ends its validity today; nothing is deleted.
    Raises ReasonMissing, MakesCircle, or NotYours unless the actor may edit both (one is enough to dismiss or share).
    """
    if not reason.strip():
        raise ReasonMissing()
    rights = access(actor)
    may = [rights.may_edit(first.unit_id), rights.may_edit(second.unit_id)]
    if not (all(may) if decision == PairDecision.Decision.MERGED else any(may)):
        raise NotYours()
    if decision == PairDecision.Decision.MERGED:
        _merge(first, second, actor)
    elif decision == PairDecision.Decision.SHARED:
        Link.objects.get_or_create(source=first, target=second, kind=LinkKind.SHARED_WITH)
    low, high = sorted((first, second), key=lambda n: n.pk)
    made, _new = PairDecision.objects.update_or_create(
        first=low,
        second=high,
        finding=finding,
        defaults={
            "decision": decision,
            "reason": reason,
            "made_by_id": actor.user_id,
            "made_by_label": actor.label,
            "made_at": clock.now(),
        },
    )
    record(actor, f"pair_{decision}", first, other=second.number, reason=reason)
    rollup.refresh()
    return made


def _merge(kept: Node, ended: Node, actor: Actor) -> None:
    """Raises MakesCircle when the moved links would make something its own ancestor."""
    have = set(Link.objects.filter(source=kept).values_list("target_id", "kind"))
    have_below = set(Link.objects.filter(target=kept).values_list("source_id", "kind"))
    for tie in Link.objects.filter(source=ended):
        if (tie.target_id, tie.kind) not in have and tie.target_id != kept.pk:
            Link.objects.create(source=kept, target_id=tie.target_id, kind=tie.kind, extent=tie.extent, note=tie.note)
    for tie in Link.objects.filter(target=ended):
        if (tie.source_id, tie.kind) not in have_below and tie.source_id != kept.pk:
            Link.objects.create(source_id=tie.source_id, target=kept, kind=tie.kind, extent=tie.extent, note=tie.note)
    above = _above()
    if any(rules.would_close_circle(kept.pk, upper, above) for upper in above.get(kept.pk, ())):
        raise MakesCircle()
    Share.objects.get_or_create(node=kept, unit_id=ended.unit_id)
    Node.objects.filter(pk=ended.pk).update(valid_to=actor.today, version=F("version") + 1)
    record(actor, "merged_away", ended, into=kept.number)

"""What is to be done about a node by a day, and that it is done."""

from datetime import date

from django.db import transaction

from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function
from ledtrad.thread.actions.nodes import record, require_edit
from ledtrad.thread.models import DueDate, Node


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

"""Every write to activities."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ledtrad.activities import rules
from ledtrad.activities.models import Activity
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.rules import Kind


@transaction.atomic
def save_activity(
    activity: Activity | None, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any]
) -> Activity:
    """Create (None) or change an activity, and let what it says reach its goals. Raises NotYours or Stale."""
    if activity is None:
        activity = thread.create_node(Activity(kind=Kind.ACTIVITY, **values), actor=actor, areas=areas)
    else:
        activity = thread.change_node(activity, values, actor=actor, seen=seen, areas=areas)
    refresh([activity.pk])
    return activity


def refresh(ids: list[int] | None = None) -> None:
    """Work out how activities stand today, all of them if no ids are given. Runs every night and at every change."""
    rows = Activity.objects.all() if ids is None else Activity.objects.filter(pk__in=ids)
    today = clock.today()
    rollup.set_results(
        {
            pk: rules.standing(state=state, starts_on=starts_on, due_on=due_on, today=today)
            for pk, state, starts_on, due_on in rows.values_list("pk", "state", "starts_on", "due_on")
        }
    )

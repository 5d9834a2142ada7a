"""Every write to activities."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities import rules
from ledtrad.activities.models import ASKS_REASON, Activity, ActivityState
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.rules import Kind


class ReasonMissing(Invalid):
    """What waits or is dropped says why: whoever asks next year was not there."""

    message = _("Skriv varför aktiviteten avvaktar eller utgår.")
    code = "reason_missing"


@transaction.atomic
def save_activity(
    activity: Activity | None, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any]
) -> Activity:
    """Create (None) or change an activity, and let what it says reach its goals.

    When it becomes done, `done_on` is today unless the values say another day. Raises NotYours, Stale or ReasonMissing.
    """
    state = values.get("state", activity.state if activity else ActivityState.PLANNED)
    reason = values.get("state_reason", activity.state_reason if activity else "")
    if state in ASKS_REASON and not reason.strip():
        raise ReasonMissing(field="state_reason")
    values = with_done_day(values, before=activity)
    if activity is None:
        activity = thread.create_node(Activity(kind=Kind.ACTIVITY, **values), actor=actor, areas=areas)
    else:
        activity = thread.change_node(activity, values, actor=actor, seen=seen, areas=areas)
    refresh([activity.pk])
    return activity


def with_done_day(values: Mapping[str, Any], *, before: Activity | None) -> dict[str, Any]:
    """The values with the day that follows from a new state: today when it becomes done, none when it is not."""
    found, was = dict(values), before.state if before else ""
    state = found.get("state", was)
    if "state" in found and state != was and "done_on" not in found:
        found["done_on"] = clock.today() if state == ActivityState.DONE else None
    return found


def refresh(ids: list[int] | None = None) -> None:
    """Work out how activities stand today, all of them if no ids are given. Runs every night and at every change."""
    rows = Activity.objects.all() if ids is None else Activity.objects.filter(pk__in=ids)
    today: date = clock.today()
    rollup.set_results(
        {
            pk: rules.standing(state=state, starts_on=starts_on, due_on=due_on, today=today)
            for pk, state, starts_on, due_on in rows.values_list("pk", "state", "starts_on", "due_on")
        }
    )

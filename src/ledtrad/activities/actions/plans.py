"""Every write to action plans: the plan, what is in it, its groups, and what waits for what."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions.activities import save_activity
from ledtrad.activities.models import ASKS_REASON, ActionPlan, Activity, ActivityState, Dependency, WorkingGroup
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid, NotAllowed
from ledtrad.core.versions import claim, unless_taken
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Kind, would_close_circle


class MayNotLead(NotAllowed):
    """A plan is led by its responsible function, and by those who edit for its unit."""

    message = _("Bara den som leder planen, eller arbetar med planer för enheten, kan göra det här.")
    code = "may_not_lead"


class WaitsForItself(Invalid):
    """A circle of activities that wait for each other is never begun."""

    message = _("Det går inte: den aktiviteten väntar redan, direkt eller via andra, på den här.")
    code = "waits_for_itself"


class NotInThePlan(Invalid):
    """Groups and dependencies stay within one plan."""

    message = _("Välj något som hör till samma handlingsplan.")
    code = "not_in_the_plan"


class GroupNameTaken(Invalid):
    """Two groups of a plan have different names."""

    message = _("Planen har redan en arbetsgrupp med det namnet.")
    code = "group_name_taken"


def may_lead(actor: Actor, plan: ActionPlan) -> bool:
    """Whether the actor leads the plan or edits for its unit."""
    rights = access(actor)
    return rights.may_edit(plan.unit_id) or rights.holds(plan.responsible_id)


def require_leader(actor: Actor, plan: ActionPlan) -> None:
    """Raises MayNotLead."""
    if not may_lead(actor, plan):
        raise MayNotLead()


def save_plan(
    plan: ActionPlan | None, values: Mapping[str, Any], *, actor: Actor, seen: int | None, areas: list[Any]
) -> ActionPlan:
    """Create (None) or change a plan. Raises NotYours or Stale."""
    if plan is None:
        return thread.create_node(ActionPlan(kind=Kind.ACTION_PLAN, **values), actor=actor, areas=areas)
    return thread.change_node(plan, values, actor=actor, seen=seen, areas=areas)


@transaction.atomic
def place(
    *, activity: Activity, plan: ActionPlan | None, group: WorkingGroup | None, actor: Actor, seen: int | None
) -> Activity:
    """Put an activity in a plan and perhaps with a group, or take it out (None): then what it waited for there goes.

    Asked of whoever leads the plan that it comes to or leaves. Raises MayNotLead, NotInThePlan, or Stale.
    """
    for one in {p.pk: p for p in (activity.plan, plan) if p is not None}.values():
        require_leader(actor, one)
    if group is not None and (plan is None or group.plan_id != plan.pk):
        raise NotInThePlan(field="group")
    values = {"plan": plan, "group": group}
    changed = thread.changes_between(activity, values)
    if not changed:
        return activity
    thread.claim(activity, seen)
    if activity.plan_id != (plan.pk if plan else None):
        Dependency.objects.filter(activity=activity).delete()
        Dependency.objects.filter(on=activity).delete()
    activity.plan, activity.group = plan, group
    activity.save(update_fields=["plan", "group"])
    thread.record(actor, "changed", activity, changes=changed)
    return activity


def move(*, activity: Activity, state: str, reason: str, actor: Actor, seen: int | None) -> Activity:
    """Another state for one activity, from the plan's board. Raises NotYours, ReasonMissing, or Stale."""
    values: dict[str, Any] = {"state": ActivityState(state)}
    if reason.strip() or state not in ASKS_REASON:
        values["state_reason"] = reason.strip()
    return save_activity(activity, values, actor=actor, seen=seen, areas=list(activity.areas.all()))


@transaction.atomic
def wait_for(*, activity: Activity, on: Iterable[Activity], actor: Actor, seen: int | None) -> Activity:
    """Say exactly which activities of the plan this one waits for.

    Raises MayNotLead, NotInThePlan, WaitsForItself, or Stale.
    """
    if activity.plan is None:
        raise NotInThePlan(field="waits_for")
    require_leader(actor, activity.plan)
    # Both halves of a circle are not told at once.
    ActionPlan.objects.select_for_update(of=("self",)).get(pk=activity.plan.pk)
    wanted = {one.pk: one for one in on}
    if any(one.plan_id != activity.plan_id for one in wanted.values()):
        raise NotInThePlan(field="waits_for")
    others: dict[int, set[int]] = {}
    rows = Dependency.objects.filter(activity__plan=activity.plan_id).exclude(activity=activity)
    for pk, target in rows.values_list("activity_id", "on_id"):
        others.setdefault(pk, set()).add(target)
    if any(would_close_circle(activity.pk, pk, others) for pk in wanted):
        raise WaitsForItself(field="waits_for")
    before = dict(activity.waits_for.values_list("on_id", "on__number"))
    if set(before) == set(wanted):
        return activity
    thread.claim(activity, seen)
    activity.waits_for.exclude(on__in=wanted).delete()
    new = [one for pk, one in wanted.items() if pk not in before]
    Dependency.objects.bulk_create([Dependency(activity=activity, on=one) for one in new])
    after = sorted(one.number for one in wanted.values())
    thread.record(actor, "changed", activity, changes={"waits_for": [sorted(before.values()), after]})
    return activity


@transaction.atomic
def save_group(
    *, plan: ActionPlan, group: WorkingGroup | None, values: Mapping[str, Any], members: Iterable[Function],
    actor: Actor, seen: int | None,
) -> WorkingGroup:  # fmt: skip
    """A new group of a plan (None), or a changed one. Raises MayNotLead, GroupNameTaken, or Stale."""
    require_leader(actor, plan)
    chosen = list(members)
    made = group if group is not None else WorkingGroup(plan=plan)
    if group is not None:
        claim(group, seen)
    for name, value in values.items():
        setattr(made, name, value)
    with unless_taken(lambda: GroupNameTaken(field="name")):
        made.save(update_fields=list(values) if group is not None else None)
    made.members.set(chosen)
    told = {"group": made.name, "task": made.task, "members": sorted(f.number for f in chosen)}
    thread.record(actor, "group_changed" if group is not None else "group_made", plan, **told)
    return made


@transaction.atomic
def remove_group(*, group: WorkingGroup, actor: Actor, seen: int | None) -> None:
    """Take a group away; its activities stay in the plan without one. Raises MayNotLead or Stale."""
    require_leader(actor, group.plan)
    claim(group, seen)
    thread.record(actor, "group_removed", group.plan, group=group.name)
    Activity.objects.filter(group=group).update(group=None)
    group.delete()

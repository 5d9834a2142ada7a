"""What the pages of an action plan show from several queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.activities import plan_words
from ledtrad.activities.actions.plans import may_lead
from ledtrad.activities.models import ActionPlan, ActivityState, EffectReport, Measure, PlanPurpose, Round
from ledtrad.activities.queries import plans as queries
from ledtrad.core.actors import Actor
from ledtrad.core.charts import Chart, Span, timeline
from ledtrad.organisation.actors import access


@dataclass(frozen=True)
class Tab:
    """One way to look at the plan."""

    url_name: str
    label: str
    current: bool


def tabs(current: str, plan: ActionPlan) -> list[Tab]:
    """The ways to look at a plan, in the same order everywhere."""
    found = [
        ("action-plan", _("Lista")),
        ("action-plan-board", _("Tavla")),
        ("action-plan-timeline", _("Tidslinje")),
        ("action-plan-groups", _("Arbetsgrupper")),
        ("action-plan-effects", _("Effekter")),
        ("action-plan-rounds", _("Avstämningar")),
    ]
    return [Tab(name, label, name == current) for name, label in found]


def activity_panel(activity: Any, actor: Actor) -> dict[str, Any]:
    """The plan that an activity stands in, if one may see it, and what it is to bring and has brought.

    Three queries at most, one for an activity that is neither in a plan nor a measure.
    """
    plan = None
    if activity.plan_id is not None:
        plan = ActionPlan.objects.filter(pk=activity.plan_id).seen_with(access(actor)).first()
    measure = Measure.objects.filter(activity=activity).first()
    report = EffectReport.objects.filter(measure=measure).first() if measure is not None else None
    found = {"plan": plan, "effect": plan_words.effect(measure, report) if measure is not None else ""}
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class BoardColumn:
    """One column of the board."""

    state: str
    label: str
    rows: Sequence[queries.Row]


def board(rows: Sequence[queries.Row]) -> list[BoardColumn]:
    """The activities by state."""
    return [
        BoardColumn(value, str(label), [r for r in rows if r.activity.state == value])
        for value, label in ActivityState.choices
    ]


def line(plan: ActionPlan, rows: Sequence[queries.Row], today: date) -> Chart | None:
    """The plan's activities in time, by group, each group in the order that its activities begin."""
    shown = [r for r in rows if r.activity.state != ActivityState.DROPPED]
    ordered = sorted(shown, key=lambda r: (_group(r) == "", _group(r), _first(r), r.activity.number))
    any_group = any(_group(r) for r in ordered)
    spans = [
        Span(
            label=r.activity.short,
            state=plan_words.standing(r.activity, today)[1],
            first=r.activity.starts_on,
            last=r.activity.done_on or r.activity.due_on,
            look=plan_words.look(r.activity, today),
            group=(_group(r) or _("Utan arbetsgrupp")) if any_group else "",
            url=r.activity.get_absolute_url(),
            who=str(r.activity.responsible) if r.activity.responsible else "",
            key=r.activity.number,
            after=tuple(one.number for one in r.waits_for),
            waits_for=", ".join(one.short for one in r.held_up_by),
        )
        for r in ordered
    ]
    return timeline("tidslinje", _("Aktiviteter i %(plan)s") % {"plan": plan.title}, spans, today)


def _group(row: queries.Row) -> str:
    return row.activity.group.name if row.activity.group else ""


def _first(row: queries.Row) -> date:
    return row.activity.starts_on or row.activity.due_on or date.max


def frame(plan: ActionPlan, current: str, actor: Actor, **more: Any) -> dict[str, Any]:
    """What every page of a plan tells the frame."""
    return {
        "plan": plan, "tabs": tabs(current, plan), "may_lead": may_lead(actor, plan), "today": actor.today,
        "is_balance": plan.purpose == PlanPurpose.BALANCE, "nav_current": "action-plans", **more,
    }  # fmt: skip


def open_round(found: Sequence[Round]) -> Round | None:
    """The round that is being answered, if any."""
    return next((one for one in found if one.closed_at is None), None)


def panel(plan: Any, actor: Actor) -> dict[str, Any]:
    """What the node's page shows of a plan. Eight queries at most."""
    found = queries.inside(plan, access(actor), actor.today)
    tally = found.tally(actor.today)
    sums = found.sums(plan.deficit)
    return {
        "tally": tally, "lead": plan_words.lead(tally), "late": [r for r in found.rows if r.is_late(actor.today)][:5],
        "money": plan_words.money_lead(sums) if sums.expected or sums.came or plan.deficit else "",
        "hidden": found.hidden,
    }  # fmt: skip

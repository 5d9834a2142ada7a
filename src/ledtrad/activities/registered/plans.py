"""What action plans hand to the thread: their page, and what waits."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.activities import plan_pages, plan_words
from ledtrad.activities.actions import plans as actions
from ledtrad.activities.forms.plans import PlanForm
from ledtrad.activities.models import ActionPlan
from ledtrad.activities.queries import plans as queries
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.thread import kinds, todo
from ledtrad.thread.kinds import Facts, KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Kind
from ledtrad.thread.todo import Task


def register() -> None:
    """Called when the app is ready."""
    kinds.register(
        KindPage(
            kind=Kind.ACTION_PLAN,
            model=ActionPlan,
            related="action_plan",
            title=_("Ny handlingsplan"),
            form=PlanForm,
            save=_save,
            facts=_facts,
            panel="activities/plan_panel.html",
            shows=plan_pages.panel,
        )
    )
    todo.register("round", to_answer)
    todo.register("effect", to_report)


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    return actions.save_plan(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _facts(plan: Any) -> Facts:
    return [
        (_now("Syfte"), plan.get_purpose_display()),
        (_now("Att spara per år"), plan_words.kronor(plan.deficit)),
    ]


def to_answer(actor: Actor, until: date) -> Iterator[Task]:
    """What this person is asked in open rounds. One query."""
    rights = access(actor)
    if not rights.functions:
        return
    for row in queries.asked_of(rights.functions, until, rights):
        activity, found = row.activity, row.round
        yield Task(
            due_on=found.due_on,
            title=_now("Hur går det med ”%(what)s”?") % {"what": activity.short},
            detail=str(found.plan),
            url=reverse("round-answer", args=[found.plan.number, found.pk, activity.number]),
            button=_now("Svara"),
            kind="round",
            key=f"round:{found.pk}:{activity.number}",
            number=activity.number,
            is_open=activity.is_open and found.plan.is_open,
            function_id=row.asked_id,
        )


def to_report(actor: Actor, until: date) -> Iterator[Task]:
    """Measures of this person whose full effect should be there, and nobody has said what came. One query."""
    rights = access(actor)
    if not rights.functions:
        return
    for measure in queries.overdue_reports(sorted(rights.functions), actor.today, rights):
        activity = measure.activity
        yield Task(
            due_on=measure.expected_on,
            title=_now("Redovisa effekten av ”%(what)s”") % {"what": activity.short},
            detail=str(activity),
            url=reverse("measure-report", args=[activity.number]),
            button=_now("Redovisa"),
            kind="effect",
            key=f"effect:{activity.number}",
            number=activity.number,
            is_open=activity.is_open,
            function_id=activity.responsible_id,
        )

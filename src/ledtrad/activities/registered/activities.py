"""What activities hand to the thread: their page, and their table of a plan."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.activities import actions, plan_words
from ledtrad.activities.forms.activities import ActivityForm
from ledtrad.activities.models import ASKS_REASON, Activity, ActivityState
from ledtrad.activities.plan_pages import activity_panel
from ledtrad.core import clock
from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.thread import kinds, plan_tables
from ledtrad.thread.kinds import Facts, KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import Context, NodeTable, Row, RowResult, day, enum, node_fields, text
from ledtrad.thread.rules import Kind


class ActivityTable(NodeTable[Activity]):
    """Activities as a table; what they say reaches their goals when all tables are in."""

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        context.after("activities", actions.refresh)
        return super().load(rows, context)

    def check(self, obj: Activity, context: Context) -> Iterable[tuple[str, str]]:
        yield from super().check(obj, context)
        if obj.state in ASKS_REASON and not obj.state_reason.strip():
            yield "state_reason", str(actions.ReasonMissing.message)

    def before_create(self, obj: Activity, context: Context) -> None:
        super().before_create(obj, context)
        if obj.state == ActivityState.DONE and obj.done_on is None:
            obj.done_on = clock.today()

    def put_values(self, obj: Activity, values: dict[str, Any]) -> list[str]:
        """A new state brings its day with it, unless the file says another."""
        names = super().put_values(obj, values)
        if "state" in values and "done_on" not in values:
            obj.done_on = (obj.done_on or clock.today()) if obj.state == ActivityState.DONE else None
            names.append("done_on")
        return names


def register() -> None:
    """Called when the app is ready."""
    plan_tables.register(
        ActivityTable(
            name="activities",
            title=_("Aktiviteter"),
            model=Activity,
            kind=Kind.ACTIVITY,
            order=60,
            fields=[
                *node_fields(Kind.ACTIVITY),
                enum("state", _("Läge"), ActivityState, default=ActivityState.PLANNED),
                text("state_reason", _("Varför")),
                day("done_on", _("Blev klar")),
                day("starts_on", _("Börjar")),
                day("due_on", _("Klar senast")),
                text("participants", _("Vilka deltar")),
            ],
        )
    )
    plan_tables.after_undo("activities", actions.refresh)
    kinds.register(
        KindPage(
            kind=Kind.ACTIVITY,
            model=Activity,
            related="activity",
            title=_("Ny aktivitet"),
            form=ActivityForm,
            save=_save,
            facts=_facts,
            panel="activities/activity_panel.html",
            shows_days=True,
            shows=activity_panel,
            words=plan_words.STANDINGS,
            word=lambda activity: plan_words.standing(activity, clock.today())[1],
        )
    )


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    return actions.save_activity(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _facts(activity: Any) -> Facts:
    return [
        (str(_("Pågår det?")), activity.get_state_display()),
        (str(_("Varför")), activity.state_reason if activity.state in ASKS_REASON else ""),
        (str(_("Blev klar")), label_day(activity.done_on) if activity.done_on else ""),
        (str(_("Börjar")), activity.starts_on),
        (str(_("Klar senast")), activity.due_on),
        (str(_("Vilka deltar")), activity.participants),
    ]

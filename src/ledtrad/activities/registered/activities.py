"""What activities hand to the thread: their page, and their table of a plan."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.activities import actions
from ledtrad.activities.forms.activities import ActivityForm
from ledtrad.activities.models import Activity, ActivityState
from ledtrad.core.actors import Actor
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
        )
    )


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    return actions.save_activity(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _facts(activity: Any) -> Facts:
    return [
        (str(_("Pågår det?")), activity.get_state_display()),
        (str(_("Börjar")), activity.starts_on),
        (str(_("Klar senast")), activity.due_on),
        (str(_("Vilka deltar")), activity.participants),
    ]

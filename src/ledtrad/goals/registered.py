"""What goals hand to the thread: their page, and their table of a plan."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.core.actors import Actor
from ledtrad.goals import actions
from ledtrad.goals.forms import GoalForm
from ledtrad.goals.models import Goal, PlanningRound
from ledtrad.thread import kinds, plan_tables
from ledtrad.thread.kinds import Facts, KindPage
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import CellError, Column, Context, Field, NodeTable, Row, RowResult, node_fields, text
from ledtrad.thread.rules import Kind


class GoalTable(NodeTable[Goal]):
    """Goals as a table. `round` is a board's number and a year: "SN 2021"."""

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        self._rounds = {f"{r.unit.number} {r.year}": r for r in PlanningRound.objects.select_related("unit")}
        return super().load(rows, context)

    def _change(self, obj: Goal, values: dict[str, Any], row: Row, context: Context, result: RowResult) -> None:
        """What a board has adopted is not changed by a file either."""
        if name := actions.touched_adopted(obj, values, context.actor):
            result.object_id, result.label = obj.pk, str(obj)
            result.errors.append((name, str(actions.AdoptedPlan.message)))
            return
        super()._change(obj, values, row, context, result)

    def read_round(self, cell: str, context: Context) -> PlanningRound:
        """The plan that a cell names. Raises CellError."""
        found = self._rounds.get(" ".join(cell.split()))
        if found is None:
            raise CellError(_now("Det finns ingen plan ”%(cell)s”. Skriv till exempel SN 2021.") % {"cell": cell})
        return found


def _write_round(value: Any) -> str:
    return f"{value.unit.number} {value.year}" if value is not None else ""


def register() -> None:
    """Called when the app is ready."""
    table = GoalTable(name="goals", title=pgettext_lazy("node", "Mål"), model=Goal, kind=Kind.GOAL, order=30, fields=[])
    table.fields = [
        *node_fields(Kind.GOAL, with_level=True),
        Field(
            Column("round", _("Plan"), help=_("Nämndens nummer och år, till exempel SN 2021.")),
            "round",
            lambda cell, context: table.read_round(cell, context),
            _write_round,
            default=None,
        ),
        text("present_state", _("Nuläge")),
        text("wanted_state", _("Önskat läge")),
    ]
    plan_tables.register(table)
    kinds.register(
        KindPage(
            kind=Kind.GOAL,
            model=Goal,
            related="goal",
            also=("goal__round",),
            title=_("Nytt mål"),
            form=GoalForm,
            save=_save,
            facts=_facts,
            panel="goals/panel.html",
        )
    )


def _save(form: Any, actor: Actor, instance: Any, seen: int | None) -> Node:
    areas = list(form.cleaned_data["areas"])
    return actions.save_goal(instance, form.values(), actor=actor, seen=seen, areas=areas)


def _facts(goal: Any) -> Facts:
    return [(_now("Plan"), f"{goal.round.year}, {goal.round.get_state_display().lower()}" if goal.round_id else "")]

"""Assignments and their report-backs as tables of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.activities.actions import assignments as actions
from ledtrad.activities.forms.assignments import GIVERS
from ledtrad.activities.models import Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.core import clock
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.organisation.actors import access
from ledtrad.thread.actions import signature
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import (
    Context,
    Field,
    NodeTable,
    Row,
    RowResult,
    RowTable,
    boolean,
    day,
    enum,
    node,
    node_fields,
    text,
    whole,
)
from ledtrad.thread.plan_tables.base import Label
from ledtrad.thread.rules import Kind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

#: Written by the board's answer alone; a file may hold them for what was decided before the system came.
ENDED = (AssignmentState.CLOSED, AssignmentState.WITHDRAWN)


def _paragraph(name: str, label: Label) -> Field:
    """The paragraph of a decision, as it is written everywhere."""
    return replace(text(name, label), read=lambda cell, _context: as_paragraph(cell))


class AssignmentTable(NodeTable[Assignment]):
    """Assignments as a table. Only those who edit for the board write it."""

    def __init__(self) -> None:
        super().__init__(
            name="assignments",
            title=_("Uppdrag"),
            model=Assignment,
            kind=Kind.ASSIGNMENT,
            order=55,
            fields=[
                *node_fields(Kind.ASSIGNMENT),
                text("wording", _("Uppdraget ordagrant"), required=True),
                text("mandate", _("Mandat och ramar")),
                day("decided_on", _("Beslutat")),
                _paragraph("decided_as", _("Paragraf")),
                text("registration_number", _("Diarienummer")),
                enum("state", _("Läge"), AssignmentState, default=AssignmentState.OPEN),
                day("closed_on", _("Avslutat")),
                _paragraph("closed_as", _("Avslutat genom")),
                text("closed_reason", _("Varför")),
            ],
        )

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        context.after("assignments", actions.refresh)
        return super().load(rows, context)

    def may_write(self, obj: Assignment, context: Context) -> tuple[str, str] | None:
        if not context.may_edit(obj.unit_id):
            return "unit", str(actions.MayNotGive.message)
        if obj.state in ENDED and not access(context.actor).may_plan(obj.unit_id):
            return "state", str(actions.MayNotAnswer.message)
        return None

    def check(self, obj: Assignment, context: Context) -> Iterable[tuple[str, str]]:
        yield from super().check(obj, context)
        if obj.unit.kind not in GIVERS:
            yield "unit", str(actions.NotABoard.message)
        if obj.decided_on is None:
            yield "decided_on", _now("Värdet saknas.")
        if obj.responsible_id is None:
            yield "responsible", _now("Välj vilken funktion som fick uppdraget.")
        if obj.state in ENDED and (obj.closed_on is None or not obj.closed_as.strip()):
            yield "closed_on", _now("Ett uppdrag avslutas av nämnden: ange dag och paragraf.")
        if obj.state not in ENDED and obj.closed_on is not None:
            yield "state", _now("Uppdraget har en slutdag men är inte avslutat.")


class ReportBackTable(RowTable[ReportBack]):
    """When assignments are reported, and what was reported and answered before the system came."""

    def __init__(self) -> None:
        number = whole("nr", _("Nr"))
        super().__init__(
            name="report_backs",
            title=_("Redovisningar av uppdrag"),
            model=ReportBack,
            order=56,
            key=("assignment", "nr"),
            fields=[
                node("assignment", _("Uppdrag"), Assignment, Kind.ASSIGNMENT, required=True),
                replace(number, column=replace(number.column, required=True)),
                day("due_on", _("Redovisas senast")),
                boolean("asks_effect", _("Gäller effekten")),
                enum("state", _("Läge"), ReportBackState, default=ReportBackState.AWAITED),
                text("taken", _("Vidtagna åtgärder")),
                text("planned", _("Planerade åtgärder")),
                text("effect", _("Effekt")),
                day("reported_on", _("Redovisad")),
                text("answer", _("Nämndens svar")),
                day("answered_on", _("Besvarad")),
                _paragraph("answered_as", _("Paragraf")),
            ],
        )

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        context.after("assignments", actions.refresh)
        return super().load(rows, context)

    def queryset(self) -> "models.QuerySet[ReportBack]":
        return ReportBack.objects.select_related("assignment").order_by("assignment__number", "nr")

    def visible(self, user: "User") -> "models.QuerySet[ReportBack]":
        """Drafts are left out: what is not handed in is seen by those who write it."""
        seen = Node.objects.visible_to(user).values("pk")
        return self.queryset().filter(assignment__in=seen)

    def value_of(self, obj: ReportBack, name: str) -> Any:
        if name == "reported_on":
            return obj.fact.reported_on
        if name in ("taken", "planned", "effect") and not obj.is_handed_in:
            return ""
        return super().value_of(obj, name)

    def build(self, values: dict[str, Any]) -> ReportBack:
        made = ReportBack()
        self.put_values(made, values)
        return made

    def put_values(self, obj: ReportBack, values: dict[str, Any]) -> list[str]:
        names = []
        for name, value in values.items():
            if name == "reported_on":
                name = "reported_at"
                value = datetime.combine(value, clock.MORNING, clock.STOCKHOLM) if value is not None else None
            setattr(obj, name, value)
            names.append(name)
        return names

    def about(self, obj: ReportBack) -> models.Model:
        return obj.assignment

    def describe(self, obj: ReportBack) -> dict[str, Any]:
        return {"due_on": obj.due_on.isoformat()}

    def before_create(self, obj: ReportBack, context: Context) -> None:
        for name, value in signature(context.actor, obj.assignment).items():
            setattr(obj, name, value)
        obj.reported_by_label = context.actor.label if obj.is_handed_in else ""
        obj.answered_by_label = context.actor.label if obj.answered_on else ""

    def may_write(self, obj: ReportBack, context: Context) -> tuple[str, str] | None:
        if not context.may_edit(obj.assignment.unit_id):
            return "assignment", str(actions.MayNotGive.message)
        if obj.answered_on and not access(context.actor).may_plan(obj.assignment.unit_id):
            return "answered_on", str(actions.MayNotAnswer.message)
        return None

    def check(self, obj: ReportBack, context: Context) -> Iterable[tuple[str, str]]:
        answered = obj.state in (ReportBackState.ACCEPTED, ReportBackState.MORE, ReportBackState.EFFECT)
        if obj.due_on is None:
            yield "due_on", _now("Värdet saknas.")
        if (obj.state == ReportBackState.AWAITED) is obj.is_handed_in:
            yield "reported_on", _now("Läget och dagen för redovisningen säger emot varandra.")
        if answered is (obj.answered_on is None):
            yield "answered_on", _now("Läget och dagen för nämndens svar säger emot varandra.")
        if obj.answered_on and not obj.answered_as.strip():
            yield "answered_as", _now("Ange paragrafen i protokollet.")

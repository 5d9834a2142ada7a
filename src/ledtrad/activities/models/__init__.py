"""What is done: activities, measures with effect, action plans, assignments and their report-backs."""

from ledtrad.activities.models.activities import (
    ASKS_REASON,
    SETTLED,
    Activity,
    ActivityState,
    Dependency,
    EffectKind,
    EffectReport,
    Measure,
)
from ledtrad.activities.models.assignments import UNSETTLED, Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.activities.models.plans import ActionPlan, PlanPurpose, Round, RoundAnswer, WorkingGroup

__all__ = [
    "ASKS_REASON",
    "SETTLED",
    "UNSETTLED",
    "ActionPlan",
    "Activity",
    "ActivityState",
    "Assignment",
    "AssignmentState",
    "Dependency",
    "EffectKind",
    "EffectReport",
    "Measure",
    "PlanPurpose",
    "ReportBack",
    "ReportBackState",
    "Round",
    "RoundAnswer",
    "WorkingGroup",
]

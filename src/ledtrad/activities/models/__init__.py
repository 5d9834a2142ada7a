"""What is done: activities, measures with effect, action plans, assignments and their report-backs."""

from ledtrad.activities.models.activities import (
    SETTLED,
    Activity,
    ActivityState,
    Dependency,
    EffectKind,
    EffectReport,
    Measure,
)
from ledtrad.activities.models.assignments import Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.activities.models.plans import ActionPlan, PlanPurpose, Round, RoundAnswer, WorkingGroup

__all__ = [
    "SETTLED",
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

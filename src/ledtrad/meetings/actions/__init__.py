"""Every write to meetings, matters and their papers, by what it is about."""

from ledtrad.meetings.actions.meetings import (
    MayNotPlanMeetings,
    MeetingToldOf,
    MeetingUsed,
    add,
    change,
    register_told_of,
    remove,
    require_planner,
)

__all__ = [
    "MayNotPlanMeetings",
    "MeetingToldOf",
    "MeetingUsed",
    "add",
    "change",
    "register_told_of",
    "remove",
    "require_planner",
]

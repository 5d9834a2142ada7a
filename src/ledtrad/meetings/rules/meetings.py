"""The days that follow from a meeting."""

from datetime import date, timedelta

from ledtrad.core.rest_days import last_day
from ledtrad.meetings.words import MeetingState

#: An appeal must have come in within three weeks from when the minutes were announced (KL 13:5).
APPEAL = timedelta(weeks=3)
#: That minutes are adjusted is announced on the second day after it at the latest (KL 8:12).
ANNOUNCED_WITHIN = timedelta(days=2)


def appeal_ends(announced_on: date | None) -> date | None:
    """The last day for appeal, moved past days of rest (lag 1930:173); None as long as nothing is announced."""
    return last_day(announced_on + APPEAL) if announced_on is not None else None


def announce_by(adjusted_on: date) -> date:
    """The last day to announce that the minutes are adjusted."""
    return adjusted_on + ANNOUNCED_WITHIN


def taken_down_from(announced_on: date) -> date:
    """The first day when the announcement may be taken down: the time for appeal is over (KL 8:12)."""
    return last_day(announced_on + APPEAL) + timedelta(days=1)


def state_of(held_on: date, today: date, *, is_called: bool, is_adjusted: bool, is_announced: bool) -> MeetingState:
    """How far a meeting has come. One that was announced is past being adjusted, however it was written in."""
    if is_announced:
        return MeetingState.ANNOUNCED
    if is_adjusted:
        return MeetingState.ADJUSTED
    if held_on < today:
        return MeetingState.HELD
    return MeetingState.CALLED if is_called else MeetingState.PLANNED

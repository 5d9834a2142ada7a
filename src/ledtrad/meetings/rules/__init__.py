"""What follows from what: days, numbers, papers. No database, no request."""

from ledtrad.meetings.rules.meetings import APPEAL, appeal_ends

__all__ = ["APPEAL", "appeal_ends"]

"""The days that run from adjusted minutes: when they must be announced (KL 8:10), how long one may appeal (KL 13:5).

How many days is data (`models.minutes.LegalDays`); a last day that is a day of rest moves (`core.rest_days`).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ledtrad.core.rest_days import last_day

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Notice:
    """The days of one adjusted paragraph. What has not happened yet is None."""

    announce_by: date
    announced_on: date | None
    appeal_until: date | None

    @property
    def announced_late(self) -> bool:
        return self.announced_on is not None and self.announced_on > self.announce_by

    def is_final(self, today: date) -> bool:
        """Whether the time for appeal is over."""
        return self.appeal_until is not None and today > self.appeal_until


def notice(adjusted_on: date, announced_on: date | None, *, announce_days: int, appeal_days: int) -> Notice:
    """When the notice must be up, and the last day for an appeal, once it is."""
    until = None if announced_on is None else last_day(announced_on + appeal_days * _DAY)
    return Notice(adjusted_on + announce_days * _DAY, announced_on, until)

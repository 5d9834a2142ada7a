"""The days that run from adjusted minutes: when they must be announced (KL 8:10), how long one may appeal (KL 13:5).

How many days is data (`models.minutes.LegalDays`); how days are counted stands here.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


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


def last_day(day: date) -> date:
    """The last day to do something: the next working day when it falls on a day of rest (lag 1930:173)."""
    while is_day_of_rest(day):
        day += _DAY
    return day


def is_day_of_rest(day: date) -> bool:
    """Saturdays, Sundays, public holidays, and the eves of Midsummer, Christmas and New Year."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return True
    easter = _easter(day.year)
    moving = {easter + n * _DAY for n in (-2, 1, 39)}  # Good Friday, Easter Monday, Ascension
    return day in moving or day == _midsummer_eve(day.year)


#: New Year, Epiphany, May Day, the National Day, Christmas Eve to Boxing Day, New Year's Eve.
_FIXED = frozenset({(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)})


def _midsummer_eve(year: int) -> date:
    """The Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return first + ((4 - first.weekday()) % 7) * _DAY


def _easter(year: int) -> date:
    """Easter Sunday by the Gregorian computus."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))

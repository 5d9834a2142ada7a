"""Days of rest, and the last day to do something when it would fall on one."""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


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

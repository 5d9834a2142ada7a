"""The days on which the demonstration's delegates are at work."""

from datetime import date, timedelta

#: Days off between Monday and Friday, April 2020 to April 2021.
DAYS_OFF = frozenset(
    date.fromisoformat(text)
    for text in (
        "2020-04-10", "2020-04-13", "2020-05-01", "2020-05-21", "2020-06-19", "2020-12-24", "2020-12-25",
        "2020-12-31", "2021-01-01", "2021-01-06", "2021-04-02", "2021-04-05",
    )
)  # fmt: skip


def working_days(first: date, last: date) -> list[date]:
    """Monday to Friday from `first` to `last`, both included, but for the days off."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in DAYS_OFF]


def month_after(day: date) -> tuple[date, date]:
    """The first and last day of the month that follows, or of the same month early in it."""
    first = day.replace(day=1) if day.day <= 10 else (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

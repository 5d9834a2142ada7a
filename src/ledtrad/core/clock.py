"""What day it is. Nobody else asks the operating system, so a demonstration and a test can stand still.

Ledger timestamps alone use real time: they prove when something was written, not when it is said to be.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MORNING = time(8, 15)

_held: ContextVar[date | datetime | None] = ContextVar("ledtrad_clock", default=None)


def today() -> date:
    """The date in Sweden, or the one that the clock is held at."""
    return now().date()


def now() -> datetime:
    """The moment, aware and in Swedish time. A clock held at a bare date shows 08:15 on it."""
    held = _held.get() or settings.LEDTRAD_TODAY
    if held is None:
        return timezone.now().astimezone(STOCKHOLM)
    if isinstance(held, datetime):
        return held.astimezone(STOCKHOLM)
    return datetime.combine(held, MORNING, STOCKHOLM)


@contextmanager
def at(moment: date | datetime) -> Iterator[None]:
    """Hold the clock at a day (or an aware moment) inside the block, for this thread or task only.

    For the demonstration builder and for tests, which write as of an earlier day.
    """
    if isinstance(moment, datetime) and timezone.is_naive(moment):
        raise ValueError("The clock is held at a day or at an aware moment.")
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)

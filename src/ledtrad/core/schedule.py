"""What is done once a day. The worker asks now and then; the database remembers what is done.

schedule.register("organisation.digest", write_digests)    # in AppConfig.ready(): called as write_digests(today)
"""

import logging
import time
from collections.abc import Callable
from datetime import date

from django.db import transaction

from ledtrad.core import clock
from ledtrad.core.jobs import locks
from ledtrad.core.outbox import ScheduledRun

log = logging.getLogger("ledtrad.schedule")

Daily = Callable[[date], object]
SECONDS_AFTER_FAILURE = 600

_daily: dict[str, Daily] = {}
_not_before: dict[str, float] = {}


def register(name: str, func: Daily) -> None:
    """Have `func(today)` called once a day, in one transaction with the note that it was done.

    It must do nothing that a rollback cannot undo: letters go through `mail.queue`, long work through `jobs.enqueue`.
    """
    _daily[name] = func


def run_due() -> list[str]:
    """Do what is not done today; returns the names. What fails is logged and tried again after ten minutes."""
    today = clock.today()
    done = set(ScheduledRun.objects.filter(day=today).values_list("name", flat=True))
    waiting = [name for name in _daily if name not in done and _not_before.get(name, 0.0) <= time.monotonic()]
    return [name for name in waiting if _run(name, today)]


def _run(name: str, today: date) -> bool:
    with locks.hold(f"schedule:{name}") as mine:
        if not mine:
            return False
        try:
            with transaction.atomic():
                _entry, is_new = ScheduledRun.objects.get_or_create(name=name, day=today)
                if is_new:
                    _daily[name](today)
        except Exception:
            log.exception("The daily task %s failed", name)
            _not_before[name] = time.monotonic() + SECONDS_AFTER_FAILURE
            return False
        return is_new

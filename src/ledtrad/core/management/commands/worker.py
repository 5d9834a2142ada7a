"""`ledtrad worker`: carries out jobs, sends mail, does what is done once a day."""

import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandParser
from django.db import close_old_connections
from django.db.utils import InterfaceError, OperationalError
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from ledtrad.core import jobs, mail, parents, schedule
from ledtrad.core.cli import Command as LedtradCommand

log = logging.getLogger("ledtrad.worker")

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_CHORES = 10.0


class Command(LedtradCommand):
    group = "Drift"
    help = "Utför jobb i bakgrunden, skickar brev och gör det dagliga. Flera får köra samtidigt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="gör det som väntar och sluta sedan")
        parser.add_argument("--parent", type=int, metavar="PID", help="sluta när den processen är borta")

    def handle(self, *args: Any, once: bool, parent: int | None, **options: Any) -> None:
        worker = Worker()
        if once:
            done = worker.do_all()
            self.emit({"jobs": done})
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        if parent is not None:
            parents.end_with(parent)
        self.say("Väntar på jobb. Avsluta med Ctrl+C.")
        worker.run()


class Worker:
    """One process that takes what waits, one thing at a time, until it is told to stop."""

    def __init__(self) -> None:
        self.stopping = False
        self._chores_at = 0.0
        self._queue = QueueWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{os.uname().nodename[:40]}-{os.getpid()}",
            excluded_queue_names=[],
        )

    def stop(self, *_args: Any) -> None:
        """Finish the job at hand, then stop. Asked twice: stop at once; the job is taken up again by another."""
        if self.stopping:
            os._exit(1)
        self.stopping = True

    def run(self) -> None:
        """Until told to stop. A database that is away is waited for."""
        while not self.stopping:
            close_old_connections()
            try:
                self._look()
            except (OperationalError, InterfaceError) as problem:
                log.warning("The database does not answer: %s", problem)
            if not self.stopping:
                time.sleep(SECONDS_BETWEEN_LOOKS)

    def do_all(self) -> int:
        """Everything that waits now, chores included; returns how many jobs were carried out."""
        self._chores()
        done = self._drain()
        mail.deliver()
        return done

    def _look(self) -> None:
        if time.monotonic() - self._chores_at >= SECONDS_BETWEEN_CHORES:
            self._chores()
            self._chores_at = time.monotonic()
        # Asked first, since taking a task takes the write lock, which on SQLite everybody shares.
        if DBTaskResult.objects.ready().exists():
            self._drain()

    def _drain(self) -> int:
        done = 0
        while not self.stopping and (task := self._take()) is not None:
            self._queue.run_task(task)
            done += 1
        return done

    def _take(self) -> "DBTaskResult[..., Any] | None":
        with exclusive_transaction():
            task = DBTaskResult.objects.ready().get_locked()
            if task is not None:
                task.claim(self._queue.worker_id)
        return task

    def _chores(self) -> None:
        chores: list[Callable[[], object]] = [jobs.recover, schedule.run_due, mail.deliver]
        for chore in chores:
            chore()

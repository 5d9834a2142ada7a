"""How far a job has come, told to others while the job's own transaction is still open.

What is written in that transaction is seen by nobody until it commits. PostgreSQL: a connection beside it.
SQLite, where a second writer would wait for the first: a small file in the home folder, on the one machine that
everybody who uses the database is on.
"""

import json
import logging
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import Error

from ledtrad.core.jobs.models import Job

log = logging.getLogger("ledtrad.jobs")

_UPDATE = "UPDATE core_job SET done = %s, total = %s, message = %s WHERE id = %s"


class Progress(NamedTuple):
    """So much is done, of so much (None: nobody knows), and what is going on."""

    done: int = 0
    total: int | None = None
    message: str = ""


class Teller:
    """Tells the progress of one job. What it fails to tell is lost, and the job goes on."""

    def __init__(self, job_id: UUID) -> None:
        self.job_id = job_id
        self._beside: BaseDatabaseWrapper | None = None

    def tell(self, progress: Progress) -> None:
        """Where everybody sees it at once."""
        try:
            if not connection.in_atomic_block:
                Job.objects.filter(pk=self.job_id).update(**progress._asdict())
            elif connection.vendor == "postgresql":
                self._tell_beside(progress)
            else:
                _write(_file(self.job_id), progress)
        except (Error, OSError) as problem:
            log.info("Job %s could not tell how far it has come: %s", self.job_id, problem)

    def close(self) -> None:
        """Tidy up when the job is over."""
        _file(self.job_id).unlink(missing_ok=True)
        if self._beside is not None:
            self._beside.close()
            self._beside = None

    def _tell_beside(self, progress: Progress) -> None:
        if self._beside is None:
            self._beside = connection.copy()
            with self._beside.cursor() as cursor:
                # The job's own transaction may have locked its row: then we must not wait for ourselves.
                cursor.execute("SET lock_timeout = '200ms'")
        with self._beside.cursor() as cursor:
            cursor.execute(_UPDATE, [*progress, self.job_id])


def of(job: Job) -> Progress:
    """The newest progress of a job."""
    stored = Progress(job.done, job.total, job.message)
    if job.is_over or connection.vendor == "postgresql":
        return stored
    try:
        return Progress(*json.loads(_file(job.pk).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return stored


def _file(job_id: UUID) -> Path:
    folder: Path = settings.HOME.path / "progress"
    return folder / f"{job_id}.json"


def _write(file: Path, progress: Progress) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    temporary = file.with_suffix(".new")
    temporary.write_text(json.dumps(progress), encoding="utf-8")
    temporary.replace(file)

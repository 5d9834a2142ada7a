"""Ordering a job, carrying it out, and picking it up again after a process that was killed."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ledtrad.core.actors import Actor
from ledtrad.core.jobs import locks
from ledtrad.core.jobs.models import Job, State
from ledtrad.core.jobs.progress import Progress, Teller
from ledtrad.core.refusals import Refused, Sentence

log = logging.getLogger("ledtrad.jobs")

ATTEMPTS = 3
"""A job that has taken its worker with it this many times is not tried again."""

SECONDS_BETWEEN_REPORTS = 0.5
NO_TASK = UUID(int=0)

_inline: ContextVar[bool] = ContextVar("ledtrad_jobs_inline", default=False)


class JobHandle:
    """What a job function reports through. `job` is the row as it was when the work began."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.reached = Progress()
        self._told_at = 0.0
        self._teller: Teller | None = Teller(job.pk)

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Say how far it has come. Cheap to call often, and seen by others though your transaction is open."""
        self.reached = Progress(done, total, message[:200])
        now = time.monotonic()
        if self._teller is not None and now - self._told_at >= SECONDS_BETWEEN_REPORTS:
            self._told_at = now
            self._teller.tell(self.reached)

    def complete(self, result: dict[str, Any] | None = None) -> None:
        """Mark the job done in the caller's own transaction: then it cannot be carried out twice."""
        self.close()
        _finish(self, State.DONE, result=result)

    def close(self) -> None:
        """No more is told: the job's row now belongs to whoever ends it."""
        if self._teller is not None:
            self._teller.close()
            self._teller = None


JobFunction = Callable[..., dict[str, Any] | None]
"""Does the work: `func(handle, **params)`. Returns what the job's page needs; `{"url": …}` sends its reader on."""


class Kind(NamedTuple):
    """What carries out a kind of job, what it is called, and the name of the address where it is ordered anew."""

    func: JobFunction
    title: Sentence
    again: str = ""


_kinds: dict[str, Kind] = {}


def register(kind: str, func: JobFunction, title: Sentence = "", *, again: str = "") -> None:
    """Say what carries out jobs of this kind, and what its page is called; call it in `AppConfig.ready()`.

    `again` names the address, without arguments, where a person whose job failed begins anew.
    """
    _kinds[kind] = Kind(func, title, again)


def again(job: Job) -> str:
    """Where the job is ordered anew; "" when its kind does not say."""
    known = _kinds.get(job.kind)
    return reverse(known.again) if known and known.again else ""


def title_of(job: Job) -> Sentence:
    """What the job's page is called."""
    known = _kinds.get(job.kind)
    return (known and known.title) or gettext_lazy("Arbete i bakgrunden")


def enqueue(kind: str, actor: Actor, **params: Any) -> Job:
    """Order a job in the caller's transaction: no row without work, no work without row. `params` are JSON."""
    if kind not in _kinds:
        raise LookupError(f"No job is registered as {kind!r}")
    with transaction.atomic():
        job = Job.objects.create(kind=kind, params=params, created_by_id=actor.user_id, actor_label=actor.label[:200])
        if not _runs_inline():
            _put_in_queue(job)
    if _runs_inline():
        execute(job.pk)
        job.refresh_from_db()
    return job


@contextmanager
def run_inline() -> Iterator[None]:
    """Jobs ordered inside the block are carried out at once, in this process: for commands, the demo and tests."""
    token = _inline.set(True)
    try:
        yield
    finally:
        _inline.reset(token)


def execute(job_id: UUID) -> None:
    """Carry out a job unless it is over or somebody else is at it. Never raises what the job raises."""
    with locks.hold(f"job:{job_id}") as mine:
        if not mine:
            return
        job = _begin(job_id)
        if job is None:
            return
        handle = JobHandle(job)
        try:
            # Inline in somebody's transaction, a failing job must not take that transaction with it.
            inner = transaction.atomic() if connection.in_atomic_block else nullcontext()
            with translation.override(_language(job)), inner:
                result = _kinds[job.kind].func(handle, **job.params)
        except Refused as refusal:
            with translation.override(_language(job)):
                _finish(handle, State.FAILED, error=str(refusal))
        except Exception as problem:
            log.exception("Job %s (%s) failed", job.pk, job.kind)
            if isinstance(problem, DatabaseError) and not connection.in_atomic_block:
                connection.close()  # it may be the connection that is broken
            _finish(handle, State.FAILED, error=_failure(job))
        else:
            _finish(handle, State.DONE, result=result)


def recover() -> int:
    """Put jobs whose worker has died back in the queue; returns how many. Every worker does so now and then."""
    recovered = 0
    for job in Job.objects.unfinished():
        if _is_waiting(job):
            continue
        with locks.hold(f"job:{job.pk}") as free, transaction.atomic():
            if not free:
                continue
            job = Job.objects.select_for_update().get(pk=job.pk)
            if job.is_over or _is_waiting(job):
                continue
            DBTaskResult.objects.filter(pk=job.task_id or NO_TASK, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.FAILED, finished_at=timezone.now()
            )
            _put_in_queue(job)
            log.warning("Job %s (%s) lost its worker and is tried again", job.pk, job.kind)
            recovered += 1
    return recovered


@task()
def carry_out(job_id: str) -> None:
    """The one task that the queue knows: it carries out a job by its id."""
    execute(UUID(job_id))


def _put_in_queue(job: Job) -> None:
    job.task_id = UUID(str(carry_out.enqueue(str(job.pk)).id))
    job.state = State.QUEUED
    job.save(update_fields=["task_id", "state"])


def _is_waiting(job: Job) -> bool:
    """Whether a worker will come to it by itself. (One that runs inline has no task, and holds its lock.)"""
    return DBTaskResult.objects.filter(pk=job.task_id or NO_TASK, status=TaskResultStatus.READY).exists()


@transaction.atomic
def _begin(job_id: UUID) -> Job | None:
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.is_over:
        return None
    if job.attempts >= ATTEMPTS or job.kind not in _kinds:
        log.error("Job %s (%s) is given up after %s attempts", job.pk, job.kind, job.attempts)
        _finish(JobHandle(job), State.FAILED, error=_failure(job))
        return None
    job.state, job.started, job.attempts = State.RUNNING, timezone.now(), job.attempts + 1
    job.save(update_fields=["state", "started", "attempts"])
    return job


def _finish(handle: JobHandle, state: State, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    """Ends the job, unless it has already said itself that it is done."""
    handle.close()
    Job.objects.unfinished().filter(pk=handle.job.pk).update(
        state=state, result=result, error=error, finished=timezone.now(), **handle.reached._asdict()
    )


def _failure(job: Job) -> str:
    with translation.override(_language(job)):
        sentence = _("Något gick fel, och det som återstod är inte gjort. Felet är loggat under nummer %(id)s.")
        return sentence % {"id": job.pk}


def _language(job: Job) -> str:
    """That of whoever ordered it: the worker itself has none."""
    return str(getattr(job.created_by, "language", "") or settings.LANGUAGE_CODE)


def _runs_inline() -> bool:
    return _inline.get() or settings.LEDTRAD_JOBS_INLINE

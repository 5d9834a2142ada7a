"""The steps of an import that run in the background, with progress."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledtrad.core import clock, jobs
from ledtrad.core.actors import Actor
from ledtrad.core.imports import actions
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.jobs import Job, JobHandle
from ledtrad.core.refusals import NotAllowed

PREVIEW, APPLY, UNDO = "imports.preview", "imports.apply", "imports.undo"


def register() -> None:
    """Tell the queue what carries them out."""
    jobs.register(PREVIEW, preview, _("Filen granskas"))
    jobs.register(APPLY, apply, _("Raderna läses in"))
    jobs.register(UNDO, undo, _("Importen ångras"))


def order(kind: str, batch: ImportBatch, actor: Actor, **params: Any) -> Job:
    """Put a step of the batch in the queue; the batch's page follows it. While one is at work, no other is ordered."""
    if batch.job is not None and not batch.job.is_over:
        return batch.job
    job = jobs.enqueue(kind, actor, batch=batch.pk, **params)
    ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def preview(handle: JobHandle, *, batch: int) -> dict[str, str]:
    """See `actions.preview`."""
    return _step(handle, batch, lambda found, actor: actions.preview(found, actor, progress=handle.progress))


def apply(handle: JobHandle, *, batch: int, skip_errors: bool = False) -> dict[str, str]:
    """See `actions.apply`. The job is done in the transaction that writes the rows."""
    return _step(
        handle,
        batch,
        lambda found, actor: actions.apply(
            found,
            actor,
            skip_errors=skip_errors,
            progress=handle.progress,
            complete=lambda: handle.complete({"url": found.get_absolute_url()}),
        ),
    )


def undo(handle: JobHandle, *, batch: int) -> dict[str, str]:
    """See `actions.undo`."""
    return _step(
        handle,
        batch,
        lambda found, actor: actions.undo(
            found, actor, complete=lambda: handle.complete({"url": found.get_absolute_url()})
        ),
    )


def _step(handle: JobHandle, key: int, step: Callable[[ImportBatch, Actor], object]) -> dict[str, str]:
    """Do it as the person who ordered it, with the rights they have now."""
    user = handle.job.created_by
    if user is None or not user.is_active:
        raise NotAllowed
    actor = Actor(user_id=user.pk, label=handle.job.actor_label, access=_access(user), today=clock.today())
    batch = ImportBatch.objects.get(pk=key)
    step(batch, actor)
    return {"url": batch.get_absolute_url()}


def _access(user: Any) -> object:
    """What the user may do; made by the user model, which core does not know."""
    return getattr(user, "access", None)

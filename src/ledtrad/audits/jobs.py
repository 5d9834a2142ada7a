"""What takes seconds and is done in the background: reading a paper."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.audits.actions import receiving
from ledtrad.core import jobs
from ledtrad.core.jobs import JobHandle
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import Unit, User

READ = "audits.read"


def register() -> None:
    """Called when the app is ready."""
    jobs.register(READ, read, gettext_lazy("Granskningen läses"), again="audit-read")


def read(handle: JobHandle, *, stored_as: str, name: str, unit: int) -> dict[str, Any]:
    """Read a kept file as the person who dropped it; once, however often the job is tried."""
    handle.progress(0, 1, _("Läser texten och letar efter rekommendationer."))
    actor = actor_for(User.objects.get(pk=handle.job.created_by_id or 0))
    try:
        audit = receiving.receive(stored_as=stored_as, name=name, unit=Unit.objects.get(pk=unit), actor=actor)
    except receiving.AlreadyRead as known:
        if known.audit is None:
            raise
        audit = known.audit
    handle.progress(1, 1)
    return {"url": reverse("audit", args=[audit.number])}

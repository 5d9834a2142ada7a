"""What takes seconds and is done in the background: the evidence package."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ledtrad.audits.models import Audit
from ledtrad.audits.package.making import Package, make
from ledtrad.core import jobs, uploads
from ledtrad.core.jobs import JobHandle
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User

PACKAGE = "audits.package"


def register() -> None:
    """Called when the app is ready."""
    jobs.register(PACKAGE, package, gettext_lazy("Bevispaketet görs"))


def package(handle: JobHandle, *, audit: int, board: str) -> dict[str, Any]:
    """Make the package for whoever ordered it. Told to the ledger once, together with the job's own end."""
    user = User.objects.get(pk=handle.job.created_by_id or 0)
    found = Audit.objects.visible_to(user).select_related("unit", "paper").get(pk=audit)
    result: dict[str, Any] = {}

    def stored(made: Package) -> None:
        kept = uploads.store(made.data, limited=False)
        url = reverse("evidence-package", args=[found.number, handle.job.pk])
        result.update(url=url, stored_as=kept.name, name=made.name)
        handle.complete(result)

    make(audit=found, board=board, actor=actor_for(user), progress=handle.progress, stored=stored)
    return result

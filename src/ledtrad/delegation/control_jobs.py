"""A control in the background: reading and storing a year of a large board takes more than a page should."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ledtrad.core import jobs
from ledtrad.core.jobs import JobHandle
from ledtrad.delegation.actions.control import run_control
from ledtrad.delegation.models import ControlRun
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import Unit, User

CONTROL = "delegation.control"
RUN_PAGE = "delegation-run"
"""The name of a run's page, which takes its key."""


def register() -> None:
    """Called when the app is ready."""
    jobs.register(CONTROL, carry_out, gettext_lazy("Kontrollen av delegationsbeslut körs"))


def carry_out(
    handle: JobHandle, *, board: int, first: str, last: str, as_of: str | None = None, cutoff_days: int = CUTOFF_DAYS
) -> dict[str, Any]:
    """Control as the person who ordered it. Days are ISO text. Stored once, together with the job's own end."""
    made: dict[str, Any] = {}

    def stored(run: ControlRun) -> None:
        made.update(run=run.pk, number=run.number, url=reverse(RUN_PAGE, args=[run.pk]))
        handle.complete(made)

    run_control(
        board=Unit.objects.get(pk=board),
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        as_of=date.fromisoformat(as_of) if as_of else None,
        cutoff_days=cutoff_days,
        actor=actor_for(User.objects.get(pk=handle.job.created_by_id or 0)),
        progress=handle.progress,
        stored=stored,
    )
    return made

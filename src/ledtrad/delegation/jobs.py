"""What takes seconds and is done in the background: laying a list, and drawing its open version anew."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import jobs
from ledtrad.core.jobs import JobHandle
from ledtrad.delegation.actions import lists, open_versions
from ledtrad.delegation.models import DecisionReport, OpenVersion
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User

LAY = "delegation.lay"
OPEN_VERSION = "delegation.open_version"


def register() -> None:
    """Called when the app is ready."""
    jobs.register(LAY, lay, gettext_lazy("Listan läggs fram"))
    jobs.register(OPEN_VERSION, open_version, gettext_lazy("En ny öppen version skrivs"))


def lay(handle: JobHandle, *, meeting: int, which: str, seen: str, accept_incomplete: bool) -> dict[str, Any]:
    """Lay a list as the person who ordered it. Done once or not at all."""
    found = Meeting.objects.select_related("board").get(pk=meeting)
    handle.progress(0, 2, _("Skriver den öppna och den fullständiga versionen."))
    actor = actor_for(User.objects.get(pk=handle.job.created_by_id or 0))
    result: dict[str, Any] = {}

    def stored(report: DecisionReport) -> None:
        handle.progress(2, 2)
        result["url"] = reverse("decision-list-laid", args=[report.pk])
        handle.complete(result)

    lists.lay(meeting=found, kind=which, actor=actor, seen=seen, accept_incomplete=accept_incomplete, stored=stored)
    return result


def open_version(handle: JobHandle, *, report: int) -> dict[str, Any]:
    """Make a new open version of a list as the person who ordered it. Done once or not at all."""
    found = DecisionReport.objects.select_related("board", "meeting__board").get(pk=report)
    handle.progress(0, 2, _("Skriver den nya öppna versionen."))
    actor = actor_for(User.objects.get(pk=handle.job.created_by_id or 0))
    result = {"url": reverse("decision-list-laid", args=[report])}

    def stored(_made: OpenVersion) -> None:
        handle.progress(2, 2)
        handle.complete(result)

    open_versions.make_open_version(report=found, actor=actor, stored=stored)
    return result

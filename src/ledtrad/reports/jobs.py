"""What takes seconds and is done in the background: publishing, and drawing a draft as a file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import jobs, papers, uploads
from ledtrad.core.jobs import JobHandle
from ledtrad.core.papers.kinds import Format
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User
from ledtrad.reports import actions
from ledtrad.reports.content import document_of
from ledtrad.reports.models import Report

PUBLISH, DRAW = "report.publish", "report.draw"


def register() -> None:
    """Called when the app is ready."""
    jobs.register(PUBLISH, publish, gettext_lazy("Rapporten publiceras"))
    jobs.register(DRAW, draw, gettext_lazy("Utkastet görs till en fil"))


def publish(handle: JobHandle, *, report: int) -> dict[str, Any]:
    """Publish as the person who ordered it. Done once or not at all."""
    found = Report.objects.select_related("unit").get(pk=report)
    handle.progress(0, 2, _("Fryser innehållet och gör PDF, Word och webbsida."))
    actions.publish(report=found, actor=actor_for(_who(handle)))
    handle.progress(2, 2)
    return {"url": reverse("report", args=[found.number])}


def draw(handle: JobHandle, *, report: int, format: str) -> dict[str, Any]:
    """A draft as a file, kept for whoever ordered it."""
    found = Report.objects.visible_to(_who(handle)).select_related("unit").get(pk=report)
    handle.progress(0, 2, _("Läser siffrorna."))
    document = document_of(found)
    handle.progress(1, 2, _("Ritar sidorna."))
    kept = uploads.store(papers.render(document, Format(format)))
    handle.progress(2, 2)
    url = reverse("report-drawn", args=[found.number, handle.job.pk])
    return {"url": url, "stored_as": kept.name, "format": format}


def _who(handle: JobHandle) -> User:
    return User.objects.get(pk=handle.job.created_by_id or 0)

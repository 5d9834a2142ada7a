"""What takes a second or more: the files of a paper that is ready for the board."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from ledtrad.core import jobs, uploads
from ledtrad.core.jobs import JobHandle
from ledtrad.core.papers.kinds import Format
from ledtrad.meetings.actions.signing import FILES
from ledtrad.meetings.drawing import drawn
from ledtrad.meetings.models import Paper, PaperFile

KEPT = (Format.PDF, Format.DOCX)


def register() -> None:
    """Called when the app is ready."""
    jobs.register(FILES, make_files, gettext_lazy("Handlingen görs till filer"))


def make_files(handle: JobHandle, *, paper: int, sha256: str) -> dict[str, Any]:
    """PDF and Word of what was signed. Done again, it changes nothing; a paper taken back gets none."""
    found = Paper.objects.select_related("matter", "matter__board").filter(pk=paper, sha256=sha256).first()
    if found is None:
        return {}
    for place, format in enumerate(KEPT):
        handle.progress(place, len(KEPT))
        if not found.files.filter(format=format).exists():
            keep(found, format)
    return {"url": reverse("paper", args=[paper])}


def keep(paper: Paper, format: Format) -> PaperFile | None:
    """Draw the frozen paper and keep the file; None when it was taken back meanwhile."""
    kept = uploads.store(drawn(paper, paper.content or {}, format))
    with transaction.atomic():
        now = Paper.objects.select_for_update().filter(pk=paper.pk, sha256=paper.sha256).first()
        if now is None:
            return None
        values = {"sha256": kept.sha256, "stored_as": kept.name, "size": kept.size}
        made, _new = PaperFile.objects.get_or_create(paper=now, format=format, defaults=values)
    return made

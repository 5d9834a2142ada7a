"""Jobs: work that takes longer than a page may, seen by the one who asked for it."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from ledtrad.core.jobs.progress import Progress


class State(models.TextChoices):
    """Where a job is in its life."""

    QUEUED = "queued", _("Väntar")
    RUNNING = "running", _("Pågår")
    DONE = "done", _("Klart")
    FAILED = "failed", _("Gick inte")


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Only the one who asked sees a job; the system's own are seen by nobody."""
        return self.filter(created_by=user.pk) if user.pk else self.none()

    def unfinished(self) -> Self:
        return self.filter(state__in=[State.QUEUED, State.RUNNING])


class Job(models.Model):
    """One piece of work in the background. The times are real ones, also where the clock stands still."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("slag"), max_length=60)
    params = models.JSONField(default=dict)
    state = models.CharField(_("läge"), max_length=8, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(_("klart"), default=0)
    total = models.PositiveIntegerField(_("av"), null=True)
    message = models.CharField(_("nu"), max_length=200, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(_("fel"), blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    task_id = models.UUIDField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(max_length=200, blank=True)
    created = models.DateTimeField(_("beställt"), auto_now_add=True)
    started = models.DateTimeField(_("började"), null=True)
    finished = models.DateTimeField(_("slutade"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        app_label = "core"
        verbose_name = _("jobb")
        verbose_name_plural = _("jobb")
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["created"], name="job_unfinished", condition=models.Q(state__in=["queued", "running"]))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.state in {State.DONE, State.FAILED}

    @property
    def reached(self) -> "Progress":
        """How far it has come, also while its own transaction is open: for pages, rather than the columns."""
        from ledtrad.core.jobs import progress

        return progress.of(self)

    @property
    def result_url(self) -> str:
        """Where the result is read: the `url` of the job's result, if it lies on this site."""
        result: Any = self.result
        url = result.get("url", "") if isinstance(result, dict) else ""
        own = isinstance(url, str) and url.startswith("/") and not url.startswith(("//", "/\\"))
        return url if own else ""

    @property
    def gives_file(self) -> bool:
        """Whether the result is a file to fetch, not a page: the browser stays where it was when it is fetched."""
        result: Any = self.result
        return isinstance(result, dict) and "stored_as" in result

"""What is written about a node: assessments, comments, attachments, due dates."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.core.fields import PeriodField
from ledtrad.thread.models.node import Node
from ledtrad.thread.rules import Status

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class OfNodeQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that hang on a node and are seen by whoever sees the node."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(node__in=Node.objects.visible_to(user))


class Written(models.Model):
    """Who wrote something, in which function, and when. The label stays when the person is gone."""

    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_by_label = models.CharField(max_length=200)
    function = models.ForeignKey("organisation.Function", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class Assessment(Written):
    """How a node stood for a period, as judged by its responsible function. Never changed; a later one comes before."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="assessments")
    period = PeriodField(_("period"))
    period_end = models.DateField(editable=False)
    status = models.CharField(_("bedömning"), max_length=8, choices=Status)
    comment = models.TextField(_("motivering"), blank=True)

    objects = OfNodeQuerySet.as_manager()

    class Meta:
        ordering = ["-period_end", "-made_at", "-id"]
        indexes = [models.Index(fields=["node", "-period_end", "-made_at"])]


class Comment(Written):
    """A word on a node, perhaps about a period."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="comments")
    period = PeriodField(_("period"), null=True, blank=True)
    text = models.TextField(_("kommentar"))

    objects = OfNodeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["node", "-made_at"])]


class Attachment(Written):
    """A file on a node. The bytes lie under the home folder's uploads; served as a download only."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="attachments")
    name = models.CharField(_("namn"), max_length=200)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)

    objects = OfNodeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]


class DueDateQuerySet(OfNodeQuerySet):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True)

    def due_by(self, day: date) -> Self:
        return self.filter(due_on__lte=day)


class DueDate(models.Model):
    """Something to be done about a node by a day, by a function."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="due_dates")
    title = models.CharField(_("vad"), max_length=200)
    function = models.ForeignKey("organisation.Function", models.PROTECT, null=True, related_name="due_dates")
    due_on = models.DateField(_("senast"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_label = models.CharField(max_length=200, blank=True)

    objects = DueDateQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["function", "due_on"])]


class LateTold(models.Model):
    """That a person has been told by letter that a task is late: of some tasks that is said once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    told_on = models.DateField()

    objects = models.Manager["LateTold"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="late_told_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.key}"

"""Mail waiting to be sent. Written in the transaction of what it tells of; `mail.py` sends it."""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone


class OutboxQuerySet(models.QuerySet["OutboxMail"]):
    """Reads of the outbox."""

    def due(self) -> Self:
        """What should be tried now, oldest first."""
        return self.filter(sent=None, next_attempt__lte=timezone.now()).order_by("created", "id")


class OutboxMail(models.Model):
    """One letter. `key` says what it is about, so that the same letter is never written twice."""

    key = models.CharField(max_length=200, unique=True)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=200)
    created = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=200, blank=True)
    sent = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        app_label = "core"
        indexes = [models.Index(fields=["next_attempt"], name="outbox_unsent", condition=models.Q(sent=None))]

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def new_message_id(domain: str) -> str:
        return f"<{uuid.uuid4()}@{domain}>"


class ScheduledRun(models.Model):
    """That a daily task was done for a day: written in the task's own transaction, so once and only once."""

    name = models.CharField(max_length=80)
    day = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "core"
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="scheduled_once_a_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"

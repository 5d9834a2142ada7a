"""Meetings of a board."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reads of meetings."""

    def visible_to(self, user: "User") -> Self:
        """When a board meets is known to everybody who logs in."""
        return self.filter(pk__isnull=not user.is_active)

    def of(self, board_id: int) -> Self:
        return self.filter(board_id=board_id)

    def held_by(self, day: date) -> Self:
        """Those that have been held on that day, or are held on it."""
        return self.filter(held_on__lte=day)


class Meeting(models.Model):
    """One meeting of a board, planned or held: the day tells which."""

    board = models.ForeignKey(
        "organisation.Unit", models.PROTECT, related_name="meetings", verbose_name=_("nämnd eller utskott")
    )
    held_on = models.DateField(_("datum"))
    # When the minutes of the meeting were announced as adjusted: the time for appeal runs from there (KL 13:5).
    announced_on = models.DateField(_("protokollet anslaget"), null=True, blank=True)
    taken_down_on = models.DateField(_("anslaget nedtaget"), null=True, blank=True)
    kept_at = models.CharField(_("protokollet förvaras"), max_length=200, blank=True)
    starts_at = models.TimeField(_("klockslag"), null=True, blank=True)
    ended_at = models.TimeField(_("slutade"), null=True, blank=True)
    place = models.CharField(_("plats"), max_length=200, blank=True)
    # When the notice and the agenda went out, and when the minutes were adjusted: then the agenda stands still.
    notice_sent_at = models.DateTimeField(_("kallelsen skickad"), null=True, blank=True)
    adjusted_on = models.DateField(_("justerat"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["held_on"]
        constraints = [models.UniqueConstraint(fields=["board", "held_on"], name="meeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.board} {self.held_on.isoformat()}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    @property
    def is_adjusted(self) -> bool:
        return self.adjusted_on is not None

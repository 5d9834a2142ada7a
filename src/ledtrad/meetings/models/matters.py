"""Matters with their registration numbers, and what is attached to them.

This is no diary: a matter can come from one with the number that it has there.
"""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ledtrad.meetings.words import MatterState
from ledtrad.organisation.rules import Confidentiality
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class MatterSeries(models.Model):
    """How a board's registration numbers look, and the last that was given. Read under lock.

    `pattern` holds ``{year}``, ``{number}`` (``{number:4}`` fills with zeros) and perhaps ``{plan}``, the mark in the
    classification scheme: ``SO {year}/{number:4}``, ``SN-{year}/{number}.{plan}``.
    """

    board = models.OneToOneField("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    pattern = models.CharField(_("mönster"), max_length=60)
    year = models.PositiveSmallIntegerField(default=0, editable=False)
    last = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    def __str__(self) -> str:
        return f"{self.board}: {self.pattern}"


class MatterQuerySet(models.QuerySet["Matter"]):
    """Reads of matters."""

    def visible_to(self, user: "User") -> Self:
        """By mark and board, or by holding the responsible function."""
        return self.filter(user.access.visible(unit="board"))

    def of(self, board_id: int) -> Self:
        return self.filter(board_id=board_id)

    def unsettled(self) -> Self:
        return self.exclude(state=MatterState.CLOSED)


class Matter(models.Model):
    """A matter of one board. The same question has one in every board that answers it."""

    registration_number = models.CharField(_("diarienummer"), max_length=40, unique=True)
    title = models.CharField(_("rubrik"), max_length=300)
    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="matters", verbose_name=_("nämnd"))
    responsible = models.ForeignKey(
        "organisation.Function", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handläggare")
    )
    confidentiality = models.CharField(
        _("sekretess"), max_length=12, choices=Confidentiality, default=Confidentiality.OPEN
    )
    state = models.CharField(_("läge"), max_length=8, choices=MatterState, default=MatterState.OPEN)
    opened_on = models.DateField(_("öppnat"))
    closed_on = models.DateField(_("avslutat"), null=True, blank=True)
    # The diary that it came from, and the key it has there; both empty when it was opened here.
    source = models.CharField(_("källa"), max_length=60, blank=True)
    source_id = models.CharField(_("källans beteckning"), max_length=100, blank=True)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [models.Index(fields=["board", "state"]), models.Index(fields=["opened_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="matter_once_a_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("matter", args=[self.pk])


class OfMatterQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of a matter, seen by whoever sees the matter."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(matter__in=Matter.objects.visible_to(user))


class MatterAttachment(Written):
    """A file of a matter. The bytes lie under the home folder's uploads; served as a download only."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="attachments")
    name = models.CharField(_("namn"), max_length=200)
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)

    objects = OfMatterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

"""Decisions that are minuted separately, and the days that run from their announcement."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.thread.models.followup import Written


class LegalDays(models.Model):
    """How many days the law gives for something: data, since laws change."""

    code = models.SlugField(_("kod"), max_length=30, unique=True)
    days = models.PositiveSmallIntegerField(_("dagar"))
    statute = models.CharField(_("lagrum"), max_length=120)
    source = models.CharField(_("källa"), max_length=300)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.statute}: {self.days}"


class SeparateMinutes(Written):
    """The minutes of one delegated decision that is not reported to the board (KL 7:8)."""

    board = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    decision = models.OneToOneField("delegation.DelegatedDecision", models.PROTECT, related_name="separate_minutes")
    paragraph = models.CharField(_("paragraf"), max_length=40)
    adjusted_on = models.DateField(_("protokollet justerat"))
    announced_on = models.DateField(_("anslaget"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-adjusted_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="announced_when_adjusted",
                condition=models.Q(announced_on__isnull=True) | models.Q(announced_on__gte=models.F("adjusted_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph} {self.decision}"

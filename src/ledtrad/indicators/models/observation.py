"""Values as they were reported. A record never changes: a correction is a new record that replaces it."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ledtrad.core.fields import PeriodField
from ledtrad.indicators.models.indicator import Indicator
from ledtrad.thread.models import Node
from ledtrad.thread.models.followup import Written

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


class OfIndicatorQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows of an indicator, seen by whoever sees the indicator."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(indicator__in=Node.objects.visible_to(user))


class ObservationQuerySet(OfIndicatorQuerySet):
    def current(self) -> Self:
        """The values in force: corrected and withdrawn ones left out."""
        return self.filter(is_current=True)


class Observation(Written):
    """One value of one indicator for one unit and period. Only `is_current` is ever changed."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="observations")
    period = PeriodField(_("period"))
    period_end = models.DateField(editable=False)
    # A ratio has numerator and denominator; `value` alone where only the share is known.
    value = models.DecimalField(_("värde"), null=True, blank=True, max_digits=21, decimal_places=6)
    numerator = models.DecimalField(_("täljare"), null=True, blank=True, max_digits=21, decimal_places=6)
    denominator = models.DecimalField(_("nämnare"), null=True, blank=True, max_digits=21, decimal_places=6)
    comment = models.TextField(_("kommentar"), blank=True)
    source = models.CharField(_("källa"), max_length=300, blank=True)
    batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    is_current = models.BooleanField(default=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["indicator", "period_end", "unit"]
        indexes = [
            models.Index(fields=["indicator", "-period_end"], condition=Q(is_current=True), name="observation_current"),
            models.Index(fields=["batch"], name="observation_batch"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period"], condition=Q(is_current=True), name="one_current_value"
            ),
            models.CheckConstraint(
                name="observation_says_something",
                condition=Q(value__isnull=False) | Q(numerator__isnull=False, denominator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator.number} {self.unit.number} {self.period}"


class Deferral(Written):
    """Somebody said that a figure is not there yet, why, and when it will be. The latest one counts."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="deferrals")
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, related_name="+")
    period = PeriodField(_("period"))
    until = models.DateField(_("kommer senast"))
    reason = models.CharField(_("skäl"), max_length=300)

    objects = OfIndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["indicator", "unit"])]

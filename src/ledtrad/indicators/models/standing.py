"""How each indicator stands: its latest figure against its target. Computed, and kept for the lists."""

from typing import Any

from django.db import models

from ledtrad.core.fields import PeriodField
from ledtrad.indicators.models.indicator import DIGITS, Indicator, Target
from ledtrad.thread.rules import Status


class Standing(models.Model):
    """One per indicator; made anew by `standings.recompute` whenever a value or a target changes."""

    indicator = models.OneToOneField(Indicator, models.CASCADE, primary_key=True, related_name="standing")
    period = PeriodField(null=True)
    period_end = models.DateField(null=True)
    value = models.DecimalField(null=True, **DIGITS)
    numerator = models.DecimalField(null=True, **DIGITS)
    denominator = models.DecimalField(null=True, **DIGITS)
    is_complete = models.BooleanField(default=False)
    previous = models.DecimalField(null=True, **DIGITS)
    target = models.ForeignKey(Target, models.SET_NULL, null=True, related_name="+")
    threshold = models.DecimalField(null=True, **DIGITS)
    distance = models.DecimalField(null=True, **DIGITS)
    result = models.CharField(max_length=16, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.NONE)
    trend = models.CharField(max_length=20, blank=True)
    # What the sentence is made of when somebody reads it, in their language.
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

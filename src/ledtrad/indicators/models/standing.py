"""How each indicator stands: its latest figure against its target. Computed, and kept for the lists."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from ledtrad.core.fields import PeriodField
from ledtrad.indicators.models.indicator import DIGITS, Indicator, Target
from ledtrad.indicators.rules import Judgement, Result, status_word
from ledtrad.indicators.rules import Status as RuleStatus
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
    # Whether the figure, or what it gives away, is about so few persons that it is hidden from most.
    concerns_few = models.BooleanField(default=False)
    # What the sentence is made of when somebody reads it, in their language.
    data: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    @property
    def word(self) -> str:
        """The word beside the shape: "I takt", "Ej uppnått"."""
        judgement = self.judgement
        return status_word(judgement) if judgement is not None else str(Status.NONE.label)

    @property
    def judgement(self) -> Judgement | None:
        """The verdict as it was computed, without its sentence."""
        if not self.result or self.period is None:
            return None
        return Judgement(
            period=self.period,
            result=Result(self.result),
            status=RuleStatus(self.status),
            due_on=date.fromisoformat(self.data["due_on"]),
            sentence="",
            value=_number(self.data["judged"]),
            threshold=_number(self.data["threshold"]),
            distance=_number(self.data["distance"]),
            pace=_number(self.data["pace"]),
            progress=_number(self.data["progress"]),
            movement=self.data["movement"],
        )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

"""How each indicator stands: its latest figure against its target. Computed, and kept for the lists."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from ledtrad.core.fields import PeriodField
from ledtrad.core.periods import Period
from ledtrad.indicators.models.indicator import Indicator, Target
from ledtrad.indicators.rules import (
    Judgement,
    Reason,
    ReasonCode,
    Result,
    TargetKind,
    ThresholdKind,
    Value,
    status_word,
)
from ledtrad.indicators.rules import Status as RuleStatus
from ledtrad.indicators.rules.milestones import judge_milestone
from ledtrad.indicators.rules.sentences import told
from ledtrad.indicators.rules.words import quantity, when
from ledtrad.thread.rules import Status


class Standing(models.Model):
    """One per indicator; made anew by `standings.recompute` whenever a value or a target changes."""

    indicator = models.OneToOneField(Indicator, models.CASCADE, primary_key=True, related_name="standing")
    period = PeriodField(null=True)
    period_end = models.DateField(null=True)
    value = models.DecimalField(null=True, max_digits=21, decimal_places=6)
    numerator = models.DecimalField(null=True, max_digits=21, decimal_places=6)
    denominator = models.DecimalField(null=True, max_digits=21, decimal_places=6)
    is_complete = models.BooleanField(default=False)
    previous = models.DecimalField(null=True, max_digits=21, decimal_places=6)
    target = models.ForeignKey(Target, models.SET_NULL, null=True, related_name="+")
    threshold = models.DecimalField(null=True, max_digits=21, decimal_places=6)
    distance = models.DecimalField(null=True, max_digits=21, decimal_places=6)
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
            threshold_upper=_number(self.data["upper"]),
            threshold_kind=ThresholdKind(self.data["kind"]) if self.data["kind"] else None,
            distance=_number(self.data["distance"]),
            pace=_number(self.data["pace"]),
            progress=_number(self.data["progress"]),
            movement=self.data["movement"],
            reason=_reason(self.data["reason"]),
        )

    @property
    def sentence(self) -> str:
        """How it stands in one sentence, in the reader's language. Join `indicator` and `target__reference`."""
        indicator, judgement, target = self.indicator, self.judgement, self.target
        if self.period is None:
            return _("Inget värde är rapporterat än.")
        if judgement is None or target is None:
            return bare_sentence(indicator, self.period, Value(self.value))
        if judgement.reason is not None:
            return judgement.reason.sentence
        rule = target.as_rule(target.reference.label if target.reference is not None else "")
        if rule.kind is TargetKind.MILESTONE:
            return judge_milestone(rule, period=self.period, stage=judgement.value or Decimal(0)).sentence
        return told(judgement, rule, indicator.unit_of_measure, indicator.decimals).sentence


def bare_sentence(indicator: Indicator, period: Period, value: Value) -> str:
    """What a figure says when no target holds."""
    if value.value is None:
        code = value.reason.code if value.reason else ReasonCode.NO_VALUE
        return Reason(code, period).sentence
    unit = indicator.unit_of_measure
    number = quantity(value.value, unit, indicator.decimals)
    bare = not quantity(Decimal(1), unit, 0).partition("\N{NO-BREAK SPACE}")[2]
    return _("%(value)s %(when)s. Inget mål är satt för perioden.") % {
        "value": number,
        "when": when(period, bare=bare),
    }


def _reason(data: dict[str, Any] | None) -> Reason | None:
    if data is None:
        return None
    period = Period.parse(data["period"]) if data["period"] else None
    return Reason(ReasonCode(data["code"]), period, data["name"], data["present"], data["expected"])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)

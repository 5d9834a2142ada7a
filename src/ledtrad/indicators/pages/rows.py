"""How figures are written in tables, and the rows of the indicator's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from ledtrad.core.charts import Chart
from ledtrad.core.numbers import MISSING as MISSING_TEXT
from ledtrad.core.numbers import format_number
from ledtrad.core.periods import Period, label
from ledtrad.indicators.models import Indicator
from ledtrad.indicators.queries import Judged
from ledtrad.indicators.queries.protection import concerns_few
from ledtrad.indicators.rules import Trend, Value, ValueKind, trend_words
from ledtrad.indicators.rules.words import is_percent


@dataclass(frozen=True)
class ValueRow:
    """One row of "all values"."""

    judged: Judged
    trend: Trend | None
    is_own: bool = False

    @property
    def period(self) -> str:
        return label(self.judged.period)

    @property
    def figure(self) -> str:
        return shown(self.judged)

    @property
    def counts(self) -> str:
        numerator, denominator = self.judged.counts
        if numerator is None or denominator is None:
            return ""
        words = {"part": format_number(numerator), "whole": format_number(denominator)}
        return _("%(part)s av %(whole)s") % words

    @property
    def so_far(self) -> str:
        """The running sum, where the target adds the periods up."""
        judgement = self.judged.judgement
        if self.judged.hidden or judgement is None or judgement.value in (None, self.judged.value.value):
            return ""
        return _("%(sum)s hittills") % {"sum": with_unit(self.judged.indicator, judgement.value)}

    @property
    def is_partial(self) -> bool:
        value = self.judged.value
        return value.value is not None and not value.complete

    @property
    def direction(self) -> str:
        return MISSING_TEXT if self.judged.hidden else trend_words(self.trend)

    @property
    def left(self) -> str:
        distance = self.judged.distance
        if distance is None:
            return MISSING_TEXT
        return format_number(max(distance, Decimal(0)), self.judged.indicator.decimals)

    @property
    def target(self) -> str:
        threshold = self.judged.threshold_value
        return with_unit(self.judged.indicator, threshold) if threshold is not None else MISSING_TEXT


class Measured(Protocol):
    """What says how a number is written: an indicator, or what was read of one."""

    @property
    def unit_of_measure(self) -> str: ...

    @property
    def decimals(self) -> int: ...


def with_unit(indicator: Measured, value: Decimal | None) -> str:
    """A number as tables show it: "30 %", or bare where the unit stands in the heading."""
    if value is None:
        return MISSING_TEXT
    text = format_number(value, indicator.decimals)
    return f"{text}\N{NO-BREAK SPACE}%" if is_percent(indicator.unit_of_measure) else text


def shown(judged: Judged) -> str:
    """The figure of a period as tables show it."""
    if judged.hidden:
        return hidden_words(judged.between, few=concerns_few(judged.indicator, judged.value))
    value = judged.value.value
    if value is not None and judged.indicator.value_kind == ValueKind.MILESTONE:
        count = len(judged.indicator.stages) or 1
        return _("steg %(reached)s av %(count)s") % {"reached": int(value), "count": count}
    return with_unit(judged.indicator, value)


def hidden_words(between: Sequence[int] | None, *, few: bool) -> str:
    """What stands for a figure that is not told: "färre än 5", "30–33", "visas inte"."""
    if between:
        return f"{format_number(between[0])}–{format_number(between[1])}"
    return _("färre än 5") if few else _("visas inte")


@dataclass(frozen=True)
class UnitRow:
    """One unit's part of the latest figure."""

    number: str
    name: str
    value: Value
    hidden: bool
    report_period: Period | None
    indicator: Indicator

    @property
    def figure(self) -> str:
        if self.hidden:
            return hidden_words(None, few=concerns_few(self.indicator, self.value))
        return with_unit(self.indicator, self.value.value)

    @property
    def is_missing(self) -> bool:
        return self.value.value is None


@dataclass(frozen=True)
class PartsSection:
    """What a figure is made of: its parts as bars, and why they are shown here."""

    whole: Judged
    chart: Chart | None
    note: str

    @property
    def intro(self) -> str:
        numerator, denominator = self.whole.counts
        title, period = self.whole.indicator.title, label(self.whole.period)
        if numerator is None or denominator is None:
            return f"{title}. {self.whole.sentence}"
        words = {"part": format_number(numerator), "whole": format_number(denominator), "period": period}
        return _("%(title)s: %(part)s av %(whole)s, %(period)s.") % {**words, "title": title}

"""What judging a figure against its target gives: plain values, and one word for the status."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import pgettext

from ledtrad.core.periods import Period
from ledtrad.indicators.rules.reasons import Reason


class Result(StrEnum):
    """How a figure stands against its target. `on_track` only before the target is due."""

    MET = "met"
    ON_TRACK = "on_track"
    NOT_MET = "not_met"
    NOT_ASSESSABLE = "not_assessable"


class Status(StrEnum):
    """The four shapes ● ◆ ▲ ○, with the same words as a node's status."""

    MET = "met"
    PARTLY = "partly"
    MISSED = "missed"
    NONE = "none"


class ThresholdKind(StrEnum):
    """How the value is held against the threshold. An equal value never meets `more_than`, `less_than`."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    STAGE = "stage"

    @property
    def strict(self) -> bool:
        return self in {ThresholdKind.MORE_THAN, ThresholdKind.LESS_THAN}

    @property
    def upward(self) -> bool:
        """Whether a larger value is better against it."""
        return self in {ThresholdKind.AT_LEAST, ThresholdKind.MORE_THAN, ThresholdKind.STAGE}


@dataclass(frozen=True)
class Judgement:
    """How one figure stands for one period.

    `value` is what was judged: with an accumulating target the sum so far. `threshold` is what must hold on
    `due_on` (`threshold_upper` too when between); `pace` is what is required on the period's last day by the
    straight line there. `distance` is what is left to the threshold, in `distance_unit`: zero or below is
    the margin. `progress` is the share of the way from the start to the threshold (1 is there), None when
    there is no start to count from; `movement` is its sign, known also where the share is not.
    """

    period: Period
    result: Result
    status: Status
    due_on: date
    sentence: str
    value: Decimal | None = None
    threshold: Decimal | None = None
    threshold_upper: Decimal | None = None
    threshold_kind: ThresholdKind | None = None
    distance: Decimal | None = None
    distance_unit: str = ""
    pace: Decimal | None = None
    progress: Decimal | None = None
    movement: int | None = None
    reason: Reason | None = None
    basis: str = ""

    @property
    def is_due(self) -> bool:
        return self.period.last_day >= self.due_on

    @property
    def is_lost(self) -> bool:
        """Whether a running sum has already passed its ceiling, so that no later month can help."""
        return self.result is Result.NOT_MET and self.status is Status.MISSED and self.movement is None


def status_word(judgement: Judgement) -> str:
    """The word beside the shape: what has happened once the target is due, how it goes until then."""
    if judgement.status is Status.NONE:
        return pgettext("status", "Ej bedömt")
    if judgement.result is Result.MET:
        return pgettext("status", "Uppnått")
    if judgement.result is Result.ON_TRACK:
        return pgettext("status", "I takt")
    if judgement.is_due or judgement.is_lost:
        return pgettext("status", "Ej uppnått")
    return _word_under_way(judgement)


def _word_under_way(judgement: Judgement) -> str:
    if judgement.status is Status.PARTLY:
        # Without a start there is no pace to be behind.
        return (
            pgettext("status", "Efter takten") if judgement.pace is not None else pgettext("status", "Inte uppnått än")
        )
    if judgement.movement is not None and judgement.movement < 0:
        return pgettext("status", "Åt fel håll")
    return pgettext("status", "Inte påbörjat")

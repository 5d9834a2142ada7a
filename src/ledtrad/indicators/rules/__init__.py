"""The arithmetic of indicators: values, roll-up, targets, trends, small groups. No database, no request.

What other packages use is named here; the modules say how it is computed and after which source.
"""

from ledtrad.indicators.rules.judgement import Judgement, Result, Status, ThresholdKind, status_word
from ledtrad.indicators.rules.judging import judge
from ledtrad.indicators.rules.milestones import stage_words
from ledtrad.indicators.rules.reasons import Reason, ReasonCode
from ledtrad.indicators.rules.rollup import over_time, over_units, roll_up
from ledtrad.indicators.rules.sentences import basis, goal_words
from ledtrad.indicators.rules.targets import (
    AmountUnit,
    Side,
    Stage,
    TargetKind,
    TargetRule,
    direction_problem,
    rule_problems,
)
from ledtrad.indicators.rules.thresholds import Threshold, threshold_of
from ledtrad.indicators.rules.trends import (
    Direction,
    Goodness,
    Trend,
    age_words,
    run_words,
    trend,
    trend_words,
)
from ledtrad.indicators.rules.values import MISSING, PERCENT, GoodDirection, Value, ValueKind, value_of

__all__ = [
    "MISSING",
    "PERCENT",
    "AmountUnit",
    "Direction",
    "GoodDirection",
    "Goodness",
    "Judgement",
    "Reason",
    "ReasonCode",
    "Result",
    "Side",
    "Stage",
    "Status",
    "TargetKind",
    "TargetRule",
    "Threshold",
    "ThresholdKind",
    "Trend",
    "Value",
    "ValueKind",
    "age_words",
    "basis",
    "direction_problem",
    "goal_words",
    "judge",
    "over_time",
    "over_units",
    "roll_up",
    "rule_problems",
    "run_words",
    "stage_words",
    "status_word",
    "threshold_of",
    "trend",
    "trend_words",
    "value_of",
]

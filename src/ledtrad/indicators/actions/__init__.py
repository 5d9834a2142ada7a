"""Every write to indicators, targets and figures."""

from ledtrad.indicators.actions.defining import (
    delete_target,
    save_indicator,
    set_target,
)
from ledtrad.indicators.actions.reporting import (
    CannotReport,
    DoesNotReport,
    PeriodStillOpen,
    WrongPeriod,
    defer,
    may_report,
    report_value,
)

__all__ = [
    "CannotReport",
    "DoesNotReport",
    "PeriodStillOpen",
    "WrongPeriod",
    "defer",
    "delete_target",
    "may_report",
    "report_value",
    "save_indicator",
    "set_target",
]

"""Forms of indicators, targets and figures. They read and check; actions save."""

from ledtrad.indicators.forms.defining import IndicatorForm, TargetForm
from ledtrad.indicators.forms.reporting import DeferForm, ReportForm

__all__ = ["DeferForm", "IndicatorForm", "ReportForm", "TargetForm"]

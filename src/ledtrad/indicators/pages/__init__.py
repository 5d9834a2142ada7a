"""What the pages of indicators show, put together without HTML."""

from ledtrad.indicators.pages.indicator import IndicatorPage
from ledtrad.indicators.pages.rows import shown, with_unit

__all__ = ["IndicatorPage", "shown", "with_unit"]

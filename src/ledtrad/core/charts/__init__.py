"""The few charts that Ledtråd draws, as SVG without a script.

Each function returns a `Chart` (image, summary, table), or None when there is nothing to draw. Colours come
from the page's style sheet by class; `for_paper` gives the same chart with fixed colours.
"""

from ledtrad.core.charts.bars import BarRow, bars, bullet, cell_bar
from ledtrad.core.charts.model import Chart, ChartTable, Series, for_paper
from ledtrad.core.charts.pace import Pace, pace_chart, pace_charts, pace_table
from ledtrad.core.charts.spark import spark
from ledtrad.core.charts.timeline import Span, timeline
from ledtrad.core.charts.trend import trend

__all__ = [
    "BarRow",
    "Chart",
    "ChartTable",
    "Pace",
    "Series",
    "Span",
    "bars",
    "bullet",
    "cell_bar",
    "for_paper",
    "pace_chart",
    "pace_charts",
    "pace_table",
    "spark",
    "timeline",
    "trend",
]

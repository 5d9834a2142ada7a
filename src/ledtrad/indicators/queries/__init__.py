"""Reads of indicators, each with a fixed number of queries. Visible rows only go in: `visible_to` comes first."""

from ledtrad.indicators.queries.due import awaiting_comment, concerning, missing, with_reporters
from ledtrad.indicators.queries.judged import Judged, judge_at, judge_one, judged
from ledtrad.indicators.queries.material import Material, Source, load
from ledtrad.indicators.queries.protection import is_hidden, may_see_small

__all__ = [
    "Judged",
    "Material",
    "Source",
    "awaiting_comment",
    "concerning",
    "is_hidden",
    "judge_at",
    "judge_one",
    "judged",
    "load",
    "may_see_small",
    "missing",
    "with_reporters",
]

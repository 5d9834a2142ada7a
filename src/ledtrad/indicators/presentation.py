"""An indicator's standing in the few words that lists, board pages and reports have room for."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.core.charts import Pace
from ledtrad.core.numbers import MISSING, format_number, format_percent
from ledtrad.core.periods import NBSP, Period, PeriodKind, label
from ledtrad.indicators.queries.judged import Judged
from ledtrad.indicators.queries.material import Source
from ledtrad.indicators.queries.protection import OpenSeries, open_judgement
from ledtrad.indicators.rules import TargetKind, Threshold, ValueKind, goal_words, trend, trend_words
from ledtrad.indicators.rules.words import difference, is_percent, quantity

if TYPE_CHECKING:
    from ledtrad.indicators.models import Indicator, Target
    from ledtrad.organisation.access import Access


def shown_value(found: Judged) -> str:
    """The figure as tables show it: "30 %", "107", "steg 1 av 4", "–"."""
    indicator = found.indicator
    if found.hidden and found.between is not None:
        low, high = found.between
        return f"{format_number(low)}–{format_number(high)}"
    if found.shown is None:
        return MISSING
    if indicator.value_kind == ValueKind.MILESTONE:
        return _("steg %(reached)s av %(all)s") % {"reached": int(found.shown), "all": len(indicator.stages) or 1}
    return short_quantity(found.shown, indicator)


def short_quantity(number: Decimal, indicator: "Indicator") -> str:
    """With % as a sign and other units left to the heading."""
    if is_percent(indicator.unit_of_measure):
        return format_percent(number, indicator.decimals)
    return format_number(number, indicator.decimals)


def figure_when(found: Judged, asked: Period) -> str:
    """The figure's own period; and that the latest is missing when it should have been there."""
    indicator = found.indicator
    own = PeriodKind(indicator.periodicity)
    if indicator.value_kind in (ValueKind.LAST, ValueKind.MILESTONE) and found.period.kind != own:
        return label(Period.of(own, found.period.last_day))  # a stock is what it was on the last day
    text = label(found.period)
    if found.period.kind == PeriodKind(found.indicator.periodicity) and found.period.last_day < asked.last_day:
        last = Period.of(found.period.kind, asked.last_day)
        if last.last_day <= asked.last_day and found.period != last and last.kind != PeriodKind.YEAR:
            return _("%(period)s, %(missing)s saknas") % {"period": text, "missing": label(last)}
    return text


def target_words(found: Judged) -> str:
    """What is asked for, short: "minst 45 %", "färre än 2019", "–" without a target."""
    if found.target is None:
        return MISSING
    threshold, indicator = found.threshold, found.indicator
    if indicator.value_kind == ValueKind.MILESTONE and isinstance(threshold, Threshold):
        count = int(threshold.value)
        return ngettext("%(n)s steg", "%(n)s steg", count) % {"n": count}
    if found.judgement is not None and isinstance(threshold, Threshold):
        rule = found.target.as_rule(found.target.reference.label if found.target.reference else "")
        words = goal_words(rule, threshold, "", indicator.decimals)
        return f"{words}{NBSP}%" if is_percent(indicator.unit_of_measure) else words
    if found.target.rule == TargetKind.CHANGE_FROM_YEAR_BEFORE:
        year = {"year": found.period.year - 1}
        down = found.target.direction == "down"
        return _("färre än %(year)s") % year if down else _("fler än %(year)s") % year
    return str(TargetKind(found.target.rule).label)


def distance_words(found: Judged) -> str:
    """What is left to the target or to the pace, or why that cannot be said."""
    judgement, indicator = found.judgement, found.indicator
    if found.hidden:
        return _("visas inte: få personer")
    if found.target is None:
        return _("Målvärde saknas")
    if judgement is None:
        return ""
    if judgement.reason is not None:
        return judgement.reason.sentence
    if judgement.pace is not None and judgement.value is not None and judgement.result == "not_met":
        behind = abs(judgement.pace - judgement.value)
        text = difference(behind, indicator.unit_of_measure, indicator.decimals)
        pace = quantity(judgement.pace, "", indicator.decimals)
        return _("%(distance)s från takten (%(pace)s i %(period)s)") % {
            "distance": text,
            "pace": pace,
            "period": label(found.period),
        }
    if judgement.distance is None or judgement.distance <= 0:
        return _("målet är nått") if judgement.result == "met" else ""
    left = difference(judgement.distance, indicator.unit_of_measure, indicator.decimals)
    return _("%(distance)s kvar") % {"distance": left}


def relative_distance(found: Judged) -> float:
    """How far off as a share of the target, for sorting; 0 when that cannot be said."""
    judgement = found.judgement
    if found.hidden or judgement is None or not judgement.distance or not judgement.threshold:
        return 0.0
    return float(judgement.distance / abs(judgement.threshold))


def trend_text(found: Judged, source: Source, access: "Access") -> str:
    """Where it is going, in words: "↑ ökar, försämring"; "–" where the figure is hidden."""
    if found.hidden:
        return MISSING
    indicator = found.indicator
    series = OpenSeries(source, access)
    seen = trend(series, found.period, good_direction=indicator.good_direction, decimals=indicator.decimals)
    return trend_words(seen)


def year_pace(found: Judged, source: Source, period: Period, access: "Access") -> Pace | None:
    """The year's target month by month up to `period`; None for what has none, or not within the year."""
    indicator, judgement, target = found.indicator, found.judgement, found.target
    monthly = indicator.periodicity == PeriodKind.MONTH
    if not monthly or found.hidden or judgement is None or target is None or not judgement.threshold:
        return None
    year = Period(PeriodKind.YEAR, period.year, 1)
    if judgement.due_on <= year.first_day or judgement.due_on > year.last_day + timedelta(days=1):
        return None
    months = [p for p in year.parts(PeriodKind.MONTH) if p.last_day <= period.last_day]
    values = [_so_far(source, target, p, access) for p in months]
    return Pace(
        key=f"pace-{indicator.pk}",
        title=indicator.short,
        values=values,
        target=judgement.threshold,
        start=_start(source, found),
        now=len(months),
        shown=shown_value(found) if indicator.value_kind == ValueKind.MILESTONE else "",
        target_text=target_words(found),
        decimals=indicator.decimals,
        summary=found.sentence,
    )


def _so_far(source: Source, target: "Target", period: Period, access: "Access") -> Decimal | None:
    judgement, hidden = open_judgement(source, target, period, access)
    if judgement is None or hidden or source.value(period).value is None:
        return None
    return judgement.value


def _start(source: Source, found: Judged) -> Decimal | int:
    """Where the year began: the baseline, or nothing for what adds up from the first of January."""
    target = found.target
    if target is None or target.accumulates or found.indicator.value_kind == ValueKind.MILESTONE:
        return 0
    if target.baseline_value is not None:
        return target.baseline_value
    if target.baseline_period is not None:
        return source.value(target.baseline_period).value or 0
    return 0

"""Which way a figure moves, whether that is good, for how long, and how old the figure is.

Direction and goodness are told apart (experience.md): more is not always better. A change is what a reader
sees: figures that show the same are unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ledtrad.core.numbers import round_to
from ledtrad.core.periods import Period, PeriodKind, days_between
from ledtrad.indicators.rules.values import GoodDirection, Value


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    FLAT = "flat"


class Goodness(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Trend:
    """The change from `previous` to `period`, and how many changes in a row have gone that way."""

    period: Period
    previous: Period
    change: Decimal
    direction: Direction
    goodness: Goodness
    run: int


def trend(
    series: Mapping[Period, Value],
    period: Period,
    *,
    good_direction: GoodDirection | str = GoodDirection.NONE,
    decimals: int = 0,
) -> Trend | None:
    """How the figure has moved since the period before; None when either has no value. A gap ends the run."""
    step = _step(series, period, decimals)
    if step is None:
        return None
    change, direction = step
    run, at = 0, period
    while (earlier := _step(series, at, decimals)) is not None and earlier[1] is direction:
        run, at = run + 1, at.previous()
    return Trend(period, period.previous(), change, direction, goodness_of(direction, good_direction), run)


def _step(series: Mapping[Period, Value], period: Period, decimals: int) -> tuple[Decimal, Direction] | None:
    current, earlier = series.get(period), series.get(period.previous())
    if current is None or earlier is None or current.value is None or earlier.value is None:
        return None
    return current.value - earlier.value, direction_of(current.value, earlier.value, decimals=decimals)


def direction_of(current: Decimal, earlier: Decimal, *, decimals: int) -> Direction:
    """The direction as the figures are shown, to so many decimals."""
    shown, before = round_to(current, decimals), round_to(earlier, decimals)
    if shown == before:
        return Direction.FLAT
    return Direction.UP if shown > before else Direction.DOWN


def goodness_of(direction: Direction, good_direction: GoodDirection | str) -> Goodness:
    """Whether going in that direction is what one wants."""
    if direction is Direction.FLAT or good_direction == GoodDirection.NONE:
        return Goodness.NEUTRAL
    return Goodness.BETTER if direction.value == GoodDirection(good_direction).value else Goodness.WORSE


def trend_words(seen: Trend | None) -> str:
    """ "↓ minskar, försämring", "↑ ökar", "→ oförändrat"; "–" when there is nothing to compare with."""
    if seen is None:
        return "–"
    way = {
        Direction.UP: pgettext("trend", "↑ ökar"),
        Direction.DOWN: pgettext("trend", "↓ minskar"),
        Direction.FLAT: pgettext("trend", "→ oförändrat"),
    }[seen.direction]
    good = {
        Goodness.BETTER: pgettext("trend", "förbättring"),
        Goodness.WORSE: pgettext("trend", "försämring"),
        Goodness.NEUTRAL: "",
    }[seen.goodness]
    return pgettext("trend", "%(way)s, %(good)s") % {"way": way, "good": good} if good else way


def run_words(seen: Trend | None) -> str:
    """ "har minskat fyra år i rad"; empty unless the figure has gone the same way at least twice."""
    if seen is None or seen.run < 2:
        return ""
    text = {
        Direction.UP: _("har ökat %(run)s i rad"),
        Direction.DOWN: _("har minskat %(run)s i rad"),
        Direction.FLAT: _("har varit oförändrat %(run)s i rad"),
    }[seen.direction]
    return text % {"run": _run_length(seen.run, seen.period.kind)}


def number_word(number: int) -> str:
    """A whole number as it is written in running text: two to twelve in letters."""
    words = (
        _("två"),
        _("tre"),
        _("fyra"),
        _("fem"),
        _("sex"),
        _("sju"),
        _("åtta"),
        _("nio"),
        _("tio"),
        _("elva"),
        _("tolv"),
    )
    return words[number - 2] if 2 <= number <= 12 else str(number)


def _run_length(run: int, kind: PeriodKind) -> str:
    words = {"run": number_word(run)}
    return {
        PeriodKind.MONTH: ngettext("%(run)s månad", "%(run)s månader", run),
        PeriodKind.QUARTER: ngettext("%(run)s kvartal", "%(run)s kvartal", run),
        PeriodKind.TERTIAL: ngettext("%(run)s tertial", "%(run)s tertial", run),
        PeriodKind.HALF_YEAR: ngettext("%(run)s halvår", "%(run)s halvår", run),
        PeriodKind.YEAR: ngettext("%(run)s år", "%(run)s år", run),
    }[kind] % words


def age_words(period: Period, on: date) -> str:
    """How old a figure is, counted from its period's last day: "3 månader gammalt", "från i dag".

    Days up to the first whole month, months up to two years, then whole years.
    """
    days = days_between(period.last_day, on)
    if days < 0:
        return _("perioden pågår")
    if days == 0:
        return _("från i dag")
    months = whole_months(period.last_day, on)
    if months < 1:
        return ngettext("%(count)s dag gammalt", "%(count)s dagar gammalt", days) % {"count": days}
    if months < 24:
        return ngettext("%(count)s månad gammalt", "%(count)s månader gammalt", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)s år gammalt", "%(count)s år gammalt", years) % {"count": years}


def whole_months(start: date, end: date) -> int:
    """Whole calendar months between two dates. The last day of a month counts as that day of any month."""
    months = (end.year - start.year) * 12 + end.month - start.month
    short = end.day < start.day and not _is_last_day(end)
    return months - 1 if short else months


def _is_last_day(day: date) -> bool:
    return Period.of(PeriodKind.MONTH, day).last_day == day

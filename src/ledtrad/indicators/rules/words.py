"""Figures in words: "15 procentenheter", "1 person", "i februari 2021", with non-breaking spaces."""

from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language, npgettext, pgettext

from ledtrad.core.numbers import NBSP, format_number, round_to
from ledtrad.core.periods import Period, PeriodKind, label

PERCENT_UNITS = frozenset({"%", "procent", "percent"})
BARE_UNITS = frozenset({"", "antal", "st", "index", "number"})
"""Units of measure that are not said after the number."""

MOST_DECIMALS = 6
MOST_OWN_DECIMALS = 2


def is_percent(unit: str) -> bool:
    """Whether the unit of measure is one of the words for percent."""
    return unit.strip().lower() in PERCENT_UNITS


MEASURED = PERCENT_UNITS | BARE_UNITS | {"kr", "kronor", "tkr", "mkr", "tusen kronor", "miljoner kronor", "poäng"}
"""Of these there is more or less; of all others, such as persons and households, there are more or fewer."""


def is_countable(unit: str) -> bool:
    """Whether there can be fewer of it."""
    return unit.strip().lower() not in MEASURED


def quantity(value: Decimal, unit: str, decimals: int) -> str:
    """A number with its unit of measure: "30 procent", "1 person", "107" when the unit is just a count."""
    number = format_number(value, decimals)
    name = unit_name(unit, value)
    return f"{number}{NBSP}{name}" if name else number


def difference(value: Decimal, unit: str, decimals: int) -> str:
    """As `quantity`, but the distance between two percentages is in percentage points."""
    if not is_percent(unit):
        return quantity(value, unit, decimals)
    name = npgettext("unit of measure", "procentenhet", "procentenheter", _plural(value))
    return f"{format_number(value, decimals)}{NBSP}{name}"


def difference_unit(unit: str) -> str:
    """The unit that distances are in, for a table's head: "procentenheter", "personer", "" for a count."""
    return (
        npgettext("unit of measure", "procentenhet", "procentenheter", 2)
        if is_percent(unit)
        else unit_name(unit, Decimal(2))
    )


def unit_name(unit: str, value: Decimal) -> str:
    """The unit of measure to say after this number; an unknown word stands as the indicator has it."""
    key = unit.strip().lower()
    if key in BARE_UNITS:
        return ""
    if key in PERCENT_UNITS:
        return pgettext("unit of measure", "procent")
    return _known_units(get_language(), _plural(value)).get(key, unit.strip())


@lru_cache(maxsize=16)
def _known_units(language: str | None, count: int) -> dict[str, str]:
    """In the active language, which is named so that the answer can be kept: thousands of sentences ask."""
    return {
        "personer": npgettext("unit of measure", "person", "personer", count),
        "deltagare": npgettext("unit of measure", "deltagare", "deltagare", count),
        "hushåll": npgettext("unit of measure", "hushåll", "hushåll", count),
        "platser": npgettext("unit of measure", "plats", "platser", count),
        "anställningar": npgettext("unit of measure", "anställning", "anställningar", count),
        "ärenden": npgettext("unit of measure", "ärende", "ärenden", count),
        "insatser": npgettext("unit of measure", "insats", "insatser", count),
        "placeringar": npgettext("unit of measure", "placering", "placeringar", count),
        "elever": npgettext("unit of measure", "elev", "elever", count),
        "kronor": npgettext("unit of measure", "krona", "kronor", count),
        "dagar": npgettext("unit of measure", "dag", "dagar", count),
        "veckor": npgettext("unit of measure", "vecka", "veckor", count),
        "månader": npgettext("unit of measure", "månad", "månader", count),
        "timmar": npgettext("unit of measure", "timme", "timmar", count),
        "minuter": npgettext("unit of measure", "minut", "minuter", count),
    }


def _plural(value: Decimal) -> int:
    """The number that ngettext chooses by: exactly one is singular, everything else plural."""
    return 1 if abs(value) == 1 else 2


def when(period: Period, *, so_far_from: Period | None = None, bare: bool = False) -> str:
    """When a figure holds, as it stands in a sentence after the number.

    "2020", "i februari 2021", "till och med mars 2021" for a running sum that began in an earlier period.
    `bare` is a number without a unit, after which "2020" alone would look like one more number: "för 2020".
    """
    name = {"period": label(period)}
    if so_far_from is not None and so_far_from < period:
        return pgettext("when", "till och med %(period)s") % name
    if period.kind is PeriodKind.MONTH:
        return pgettext("when", "i %(period)s") % name
    if bare:
        return pgettext("when", "för %(period)s") % name
    return pgettext("when, after a number with its unit", "%(period)s") % name


def telling_decimals(decimals: int, *pairs: tuple[Decimal, Decimal]) -> int:
    """How many decimals to show so that numbers that differ also look different.

    Otherwise 44.96 against 45 would read "45 procent, under målet minst 45 procent".
    """
    for shown in range(decimals, MOST_DECIMALS):
        if all(_looks_different(one, other, shown) for one, other in pairs if one != other):
            return shown
    return max(decimals, MOST_DECIMALS)


def own_decimals(value: Decimal, decimals: int) -> int:
    """The decimals of a number that somebody decided or published, up to two; `decimals` for one that goes on."""
    exponent = value.normalize().as_tuple().exponent
    own = max(-exponent, 0) if isinstance(exponent, int) else 0
    return max(own, decimals) if own <= MOST_OWN_DECIMALS else decimals


def _looks_different(one: Decimal, other: Decimal, decimals: int) -> bool:
    return round_to(one, decimals) != round_to(other, decimals) and round_to(abs(one - other), decimals) != 0

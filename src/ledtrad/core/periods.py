"""Months, quarters, tertials, half-years and years: parsed, compared, nested and named.

A period is text in the database and in files (`2021-03`, `2021-Q1`, `2021-T1`, `2021-H1`, `2021`).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from django.db.models import TextChoices
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NBSP = "\N{NO-BREAK SPACE}"
FIRST_YEAR, LAST_YEAR = 1000, 9999
"""Four digits, so that the text of periods of one kind sorts as the periods do."""


class PeriodKind(TextChoices):
    """How long a period is. `label` is its name for people, `choices` goes into a field or a form."""

    MONTH = "month", gettext_lazy("månad")
    QUARTER = "quarter", gettext_lazy("kvartal")
    TERTIAL = "tertial", gettext_lazy("tertial")
    HALF_YEAR = "half_year", gettext_lazy("halvår")
    YEAR = "year", gettext_lazy("år")

    @property
    def months(self) -> int:
        """How many months one such period lasts."""
        return _MONTHS[self]

    @property
    def per_year(self) -> int:
        return 12 // self.months


_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.TERTIAL: 4,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}
_LETTERS = {"Q": PeriodKind.QUARTER, "T": PeriodKind.TERTIAL, "H": PeriodKind.HALF_YEAR}
_PREFIX = {kind: letter for letter, kind in _LETTERS.items()}
_TEXT = re.compile(r"(?P<year>[1-9][0-9]{3})(?:-(?:(?P<month>[0-9]{2})|(?P<letter>[QTH])(?P<index>[1-4])))?")


@dataclass(frozen=True)
class Period:
    """One month, quarter, tertial, half-year or year. `index` counts from 1 within the year."""

    kind: PeriodKind
    year: int
    index: int = 1

    def __post_init__(self) -> None:
        if type(self.kind) is not PeriodKind:
            object.__setattr__(self, "kind", PeriodKind(self.kind))  # a column gives the bare text
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.index <= self.kind.per_year:
            raise ValueError(f"No such period: {self.kind.value} {self.index} of {self.year}")

    # ── Made from ────────────────────────────────────────────────────────────
    def __hash__(self) -> int:
        # Of numbers alone: hundreds of thousands of figures are looked up by their period.
        return self.year * 64 + self.index

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> "Period":
        """Read `2021`, `2021-03`, `2021-Q1`, `2021-T1` or `2021-H1`; ValueError says what is wanted.

        Remembered: tens of thousands of rows share a few hundred periods.
        """
        match = _TEXT.fullmatch(text.strip().upper())
        if match is None:
            raise ValueError(_unreadable(text))
        year = int(match["year"])
        try:
            if match["month"]:
                return _period(PeriodKind.MONTH, year, int(match["month"]))
            if match["letter"]:
                return _period(_LETTERS[match["letter"]], year, int(match["index"]))
        except ValueError:
            raise ValueError(_unreadable(text)) from None
        return _period(PeriodKind.YEAR, year, 1)

    @classmethod
    def of(cls, kind: PeriodKind | str, day: date) -> "Period":
        """The period of this kind that the day lies in."""
        kind = PeriodKind(kind)
        return _period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)

    # ── Its days ─────────────────────────────────────────────────────────────
    @property
    def first_month(self) -> int:
        return (self.index - 1) * self.kind.months + 1

    @property
    def last_month(self) -> int:
        return self.index * self.kind.months

    @cached_property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @cached_property
    def last_day(self) -> date:
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def has_ended(self, on: date) -> bool:
        """Whether the period can be reported: from its own last day, which is when a month is closed."""
        return on >= self.last_day

    # ── Its neighbours ───────────────────────────────────────────────────────
    def shifted(self, steps: int) -> "Period":
        """So many periods of the same kind later (earlier when negative)."""
        years, index = divmod(self.index - 1 + steps, self.kind.per_year)
        return _period(self.kind, self.year + years, index + 1)

    def next(self) -> "Period":
        return self.shifted(1)

    def previous(self) -> "Period":
        return self.shifted(-1)

    def year_before(self) -> "Period":
        """The same period of the year before."""
        return Period(self.kind, self.year - 1, self.index)

    # ── What it lies in, what lies in it ─────────────────────────────────────
    def contains(self, other: "Period") -> bool:
        """Whether every day of the other lies in this one; a period contains itself."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def within(self, kind: PeriodKind | str) -> "Period":
        """The longer period of this kind that it lies in. ValueError when it straddles two (Q2, tertials)."""
        outer = Period.of(kind, self.first_day)
        if not outer.contains(self):
            raise ValueError(f"{self} does not lie within one {outer.kind.value}")
        return outer

    def parts(self, kind: PeriodKind | str) -> list["Period"]:
        """The shorter periods of this kind that fill it, in order. ValueError when they do not."""
        kind = PeriodKind(kind)
        if self.kind.months % kind.months:
            raise ValueError(f"{self} cannot be divided into {kind.value} parts")
        first = Period.of(kind, self.first_day)
        return [first.shifted(step) for step in range(self.kind.months // kind.months)]

    # ── Order and text ───────────────────────────────────────────────────────
    @cached_property
    def _order(self) -> tuple[int, int]:
        # As (last_day, −length), without making dates: whole histories are sorted by it.
        return self.year * 12 + self.last_month, -self.kind.months

    def __lt__(self, other: "Period") -> bool:
        return self._order < other._order

    def __le__(self, other: "Period") -> bool:
        return self._order <= other._order

    def __gt__(self, other: "Period") -> bool:
        return self._order > other._order

    def __ge__(self, other: "Period") -> bool:
        return self._order >= other._order

    def __str__(self) -> str:
        if self.kind is PeriodKind.YEAR:
            return str(self.year)
        if self.kind is PeriodKind.MONTH:
            return f"{self.year}-{self.index:02}"
        return f"{self.year}-{_PREFIX[self.kind]}{self.index}"


@lru_cache(maxsize=16_384)
def _period(kind: PeriodKind, year: int, index: int) -> Period:
    """Each period once, with what it has worked out about itself: histories go through the same few hundred."""
    return Period(kind, year, index)


def between(first: Period, last: Period) -> list[Period]:
    """Every period from `first` to `last`, both included; empty when `last` comes first. One kind only."""
    if first.kind is not last.kind:
        raise ValueError(f"{first} and {last} are not of the same kind")
    steps = (last.year - first.year) * first.kind.per_year + last.index - first.index
    return [first.shifted(step) for step in range(steps + 1)]


def latest_ended(kind: PeriodKind | str, on: date) -> Period:
    """The last period of this kind that can be reported on the day."""
    current = Period.of(kind, on)
    return current if current.has_ended(on) else current.previous()


def recent(on: date, kind: PeriodKind | str, count: int) -> list[Period]:
    """The latest `count` periods of a kind that have ended, newest first."""
    last = latest_ended(kind, on)
    return [last.shifted(-step) for step in range(count)]


def label(period: Period) -> str:
    """In words: "mars 2021", "januari–mars 2021", "tertial 1 2021", "första halvåret 2021", "2021"."""
    year = period.year
    if period.kind is PeriodKind.YEAR:
        return str(year)
    if period.kind is PeriodKind.MONTH:
        return f"{MONTHS[period.index]}{NBSP}{year}"
    if period.kind is PeriodKind.QUARTER:
        return f"{MONTHS[period.first_month]}–{MONTHS[period.last_month]}{NBSP}{year}"
    if period.kind is PeriodKind.TERTIAL:
        return _("tertial %(index)s %(year)s") % {"index": period.index, "year": year}
    text = _("första halvåret %(year)s") if period.index == 1 else _("andra halvåret %(year)s")
    return text % {"year": year}


def short_label(period: Period) -> str:
    """The period for an axis or a narrow column: "mar 2021", "kv 1 2021", "T1 2021", "H1 2021", "2021"."""
    if period.kind is PeriodKind.MONTH:
        return f"{MONTHS_3[period.index]}{NBSP}{period.year}"
    if period.kind is PeriodKind.QUARTER:
        return _("kv %(index)s %(year)s") % {"index": period.index, "year": period.year}
    if period.kind is PeriodKind.YEAR:
        return str(period.year)
    return f"{_PREFIX[period.kind]}{period.index}{NBSP}{period.year}"


def label_day(day: date) -> str:
    """A date in words with non-breaking spaces: "31 december 2021"."""
    return f"{day.day}{NBSP}{MONTHS[day.month]}{NBSP}{day.year}"


def days_between(start: date, end: date) -> int:
    """How many days lie from one date to the other; negative when `end` comes first."""
    return (end - start) // timedelta(days=1)


def _unreadable(text: str) -> str:
    sentence = _("”%(text)s” är ingen period. Skriv till exempel 2021, 2021-03, 2021-Q1, 2021-T1 eller 2021-H1.")
    return sentence % {"text": text.strip()[:30]}

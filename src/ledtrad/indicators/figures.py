"""What a reported figure must be, whoever brings it: a form, an import or the API."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ledtrad.core.numbers import parse_decimal
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.indicators.rules.values import Value, ValueKind, value_of

if TYPE_CHECKING:
    from datetime import date

    from ledtrad.indicators.models import Indicator

Problem = tuple[str, str]
"""(column, sentence)"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as somebody says it: a value, or numerator and denominator, perhaps with a comment."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.numerator is None and self.denominator is None

    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.value, self.numerator, self.denominator


def plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the database adds: 87.000000 → 87."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def as_value(indicator: "Indicator", figure: Figure) -> Value:
    """The figure as the rules see it."""
    return value_of(
        indicator.value_kind,
        figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        scale=Decimal(indicator.scale),
    )


def problems_with(indicator: "Indicator", figure: Figure) -> list[Problem]:
    """What is wrong with the numbers, as (column, sentence); empty when they can be stored."""
    if indicator.value_kind == ValueKind.RATIO:
        return list(_ratio_problems(indicator, figure))
    return list(_value_problems(indicator, figure))


def _value_problems(indicator: "Indicator", figure: Figure) -> Iterator[Problem]:
    if figure.numerator is not None:
        yield "numerator", _("Måttet har ingen täljare. Skriv bara värdet.")
    if figure.denominator is not None:
        yield "denominator", _("Måttet har ingen nämnare. Skriv bara värdet.")
    if figure.value is None:
        yield "value", _("Värdet saknas.")
    elif indicator.value_kind == ValueKind.MILESTONE:
        last = len(indicator.stages) or 1
        if figure.value != int(figure.value) or not 0 <= figure.value <= last:
            yield "value", _("Skriv ett steg från 0 till %(last)s.") % {"last": last}
    else:
        yield from _person_problems(indicator, "value", figure.value)


def _ratio_problems(indicator: "Indicator", figure: Figure) -> Iterator[Problem]:
    numerator, denominator = figure.numerator, figure.denominator
    if numerator is None and denominator is None:
        if figure.value is None:
            yield "numerator", _("Täljare och nämnare saknas.")
        return
    if numerator is None:
        yield "numerator", _("Täljaren saknas.")
    else:
        yield from _person_problems(indicator, "numerator", numerator)
    if denominator is None:
        yield "denominator", _("Nämnaren saknas.")
    elif denominator < 0:
        yield "denominator", _("Nämnaren kan inte vara mindre än 0.")
    else:
        yield from _person_problems(indicator, "denominator", denominator)
    if numerator is not None and denominator is not None:
        yield from _counted_twice(indicator, figure)


def _counted_twice(indicator: "Indicator", figure: Figure) -> Iterator[Problem]:
    """A share typed beside its counts must be the share that they make."""
    computed = as_value(indicator, Figure(numerator=figure.numerator, denominator=figure.denominator)).value
    if figure.value is not None and computed is not None and round(computed, 1) != round(figure.value, 1):
        yield "value", _("Värdet stämmer inte med täljare och nämnare. Lämna det tomt.")


def _person_problems(indicator: "Indicator", column: str, value: Decimal) -> Iterator[Problem]:
    if indicator.counts_persons and value < 0:
        yield column, _("Antalet kan inte vara mindre än 0.")
    elif indicator.counts_persons and value != int(value):
        yield column, _("Räkna hela personer.")


def problem_with_period(indicator: "Indicator", period: Period, today: "date") -> str:
    """Why the indicator has no figure for this period; empty when it can have one."""
    kind = PeriodKind(indicator.periodicity)
    if period.kind != kind:
        return _("Måttet rapporteras per %(kind)s. Skriv till exempel %(example)s.") % {
            "kind": kind.label,
            "example": Period.of(kind, today).previous(),
        }
    if not period.has_ended(today):
        return _("Perioden är inte slut än. %(period)s kan rapporteras från sin sista dag.") % {
            "period": label(period).capitalize()
        }
    return ""


def read_number(text: str) -> Decimal | None:
    """A number from a cell, None from an empty one. ValueError says what is wrong."""
    return parse_decimal(text) if text.strip() else None


def shown(indicator: "Indicator", figure: Any) -> str:
    """A stored or given figure as one word for the ledger and the import's preview: "87 av 223", "4"."""
    if figure.numerator is not None and figure.denominator is not None:
        return f"{plain(figure.numerator)}/{plain(figure.denominator)}"
    return "" if figure.value is None else str(plain(figure.value))

"""Indicators with figures, for tests: only what a test says matters is given by the test."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from ledtrad.core.periods import Period, PeriodKind
from ledtrad.indicators import standings
from ledtrad.indicators.models import Indicator, Observation, Reference, ReferenceValue, Target
from ledtrad.indicators.rules import AmountUnit, Side, TargetKind, ValueKind
from ledtrad.thread.rules import Kind
from tests.factories import UnitFactory


class IndicatorFactory(DjangoModelFactory[Indicator]):
    class Meta:
        model = Indicator

    kind = Kind.INDICATOR
    number = factory.Sequence(lambda n: f"I-{n + 500}")
    title = factory.Sequence(lambda n: f"Indikator nummer {n}")
    unit = factory.SubFactory(UnitFactory)
    periodicity = PeriodKind.YEAR
    value_kind = ValueKind.SUM
    unit_of_measure = "personer"
    valid_from = date(2016, 1, 1)


def reports(indicator, *units):
    """Say which units report it."""
    indicator.reporting_units.set(units)
    return indicator


def observe(indicator, period, value=None, *, unit=None, of=None, comment="", **more):
    """A figure in force: a value, or a numerator with `of` as its denominator."""
    held = Period.parse(str(period))
    numbers = (None, Decimal(value), Decimal(of)) if of is not None else (Decimal(str(value)), None, None)
    return Observation.objects.create(
        indicator=indicator,
        unit=unit or indicator.unit,
        period=held,
        period_end=held.last_day,
        value=numbers[0],
        numerator=numbers[1],
        denominator=numbers[2],
        comment=comment,
        made_by_label="Testet",
        made_at="2021-01-29T10:00:00+01:00",
        **more,
    )


def aim(indicator, period, rule=TargetKind.AT_LEAST, amount=None, *, side="", percent=False, **more):
    """A target that holds for a period."""
    return Target.objects.create(
        indicator=indicator,
        period=Period.parse(str(period)),
        rule=rule,
        amount=None if amount is None else Decimal(str(amount)),
        amount_kind=AmountUnit.PERCENT if percent else AmountUnit.UNIT,
        direction=Side(side) if side else "",
        **more,
    )


def compare(indicator, slug="riket", **values):
    """A series to compare with: `compare(i, "riket", y2020="3.9")`."""
    series = Reference.objects.create(indicator=indicator, slug=slug, label=slug.capitalize())
    for key, value in values.items():
        ReferenceValue.objects.create(reference=series, period=Period.parse(key[1:]), value=Decimal(value))
    return series


def share(number="I-014", unit=None, **more):
    """The share that goes to work or studies: 37 % in 2019, 30 % in 2020, against at least 45 %."""
    made = IndicatorFactory(
        number=number,
        title="Andel deltagare som går till arbete eller studier",
        unit=unit,
        value_kind=ValueKind.RATIO,
        unit_of_measure="procent",
        **more,
    )
    observe(made, 2019, 37)
    observe(made, 2020, 30)
    aim(made, 2020, TargetKind.AT_LEAST, 45)
    standings.recompute([made.pk])
    return made


def supported(number="I-002", unit=None, **more):
    """Supported employments: 100 as the year began, to be 100 % more at the end of 2021; 107 in February."""
    made = IndicatorFactory(
        number=number,
        title="Antal anställningar med stöd",
        unit=unit,
        value_kind=ValueKind.LAST,
        periodicity=PeriodKind.MONTH,
        unit_of_measure="anställningar",
        **more,
    )
    for period, value in (("2020-12", 100), ("2021-01", 103), ("2021-02", 107)):
        observe(made, period, value)
    aim(
        made,
        2021,
        TargetKind.CHANGE_FROM_BASELINE,
        100,
        side="up",
        percent=True,
        baseline_period=Period.parse("2020-12"),
    )
    standings.recompute([made.pk])
    return made

"""Figures about few persons: who sees them, and that nothing else gives them away."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledtrad.core.periods import Period
from ledtrad.indicators import standings
from ledtrad.indicators.models import Indicator, Standing
from ledtrad.indicators.queries import is_hidden, judged, load
from ledtrad.indicators.queries.material import Source
from ledtrad.indicators.rules import TargetKind, ValueKind, value_of
from ledtrad.organisation.access import nobody
from ledtrad.thread import readings
from tests.indicators.factories import IndicatorFactory, aim, observe, reports

YEAR = Period.parse("2020")
TODAY = date(2021, 4, 12)


@pytest.fixture
def few(world):
    made = IndicatorFactory(number="I-1", unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, 3, comment="Tre personer flyttade.")
    standings.recompute([made.pk])
    return made


def hidden(indicator, access, within=None, period=YEAR):
    return is_hidden(load([indicator])[indicator.pk], period, access, within)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("anna", True),
        ("johan", True),
        ("dag", True),
        ("eva", True),
        ("karin", True),
        ("cecilia", False),
        ("bo", False),
        ("kim", False),
        ("elsa", False),
        ("disa", False),
        ("adam", False),
        ("sven", False),
        ("nils", False),
    ],
)
def test_those_who_read_what_is_confidential_in_the_unit_see_small_groups(world, few, who, sees):
    assert hidden(few, world.person(who).access) is not sees


def test_the_responsible_function_sees_its_own(world, few):
    few.responsible = world.functions["cecilia"]
    assert not hidden(few, world.person("cecilia").access)


def test_an_indicator_that_counts_no_persons_hides_nothing(few):
    few.counts_persons = False
    assert not hidden(few, nobody())


@pytest.mark.parametrize(("value", "expected"), [(0, False), (1, True), (4, True), (5, False)])
def test_one_to_four_are_few(world, value, expected):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True)
    observe(made, 2020, value)
    assert hidden(made, nobody()) is expected


@pytest.mark.parametrize(("part", "of", "expected"), [(3, 40, True), (38, 40, True), (20, 40, False), (0, 40, False)])
def test_a_share_with_few_in_it_or_outside_it_is_hidden(world, part, of, expected):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, value_kind=ValueKind.RATIO)
    observe(made, 2020, part, of=of)
    assert hidden(made, nobody()) is expected


def test_a_unit_whose_figure_would_give_anothers_away_is_hidden_too(world):
    made = IndicatorFactory(unit=world.unit("SN"), counts_persons=True)
    units = [world.unit(n) for n in ("AFE", "1824", "SKOLA")]
    reports(made, *units)
    for unit, value in zip(units, (3, 9, 40), strict=True):
        observe(made, 2020, value, unit=unit)
    each = [hidden(made, nobody(), {u.pk}) for u in units]
    assert each == [True, True, False]
    assert not hidden(made, nobody())  # the total may be shown: two parts are unknown
    assert hidden(made, nobody(), {units[0].pk, units[2].pk})


def test_what_a_hidden_figure_says_is_said_nowhere(few):
    aim(few, 2020, TargetKind.AT_LEAST, 10)
    found = judged(Indicator.objects.select_related("unit"), YEAR, access=nobody(), on=TODAY)[few.pk]
    assert (found.shown, found.distance, found.threshold_value, found.counts) == (None, None, None, (None, None))
    assert "3" not in found.sentence


def test_a_threshold_computed_from_a_hidden_figure_hides_the_next(world):
    made = IndicatorFactory(unit=world.unit("AFE"), counts_persons=True, good_direction="down")
    observe(made, 2019, 3)
    observe(made, 2020, 12)
    aim(made, 2020, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    found = judged(Indicator.objects.select_related("unit"), YEAR, access=nobody(), on=TODAY)[made.pk]
    assert found.hidden


def test_the_standing_knows_and_readings_tell_nobody(few):
    assert Standing.objects.get(indicator=few).concerns_few
    (reading,) = readings.of([few.pk]).values()
    assert (reading.value, reading.target) == ("färre än 5", "")
    assert "3" not in reading.sentence


counts = st.lists(st.integers(0, 12), min_size=1, max_size=5)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(counts=counts)
def test_no_small_count_is_ever_shown_and_no_single_one_can_be_subtracted(counts):
    """Over any units: a small count is hidden, and beside a shown total there are never exactly one hidden."""
    indicator = Indicator(pk=1, unit_id=99, counts_persons=True, value_kind=ValueKind.SUM, periodicity="year")
    units = {n: (str(n), str(n)) for n in range(len(counts))}
    source = Source(indicator, units=units)
    source.reported = {(n, YEAR): value_of(ValueKind.SUM, Decimal(value)) for n, value in enumerate(counts)}
    gone = [is_hidden(source, YEAR, nobody(), {n}) for n in units]
    total = is_hidden(source, YEAR, nobody())
    assert all(gone[n] for n, value in enumerate(counts) if 0 < value < 5)
    if not total and len(counts) > 1:
        assert sum(gone) != 1
    assert total or not 0 < sum(counts) < 5

"""What lists show of indicators: the figures of many at once, and words when somebody reads them."""

from decimal import Decimal

import pytest

from ledtrad.indicators import standings
from ledtrad.thread import readings
from tests.indicators.factories import IndicatorFactory, aim, observe


@pytest.mark.parametrize("number", [1, 3])
def test_figures_of_many_take_one_query_and_their_words_one_more(world, django_assert_num_queries, monkeypatch, number):
    monkeypatch.setattr("ledtrad.indicators.readings.FEW", 0)
    made = [IndicatorFactory(unit=world.unit("SN")) for _ in range(number)]
    for one in made:
        observe(one, "2020", 107)
        aim(one, "2020", amount=200)
    standings.recompute()
    with django_assert_num_queries(1):
        found = readings.of([one.pk for one in made])
        assert {(r.value, str(r.status), str(r.period)) for r in found.values()} == {("107", "missed", "2020")}
    with django_assert_num_queries(1):
        assert {(r.target, r.word) for r in found.values()} == {("minst 200", "Ej uppnått")}
        assert all(r.sentence.startswith("107\N{NO-BREAK SPACE}personer 2020") for r in found.values())


@pytest.mark.parametrize("number", [1, 3])
def test_a_few_figures_take_one_query_words_and_all(world, django_assert_num_queries, number):
    made = [IndicatorFactory(unit=world.unit("SN")) for _ in range(number)]
    for one in made:
        observe(one, "2020", 107)
        aim(one, "2020", amount=200)
    standings.recompute()
    with django_assert_num_queries(1):
        found = readings.of([one.pk for one in made])
        assert {(r.value, r.target, r.word) for r in found.values()} == {("107", "minst 200", "Ej uppnått")}


def test_a_running_sum_is_shown_where_the_target_adds_up(world):
    made = IndicatorFactory(unit=world.unit("SN"), periodicity="month")
    observe(made, "2021-01", Decimal(3))
    observe(made, "2021-02", Decimal(4))
    aim(made, "2021", amount=200, accumulates=True)
    standings.recompute()
    (reading,) = readings.of([made.pk]).values()
    assert reading.value == "7"


def test_an_indicator_without_a_figure_is_a_dash(world):
    made = IndicatorFactory(unit=world.unit("SN"))
    standings.recompute()
    (reading,) = readings.of([made.pk]).values()
    assert (reading.value, reading.period, reading.target) == ("–", None, "")

"""What is waited for, from whom, and what the gap list says of it."""

from datetime import date

import pytest

from ledtrad.core.periods import PeriodKind
from ledtrad.indicators.models import Deferral, Indicator
from ledtrad.indicators.queries import awaiting_comment, concerning, missing, with_reporters
from ledtrad.indicators.rules import TargetKind
from ledtrad.thread import gaps, todo
from ledtrad.thread.snapshot import load as snapshot
from tests.indicators.factories import IndicatorFactory, aim, compare, observe, reports

TODAY = date(2021, 4, 12)


@pytest.fixture
def count(world):
    made = IndicatorFactory(
        number="I-026",
        title="Nya anställningar",
        unit=world.unit("SN"),
        responsible=world.functions["anna"],
        periodicity=PeriodKind.MONTH,
        valid_from=date(2021, 1, 1),
        good_direction="none",
        comment_required=True,
        report_days=15,
    )
    reports(made, world.unit("AFE"))
    observe(made, "2021-01", 3, unit=world.unit("AFE"), comment="Tre.")
    observe(made, "2021-02", 4, unit=world.unit("AFE"))
    return made


def waiting():
    return [(m.indicator.number, m.unit.number, str(m.period), m.due_on) for m in _missing()]


def _missing():
    return missing(with_reporters(Indicator.objects.all()), TODAY)


def test_a_closed_period_without_a_figure_is_waited_for(count):
    assert waiting() == [("I-026", "AFE", "2021-03", date(2021, 4, 15))]


def test_an_open_period_is_not(world):
    IndicatorFactory(unit=world.unit("AFE"), valid_from=date(2021, 1, 1))
    assert waiting() == []


def test_every_reporting_unit_is_asked(world, count):
    reports(count, world.unit("AFE"), world.unit("1824"))
    assert [(unit, period) for _n, unit, period, _d in waiting()] == [
        ("1824", "2021-01"),
        ("1824", "2021-02"),
        ("1824", "2021-03"),
        ("AFE", "2021-03"),
    ]


def test_what_ended_more_than_a_year_ago_is_history(world):
    made = IndicatorFactory(unit=world.unit("AFE"), periodicity=PeriodKind.HALF_YEAR, valid_from=date(2016, 1, 1))
    assert [period for _n, _u, period, _d in waiting()] == ["2020-H1", "2020-H2"]
    assert made.observations.count() == 0


def test_an_indicator_that_has_ended_is_not_chased(world):
    IndicatorFactory(unit=world.unit("AFE"), valid_to=date(2020, 1, 1))
    assert waiting() == []


def test_a_deferral_moves_the_day_and_tells_why(world, count):
    Deferral.objects.create(
        indicator=count,
        unit=world.unit("AFE"),
        period="2021-03",
        until=date(2021, 4, 25),
        reason="Systemet är nere.",
        made_by_label="Anna",
        made_at="2021-04-10T08:00:00+02:00",
    )
    (late,) = _missing()
    assert (late.due_on, late.reason) == (date(2021, 4, 25), "Systemet är nere.")


def test_the_responsible_function_is_asked_when_it_sits_in_the_unit(world, count):
    assert _missing()[0].function_id == world.functions["anna"].pk


def test_the_head_of_the_reporting_unit_is_asked_otherwise(world, count):
    reports(count, world.unit("1824"))
    assert {m.function_id for m in _missing()} == {world.functions["cecilia"].pk}


def test_the_responsible_function_is_asked_when_nobody_heads_the_unit(world, count):
    reports(count, world.unit("SN"))
    assert {m.function_id for m in _missing()} == {world.functions["anna"].pk}


def test_a_figure_without_its_comment_is_waited_for(count):
    (found,) = awaiting_comment(with_reporters(Indicator.objects.all()), TODAY)
    assert (str(found.observation.period), found.due_on) == ("2021-02", date(2021, 3, 15))


@pytest.mark.parametrize(("who", "concerned"), [("anna", True), ("cecilia", False), ("bo", False), ("elsa", False)])
def test_who_is_concerned(world, count, who, concerned):
    assert concerning(world.actor(who).access).exists() is concerned


# ── To do ────────────────────────────────────────────────────────────────────
def test_the_start_page_asks_for_figure_and_comment(world, count):
    tasks = {t.kind: t for t in todo.tasks(world.actor("anna"))}
    assert tasks["report"].title == "Rapportera nya anställningar, mars\N{NO-BREAK SPACE}2021"
    assert tasks["report"].detail == "AFE. Januari 3, februari 4."
    assert tasks["report"].url == "/rapportera/I-026/AFE/2021-03/"
    assert tasks["report"].form is not None
    assert tasks["comment"].title.startswith("Kommentera utfallet för februari")
    assert tasks["comment"].due_on == date(2021, 3, 15)


def test_nobody_else_is_asked(world, count):
    for who in ("cecilia", "johan", "elsa", "nils"):
        assert not [t for t in todo.tasks(world.actor(who)) if t.kind in ("report", "comment")]


def test_tasks_take_the_same_queries_for_one_and_for_three(world, count, django_assert_num_queries):
    from ledtrad.indicators.todo_sources import figures

    for _round in range(2):
        actor = world.actor("anna")
        with django_assert_num_queries(9):
            list(figures(actor, date(2021, 5, 12)))
        for _n in range(2):
            made = reports(
                IndicatorFactory(
                    unit=world.unit("SN"),
                    responsible=world.functions["anna"],
                    periodicity=PeriodKind.MONTH,
                    comment_required=True,
                ),
                world.unit("AFE"),
            )
            observe(made, "2021-02", 4, unit=world.unit("AFE"))


# ── Gaps ─────────────────────────────────────────────────────────────────────
def found(rule):
    seen = snapshot(day=TODAY)
    return [
        (seen.knots[g.node_id].number, g.message.replace("\N{NO-BREAK SPACE}", " ")) for g in gaps.find(seen, [rule])
    ]


def test_an_indicator_without_a_target_is_a_gap(world):
    IndicatorFactory(number="I-1", unit=world.unit("AFE"))
    aim(IndicatorFactory(number="I-2", unit=world.unit("AFE")), 2021, TargetKind.AT_LEAST, 5)
    IndicatorFactory(number="I-3", unit=world.unit("AFE"), good_direction="none")
    assert found("indicator_without_target") == [
        ("I-1", "Sätt ett mål för 2021, eller säg att indikatorn bara beskriver.")
    ]


def test_a_part_of_another_needs_no_target(world):
    whole = IndicatorFactory(number="I-1", unit=world.unit("AFE"), good_direction="none")
    IndicatorFactory(number="I-2", unit=world.unit("AFE"), part_of=whole)
    assert found("indicator_without_target") == []


def test_a_target_without_its_baseline_is_a_gap_that_says_why(world):
    made = IndicatorFactory(number="I-1", unit=world.unit("AFE"), good_direction="down")
    observe(made, 2019, 151)
    aim(made, 2021, TargetKind.CHANGE_FROM_YEAR_BEFORE, side="down")
    assert found("target_not_computable") == [("I-1", "Målet går inte att räkna ut: värdet för 2020 saknas.")]


def test_a_reference_that_is_not_published_yet_is_no_gap(world):
    made = IndicatorFactory(number="I-1", unit=world.unit("AFE"), good_direction="down")
    country = compare(made, "riket", y2020="3.9")
    aim(made, 2021, TargetKind.DIFFERENCE_FROM_REFERENCE, 1, side="down", reference=country)
    assert found("target_not_computable") == []
    observe(made, 2020, 3)
    aim(made, 2020, TargetKind.DIFFERENCE_FROM_REFERENCE, 1, side="down", reference=compare(made, "lund"))
    assert [number for number, _text in found("target_not_computable")] == ["I-1"]


def test_a_value_is_a_gap_when_the_time_to_report_has_run_out(world, count):
    assert found("value_missing") == []
    late = IndicatorFactory(number="I-1", unit=world.unit("AFE"), report_days=45)
    assert found("value_missing") == [("I-1", "AFE: rapportera värdet för 2020.")]
    observe(late, 2020, 5)
    assert found("value_missing") == []


def test_a_gap_is_told_of_what_is_missing_within_the_year_only(world, count):
    """What was reported long ago says when the indicator began, and nothing more."""
    count.valid_from = None
    count.save()
    observe(count, "2018-05", 1, unit=world.unit("AFE"))
    periods = [period for _n, _u, period, _d in waiting()]
    assert periods[0] == "2020-04"
    assert periods[-1] == "2021-03"
    assert "2021-01" not in periods

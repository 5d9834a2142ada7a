"""Three calendar months, quarters and small groups: rules of plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.core.periods import Period, PeriodKind, latest_ended
from ledtrad.delegation.rules.unexecuted import (
    MONTHS,
    Counted,
    Grant,
    Standing,
    Told,
    months_after,
    months_between,
    quarters_of,
    statistics,
    told_in,
)

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
Q1 = Period.parse("2021-Q1")


@st.composite
def grants(draw):
    decided = draw(DAYS)
    broke = draw(st.none() | st.integers(0, 400))
    since = decided + timedelta(days=broke or 0)
    ended = since + timedelta(days=draw(st.integers(0, 900)))
    how = draw(st.sampled_from(["", "executed", "lapsed"]))
    return Grant(
        decided,
        since if broke is not None else None,
        executed_on=ended if how == "executed" else None,
        lapsed_on=ended if how == "lapsed" else None,
    )


# ── Three months ─────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2021, 1, 15), date(2021, 4, 15)),
        (date(2020, 11, 30), date(2021, 2, 28)),
        (date(2019, 11, 30), date(2020, 2, 29)),
        (date(2020, 12, 31), date(2021, 3, 31)),
        (date(2021, 11, 1), date(2022, 2, 1)),
    ],
)
def test_three_calendar_months(day, after):
    assert months_after(day, MONTHS) == after


@given(DAYS, st.integers(0, 60))
def test_months_after_and_between_answer_each_other(day, months):
    later = months_after(day, months)
    assert months_between(day, later) == months
    assert months_between(day, later - timedelta(days=1)) == max(months - 1, 0)


@given(grants(), DAYS)
def test_late_is_from_the_day_three_months_later_and_until_it_ends(grant, day):
    late = grant.standing(day) == Standing.LATE
    assert late == (day >= grant.late_from and (grant.ended_on is None or day < grant.ended_on))


def test_carried_out_the_day_before_it_would_be_late_is_in_time():
    assert not Grant(date(2021, 1, 15), executed_on=date(2021, 4, 14)).was_late
    assert Grant(date(2021, 1, 15), executed_on=date(2021, 4, 15)).was_late


def test_a_break_begins_the_time_anew():
    assert Grant(date(2020, 1, 15), break_on=date(2021, 2, 1)).late_from == date(2021, 5, 1)


# ── Quarters ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("grant", "told"),
    [
        (Grant(date(2020, 12, 31)), Told.FIRST),
        (Grant(date(2021, 1, 1)), None),
        (Grant(date(2020, 9, 30)), Told.AGAIN),
        (Grant(date(2020, 9, 30), executed_on=date(2021, 1, 1)), Told.EXECUTED),
        (Grant(date(2020, 9, 30), executed_on=date(2020, 12, 31)), None),
        (Grant(date(2020, 11, 1), lapsed_on=date(2021, 3, 31)), Told.LAPSED),
        (Grant(date(2020, 11, 1), lapsed_on=date(2021, 1, 31)), None),
        (Grant(date(2020, 11, 1), executed_on=date(2021, 4, 1)), Told.FIRST),
        (Grant(date(2019, 1, 1), break_on=date(2020, 11, 1)), Told.FIRST),
    ],
)
def test_what_the_first_quarter_tells(grant, told):
    assert told_in(grant, Q1) == told


@given(grants())
def test_each_late_one_is_told_first_then_again_then_how_it_ended(grant):
    found = [told_in(grant, q) for q in quarters_of(grant, date(2035, 1, 1))]
    if not grant.was_late:
        assert found == []
    elif grant.ended_on is None:
        assert found[0] == Told.FIRST
        assert set(found[1:]) <= {Told.AGAIN}
    else:
        assert found[-1] == (Told.EXECUTED if grant.executed_on else Told.LAPSED)
        assert found[:-1] == [Told.FIRST, *[Told.AGAIN] * (len(found) - 2)][: len(found) - 1]


@given(grants(), DAYS)
def test_a_quarters_report_is_the_standing_on_its_last_day(grant, day):
    quarter = latest_ended(PeriodKind.QUARTER, day)
    told = told_in(grant, quarter)
    assert (told in (Told.FIRST, Told.AGAIN)) == (grant.standing(quarter.last_day) == Standing.LATE)


@given(grants(), st.integers(0, 900))
def test_nothing_that_happens_later_changes_a_quarter_that_has_ended(grant, days):
    """Except that what is told of as waiting was told so before it ended."""
    if grant.ended_on is not None:
        open_still = Grant(grant.decided_on, grant.break_on)
        for quarter in quarters_of(open_still, grant.ended_on):
            if quarter.last_day < grant.ended_on:
                assert told_in(grant, quarter) == told_in(open_still, quarter)


# ── Small groups ─────────────────────────────────────────────────────────────
ORDERS = {"kind": (), "time": ("3", "6", "12"), "sex": ("K", "M", "")}
COUNTED = st.builds(
    Counted,
    kind=st.sampled_from(["Boendestöd", "Kontaktperson", "Bostad", "Ledsagning"]),
    time=st.sampled_from(["3", "6", "12"]),
    sex=st.sampled_from(["K", "M", ""]),
    told=st.just("first"),
)


@given(st.lists(COUNTED, max_size=60))
def test_no_small_group_is_told_and_none_can_be_reckoned_out(rows):
    found = statistics(rows, ORDERS)
    if found.total is None:
        assert 0 < len(rows) < 5
        assert found.tables == {}
        return
    assert found.total == len(rows)
    for name, lines in found.tables.items():
        true = {line.label: sum(getattr(r, name) == line.label for r in rows) for line in lines}
        shown = [line for line in lines if line.count is not None]
        hidden = [true[line.label] for line in lines if line.count is None]
        assert all(line.count == true[line.label] and line.count >= 5 for line in shown)
        assert len(hidden) != 1 or len(lines) == 1
        assert not hidden or len(set(hidden)) > 1 or not shown
        assert sum(true.values()) == found.total


def test_groups_come_in_the_order_asked_for():
    rows = [Counted("A", time, "K", "first") for time in ("12", "3", "6") for _n in range(5)]
    assert [line.label for line in statistics(rows, ORDERS).tables["time"]] == ["3", "6", "12"]


def test_nothing_at_all_is_told_as_nothing():
    assert statistics([], ORDERS).total == 0

"""The pure rules that the control stands on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.delegation.rules import mandates
from ledtrad.delegation.rules.control import faults, key_of, kronor
from ledtrad.delegation.rules.due import due_meeting
from ledtrad.delegation.rules.mandates import FOREVER, Grant, ItemSpan, Standing
from ledtrad.delegation.rules.requirements import DEFAULT, WHITE, Requirement, fold, is_pattern, rule_set
from ledtrad.delegation.rules.series import missing_range, series_of, take_apart
from tests.delegation.reference import last_digits

JAN, FEB, MAR, APR = (date(2021, month, 1) for month in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("source_id", "series", "serial"),
    [
        ("AN 2021-00188", "AN 2021-", 188),
        ("2021/17-B", "2021/-B", 17),
        ("007", "", 7),
        ("å5ö", "åö", 5),
        ("ärende", "", None),
        ("", "", None),
        ("9" * 18, "", int("9" * 18)),
        ("9" * 19, "", None),
        ("A٣", "", None),
    ],
)
def test_a_series_is_the_id_without_its_last_digits(source_id, series, serial):
    assert series_of(source_id) == (series, serial)


@given(st.text(alphabet="A1290 -å\n٣", max_size=25))
def test_taken_apart_as_the_reference_does(source_id):
    apart = take_apart(source_id)
    assert (apart and (apart.series, apart.serial)) == last_digits(source_id)
    if apart:
        assert "".join(apart) == source_id


@pytest.mark.parametrize(
    ("before", "first", "last", "shown"),
    [
        (["AN 2021-00187"], 188, 191, "AN 2021-00188–00191"),
        (["AN 2021-00187"], 188, 188, "AN 2021-00188"),
        (["9"], 10, 11, "10–11"),
        (["2021/017-B"], 18, 19, "2021/018–019-B"),
        (["7", "007"], 8, 8, "008"),
    ],
)
def test_missing_numbers_are_written_as_their_neighbours(before, first, last, shown):
    assert missing_range(before, first, last) == shown


@pytest.mark.parametrize(
    ("decided_on", "cutoff", "due"),
    [
        (date(2021, 2, 10), 7, date(2021, 2, 17)),
        (date(2021, 2, 11), 7, date(2021, 3, 17)),
        (date(2021, 2, 17), 0, date(2021, 2, 17)),
        (date(2021, 3, 11), 7, None),
        (date.max, 7, None),
    ],
)
def test_the_first_meeting_late_enough(decided_on, cutoff, due):
    assert due_meeting(decided_on, [date(2021, 2, 17), date(2021, 3, 17)], cutoff) == due


def test_white_space_is_what_python_says():
    assert set(WHITE) == {chr(code) for code in range(0x110000) if chr(code).isspace()}
    assert fold(f"{WHITE}Bifall{WHITE}i går{WHITE}") == "Bifall i går"


def test_a_requirement_is_about_an_item_and_all_below():
    rule = Requirement("period_from", "2")
    assert [item for item in ("2", "2.1", "2.4.3", "20", "1.2", "") if rule.applies_to(item)] == ["2", "2.1", "2.4.3"]
    assert Requirement("matter").applies_to("")


def test_a_form_is_the_whole_text():
    rule = Requirement("matter", pattern=r"SN \d{4}/\d+")
    assert rule.fits(" SN  2021/7 ")
    assert not rule.fits("SN 2021/7 B")
    assert is_pattern(r"SN \d+")
    assert not is_pattern("(")


@pytest.mark.parametrize("pattern", [r"SN[- ]?\d{4}/\d+", r"(SN|KS) \d+", r"\d+\.\d+", r"[A-Z+*]{2,4} \d+", ""])
def test_forms_that_people_write(pattern):
    assert is_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|a)*b", r"(.*){3,}", r"(a)\1", ".*.*.*.*x", r"(?:\d+ )+"])
def test_forms_that_could_take_for_ever(pattern):
    assert not is_pattern(pattern)


def test_no_form_takes_time_with_a_long_text():
    assert not Requirement("decision", pattern=r".*a.*b.*c").fits("a" * 100_000)


def test_a_board_tightens_and_never_loosens():
    own = [Requirement("subject")]
    assert set(rule_set([], own)) == {*DEFAULT, *own}
    assert set(rule_set([Requirement("item")], own)) == {Requirement("item"), *own}


def item(start, stop, **fields):
    return ItemSpan("SN", "2.1", start, stop, "reported", **fields)


def test_an_items_days_end_where_its_next_begin():
    spans = [item(JAN, FOREVER, rank=("1",)), item(MAR, APR, rank=("2",)), item(MAR, FOREVER, rank=("3",))]
    assert [(one.start, one.stop, one.rank) for one in mandates.without_overlap(spans)] == [
        (JAN, MAR, ("1",)),
        (MAR, FOREVER, ("3",)),
    ]


def test_delegated_onward_only_while_the_board_allows_it():
    grant = Grant("SN", "2.1", "Enhetschef", JAN, FOREVER)
    spans = [item(JAN, FEB, onward=True), item(FEB, MAR), item(MAR, APR, onward=True)]
    assert [(one.start, one.stop) for one in mandates.delegated_onward([grant], spans)] == [(JAN, FEB), (MAR, APR)]


def test_a_substitute_decides_on_the_days_that_both_hold():
    grant = Grant("SN", "2.1", "Chef", FEB, APR)
    standing = Standing("SN", frozenset({"Chef"}), frozenset({"Vikarie"}), JAN, MAR)
    assert list(mandates.by_substitutes([grant], [standing])) == [Grant("SN", "2.1", "Vikarie", FEB, MAR)]
    elsewhere = Standing("KS", frozenset({"Chef"}), frozenset({"Vikarie"}), JAN, MAR)
    assert not list(mandates.by_substitutes([grant], [elsewhere]))


def test_keys_name_the_same_finding_over_all_runs():
    gap = {"series": "AN 2021-", "first": 188, "last": 191}
    assert key_of("gap", "Lön", "", gap) == "gap|Lön|AN 2021-|188"
    assert key_of("orphan", "Lön", "AN 1", {"meeting_on": "2021-02-17", "nth": 2}) == "orphan|Lön|AN 1|2021-02-17|2"
    assert key_of("missing", "Lön", "AN 1", {}) == "missing|Lön|AN 1"


def test_information_is_no_fault():
    assert faults({"missing": 2, "execution_reported": 5, "gap": 1}) == 3


@pytest.mark.parametrize(("amount", "said"), [("48200.00", "48 200 kr"), ("5000.50", "5 000,50 kr")])
def test_kronor_are_said_with_ore_only_when_there_are_any(amount, said):
    assert kronor(amount).replace("\N{NO-BREAK SPACE}", " ") == said

"""Who took part in which decision, and what can be noted at it: the rules alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules.attendance import Present, Remarked
from ledtrad.meetings.rules.meetings import announce_by, appeal_ends, taken_down_from

ELSA = Present("member", "Elsa Ek", "S", duty="chair")
MAX = Present("member", "Max Alm", "M", last=12, duty="adjuster")
TOVE = Present("serving", "Tove Lind", "V", serves_for="Max Alm", first=13)
PER = Present("substitute", "Per Berg", "C")
ALL = [ELSA, MAX, TOVE, PER]


def names(present):
    return [one.name for one in present]


def sentences(present):
    return [sentence for _place, _field, sentence in rules.attendance_problems(present)]


def test_who_took_part_depends_on_the_paragraph():
    assert names(rules.deciding(ALL, 12)) == ["Elsa Ek", "Max Alm"]
    assert names(rules.deciding(ALL, 13)) == ["Elsa Ek", "Tove Lind"]
    recusal = [Remarked("recusal", "elsa ek (S)")]
    assert names(rules.deciding(ALL, 13, recusal)) == ["Tove Lind"]


@pytest.mark.parametrize(("first", "last", "told"), [
    (None, None, ""), (4, None, "från § 4"), (None, 9, "till och med § 9"), (4, 9, "§§ 4–9"), (4, 4, "§ 4"),
])  # fmt: skip
def test_the_part_is_told_as_people_write_it(first, last, told):
    assert Present("member", "Elsa Ek", first=first, last=last).part.replace("\u00a0", " ") == told


def test_rows_that_go_together_have_no_problem():
    assert sentences(ALL) == []
    back = Present("substitute", "Tove Lind", last=12)
    assert sentences([*ALL, back]) == []


@pytest.mark.parametrize(("row", "told"), [
    (Present("serving", "Ina"), "för vem Ina"),
    (Present("member", "Ina", serves_for="Ulf"), "tjänstgör för någon"),
    (Present("member", "Ina", first=9, last=4), "före den första"),
    (Present("other", "Ina", duty="chair"), "är ledamöter"),
    (Present("member", "ELSA  EK (S)"), "står två gånger"),
    (Present("serving", "Ina", serves_for="elsa ek"), "är närvarande i samma"),
    (Present("serving", "Ina", serves_for="Max Alm", first=10), "är närvarande i samma"),
])  # fmt: skip
def test_what_does_not_go_together_is_told_at_its_row(row, told):
    [(place, _field, sentence)] = rules.attendance_problems([*ALL, row])
    assert place == len(ALL)
    assert told in sentence


def test_minutes_need_members_a_chair_and_an_adjuster():
    assert rules.lacking([]) == ["Skriv in vilka ledamöter och ersättare som tjänstgjorde."]
    assert len(rules.lacking([Present("member", "Ina")])) == 2
    assert rules.lacking(ALL) == []


@pytest.mark.parametrize(("remark", "told"), [
    (Remarked("reservation", "Tove Lind"), "deltog inte"),
    (Remarked("reservation", "Elsa Ek och Per Berg"), "Per Berg deltog inte"),
    (Remarked("reservation", ""), "vem"),
    (Remarked("statement", "Per Berg"), "vad protokollsanteckningen säger"),
    (Remarked("reservation", "Elsa Ek (S), Max Alm (M)"), ""),
    (Remarked("statement", "Per Berg", "Bra."), ""),
    (Remarked("recusal", "Elsa Ek"), ""),
])  # fmt: skip
def test_only_those_who_took_part_reserve_themselves(remark, told):
    said = rules.remark_problem(remark, [remark], ALL, 12)
    assert told in said
    assert bool(told) == bool(said)


def test_who_was_recused_did_not_take_part():
    remarks = [Remarked("recusal", "Max Alm (M)"), Remarked("reservation", "Max Alm")]
    assert "var jävig" in rules.remark_problem(remarks[1], remarks, ALL, 12)
    assert "var jävig" in rules.remark_problem(remarks[1], remarks, [], 12)


def test_before_anybody_is_written_in_nobody_is_denied():
    assert rules.remark_problem(Remarked("reservation", "Vem som helst"), [], [], 1) == ""


paragraphs = st.one_of(st.none(), st.integers(1, 20))
people = st.builds(Present, st.just("member"), st.sampled_from("abc"), first=paragraphs, last=paragraphs)


@given(people, people)
def test_two_rows_meet_when_a_paragraph_is_in_both(one, other):
    shared = [n for n in range(1, 41) if one.covers(n) and other.covers(n)]
    assert one.meets(other) == other.meets(one) == bool(shared)


def test_the_days_of_an_announcement():
    assert announce_by(date(2021, 3, 24)) == date(2021, 3, 26)
    assert appeal_ends(date(2021, 3, 24)) == date(2021, 4, 14)
    assert taken_down_from(date(2021, 3, 24)) == date(2021, 4, 15)
    assert appeal_ends(date(2021, 3, 12)) == date(2021, 4, 6)  # Good Friday; Easter Monday
    assert appeal_ends(None) is None

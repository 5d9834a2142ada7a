"""Numbers of paragraphs, and what follows from where a meeting stands."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ledtrad.meetings.rules import agenda as rules

numbers = st.integers(1, rules.HIGHEST)


@given(st.integers(0, 40))
def test_proposed_one_after_another_they_run_on_without_a_gap(count):
    taken: list[int] = []
    for _n in range(count):
        taken.append(rules.next_paragraph(taken))
    assert taken == list(range(1, count + 1))


@given(st.lists(st.one_of(st.none(), numbers), max_size=40))
def test_none_is_given_twice_whatever_somebody_writes(wanted):
    taken: set[int] = set()
    for number in wanted:
        chosen = rules.next_paragraph(taken) if number is None else number
        if not rules.paragraph_problem(chosen, taken):
            assert chosen not in taken
            if number is None:
                assert chosen > max(taken, default=0)
            taken.add(chosen)
        else:
            assert chosen in taken or chosen > rules.HIGHEST


@given(st.sets(st.integers(-5, rules.HIGHEST + 5)), st.integers(-5, rules.HIGHEST + 5))
def test_a_number_is_refused_when_it_is_taken_or_is_none(taken, wanted):
    assert bool(rules.paragraph_problem(wanted, taken)) == (wanted in taken or not 1 <= wanted <= rules.HIGHEST)


@given(st.sets(numbers, min_size=1))
def test_a_span_says_each_paragraph_once(paragraphs):
    told = rules.span(paragraphs).lstrip("§ ")
    read = set()
    for run in told.split(", "):
        first, _dash, last = run.partition("–")
        read |= set(range(int(first), int(last or first) + 1))
    assert read == paragraphs


def test_spans_as_people_write_them():
    assert rules.span([]) == ""
    assert rules.span([41]) == "§ 41"
    assert rules.span([43, 41, 42, 45]) == "§§ 41–43, 45"


def test_receivers_are_a_line_each_without_marks():
    assert rules.receivers("- Kommunrevisionen\r\n\r\n• Kommunstyrelsen  \n") == ["Kommunrevisionen", "Kommunstyrelsen"]


def test_an_agenda_begins_with_what_has_no_matter():
    assert rules.leading([("Upprop", True), ("Val", True), ("Budget", False), ("Övrigt", True)]) == ["Upprop", "Val"]


def stage(**values):
    given = {"held_on": date(2021, 4, 21), "today": date(2021, 4, 12), "called": False, "undecided": 2, "points": 3}
    return rules.stage(**{**given, "adjusted": False, **values})


def test_where_a_meeting_stands():
    assert stage() == "planned"
    assert stage(called=True) == "called"
    assert stage(called=True, today=date(2021, 4, 21)) == "held"
    assert stage(today=date(2021, 4, 21), undecided=0) == "decided"
    assert stage(today=date(2021, 4, 21), undecided=0, points=0) == "held"
    assert stage(adjusted=True, undecided=0) == "adjusted"


def test_what_differs_between_two_notices():
    before = [(1, "Upprop", ""), (2, "Budget", "a"), (3, "Skolan", "")]
    after = [(1, "Upprop", ""), (4, "Vården", ""), (2, "Budget", "b")]
    assert [tuple(c) for c in rules.changes(before, after)] == [
        ("new", "Vården"), ("changed", "Budget"), ("gone", "Skolan"),
    ]  # fmt: skip
    assert rules.changes(before, before) == []
    assert [c.mark for c in rules.changes(before[:2], before[1::-1])] == ["moved"]

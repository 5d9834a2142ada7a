"""Meetings in a file: days, times and announcements in and out, what stands, what is wrong, taken back."""

from datetime import date, time

import pytest
from django.urls import reverse

from ledtrad.core import clock, ledger
from ledtrad.core.imports import actions, registry
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.running import run
from ledtrad.core.refusals import Refused
from ledtrad.meetings.models import Meeting
from tests.meetings.agenda import adjusted, announced, decided, point
from tests.meetings.papers import meeting

pytestmark = pytest.mark.django_db
HEAD = "board;held_on;starts_at;place;announced_on"


def load(world, *lines, head=HEAD, who="eva"):
    file = "\n".join([head, *lines]).encode()
    return run("meetings", {None: ("sammantraden.csv", file)}, world.actor(who))


def stored():
    return list(Meeting.objects.values_list("held_on", "starts_at", "place", "announced_on"))


def undo(world):
    actions.undo(ImportBatch.objects.order_by("-pk").first(), world.actor("eva"))


def test_days_come_in_with_time_place_and_announcement_and_the_same_file_changes_nothing(world):
    lines = ("SN;2021-03-17;13.00;Kommunhuset;2021-03-25", "SN;2021-05-19;9:30;;")
    assert (load(world, *lines).new, load(world, *lines).unchanged) == (2, 2)
    assert stored() == [
        (date(2021, 3, 17), time(13, 0), "Kommunhuset", date(2021, 3, 25)),
        (date(2021, 5, 19), time(9, 30), "", None),
    ]


def test_what_is_known_is_changed_and_an_empty_cell_says_nothing(world):
    load(world, "SN;2021-03-17;13.00;Kommunhuset;")
    result = load(world, "SN;2021-03-17;;Rådhuset;2021-03-25")
    assert (result.changed, result.errors) == (1, [])
    assert stored() == [(date(2021, 3, 17), time(13, 0), "Rådhuset", date(2021, 3, 25))]
    held = Meeting.objects.get()
    told = ledger.entries().about(held).with_action("changed").get().details["changes"]
    assert told == {"place": ["Kommunhuset", "Rådhuset"], "announced_on": ["", "2021-03-25"]}
    undo(world)
    assert stored() == [(date(2021, 3, 17), time(13, 0), "Kommunhuset", None)]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("SN;2021-03-17;kl 13;;", "starts_at"),
        ("SN;2021-03-17;25.00;;", "starts_at"),
        (f"SN;2021-03-17;;{'x' * 201};", "place"),
        ("SN;2021-03-17;;;2021-03-16", "announced_on"),
        ("SN;2021-03-17;;;2021-04-13", "announced_on"),
        ("SN;2021-03-17;;;snart", "announced_on"),
        ("SN;17 mars;;;", "held_on"),
        ("BSN;2021-03-17;;;", "board"),
        ("Okänd;2021-03-17;;;", "board"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_written(world, line, field):
    with clock.at(date(2021, 4, 12)):
        result = load(world, "SN;2021-02-17;;;", line)
    assert [fault.field for fault in result.errors] == [field]
    assert stored() == []


def test_where_a_board_decided_and_what_was_announced_with_its_minutes_stand(world):
    held = meeting(world, date(2021, 4, 7))
    decided(world, point(world, held))
    result = load(world, "SN;2021-04-07;15.00;;")
    assert [fault.field for fault in result.errors] == ["starts_at"]
    adjusted(world, held)
    announced(world, held)
    with clock.at(date(2021, 5, 3)):
        assert [f.field for f in load(world, "SN;2021-04-07;;;2021-05-03").errors] == ["announced_on"]
        assert load(world, "SN;2021-04-07;;;2021-04-28").unchanged == 1


def test_what_somebody_has_changed_since_is_not_taken_back(world):
    load(world, "SN;2021-03-17;13.00;;")
    Meeting.objects.update(place="Rådhuset", version=2)
    with pytest.raises(Refused):
        undo(world)
    Meeting.objects.update(place="", version=1)
    point(world, Meeting.objects.get())
    with pytest.raises(Refused):
        undo(world)
    assert Meeting.objects.count() == 1


def test_the_workbook_of_the_list_and_the_export_are_read_in_again_as_nothing_new(world, as_person):
    load(world, "SN;2021-03-17;13.00;Kommunhuset;2021-03-25", "SN;2021-05-19;;;")
    sent = as_person("eva").get(reverse("meetings"), {"export": "xlsx"})
    result = run("meetings", {None: ("sammantraden.xlsx", sent.getvalue())}, world.actor("eva"))
    assert (result.new, result.changed, result.unchanged, result.errors) == (0, 0, 2, [])
    rows = list(registry.get("meetings").export(world.actor("eva"), "meetings"))
    again = load(world, *(";".join(str(value) for value in row.values()) for row in rows), head=";".join(rows[0]))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_planning_asks_the_same_however_many_rows(world, django_assert_num_queries):
    importer, eva = registry.get("meetings"), world.actor("eva")
    for many in (1, 3):
        given = [registry.RawRow("meetings", n, {"board": "SN", "held_on": f"2021-05-1{n}"}) for n in range(many)]
        with django_assert_num_queries(5):
            importer.plan({"meetings": given}, eva)

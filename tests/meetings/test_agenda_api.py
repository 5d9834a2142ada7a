"""Agendas over REST: read by whoever may, written in by a case system by the matter's number."""

from datetime import date

import pytest

from ledtrad.core import clock
from ledtrad.core.rest import Scope
from ledtrad.meetings.models import AgendaItem
from ledtrad.meetings.rules.attendance import Remarked
from tests.meetings.agenda import AFTER, attended, decided, point, with_paper
from tests.meetings.papers import matter, meeting, ready
from tests.meetings.test_api import diary

__all__ = ["diary"]

pytestmark = pytest.mark.django_db


def test_meetings_are_found_by_board_and_day(world, diary):
    ask = diary("elsa")
    first, second = meeting(world), meeting(world, date(2021, 5, 19), "BSN")
    assert [one["id"] for one in ask("/meetings").json()["items"]] == [second.pk, first.pk]
    assert ask("/meetings?board=SN").json()["items"][0]["held_on"] == "2021-04-21"
    assert ask("/meetings?first=2021-05-01&last=2021-05-31").json()["count"] == 1


def test_a_meeting_tells_its_agenda_decisions_and_attendance(world, diary):
    held = meeting(world)
    attended(world, held)
    item = decided(world, with_paper(world, held), paragraph=41, remarks=[Remarked("reservation", "Max Alm", "a")])
    point(world, held, title="Information")
    told = diary("elsa")(f"/meetings/{held.pk}").json()
    first, second = told["agenda"]
    assert (first["paragraph"], first["registration_number"]) == (41, item.matter.registration_number)
    assert first["remarks"] == [{"kind": "reservation", "who": "Max Alm", "text": "a"}]
    assert (first["distribution"], second["paragraph"]) == (["Kommunrevisionen"], None)
    assert told["attendance"][2]["serves_for"] == "Ulf Frost"


def test_what_one_may_not_see_is_not_on_the_agenda(world, diary):
    held = meeting(world)
    point(world, held, title="Hemlig", matter=matter(world, confidentiality="confidential"))
    point(world, held, title="Öppen")
    assert [one["title"] for one in diary("eva")(f"/meetings/{held.pk}").json()["agenda"]] == ["Hemlig", "Öppen"]
    for name in ("elsa", "kim"):
        told = diary(name)(f"/meetings/{held.pk}").json()["agenda"]
        assert [(one["title"], one["place"]) for one in told] == [("Öppen", 2)]
    assert diary("elsa")("/meetings/0").status_code == 404


def test_a_case_system_puts_a_matter_on_the_agenda_by_its_number(world, diary):
    held, made = meeting(world), matter(world)
    ask, where = diary("eva"), f"/meetings/{held.pk}/agenda"
    answer = ask(where, registration_number=made.registration_number, distribution=["Revisionen", "Kansliet"])
    assert (answer.status_code, answer.json()["title"]) == (201, made.title)
    assert (answer.json()["place"], answer.json()["distribution"]) == (1, ["Revisionen", "Kansliet"])
    paper = ready(world)
    answer = ask(where, registration_number=paper.matter.registration_number, paper=paper.pk)
    assert answer.json()["proposed_decision"] == "Socialnämnden beslutar att godkänna rapporten."
    again = ask(where, registration_number=paper.matter.registration_number, paper=paper.pk)
    assert (again.status_code, again.json()) == (200, answer.json())  # sent once more: nothing more happens
    assert ask(where, registration_number=made.registration_number, title="Ett annat beslut").status_code == 201
    assert AgendaItem.objects.count() == 3
    later = f"/meetings/{meeting(world, date(2021, 5, 19)).pk}/agenda"
    taken = ask(later, registration_number=paper.matter.registration_number, paper=paper.pk)
    assert taken.status_code == 422  # it stands on another agenda
    other = matter(world, "dag", world.unit("SN"), confidentiality="confidential")
    for wrong in (
        {"registration_number": "SN 1999/1"},
        {"registration_number": made.registration_number, "paper": paper.pk},
    ):
        assert ask(where, **wrong).status_code == 422
    assert diary("kim")(where, registration_number=other.registration_number).status_code == 422
    assert diary("elsa")(where, registration_number=made.registration_number).status_code == 403
    assert diary("eva", Scope.READ)(where, registration_number=made.registration_number).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_many(world, diary, django_assert_num_queries, rows):
    held = meeting(world)
    attended(world, held)
    for _n in range(rows):
        meeting(world, date(2021, 5, 1 + _n))
        decided(world, with_paper(world, held), remarks=[Remarked("statement", "Per Berg", "a")])
    ask = diary("eva")
    ask("/meetings")
    with clock.at(AFTER):
        ask("/meetings")
        with django_assert_num_queries(3):
            ask("/meetings")
        with django_assert_num_queries(6):
            ask(f"/meetings/{held.pk}")

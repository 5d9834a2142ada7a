"""The pages of attendance, of what is noted, adjusted and announced, each person in their own login."""

import re
from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core import clock
from ledtrad.meetings.actions import adjusting
from ledtrad.meetings.models import Attendance, Meeting
from ledtrad.meetings.rules.attendance import Present, Remarked
from tests.meetings.agenda import AFTER, PRESENT, adjusted, announced, attended, decided, point, with_paper
from tests.meetings.papers import matter, meeting
from tests.meetings.test_agenda_pages import present, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _after():
    with clock.at(AFTER):
        yield


def test_attendance_is_filled_in_on_one_page(world, as_person):
    held, eva = meeting(world), as_person("eva")
    point(world, held)
    where = reverse("meeting-attendance", args=[held.pk])
    assert "Ingen är inskriven än" in text_of(eva.get(held.get_absolute_url()))
    first = text_of(eva.get(where))
    assert "de som brukar vara med" in first
    assert 'value="Elsa"' in first
    wrong = present([*PRESENT[:2], Present("serving", "Ina"), Present("member", "", role="S")])
    answer = eva.post(where, wrong)
    assert answer.status_code == 422
    assert "Rad 3: Skriv för vem Ina tjänstgör." in text_of(answer)
    answer = eva.post(where, present() | {"rad-0-first": "0"})
    assert "Rad 1, Från §" in text_of(answer)
    assert eva.post(where, {}).status_code == 422
    assert eva.post(where, present(version=held.version, ended_at="15.40")).status_code == 302
    page = text_of(eva.get(held.get_absolute_url()))
    assert "Tove Lind" in page
    assert "för Ulf Frost" in page
    assert "Tove Lind" in text_of(as_person("elsa").get(held.get_absolute_url()))
    assert eva.post(where, present(version=held.version)).status_code == 409
    assert as_person("elsa").get(where).status_code == 403
    coming = meeting(world, date(2021, 5, 19))
    assert eva.get(reverse("meeting-attendance", args=[coming.pk])).status_code == 422


def test_attendance_that_an_adjusted_paragraph_rests_on_stands_and_what_was_sent_is_kept(world, as_person):
    held, eva = meeting(world), as_person("eva")
    item = decided(world, point(world, held))
    attended(world, held)
    adjusting.adjust_paragraph(item=item, on=AFTER, actor=world.actor("eva"), seen=None)
    where = reverse("meeting-attendance", args=[held.pk])
    answer = eva.post(where, present([*PRESENT, Present("member", "Ina Holm")]))
    assert answer.status_code == 422
    assert "står fast i närvaron" in text_of(answer)
    assert 'value="Ina Holm"' in text_of(answer)


def test_a_decision_is_written_in_with_what_was_noted(world, as_person):
    held, eva = meeting(world), as_person("eva")
    attended(world, held)
    item = point(world, held)
    where = reverse("agenda-decide", args=[held.pk, item.pk])
    sent = {
        "text": "Nämnden beslutar.", "settled": "on", "motions": "Elsa Ek (S) yrkar bifall.", "version": 1,
        "anteckning-TOTAL_FORMS": 2, "anteckning-INITIAL_FORMS": 0, "anteckning-1-kind": "reservation",
        "anteckning-1-who": "Per Berg", "anteckning-0-kind": "reservation",
    }  # fmt: skip
    answer = eva.post(where, sent)
    assert answer.status_code == 422
    assert "Rad 2: Per Berg deltog inte i beslutet" in text_of(answer)
    assert eva.post(where, {**sent, "anteckning-1-kind": "x"}).status_code == 422
    assert eva.post(where, {**sent, "anteckning-1-who": "Max Alm (M)"}).status_code == 302
    page = text_of(eva.get(held.get_absolute_url()))
    assert "Reservation</strong> Max Alm (M)" in page
    assert "yrkar bifall" in page
    assert 'value="Max Alm (M)"' in text_of(eva.get(where))


def test_a_paragraph_adjusted_and_announced_before_the_rest(world, as_person):
    held, eva = meeting(world), as_person("eva")
    attended(world, held)
    item = decided(world, point(world, held, title="Brådskande"), paragraph=41)
    decided(world, point(world, held))
    adjust, announce = (reverse(name, args=[held.pk, item.pk]) for name in ("agenda-adjust", "agenda-announce"))
    assert eva.get(announce).status_code == 422
    assert "§ 41 Brådskande" in text_of(eva.get(adjust))
    assert eva.post(adjust, {"on": "2021-04-20"}).status_code == 422
    assert eva.post(adjust, {"on": "2021-04-21", "version": item.version - 1}).status_code == 409
    assert eva.post(adjust, {"on": "2021-04-21", "version": item.version}).status_code == 302
    assert eva.get(adjust).status_code == 422
    assert eva.get(reverse("agenda-decide", args=[held.pk, item.pk])).status_code == 422
    assert "senast 23 april 2021" in text_of(eva.get(announce))
    assert eva.post(announce, {"up": "2021-04-20"}).status_code == 422
    assert eva.post(announce, {"up": "2021-04-22", "kept_at": "Kontoret"}).status_code == 302
    page = text_of(as_person("elsa").get(held.get_absolute_url()))
    assert "omedelbart justerad" in page
    assert "till och med 14 maj 2021" in page  # the day after Ascension
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = as_person("elsa").get(reverse("agenda-announcement", args=[held.pk, item.pk, format]))
        assert answer.content.startswith(start)
    assert eva.get(reverse("agenda-announcement", args=[held.pk, item.pk, "html"])).status_code == 404


def test_minutes_are_announced_when_they_are_adjusted(world, as_person):
    held, eva = meeting(world), as_person("eva")
    decided(world, point(world, held))
    attended(world, held)
    announce, file = reverse("meeting-announce", args=[held.pk]), reverse("meeting-announcement", args=[held.pk, "pdf"])
    assert (eva.get(announce).status_code, eva.get(file).status_code) == (422, 404)
    chair = Attendance.objects.get(duty="chair")
    sent = {"on": "2021-04-28", f"signed_{chair.pk}": "2021-04-20", "version": Meeting.objects.get().version}
    adjust = reverse("meeting-adjust", args=[held.pk])
    assert "Elsa Ek, ordförande, justerade" in text_of(eva.get(adjust))
    assert eva.post(adjust, sent).status_code == 422
    assert eva.post(adjust, {**sent, f"signed_{chair.pk}": "2021-04-27"}).status_code == 302
    assert 'name="announced_on"' not in text_of(eva.get(reverse("meeting-edit", args=[held.pk])))
    assert announce in text_of(eva.get(held.get_absolute_url()))
    assert eva.post(announce, {"up": "2021-04-28", "down": "2021-04-28"}).status_code == 422
    assert eva.post(announce, {"up": "2021-04-28", "version": 1}).status_code == 409
    assert eva.post(announce, {"up": "2021-04-28"}).status_code == 302
    assert as_person("elsa").get(file).content.startswith(b"%PDF")
    assert as_person("elsa").get(announce).status_code == 403


def test_what_is_noted_at_a_hidden_point_is_hidden(world, as_person):
    held = meeting(world)
    attended(world, held)
    noted = [Remarked("statement", "Per Berg", "Hemlig anteckning")]
    item = decided(world, point(world, held, matter=matter(world, confidentiality="confidential")), remarks=noted)
    assert "Hemlig anteckning" in text_of(as_person("eva").get(held.get_absolute_url()))
    for name in ("kim", "elsa", "bo"):
        assert "Hemlig" not in text_of(as_person(name).get(held.get_absolute_url()))
        for address in ("agenda-adjust", "agenda-announce"):
            assert as_person(name).get(reverse(address, args=[held.pk, item.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_held_meeting_costs_the_same_however_many(world, as_person, django_assert_num_queries, rows):
    held = meeting(world)
    attended(world, held, PRESENT + [Present("member", f"Ina {n}") for n in range(rows)])
    for _n in range(rows):
        decided(world, with_paper(world, held), remarks=[Remarked("statement", "Per Berg", "a")])
    eva = as_person("eva")
    where = [held.get_absolute_url(), reverse("meeting-attendance", args=[held.pk])]
    where.append(reverse("agenda-decide", args=[held.pk, held.agenda.first().pk]))
    for address, count in zip(where, (10, 6, 7), strict=True):
        eva.get(address)
        with django_assert_num_queries(count):
            assert eva.get(address).status_code == 200
    adjusted(world, held)
    announced(world, held)
    with django_assert_num_queries(10):
        assert re.search("Anslag, PDF", text_of(eva.get(where[0])))

"""The pages of a meeting, each person in their own login; what they cost; the calendars."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from ledtrad.core import clock
from ledtrad.meetings import agenda_todo, calendars
from ledtrad.meetings.actions import notices
from ledtrad.meetings.models import AgendaItem, Meeting, Paper
from ledtrad.meetings.pages.minutes import whole
from ledtrad.web.actions import renew_calendar_address
from tests.factories import UnitFactory
from tests.meetings.agenda import AFTER, DAY, PRESENT, adjusted, decided, point, with_paper
from tests.meetings.papers import matter, meeting, ready

pytestmark = pytest.mark.django_db


NOTHING_NOTED = {"anteckning-TOTAL_FORMS": 0, "anteckning-INITIAL_FORMS": 0}


def present(rows=PRESENT, **more):
    """What the page of attendance sends."""
    sent = {"rad-TOTAL_FORMS": len(rows), "rad-INITIAL_FORMS": 0, **more}
    for place, one in enumerate(rows):
        sent |= {f"rad-{place}-{name}": "" if value is None else value for name, value in one._asdict().items()}
    return sent


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_from_agenda_to_decisions_sent_out(world, as_person):
    eva, held = as_person("eva"), meeting(world)
    paper = ready(world, meeting=held)
    where = held.get_absolute_url()
    assert "Dagordningen är tom" in text_of(eva.get(where))
    assert eva.post(reverse("agenda-standing", args=[held.pk])).status_code == 302
    assert eva.post(reverse("agenda-new", args=[held.pk]), {"paper": paper.pk}).status_code == 302
    page = text_of(eva.get(where))
    assert "4 punkter på dagordningen" in page
    last = AgendaItem.objects.get(paper=paper)
    assert eva.post(reverse("agenda-move", args=[held.pk, last.pk]), {"do": "up"}).status_code == 302
    edit = {"held_on": DAY, "starts_at": "13:00", "place": "Stora salen", "version": held.version}
    assert eva.post(reverse("meeting-edit", args=[held.pk]), edit).status_code == 302
    notice = reverse("meeting-notice", args=[held.pk])
    asked = eva.get(notice)
    assert "Stora salen" in text_of(asked)
    version = re.search(r'name="version" value="(\d+)"', asked.content.decode())[1]
    assert eva.post(notice, {"version": version}).status_code == 302
    assert eva.post(notice, {"version": version}).status_code == 422  # nothing is changed
    elsa = as_person("elsa")
    assert "Kallelsen är skickad" in text_of(elsa.get(where))
    assert "Skriv in" not in text_of(elsa.get(where))
    with clock.at(AFTER):
        assert "4 punkter saknar beslut" in text_of(eva.get(where))
        for item in held.agenda.all():
            form = eva.get(reverse("agenda-decide", args=[held.pk, item.pk]))
            version = re.search(r'name="version" value="(\d+)"', form.content.decode())[1]
            sent = {"text": "Nämnden beslutar.", "settled": "on", "version": version, "next": "1", **NOTHING_NOTED}
            sent |= {"distribution": "Kommunrevisionen"} if item.paper_id else {}
            answer = eva.post(reverse("agenda-decide", args=[held.pk, item.pk]), sent)
            assert answer.status_code == 302
        assert Paper.objects.get(pk=paper.pk).adopted_as == "§ 3"
        assert "§§ 1–4" in text_of(eva.get(where))
        adjust = reverse("meeting-adjust", args=[held.pk])
        assert eva.post(adjust, {"on": "2021-04-20"}).status_code == 422
        assert "vilka ledamöter" in text_of(eva.post(adjust, {"on": "2021-04-26"}))
        assert eva.post(reverse("meeting-attendance", args=[held.pk]), present()).status_code == 302
        assert eva.post(adjust, {"on": "2021-04-26"}).status_code == 302
        assert "1 beslut är inte expedierat" in text_of(eva.get(where))
        assert eva.post(reverse("meeting-sent", args=[held.pk]), {"item": [last.pk, "x"]}).status_code == 302
        assert "Alla beslut är expedierade" in text_of(eva.get(where))
        assert eva.get(reverse("meeting-edit", args=[held.pk])).status_code == 200


def test_a_stale_page_loses_nothing(world, as_person):
    item = point(world)
    eva, dag = as_person("eva"), as_person("dag")
    edit = reverse("agenda-point", args=[item.meeting_id, item.pk])
    assert eva.post(edit, {"title": "Evas", "version": 1}).status_code == 302
    assert dag.post(edit, {"title": "Dags", "version": 1}).status_code == 409
    assert eva.post(edit, {"title": "", "version": 2}).status_code == 422
    remove = reverse("agenda-remove", args=[item.meeting_id, item.pk])
    assert dag.get(remove).status_code == 200
    assert dag.post(remove, {"version": 1}).status_code == 409
    assert dag.post(remove, {"version": 2}).status_code == 302
    with clock.at(AFTER):
        other = point(world, item.meeting)
        decide = reverse("agenda-decide", args=[item.meeting_id, other.pk])
        sent = {"text": "a", "settled": "on", "version": 1, **NOTHING_NOTED}
        assert eva.post(decide, sent).status_code == 302
        assert dag.post(decide, sent).status_code == 409
        assert dag.post(decide, {**sent, "version": 2, "paragraph": "0"}).status_code == 422
        undo = reverse("agenda-undo", args=[item.meeting_id, other.pk])
        assert eva.post(undo, {"version": 2}).status_code == 302
        assert eva.post(decide, {**sent, "text": "", "version": 3}).status_code == 422


def test_files_of_notice_minutes_and_extract(world, as_person):
    held = meeting(world)
    item = with_paper(world, held)
    eva, elsa = as_person("eva"), as_person("elsa")
    draft = reverse("meeting-notice-file", args=[held.pk, 0, "pdf"])
    assert eva.get(draft).content.startswith(b"%PDF")
    assert elsa.get(draft).status_code == 403
    assert elsa.get(reverse("meeting-notice-file", args=[held.pk, 1, "pdf"])).status_code == 404
    assert eva.get(reverse("meeting-minutes", args=[held.pk, "pdf"])).status_code == 404
    assert eva.get(reverse("agenda-extract", args=[held.pk, item.pk, "pdf"])).status_code == 404
    notices.send_notice(meeting=held, actor=world.actor("eva"), seen=None)
    decided(world, item)
    adjusted(world, held)
    for name, args in (
        ("meeting-notice-file", [held.pk, 1]), ("meeting-minutes", [held.pk]), ("agenda-extract", [held.pk, item.pk]),
    ):  # fmt: skip
        for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
            answer = elsa.get(reverse(name, args=[*args, format]))
            assert answer.content.startswith(start), (name, format)
        assert elsa.get(reverse(name, args=[*args, "html"])).status_code == 404


def test_a_confidential_point_is_404_to_who_may_not_see_it(world, as_person):
    held = meeting(world)
    item = point(world, held, title="Hemlig", matter=matter(world, confidentiality="confidential"))
    for name in ("kim", "elsa", "bo"):
        assert "Hemlig" not in text_of(as_person(name).get(held.get_absolute_url()))
        for address in ("agenda-point", "agenda-remove", "agenda-decide"):
            assert as_person(name).get(reverse(address, args=[held.pk, item.pk])).status_code == 404
    # Kim plans for the board, but neither sees nor marks what is not seen.
    with clock.at(AFTER):
        decided(world, item)
        adjusted(world, held)
        as_person("kim").post(reverse("meeting-sent", args=[held.pk]), {"item": item.pk})
    item.refresh_from_db()
    assert item.sent_at is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_points(world, as_person, django_assert_num_queries, rows):
    held = meeting(world)
    for _n in range(rows):
        with_paper(world, held)
        ready(world, meeting=held)
        notices.send_notice(meeting=held, actor=world.actor("eva"), seen=None)
    client = as_person("eva")
    client.get(held.get_absolute_url())
    with django_assert_num_queries(9):
        assert client.get(held.get_absolute_url()).status_code == 200
    with django_assert_num_queries(11):
        assert client.get(reverse("meeting-notice", args=[held.pk])).status_code == 200
    elsa = as_person("elsa")
    elsa.get(held.get_absolute_url())
    with django_assert_num_queries(8):
        assert elsa.get(held.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_files_and_what_waits_cost_the_same_however_many(world, django_assert_num_queries, rows):
    held = meeting(world)
    for n in range(rows):
        point(world, meeting(world, date(2021, 4, 13 + n)))
        decided(world, with_paper(world, held))
    adjusted(world, held)
    eva = world.actor("eva")
    held.refresh_from_db()
    reader = world.person("eva")
    assert reader.access
    with django_assert_num_queries(2):
        whole(held, reader)
    with django_assert_num_queries(1):
        assert len(list(agenda_todo.meetings(eva, date(2021, 5, 12)))) == rows + 2  # announce and send out


def test_calendars_say_board_time_and_place_and_no_more(world, client, as_person):
    held = meeting(world)
    Meeting.objects.filter(pk=held.pk).update(starts_at=time(13, 0), place="Stora salen")
    world.units["SN-AU"] = UnitFactory(number="SN-AU", name="SN-AU", kind="committee", parent=world.unit("SN"))
    meeting(world, date(2021, 4, 14), "SN-AU")
    meeting(world, date(2021, 4, 15), "BSN")
    meeting(world, date(2019, 4, 15))
    point(world, held, title="Hemlig rubrik")
    secret = renew_calendar_address(person=world.person("anna"), actor=world.actor("anna"))
    told = client.get(reverse("meetings-feed", args=[secret]))
    text = told.content.decode()
    assert told["Content-Type"] == calendars.TYPE
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;TZID=Europe/Stockholm:20210421T130000" in text
    assert "LOCATION:Stora salen" in text
    assert "Hemlig" not in text
    assert client.get(reverse("meetings-feed", args=["x" * 43])).status_code == 404
    assert client.get(reverse("meetings-feed", args=["x"])).status_code == 404
    own = as_person("anna").post(reverse("renew-calendar"))
    assert "/sammantraden/kalender/" in own.content.decode()
    assert client.get(reverse("meetings-feed", args=[secret])).status_code == 404
    nobody = renew_calendar_address(person=world.person("nils"), actor=world.actor("nils"))
    assert "BEGIN:VEVENT" not in client.get(reverse("meetings-feed", args=[nobody])).content.decode()


def test_what_else_is_laid_before_the_meeting(world, as_person):
    held = meeting(world)
    eva, elsa = (text_of(as_person(name).get(held.get_absolute_url())) for name in ("eva", "elsa"))
    for page in (eva, elsa):
        assert "/uppdrag/oppna/SN/?datum=2021-04-21" in page
    assert "/delegation/listor/SN/2021-04-21/ordinary/" in eva
    assert "/delegation/listor/" not in elsa  # she does not follow the board's decisions, and none is laid

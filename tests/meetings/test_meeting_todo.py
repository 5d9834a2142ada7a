"""What waits because of meetings and their papers: how long, of which paragraphs, and what may be named."""

from datetime import date, timedelta

import pytest

from ledtrad.core import clock
from ledtrad.meetings import agenda_todo
from ledtrad.meetings.actions import adjusting, minutes, notices
from ledtrad.organisation.rules import Role
from ledtrad.thread import todo
from tests.factories import FunctionFactory, HoldingFactory
from tests.meetings.agenda import AFTER, adjusted, announced, attended, decided, point
from tests.meetings.papers import matter, meeting, ready

pytestmark = pytest.mark.django_db


def waiting(world, day=AFTER, name="eva"):
    """The titles of what meetings let somebody wait for on that day."""
    with clock.at(day):
        found = [t.title for t in todo.tasks(world.actor(name)) if t.kind.startswith("meeting_")]
    return [title.replace("\u00a0", " ") for title in found]


def test_an_announcement_of_long_ago_does_not_wait_for_ever(world):
    held = meeting(world)
    decided(world, point(world, held))
    adjusted(world, held)
    announced(world, held)
    told = "Ta ned anslaget om protokollet från 21 april 2021"
    assert told in waiting(world, date(2021, 5, 20))
    # What was decided and never sent out waits still.
    assert waiting(world, AFTER + timedelta(days=91)) == ["Expediera ett beslut från 21 april 2021"]


# ── One paragraph before the rest ─────────────────────────────────────────────
def at_once(world, held, **values):
    """A paragraph that was adjusted before the rest."""
    item = decided(world, point(world, held, **values))
    with clock.at(AFTER):
        return adjusting.adjust_paragraph(item=item, on=AFTER, actor=world.actor("eva"), seen=None)


def put_up(world, item, day=AFTER, down=None):
    with clock.at(day):
        told = adjusting.Announced(up=AFTER, down=down)
        return adjusting.announce_paragraph(item=item, told=told, actor=world.actor("eva"), seen=None)


def test_a_paragraph_adjusted_before_the_rest_waits_to_be_announced_sent_out_and_taken_down(world):
    held = meeting(world)
    attended(world, held)
    item = at_once(world, held)
    rest = decided(world, point(world, held), distribution="")
    adjust = "Justera protokollet från 21 april 2021"
    announce, send = "Anslå § 1 från 21 april 2021", "Expediera § 1 från 21 april 2021"
    assert waiting(world) == [announce, send, adjust]
    for name in ("elsa", "anna", "dag", "disa"):
        assert waiting(world, name=name) == []
    put_up(world, item)
    with clock.at(AFTER):
        minutes.mark_sent(meeting=held, items=[item.pk], actor=world.actor("eva"))
    down = "Ta ned anslaget om § 1 från 21 april 2021"
    assert waiting(world) == [adjust, down]
    adjusted(world, held)
    assert rest.is_decided
    assert waiting(world) == ["Anslå protokollet från 21 april 2021", down]
    announced(world, held, down=date(2021, 5, 20), day=date(2021, 5, 20))
    assert waiting(world, date(2021, 5, 20)) == [down]
    put_up(world, item, date(2021, 5, 20), down=date(2021, 5, 20))
    assert waiting(world, date(2021, 5, 20)) == []


def test_it_waits_only_of_those_who_may_see_the_matter(world):
    held = meeting(world)
    attended(world, held)
    at_once(world, held, matter=matter(world, confidentiality="confidential"))
    also = FunctionFactory(role=Role.BOARD_SECRETARY, unit=world.unit("BSN"))
    HoldingFactory(person=world.people["kim"], function=also)
    assert "Anslå § 1 från 21 april 2021" in waiting(world)
    assert waiting(world, name="kim") == ["Justera protokollet från 21 april 2021"]


@pytest.mark.parametrize("rows", [1, 3])
def test_paragraphs_cost_the_same_however_many(world, django_assert_num_queries, rows):
    held = meeting(world)
    attended(world, held)
    for _n in range(rows):
        at_once(world, held)
    eva = world.actor("eva")
    assert eva.access
    with django_assert_num_queries(1):
        assert len(list(agenda_todo.paragraphs(eva, date(2021, 5, 12)))) == 2 * rows


# ── Members ───────────────────────────────────────────────────────────────────
def called(world, day=date(2021, 4, 21), board="SN", name="eva"):
    """A meeting whose notice has gone out."""
    held = meeting(world, day, board)
    point(world, held, name)
    return notices.send_notice(meeting=held, actor=world.actor(name), seen=None)


def test_a_member_reads_before_the_board_meets_from_the_notice_until_it_is_over(world):
    held = meeting(world)
    point(world, held)
    read = "Läs handlingarna till sammanträdet 21 april 2021"
    today = date(2021, 4, 14)
    with clock.at(today):
        assert waiting(world, today, "elsa") == []  # what is not called yet may still change
        notices.send_notice(meeting=held, actor=world.actor("eva"), seen=None)
    assert waiting(world, today, "elsa") == [read]
    assert waiting(world, date(2021, 4, 21), "elsa") == [read]
    assert waiting(world, date(2021, 4, 22), "elsa") == []
    for name in ("eva", "anna", "dag", "disa", "kim"):
        assert read not in waiting(world, today, name)


def test_a_member_of_one_board_is_not_told_to_read_for_another(world):
    HoldingFactory(
        person=world.people["eva"], function=FunctionFactory(role=Role.BOARD_SECRETARY, unit=world.unit("BSN"))
    )
    with clock.at(date(2021, 4, 14)):
        called(world, board="BSN")
    assert waiting(world, date(2021, 4, 14), "elsa") == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_a_member_is_to_read_costs_the_same_however_much(world, django_assert_num_queries, rows):
    for n in range(rows):
        called(world, date(2021, 4, 21) + timedelta(days=n))
    elsa, anna = world.actor("elsa"), world.actor("anna")
    assert elsa.access.posts
    assert anna.access.posts
    with django_assert_num_queries(1):
        assert len(list(agenda_todo.to_read(elsa, date(2021, 5, 12)))) == rows
    with django_assert_num_queries(0):
        assert not list(agenda_todo.to_read(anna, date(2021, 5, 12)))


# ── Papers ────────────────────────────────────────────────────────────────────
def test_a_letter_does_not_name_a_paper_that_is_not_adopted(world):
    found = ready(world, meeting=meeting(world))
    with clock.at(AFTER):
        [task] = [t for t in todo.tasks(world.actor("eva")) if t.kind == "paper_adopt"]
    assert "Uppföljning" in task.title
    assert task.outside == f"Skriv in {found.matter.registration_number}"

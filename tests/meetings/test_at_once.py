"""Two who write minutes of the same board at once: each paragraph is given once."""

from datetime import date

import pytest

from ledtrad.core import clock
from ledtrad.core.refusals import Stale
from ledtrad.meetings.actions import minutes, notices
from ledtrad.meetings.actions.minutes import Decision
from ledtrad.meetings.models import AgendaItem, Notice
from tests.delegation.test_at_once import second_of
from tests.meetings.agenda import AFTER, decided, point
from tests.meetings.papers import meeting

pytestmark = pytest.mark.django_db(transaction=True)


def test_paragraphs_of_two_meetings_of_a_board_are_given_one_after_the_other(world):
    first, second = point(world), point(world, meeting(world, date(2021, 4, 26)))
    done = second_of(lambda: decided(world, first), lambda: decided(world, second, "dag"))
    assert done.paragraph == 2
    assert sorted(AgendaItem.objects.values_list("paragraph", flat=True)) == [1, 2]


def test_who_decides_what_somebody_just_decided_is_told(world):
    item = point(world)

    def write(name):
        with clock.at(AFTER):
            return minutes.decide(item=item, decision=Decision(name), actor=world.actor(name), seen=1)

    assert isinstance(second_of(lambda: write("eva"), lambda: write("dag")), Stale)
    item.refresh_from_db()
    assert item.decision == "eva"


def test_a_notice_goes_out_once(world):
    held = point(world).meeting

    def send(name):
        with clock.at(date(2021, 4, 12)):
            return notices.send_notice(meeting=held, actor=world.actor(name), seen=None)

    assert isinstance(second_of(lambda: send("eva"), lambda: send("dag")), notices.SameAsSent)
    assert Notice.objects.count() == 1

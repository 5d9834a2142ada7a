"""What waits because of meetings and their papers: how long, of which paragraphs, and what may be named."""

from datetime import date, timedelta

import pytest

from ledtrad.core import clock
from ledtrad.thread import todo
from tests.meetings.agenda import AFTER, adjusted, announced, decided, point
from tests.meetings.papers import meeting

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

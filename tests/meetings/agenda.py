"""A meeting with an agenda in the small municipality, for the tests of agendas, notices and minutes."""

from datetime import date

from ledtrad.core import clock
from ledtrad.meetings.actions import agenda, minutes
from ledtrad.meetings.actions.minutes import Decision
from tests.meetings.papers import meeting, ready

DAY = date(2021, 4, 21)
AFTER = date(2021, 4, 28)


def point(world, held=None, name="eva", **values):
    """A point with a heading alone, or with what is given."""
    given = {"title": "Information", **values}
    return agenda.add_point(meeting=held or meeting(world), actor=world.actor(name), **given)


def with_paper(world, held=None, **values):
    """A point with a paper that is ready."""
    held = held or meeting(world)
    return agenda.add_point(meeting=held, actor=world.actor("eva"), paper=ready(world, meeting=held), **values)


def decided(world, item, name="eva", day=AFTER, **values):
    """Decided, a week after the meeting."""
    given = {"text": "Socialnämnden beslutar att godkänna rapporten.", "distribution": "Kommunrevisionen", **values}
    with clock.at(day):
        return minutes.decide(item=item, decision=Decision(**given), actor=world.actor(name), seen=None)


def adjusted(world, held, day=AFTER, on=AFTER):
    """The minutes adjusted."""
    with clock.at(day):
        return minutes.adjust(meeting=held, on=on, actor=world.actor("eva"), seen=None)

"""A meeting with an agenda in the small municipality, for the tests of agendas, notices and minutes."""

from datetime import date

from ledtrad.core import clock
from ledtrad.meetings.actions import adjusting, agenda, minutes
from ledtrad.meetings.actions.attendance import write_attendance
from ledtrad.meetings.actions.minutes import Decision
from ledtrad.meetings.rules.attendance import Present
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


PRESENT = [
    Present("member", "Elsa Ek", "S", duty="chair"),
    Present("member", "Max Alm", "M", duty="adjuster"),
    Present("serving", "Tove Lind", "V", serves_for="Ulf Frost"),
    Present("substitute", "Per Berg", "C"),
    Present("other", "Dag", "Förvaltningschef"),
    Present("other", "Eva", "Nämndsekreterare", duty="secretary"),
]


def attended(world, held, present=PRESENT, day=AFTER, seen=None, **values):
    """Who was there, written in."""
    with clock.at(day):
        return write_attendance(meeting=held, present=present, actor=world.actor("eva"), seen=seen, **values)


def adjusted(world, held, day=AFTER, on=AFTER, **values):
    """The minutes adjusted, with those who were there if nobody has written them in."""
    if not held.attendance.exists():
        attended(world, held, day=day)
    with clock.at(day):
        return adjusting.adjust(meeting=held, on=on, actor=world.actor("eva"), seen=None, **values)


def announced(world, held, up=AFTER, down=None, day=AFTER, seen=None):
    """The announcement put up, and perhaps taken down."""
    with clock.at(day):
        told = adjusting.Announced(up=up, down=down, kept_at="Socialkontoret, Björkvalla")
        return adjusting.announce(meeting=held, told=told, actor=world.actor("eva"), seen=seen)

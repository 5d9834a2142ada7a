"""Meetings as a calendar that other systems read: board, time and place, and nothing of what is on the agenda."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from ledtrad.core import clock
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import the_municipality

TYPE = "text/calendar; charset=utf-8"
LENGTH = timedelta(hours=3)
"""How long a meeting with a time is set down for: nobody knows before it is over."""


def made_of(meetings: Iterable[Meeting]) -> bytes:
    """The meetings as iCalendar; one with a time stands at it, one without takes the day. `meetings` with their board.

    One query, for the municipality.
    """
    made, municipality = Calendar(), the_municipality()
    made.add("prodid", "-//Ledtråd//SV")
    made.add("version", "2.0")
    made.add("x-wr-calname", _("Sammanträden"))
    home = municipality.code if municipality else "ledtrad"
    for meeting in meetings:
        made.add_component(_event(meeting, home))
    return bytes(made.to_ical())


def _event(meeting: Meeting, home: str) -> Event:
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{home}")
    event.add("dtstamp", clock.now())
    event.add("sequence", meeting.version)
    if meeting.starts_at is None:
        event.add("dtstart", meeting.held_on)
        event.add("dtend", meeting.held_on + timedelta(days=1))
    else:
        starts = datetime.combine(meeting.held_on, meeting.starts_at, clock.STOCKHOLM)
        event.add("dtstart", starts)
        event.add("dtend", starts + LENGTH)
    event.add("summary", _("Sammanträde, %(board)s") % {"board": meeting.board.name})
    if meeting.place:
        event.add("location", meeting.place)
    event.add("url", settings.LEDTRAD_URL + meeting.get_absolute_url())
    return event

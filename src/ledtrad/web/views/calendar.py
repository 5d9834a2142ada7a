"""A person's due dates as a calendar feed. The address holds a secret that the person can renew or close.

Calendars are kept in other systems and shared with colleagues, so the feed says what is open and no more; what
it leads to asks for login.
"""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from ledtrad.core.secret import SHORTEST, fingerprint
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User
from ledtrad.thread import todo

AHEAD = timedelta(days=180)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Everything with a day that waits for the person in the coming half-year. 404 for a token that is not in use."""
    known = User.objects.filter(calendar_sha256=fingerprint(token), is_active=True)
    person = known.first() if len(token) >= SHORTEST else None
    if person is None:
        raise Http404
    actor = actor_for(person)
    calendar = Calendar()
    calendar.add("prodid", "-//Ledtråd//ledtrad//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Ledtråd")
    with translation.override(person.language):
        for task in todo.tasks(actor, until=actor.today + AHEAD):
            if task.due_on is None:
                continue
            event = Event()
            event.add("uid", f"{task.key}@ledtrad")
            event.add("dtstamp", timezone.now())
            event.add("dtstart", task.due_on)
            event.add("dtend", task.due_on + timedelta(days=1))
            event.add("summary", task.outside)
            event.add("url", settings.LEDTRAD_URL + task.url)
            calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")

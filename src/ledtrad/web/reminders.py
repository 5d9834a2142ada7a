"""Reminders: one letter a week, and short ones 14 and 3 days before and 1 day after a due date. No case data in mail.

Every letter says how many things wait and links to the page where they are done; the first link of a figure
goes straight to its form, so that a unit manager answers from the phone. Of some tasks it is said once that they
are late: in the first weekly letter, or on the first day for whoever has chosen none.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledtrad.activities import actions as activities
from ledtrad.core import mail, schedule
from ledtrad.core.outbox import OutboxMail
from ledtrad.organisation.actors import actor_for
from ledtrad.organisation.models import User
from ledtrad.thread import todo
from ledtrad.thread.models import LateTold
from ledtrad.thread.todo import Task
from ledtrad.web.words import nice_date

#: Days before (positive) and after (negative) the due date on which a reminder of its own is sent.
MOMENTS = (14, 3, -1)
MOST_LISTED = 12


def register() -> None:
    """Called when the app is ready."""
    schedule.register("web.reminders", send_all)
    schedule.register("activities.standing", lambda _today: activities.refresh())


def send_all(today: date) -> int:
    """Queue today's letters for everybody who has an address and something to do; returns how many."""
    people = User.objects.filter(is_active=True, holdings__isnull=False).exclude(email="").distinct()
    return sum(_send(person, today) for person in people)


def _send(person: User, today: date) -> bool:
    tasks = todo.tasks(actor_for(person))
    weekly = person.wants_digest and today.weekday() == person.digest_day
    late_once = [t for t in tasks if t.late_told_once and t.days_late(today) > 0]
    others = [t for t in tasks if t not in late_once]
    key = f"{'digest' if weekly else 'reminder'}:{person.pk}:{today.isoformat()}"
    news = _not_told(person, late_once, key, today) if weekly or not person.wants_digest else []
    chosen = [*news, *(others if weekly else due_for_reminder(others, today))]
    if not chosen:
        return False
    with translation.override(person.language):
        mail.queue(person.email, subject(chosen), body(person, chosen), key)
    return True


def _not_told(person: User, late: list[Task], key: str, today: date) -> list[Task]:
    """Those that no letter to this person has said are late; from now on the one with this key has.

    None if that letter is written already. Three queries at most.
    """
    if not late or OutboxMail.objects.filter(key=key).exists():
        return []
    told = set(LateTold.objects.filter(person=person, key__in=[t.key for t in late]).values_list("key", flat=True))
    news = [t for t in late if t.key not in told]
    LateTold.objects.bulk_create(LateTold(person=person, key=t.key, told_on=today) for t in news)
    return news


def due_for_reminder(tasks: Iterable[Task], today: date) -> list[Task]:
    """The tasks whose day is 14 or 3 days ahead, or was yesterday."""
    return [t for t in tasks if t.due_on is not None and (t.due_on - today).days in MOMENTS]


def subject(tasks: list[Task]) -> str:
    """How many things wait; nothing about what they are."""
    return ngettext("Ledtråd: %(n)s sak väntar på dig", "Ledtråd: %(n)s saker väntar på dig", len(tasks)) % {
        "n": len(tasks)
    }


def body(person: User, tasks: list[Task]) -> str:
    """The letter: each task with its day and its link."""
    lines = [_("Hej %(name)s!") % {"name": person.get_short_name()}, ""]
    for task in tasks[:MOST_LISTED]:
        day = _("senast %(day)s") % {"day": nice_date(task.due_on)} if task.due_on else ""
        lines += [f"{task.outside}{', ' + day if day else ''}", settings.LEDTRAD_URL + task.url, ""]
    if len(tasks) > MOST_LISTED:
        lines += [_("och %(n)s till.") % {"n": len(tasks) - MOST_LISTED}, ""]
    lines += [
        _("Allt som väntar: %(url)s") % {"url": settings.LEDTRAD_URL + reverse("todo")},
        _("Ändra eller stäng av påminnelserna: %(url)s") % {"url": settings.LEDTRAD_URL + reverse("settings")},
    ]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")

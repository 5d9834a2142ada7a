"""Activities among what waits for a person. Upper packages say here which of them nobody has decided on yet."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ledtrad.activities.models import SETTLED, Activity
from ledtrad.activities.queries.activities import with_origin
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access, user_behind
from ledtrad.thread import todo
from ledtrad.thread.todo import Task

_undecided: dict[str, Callable[[], QuerySet[Any, Any]]] = {}


def register() -> None:
    """Called when the app is ready."""
    todo.register("activity", to_do)


def register_undecided(name: str, keys: Callable[[], QuerySet[Any, Any]]) -> None:
    """Add the keys of activities that are only proposed: they wait for nobody until what proposes them is adopted."""
    _undecided[name] = keys


def to_do(actor: Actor, until: date) -> Iterator[Task]:
    """Activities that this person's functions answer for and that are due by then, with what asked for them. One query.

    They wait until they are done or dropped; what is put off is given a new day, with why.
    """
    functions = access(actor).functions
    if not functions:
        return
    person = user_behind(actor)
    mine = Activity.objects.visible_to(person).filter(responsible__in=functions, due_on__lte=until)
    mine = mine.exclude(state__in=SETTLED)
    for keys in _undecided.values():
        mine = mine.exclude(pk__in=keys())
    rows: QuerySet[Any] = with_origin(mine, person)
    for activity in rows:
        origin = _("Kommer från %(origin)s") % {"origin": activity.origin} if activity.origin else activity.number
        yield Task(
            due_on=activity.due_on,
            title=activity.title,
            detail=origin,
            url=activity.get_absolute_url(),
            button=_("Öppna"),
            kind="activity",
            key=f"activity:{activity.number}",
            number=activity.number,
            is_open=activity.is_open,
            function_id=activity.responsible_id,
        )

"""What waits for a person: a registry of sources, each of which knows one sort of task.

A package registers its source in `AppConfig.ready()`. The start page, the digest by mail and the calendar
all read `tasks`, so that they never say different things.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledtrad.core.actors import Actor

HORIZON = timedelta(days=30)


@dataclass(frozen=True)
class Task:
    """One thing to do. Sorted by day; without a day it comes last."""

    due_on: date | None
    title: str
    detail: str
    url: str
    button: str  # the verb on the button: "Rapportera"
    kind: str  # which source it comes from
    key: str  # stable over time, for calendar and mail: "report:I-014:SN-AFE:2021-03"
    number: str  # of what it is about
    is_open: bool  # what it is about may be named to anybody
    function_id: int | None = None
    late_told_once: bool = False  # letters say once, and no more, that it is late
    form: Any = field(default=None, compare=False)  # a small form that can be answered in place
    form_template: str = ""

    @property
    def outside(self) -> str:
        """What may be said in a letter or in somebody's calendar: the title of what is open, else a number alone."""
        return self.title if self.is_open else f"{self.button} {self.number}"

    def days_late(self, today: date) -> int:
        """How many days past the due day; zero or less when it is not late."""
        return (today - self.due_on).days if self.due_on is not None else 0


Source = Callable[[Actor, date], Iterable[Task]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source. It gets the actor and the last day of the horizon, and asks a fixed number of queries."""
    _sources[name] = source


def tasks(actor: Actor, *, until: date | None = None) -> list[Task]:
    """Everything that waits for this person until that day (30 days ahead if not given), most urgent first."""
    horizon = until or actor.today + HORIZON
    found = [task for source in _sources.values() for task in source(actor, horizon)]
    return sorted(found, key=lambda t: (t.due_on or date.max, t.title, t.key))

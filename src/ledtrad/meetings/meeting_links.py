"""What else is laid before a meeting, made by other packages: lists of delegated decisions, open assignments.

They register in `AppConfig.ready()`. A source is asked with the meeting and the person who reads, and answers with
links that this person can open.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import User


class MeetingLink(NamedTuple):
    """A page that belongs to the meeting, and a word on how it stands."""

    text: str
    url: str
    note: str = ""


Source = Callable[[Meeting, User], Iterable[MeetingLink]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source. It makes a fixed number of queries."""
    _sources[name] = source


def of(meeting: Meeting, reader: User) -> list[MeetingLink]:
    """Everything that belongs to the meeting and that the person can open."""
    return [link for source in _sources.values() for link in source(meeting, reader)]

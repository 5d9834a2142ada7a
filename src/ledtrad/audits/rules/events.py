"""What happened, one thing after the other. No database, no request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Source(StrEnum):
    """Where an event is known from."""

    AUDIT = "audit"
    PAPER = "paper"
    ACTIVITY = "activity"
    EVIDENCE = "evidence"
    JUDGEMENT = "judgement"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Event:
    """One thing that happened: when, what, by whom where that is known; `url` leads to it."""

    on: date
    source: Source
    what: str
    detail: str = ""
    by: str = ""
    url: str = ""


def in_order(events: Iterable[Event]) -> list[Event]:
    """Oldest first; on one day in the order that they are given. What is told twice is told once."""
    return sorted(dict.fromkeys(events), key=lambda event: event.on)

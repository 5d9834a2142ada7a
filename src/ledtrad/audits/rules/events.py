"""What happened, one thing after the other. No database, no request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """Where an event is known from."""

    AUDIT = "audit", _("Granskning")
    PAPER = "paper", _("Handling")
    ACTIVITY = "activity", _("Aktivitet")
    EVIDENCE = "evidence", _("Bevis")
    JUDGEMENT = "judgement", _("Bedömning")
    ASSESSMENT = "assessment", _("Lägesbedömning")


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

"""What the notice and the minutes of a meeting begin with."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import FORMAT, Block, Document, text_of
from ledtrad.core.periods import label_day
from ledtrad.meetings.models import Meeting, Paper
from ledtrad.organisation.models import the_municipality

Head = dict[str, Any]
Point = dict[str, Any]


def label_time(at: time | None) -> str:
    """The time as people write it: 13.00."""
    return f"{at:%H.%M}" if at is not None else MISSING


def head_of(meeting: Meeting) -> Head:
    """Which board, when and where. One query, for the municipality."""
    municipality = the_municipality()
    return {
        "municipality": municipality.name if municipality else "",
        "contact": municipality.contact_email if municipality else "",
        **when_and_where(meeting),
    }


def when_and_where(meeting: Meeting) -> Head:
    """The head but for the municipality. No query."""
    return {
        "board": meeting.board.name,
        "held_on": meeting.held_on.isoformat(),
        "time": label_time(meeting.starts_at),
        "place": meeting.place or MISSING,
    }


def day_of(head: Head) -> str:
    """The day in words."""
    return label_day(date.fromisoformat(head["held_on"]))


def facts_of(head: Head) -> list[list[str]]:
    """Day, time and place."""
    weekday = date_format(date.fromisoformat(head["held_on"]), "l").lower()
    return [[_("Dag"), f"{weekday} {day_of(head)}"], [_("Klockan"), head["time"]], [_("Plats"), head["place"]]]


def paper_document(
    head: Head,
    *,
    kind_label: str,
    title: str,
    facts: Sequence[Sequence[str]],
    sections: Sequence[Block],
    told_on: date,
    is_draft: bool,
) -> Document:
    """A paper of the board, with its day in the footer."""
    return {
        "format": FORMAT,
        "lang": settings.LANGUAGE_CODE,
        "is_draft": is_draft,
        "number": "",
        "kind_label": kind_label,
        "title": title,
        "board": head["board"],
        "municipality": head["municipality"],
        "period": head["held_on"],
        "period_label": day_of(head),
        "cut_off": told_on.isoformat(),
        "cut_off_label": label_day(told_on),
        "scope": f"{head['board']}, {day_of(head)}",
        "facts": [list(fact) for fact in facts],
        "sections": list(sections),
        "charts": {},
        "signatures": [],
    }


def said(paper: Paper, slug: str) -> str:
    """What a paper that stands still says in a section, as text that can be edited."""
    content = paper.content or {}
    found = [*content.get("sections", []), *content.get("tail", [])]
    blocks: list[Block] = next((section["blocks"] for section in found if section.get("slug") == slug), [])
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> list[str]:
    if block["kind"] == "paragraph":
        return [text_of(block["runs"])]
    if block["kind"] == "bullets":
        return [f"- {text_of(item)}" for item in block["items"]]
    return []

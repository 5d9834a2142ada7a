"""The minutes: what was decided, paragraph by paragraph, whole and as extracts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core.papers.blocks import FORMAT, Block, Document, heading, note, paragraph, plain
from ledtrad.core.periods import label_day
from ledtrad.meetings.actions.templates import chosen
from ledtrad.meetings.content import department, written_blocks
from ledtrad.meetings.models import AgendaItem, Meeting
from ledtrad.meetings.protocol.common import Point, day_of, facts_of, head_of, paper_document
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.rules.builtin import DISTRIBUTION, Part
from ledtrad.meetings.words import PaperKind

Content = dict[str, Any]


def content_of(meeting: Meeting, items: Sequence[AgendaItem]) -> Content:
    """All that the minutes say, as plain data: kept when they are adjusted. `items` with matter, its function, paper.

    Four queries.
    """
    parts = chosen(PaperKind.EXTRACT, meeting.board)
    head = {**head_of(meeting), "department": department(meeting.board)}
    adjusted = meeting.adjusted_on.isoformat() if meeting.adjusted_on else ""
    points = [_point(place, item) for place, item in enumerate(items, 1)]
    return {"head": head, "adjusted_on": adjusted, "parts": [list(part) for part in parts], "points": points}


def _point(place: int, item: AgendaItem) -> Point:
    matter = item.matter
    return {
        "item": item.pk,
        "place": place,
        "matter": item.matter_id,
        "paragraph": item.paragraph,
        "title": item.title,
        "number": matter.registration_number if matter else "",
        "handler": matter.responsible.title if matter and matter.responsible else "",
        "texts": {
            "decision": item.decision,
            "matter": item.background,
            "basis": item.basis,
            DISTRIBUTION: "\n".join(rules.receivers(item.distribution)),
        },
    }


def minutes_document(content: Content, points: Sequence[Point], today: date) -> Document:
    """The whole minutes, of the points that the reader may see. No query."""
    adjusted_on = content["adjusted_on"]
    head = content["head"]
    with translation.override(settings.LANGUAGE_CODE):
        facts = [*facts_of(head), [_("Paragrafer"), rules.span(p["paragraph"] for p in points if p["paragraph"])]]
        facts.append([_("Justerat"), _adjusted(content)])
        return paper_document(
            head,
            kind_label=_("Protokoll"),
            title=_("Protokoll %(day)s") % {"day": day_of(head)},
            facts=facts,
            sections=[_section(point, _parts(content)) for point in points],
            told_on=date.fromisoformat(adjusted_on) if adjusted_on else today,
            is_draft=not adjusted_on,
        )


def _adjusted(content: Content) -> str:
    return label_day(date.fromisoformat(content["adjusted_on"])) if content["adjusted_on"] else _("Inte justerat")


def _parts(content: Content) -> list[Part]:
    return [Part(*part) for part in content["parts"]]


def _heading(point: Point) -> str:
    return f"§ {point['paragraph']} {point['title']}" if point["paragraph"] else point["title"]


def _section(point: Point, parts: Sequence[Part]) -> Block:
    """A paragraph of the minutes: what is written, under the headings that an extract has."""
    blocks: list[Block] = [note(_("Diarienummer %(number)s") % {"number": point["number"]})] if point["number"] else []
    for part in parts:
        if written := written_blocks(part.slug, point["texts"].get(part.slug, "")):
            blocks += [heading(3, part.heading), *_below(written)]
    if not point["paragraph"]:
        blocks.append(paragraph(plain(_("Beslutet är inte inskrivet."))))
    return {"id": None, "kind": "minutes", "heading": _heading(point), "blocks": blocks or [note(_("Inget beslut."))]}


def _below(blocks: Sequence[Block]) -> list[Block]:
    """The same text one level further in, where it stands under a heading of its own."""
    return [{**b, "level": b["level"] + 1} if b["kind"] == "heading" else b for b in blocks]


def extract_document(content: Content, point: Point) -> Document:
    """One paragraph, as it goes out to those whom the decision concerns. No query."""
    head = content["head"]
    with translation.override(settings.LANGUAGE_CODE):
        told = [
            {"id": None, "slug": p.slug, "heading": p.heading, "blocks": written_blocks(p.slug, point["texts"][p.slug])}
            for p in _parts(content)
            if point["texts"].get(p.slug, "").strip()
        ]
        told = told or [{"id": None, "slug": "decision", "heading": _("Beslut"), "blocks": [note(_("Inget beslut."))]}]
        return {
            "format": FORMAT,
            "layout": "letter",
            "lang": settings.LANGUAGE_CODE,
            "is_draft": not content["adjusted_on"],
            "kind": str(PaperKind.EXTRACT),
            "kind_label": str(PaperKind.EXTRACT.label),
            "number": point["number"],
            "title": _heading(point),
            "board": head["board"],
            "department": head["department"],
            "municipality": head["municipality"],
            "contact": head["contact"],
            "dated": head["held_on"],
            "dated_label": head["held_on"],
            "handler": {"name": point["handler"], "title": ""},
            "addressee": _("%(board)s, sammanträdet %(day)s. Justerat: %(adjusted)s")
            % {"board": head["board"], "day": day_of(head), "adjusted": _adjusted(content).lower()},
            "scope": "",
            "charts": {},
            "sections": [s for s in told if s["slug"] != DISTRIBUTION],
            "tail": [s for s in told if s["slug"] == DISTRIBUTION],
            "signatures": [],
        }

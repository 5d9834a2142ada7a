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
from ledtrad.meetings.models import AgendaItem, Attendance, Meeting
from ledtrad.meetings.protocol import noted
from ledtrad.meetings.protocol.common import Point, day_of, facts_of, head_of, label_time, paper_document
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.rules.builtin import DISTRIBUTION, Part
from ledtrad.meetings.words import PaperKind

Content = dict[str, Any]


def content_of(meeting: Meeting, items: Sequence[AgendaItem], present: Sequence[Attendance]) -> Content:
    """All that the minutes say, as plain data: kept when they are adjusted. A paragraph that was adjusted before the
    rest says what it said then. `items` as `queries.agenda.minuted_agenda` gives them.

    Four queries.
    """
    adjusted = meeting.adjusted_on.isoformat() if meeting.adjusted_on else ""
    points = [_kept_or_now(place, item) for place, item in enumerate(items, 1)]
    return {**_around(meeting, present), "adjusted_on": adjusted, "points": points}


def paragraph_content(item: AgendaItem, items: Sequence[AgendaItem], present: Sequence[Attendance]) -> Content:
    """The same of one paragraph, kept when it is adjusted before the rest; `items` are all of the meeting."""
    found = next((place, row) for place, row in enumerate(items, 1) if row.pk == item.pk)
    adjusted = item.adjusted_on.isoformat() if item.adjusted_on else ""
    return {**_around(item.meeting, present), "adjusted_on": adjusted, "points": [_point(*found)]}


def _around(meeting: Meeting, present: Sequence[Attendance]) -> Content:
    head = {**head_of(meeting), "department": department(meeting.board)}
    if meeting.ended_at is not None:
        head["time"] = f"{head['time']}–{label_time(meeting.ended_at)}"
    parts = chosen(PaperKind.EXTRACT, meeting.board)
    return {"head": head, "parts": [list(part) for part in parts], "present": noted.rows_of(present)}


def _kept_or_now(place: int, item: AgendaItem) -> Point:
    kept = getattr(item, "kept", None)
    return {**kept.content["points"][0], "place": place} if kept is not None else _point(place, item)


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
        "adjusted_on": item.adjusted_on.isoformat() if item.adjusted_on else "",
        "remarks": [list(remark.told) for remark in item.remarks.all()],
        "texts": {
            "decision": item.decision,
            "matter": item.background,
            "basis": item.basis,
            "motions": item.motions,
            "procedure": item.procedure,
            DISTRIBUTION: "\n".join(rules.receivers(item.distribution)),
        },
    }


def minutes_document(content: Content, points: Sequence[Point], today: date, announced: Block | None) -> Document:
    """The whole minutes, of the points that the reader may see, and the announcement if there is one. No query."""
    adjusted_on, head, present = content["adjusted_on"], content["head"], content.get("present", [])
    with translation.override(settings.LANGUAGE_CODE):
        facts = [*facts_of(head), [_("Paragrafer"), rules.span(p["paragraph"] for p in points if p["paragraph"])]]
        facts += [*noted.duty_facts(present), [_("Justerat"), _adjusted(content)]]
        around = noted.attendance_section(present), noted.signing_section(present, is_draft=not adjusted_on), announced
        sections = [around[0], *(_section(point, _parts(content)) for point in points), *around[1:]]
        return paper_document(
            head,
            kind_label=_("Protokoll"),
            title=_("Protokoll %(day)s") % {"day": day_of(head)},
            facts=facts,
            sections=[section for section in sections if section is not None],
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
    """A paragraph of the minutes: what is written, under the headings that an extract has, and what was noted."""
    blocks: list[Block] = [note(_("Diarienummer %(number)s") % {"number": point["number"]})] if point["number"] else []
    if point.get("adjusted_on"):
        blocks.append(note(_at_once(point)))
    remarks = noted.remarks_of(point)
    blocks += _below(noted.recusal_blocks(remarks))
    for part in (part for part in parts if part.slug != DISTRIBUTION):
        blocks += _part(part, point)
        if part.slug == "decision":
            blocks += _below(noted.noted_blocks(remarks))
    blocks += _below(noted.process_blocks(point))
    for part in (part for part in parts if part.slug == DISTRIBUTION):
        blocks += _part(part, point)
    if not point["paragraph"]:
        blocks.append(paragraph(plain(_("Beslutet är inte inskrivet."))))
    return {"id": None, "kind": "minutes", "heading": _heading(point), "blocks": blocks or [note(_("Inget beslut."))]}


def _part(part: Part, point: Point) -> list[Block]:
    written = written_blocks(part.slug, point["texts"].get(part.slug, ""))
    return [heading(3, part.heading), *_below(written)] if written else []


def _at_once(point: Point) -> str:
    day = label_day(date.fromisoformat(point["adjusted_on"]))
    return _("Paragrafen justerades omedelbart, %(day)s.") % {"day": day}


def _below(blocks: Sequence[Block]) -> list[Block]:
    """The same text one level further in, where it stands under a heading of its own; ours have no line."""
    written = [b["kind"] == "heading" and b["line"] is not None for b in blocks]
    return [{**b, "level": b["level"] + 1} if deeper else b for b, deeper in zip(blocks, written, strict=True)]


def extract_document(content: Content, point: Point, announced: Block | None) -> Document:
    """One paragraph, as it goes out to those whom the decision concerns. No query."""
    head = content["head"]
    with translation.override(settings.LANGUAGE_CODE):
        told = _extracted(content, point)
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
            "sections": [s for s in told if s["slug"] != DISTRIBUTION] + ([announced] if announced else []),
            "tail": [s for s in told if s["slug"] == DISTRIBUTION],
            "signatures": [],
        }


def _extracted(content: Content, point: Point) -> list[Block]:
    """The sections of an extract: the parts that it has, and what was noted, each under its own heading."""
    remarks = noted.remarks_of(point)
    found = _sections(noted.recusal_blocks(remarks))
    for part in _parts(content):
        if point["texts"].get(part.slug, "").strip():
            blocks = written_blocks(part.slug, point["texts"][part.slug])
            found.append({"id": None, "slug": part.slug, "heading": part.heading, "blocks": blocks})
        if part.slug == "decision":
            found += _sections(noted.noted_blocks(remarks))
    found = found or [{"id": None, "slug": "decision", "heading": _("Beslut"), "blocks": [note(_("Inget beslut."))]}]
    return found + _sections(noted.process_blocks(point) + noted.deciding_blocks(content.get("present", []), point))


def _sections(blocks: Sequence[Block]) -> list[Block]:
    """What was noted, where each heading begins a section of its own. Headings that somebody wrote stand below."""
    found: list[Block] = []
    for block in blocks:
        if block["kind"] == "heading" and block["line"] is None:
            found.append({"id": None, "slug": "noted", "heading": block["text"], "blocks": []})
        else:
            found[-1]["blocks"].append(block)
    return found

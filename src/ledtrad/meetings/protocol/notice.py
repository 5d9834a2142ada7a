"""The notice ("kallelse"): when, where, and what the board is to take up."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core.numbers import MISSING
from ledtrad.core.papers.blocks import Block, Document, cell, column, heading, note, paragraph, plain, table
from ledtrad.meetings.content import written_blocks
from ledtrad.meetings.models import AgendaItem
from ledtrad.meetings.protocol.common import Head, Point, day_of, facts_of, paper_document
from ledtrad.meetings.rules import agenda as rules


def points_of(items: Sequence[AgendaItem]) -> list[Point]:
    """What the notice tells of each point, in the municipality's language whoever looks: two notices are the same when
    these are. `items` with matter and paper; no query."""
    with translation.override(settings.LANGUAGE_CODE):
        return [_point(place, item) for place, item in enumerate(items, 1)]


def _point(place: int, item: AgendaItem) -> Point:
    return {
        "item": item.pk,
        "place": place,
        "matter": item.matter_id,
        "title": item.title,
        "number": item.matter.registration_number if item.matter else "",
        "paper": str(item.paper.get_kind_display()) if item.paper else "",
        "proposed": item.proposed_decision,
    }


def compared(before: Sequence[Point], after: Sequence[Point]) -> list[rules.Change]:
    """What differs between two notices, point by point."""
    return rules.changes(_keys(before), _keys(after))


def _keys(points: Sequence[Point]) -> list[tuple[int, str, str]]:
    return [(p["item"], p["title"], "\n".join([p["title"], p["number"], p["proposed"]])) for p in points]


def notice_document(
    head: Head, points: Sequence[Point], *, number: int, told_on: date, is_draft: bool, changed: Sequence[str] = ()
) -> Document:
    """The notice as a paper, of the points that the reader may see. No query."""
    with translation.override(settings.LANGUAGE_CODE):
        label = _("Kallelse") if number <= 1 else _("Ny kallelse")
        facts = facts_of(head)
        if number > 1:
            facts.append([_("Version"), _("%(number)s, ersätter den förra kallelsen") % {"number": number}])
        return paper_document(
            head,
            kind_label=label,
            title=_("%(label)s till sammanträdet %(day)s") % {"label": label, "day": day_of(head)},
            facts=facts,
            sections=_sections(points, changed),
            told_on=told_on,
            is_draft=is_draft,
        )


def _sections(points: Sequence[Point], changed: Sequence[str]) -> list[Block]:
    found = []
    if changed:
        found.append(_section(_("Det här är ändrat"), [paragraph(plain(line)) for line in changed]))
    columns = [column(_("Nr"), 8), column(_("Punkt"), 67), column(_("Handling"), 25)]
    rows = [
        [cell(str(p["place"]), strong=True), cell(p["title"], sub=p["number"]), cell(p["paper"] or MISSING)]
        for p in points
    ]
    agenda = [table(_("Punkter i ordning"), columns, rows)] if rows else [note(_("Inga punkter."))]
    found.append(_section(_("Dagordning"), agenda))
    proposed: list[Block] = []
    for p in points:
        if p["proposed"].strip():
            proposed.append(heading(3, f"{p['place']}. {p['title']}"))
            proposed += written_blocks("proposed_decision", p["proposed"])
    if proposed:
        found.append(_section(_("Förslag till beslut"), proposed))
    return found


def _section(title: str, blocks: list[Block]) -> Block:
    return {"id": None, "kind": "notice", "heading": title, "blocks": blocks}

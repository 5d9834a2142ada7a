"""The minutes as they were adjusted, or as they would be now: whole, and a paragraph of them."""

from django.conf import settings
from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.papers.blocks import Block, Document
from ledtrad.core.periods import label_day
from ledtrad.meetings.models import AdjustedParagraph, AgendaItem, Meeting, Minutes
from ledtrad.meetings.protocol import noted
from ledtrad.meetings.protocol.common import day_of, head_of, paper_document
from ledtrad.meetings.protocol.minutes import Content, content_of, extract_document, minutes_document
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.rules import agenda as rules
from ledtrad.organisation.models import User


def _content(meeting: Meeting) -> Content:
    kept: Minutes | None = Minutes.objects.filter(meeting=meeting).first() if meeting.is_adjusted else None
    if kept is not None:
        return kept.content
    return content_of(meeting, queries.minuted_agenda(meeting), list(meeting.attendance.all()))


def _announced(meeting: Meeting, item: AgendaItem | None = None) -> Block | None:
    told = item if item is not None and item.is_adjusted else meeting
    with translation.override(settings.LANGUAGE_CODE):
        return noted.announced_section(told.announced_on, told.taken_down_on, meeting.kept_at)


def whole(meeting: Meeting, reader: User) -> Document:
    """All paragraphs that the person may read. Raises Http404 as long as nothing is decided."""
    content = _content(meeting)
    if not any(point["paragraph"] for point in content["points"]):
        raise Http404
    points = queries.seen_points(content["points"], reader)
    return minutes_document(content, points, clock.today(), _announced(meeting))


def extract(item: AgendaItem) -> Document:
    """One paragraph; the reader has been seen to. Raises Http404 for a point that is not decided."""
    kept = AdjustedParagraph.objects.filter(item=item).first() if item.is_adjusted else None
    content = kept.content if kept is not None else _content(item.meeting)
    point = next((p for p in content["points"] if p["item"] == item.pk and p["paragraph"]), None)
    if point is None:
        raise Http404
    return extract_document(content, point, _announced(item.meeting, item))


def announcement(meeting: Meeting, reader: User, item: AgendaItem | None = None) -> Document:
    """The announcement, of the minutes or of one paragraph, to put up. Raises Http404 as long as there is none."""
    told = item if item is not None else meeting
    if told.announced_on is None or told.adjusted_on is None:
        raise Http404
    items = [item] if item is not None else [row for _place, row in queries.seen_agenda(meeting, reader)]
    head = head_of(meeting)
    with translation.override(settings.LANGUAGE_CODE):
        facts = [
            [_("Nämnd"), head["board"]],
            [_("Sammanträdesdag"), day_of(head)],
            [_("Paragrafer"), rules.span(row.paragraph for row in items if row.paragraph)],
            [_("Justerat"), label_day(told.adjusted_on)],
        ]
        section = noted.announced_section(told.announced_on, told.taken_down_on, meeting.kept_at, is_notice=True)
        return paper_document(
            head, kind_label=_("Anslag"), title=_("Tillkännagivande av justerat protokoll"), facts=facts,
            sections=[section] if section else [], told_on=told.announced_on, is_draft=False,
        )  # fmt: skip

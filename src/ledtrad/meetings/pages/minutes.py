"""The minutes as they were adjusted, or as they would be now: whole, and a paragraph of them."""

from django.http import Http404

from ledtrad.core import clock
from ledtrad.core.papers.blocks import Document
from ledtrad.meetings.models import AgendaItem, Meeting, Minutes
from ledtrad.meetings.protocol.minutes import Content, content_of, extract_document, minutes_document
from ledtrad.meetings.queries import agenda as queries
from ledtrad.organisation.models import User


def _content(meeting: Meeting) -> Content:
    kept = Minutes.objects.filter(meeting=meeting).first() if meeting.is_adjusted else None
    return kept.content if kept is not None else content_of(meeting, queries.whole_agenda(meeting))


def whole(meeting: Meeting, reader: User) -> Document:
    """All paragraphs that the person may read. Raises Http404 as long as nothing is decided."""
    content = _content(meeting)
    if not any(point["paragraph"] for point in content["points"]):
        raise Http404
    return minutes_document(content, queries.seen_points(content["points"], reader), clock.today())


def extract(item: AgendaItem) -> Document:
    """One paragraph; the reader has been seen to. Raises Http404 for a point that is not decided."""
    content = _content(item.meeting)
    point = next((p for p in content["points"] if p["item"] == item.pk and p["paragraph"]), None)
    if point is None:
        raise Http404
    return extract_document(content, point)

"""What the page of a meeting tells of its notices, and the notice as it would go out now."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from ledtrad.core import clock
from ledtrad.core.papers.blocks import Document
from ledtrad.meetings.actions.notices import hash_of
from ledtrad.meetings.models import Meeting, Notice
from ledtrad.meetings.protocol.common import Point, head_of, when_and_where
from ledtrad.meetings.protocol.notice import compared, notice_document, points_of
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.queries.agenda import Placed
from ledtrad.meetings.rules.agenda import Change
from ledtrad.organisation.models import User


def told(meeting: Meeting, agenda: Sequence[Placed], reader: User, *, compares: bool) -> dict[str, Any]:
    """The notices that went out; what the last changed; and, for those who send them, what has changed since.

    One query, and one more when a notice told of a matter that is not on the agenda now.
    """
    sent = list(meeting.notices.all())
    newest, before = (sent[0] if sent else None), (sent[1] if len(sent) > 1 else None)
    every = [point for notice in (newest, before) if notice is not None for point in notice.points]
    seen = {point["matter"] for point in queries.seen_points(every, reader, agenda)}
    last, earlier = ([p for p in n.points if p["matter"] in seen] if n else [] for n in (newest, before))
    context: dict[str, Any] = {
        "notices": sent,
        "changed_by_notice": compared(earlier, last) if before is not None else [],
    }
    if compares:
        now = points_of([placed.item for placed in agenda])
        own = [point for point, placed in zip(now, agenda, strict=True) if placed.is_seen]
        context["changed_since"] = compared(last, own) if newest is not None else []
        context["is_changed"] = newest is not None and is_changed(meeting, now, newest)
    return context


def is_changed(meeting: Meeting, points: Sequence[Point], newest: Notice) -> bool:
    """Whether a notice of now would say something else, apart from what the municipality is called. No query."""
    head = {**newest.head, **when_and_where(meeting)}
    return hash_of(head, points) != newest.sha256


def sentences(changes: Sequence[Change]) -> list[str]:
    """Changes as they stand on paper."""
    words = {"new": _("Ny: %(text)s"), "gone": _("Utgår: %(text)s"), "changed": _("Ändrad: %(text)s"),
             "moved": _("Ändrad: %(text)s")}  # fmt: skip
    return [words[change.mark] % {"text": change.text} for change in changes]


class Coming(NamedTuple):
    """The notice as it would go out now."""

    document: Document
    newest: Notice | None
    is_same: bool


def as_now(meeting: Meeting, reader: User) -> Coming:
    """What the notice would say to that person, and whether it would say anything new to anybody. At most five
    queries."""
    items, newest, head = queries.whole_agenda(meeting), queries.last_notice(meeting), head_of(meeting)
    every = points_of(items)
    points = queries.seen_points(every, reader)
    changed = compared(queries.seen_points(newest.points, reader), points) if newest is not None else []
    number = newest.number + 1 if newest is not None else 1
    document = notice_document(
        head, points, number=number, told_on=clock.today(), is_draft=True, changed=sentences(changed)
    )
    return Coming(document, newest, newest is not None and newest.sha256 == hash_of(head, every))


def as_sent(meeting: Meeting, number: int, reader: User) -> Document:
    """A notice that went out, of what the person may see now. Raises Http404."""
    both = list(meeting.notices.filter(number__in=[number, number - 1]))
    if not both or both[0].number != number:
        raise Http404
    newest = both[0]
    points = queries.seen_points(newest.points, reader)
    changed = compared(queries.seen_points(both[1].points, reader), points) if len(both) > 1 else []
    day = newest.made_at.astimezone(clock.STOCKHOLM).date()
    return notice_document(newest.head, points, number=number, told_on=day, is_draft=False, changed=sentences(changed))

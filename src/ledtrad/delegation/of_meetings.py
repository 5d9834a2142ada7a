"""The lists of delegated decisions on the page of the meeting that they are laid before."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.periods import label_day
from ledtrad.delegation.models import DecisionReport
from ledtrad.delegation.rules.words import ListKind
from ledtrad.meetings import meeting_links
from ledtrad.meetings.meeting_links import MeetingLink
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import User
from ledtrad.organisation.rules import BOARD_KINDS, Power


def register() -> None:
    """Called when the app is ready."""
    meeting_links.register("delegation_lists", lists)


def lists(meeting: Meeting, reader: User) -> Iterator[MeetingLink]:
    """The lists that were laid, and for those who follow the board's decisions also the proposals. One query."""
    if meeting.board.kind not in BOARD_KINDS:
        return
    laid = DecisionReport.objects.visible_to(reader).filter(meeting=meeting).defer("full", "public")
    found = {report.kind: report for report in laid if report.is_laid}
    follows = reader.access.has(Power.FOLLOW_DECISIONS, meeting.board_id)
    for kind in ListKind:
        report = found.get(kind)
        if report is not None:
            told = (
                _("framlagd %(day)s") % {"day": label_day(report.laid_at.date())} if report.laid_at else _("framlagd")
            )
            yield MeetingLink(str(kind.label), reverse("decision-list-laid", args=[report.pk]), told)
        elif follows:
            where = reverse("decision-list", args=[meeting.board.number, meeting.held_on.isoformat(), kind])
            yield MeetingLink(str(kind.label), where, _("förslag, inte framlagt"))

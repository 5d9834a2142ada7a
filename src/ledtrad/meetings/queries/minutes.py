"""Reads of who is at a board's meetings."""

from datetime import date

from ledtrad.meetings.models import Attendance, Meeting
from ledtrad.meetings.queries.agenda import members_of
from ledtrad.meetings.rules.attendance import Present
from ledtrad.meetings.words import Duty, PresentAs


def usual_attendance(meeting: Meeting, today: date) -> list[Present]:
    """Who was at the board's last meeting, all of it and with nobody chosen to adjust, to begin from; else the elected
    members that hold functions.

    At most two queries.
    """
    before = Meeting.objects.filter(board=meeting.board_id, held_on__lt=meeting.held_on, attendance__isnull=False)
    last = before.order_by("-held_on").values("pk")[:1]
    rows = Attendance.objects.filter(meeting__in=list(last.values_list("pk", flat=True)))
    usual = [row.told._replace(first=None, last=None) for row in rows]
    if usual:
        return [one._replace(duty="") if one.duty == Duty.ADJUSTER else one for one in usual]
    return [Present(PresentAs.MEMBER, str(person)) for person in members_of(meeting.board, today)]

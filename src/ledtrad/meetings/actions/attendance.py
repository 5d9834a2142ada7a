"""Who was at a meeting, written in until the minutes are adjusted."""

from collections.abc import Sequence
from datetime import time

from django.db import transaction

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Refused
from ledtrad.core.versions import claim
from ledtrad.meetings.actions.agenda import locked_meeting, require_open_agenda
from ledtrad.meetings.actions.minutes import NotHeldYet
from ledtrad.meetings.models import Attendance, Meeting
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules.attendance import Present


class WrongAttendance(Refused):
    """Some rows do not go together: `problems` are the row, the field and a sentence."""

    code = "wrong_attendance"

    def __init__(self, problems: Sequence[tuple[int, str, str]]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(sentence for _place, _field, sentence in problems))


@transaction.atomic
def write_attendance(
    *, meeting: Meeting, present: Sequence[Present], actor: Actor, seen: int | None, ended_at: time | None = None
) -> Meeting:
    """Let these have been at the meeting and nobody else, and let it have ended then.

    Raises MayNotPlanMeetings, Adjusted, NotHeldYet, WrongAttendance or Stale.
    """
    now = locked_meeting(meeting)
    require_open_agenda(actor, now)
    if now.held_on > actor.today:
        raise NotHeldYet()
    if problems := rules.attendance_problems(present):
        raise WrongAttendance(problems)
    before = [_said(row.told) for row in now.attendance.all()]
    claim(now, seen)
    now.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=now, order=place, **one._asdict()) for place, one in enumerate(present, 1)
    )
    now.ended_at = ended_at
    now.save(update_fields=["ended_at"])
    after = [_said(one) for one in present]
    if before != after:
        changes = {"attendance": ["\n".join(before), "\n".join(after)]}
        ledger.record(actor, "attended", now, unit_id=now.board_id, confidentiality="open", changes=changes)
    return now


def _said(one: Present) -> str:
    """A row as the ledger keeps it."""
    return ", ".join(filter(None, [one.name, one.role, one.present_as, one.serves_for, one.part, one.duty]))

"""The shape and the word of each way that an assignment or a report-back can stand."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledtrad.activities.models import Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.rules.assignments import Answer, Look, Reported
from ledtrad.core.periods import label_day
from ledtrad.thread.rules import Status

LOOKS: dict[Look, tuple[Status, Promise]] = {
    Look.LATE: (Status.MISSED, _("Försenat")),
    Look.WAITS: (Status.PARTLY, _("Väntar på nämndens svar")),
    Look.UNDATED: (Status.PARTLY, _("Saknar datum")),
    Look.IN_TIME: (Status.NONE, _("Pågår, i tid")),
    Look.EFFECT: (Status.NONE, _("Effekten följs upp")),
    Look.CLOSED: (Status.MET, _("Avslutat")),
    Look.WITHDRAWN: (Status.NONE, _("Återtaget")),
}

#: What each status says of an assignment in the thread.
STANDINGS = {
    Status.MET: _("Avslutat"),
    Status.MISSED: _("Försenat"),
    Status.PARTLY: _("Väntar på nämndens svar"),
    Status.NONE: _("Inte avslutat"),
}

#: When an activity's form asks why.
REASON_WHEN = _("Behövs när aktiviteten avvaktar eller utgår.")

ANSWERS: dict[Answer, Promise] = {
    Answer.ACCEPT: _("Godkänner redovisningen; uppdraget fortsätter"),
    Answer.CLOSE: _("Godkänner redovisningen och avslutar uppdraget"),
    Answer.MORE: _("Begär en komplettering"),
    Answer.EFFECT: _("Godkänner åtgärderna och vill ha effekten redovisad"),
}

_SHAPES = {
    ReportBackState.AWAITED: Status.NONE,
    ReportBackState.WRITTEN: Status.PARTLY,
    ReportBackState.ACCEPTED: Status.MET,
    ReportBackState.MORE: Status.PARTLY,
    ReportBackState.EFFECT: Status.MET,
}


def report_back_look(
    row: ReportBack, assignment: Assignment, today: date, completed: Collection[int] = ()
) -> tuple[Status, str]:
    """Shape and word of one report-back; `completed` are the numbers of those that were asked for more and got it."""
    if row.nr in completed:
        return Status.MET, str(_("Kompletterad"))
    if row.state == ReportBackState.AWAITED and not assignment.is_unsettled:
        return Status.NONE, str(_("Behövs inte längre"))
    if row.is_late(today):
        return Status.MISSED, late_words((today - row.due_on).days)
    if row.state == ReportBackState.WRITTEN and not assignment.is_unsettled:
        return Status.NONE, str(_("Inlämnad"))
    if row.state == ReportBackState.WRITTEN:
        return Status.PARTLY, str(LOOKS[Look.WAITS][1])
    return _SHAPES[ReportBackState(row.state)], str(row.get_state_display())


def late_words(days: int) -> str:
    """How late, in words."""
    return ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", days) % {"n": days}


def lead(assignment: Assignment, facts: Sequence[Reported], today: date) -> str:
    """The sentence that the assignment's page begins with."""
    due_on = rules.next_due(facts, today)
    waits = rules.waits_for_board(facts, today)
    day = label_day(due_on) if due_on else ""
    match rules.look(state=assignment.state, due_on=due_on, waits=waits, today=today):
        case Look.CLOSED | Look.WITHDRAWN:
            return _ended(assignment)
        case Look.LATE:
            days = rules.days_late(facts, today)
            return ngettext(
                "Skulle ha redovisats %(day)s och är %(n)s dag försenad.",
                "Skulle ha redovisats %(day)s och är %(n)s dagar försenad.",
                days,
            ) % {"day": day, "n": days}
        case Look.WAITS:
            return _now("Redovisningen är inlämnad och väntar på nämndens svar.")
        case Look.UNDATED:
            return _now("Ingen dag för redovisning är satt.")
        case Look.EFFECT:
            return _now("Åtgärderna är redovisade. Effekten redovisas senast %(day)s.") % {"day": day}
    return _now("Redovisas senast %(day)s.") % {"day": day}


def _ended(assignment: Assignment) -> str:
    day = label_day(assignment.closed_on) if assignment.closed_on else ""
    when = ", ".join(part for part in (day, assignment.closed_as) if part)
    closed = assignment.state == AssignmentState.CLOSED
    return (_now("Avslutat av nämnden %(when)s.") if closed else _now("Återtaget av nämnden %(when)s.")) % {
        "when": when
    }

"""The shape and the word of each way that an assignment or a report-back can stand."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ledtrad.activities.models import Assignment, ReportBack, ReportBackState
from ledtrad.activities.rules.assignments import Answer, Look
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


def report_back_look(row: ReportBack, assignment: Assignment, today: date) -> tuple[Status, str]:
    """Shape and word of one report-back."""
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

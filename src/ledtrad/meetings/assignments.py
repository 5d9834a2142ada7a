"""What meetings tells the assignments below it: when boards meet, and which papers their reports became."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.activities import coming, onward
from ledtrad.activities.forms.assignments import GIVERS
from ledtrad.activities.models import ReportBack
from ledtrad.activities.onward import Way
from ledtrad.core.actors import Actor
from ledtrad.core.periods import label_day
from ledtrad.meetings import meeting_links
from ledtrad.meetings.actions.written import may_open
from ledtrad.meetings.meeting_links import MeetingLink
from ledtrad.meetings.models import Meeting, Paper, ReportBackPaper
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.actors import user_behind
from ledtrad.organisation.models import Unit, User


def register() -> None:
    """Called when the app is ready."""
    coming.register(meeting_days)
    onward.register("papers", papers)
    onward.register_decided("papers", decided)
    meeting_links.register("open_assignments", open_list)


def meeting_days(board: Unit, first: date, last: date) -> list[date]:
    """The days on which the board meets, of those between two. One query."""
    return list(Meeting.objects.filter(board=board, held_on__range=(first, last)).values_list("held_on", flat=True))


def papers(rows: Sequence[ReportBack], actor: Actor) -> Mapping[int, Sequence[Way]]:
    """The papers that the reports became, and where to begin one. One query, where anything is handed in."""
    handed_in = [row for row in rows if row.is_handed_in]
    if not handed_in:
        return {}
    seen = Paper.objects.visible_to(user_behind(actor)).filter(pk=OuterRef("paper"))
    made = ReportBackPaper.objects.filter(report_back__in=handed_in).annotate(seen=Exists(seen)).select_related("paper")
    of = {one.report_back_id: one for one in made.defer("paper__content")}
    found: dict[int, Sequence[Way]] = {}
    for row in handed_in:
        one = of.get(row.pk)
        if one is not None and one.seen:  # type: ignore[attr-defined]
            state = str(one.paper.get_state_display()).lower()
            found[row.pk] = [Way(one.paper.get_absolute_url(), _("Handlingen: %(state)s") % {"state": state})]
        elif one is None and may_open(actor, row.assignment.unit_id):
            url = reverse("report-back-paper", args=[row.assignment.number, row.nr])
            found[row.pk] = [Way(url, _("Skriv ärendet till nämnden"), is_button=True)]
    return found


def decided(row: ReportBack, actor: Actor) -> tuple[date, str] | None:
    """When and as what the board decided on the report's paper. One query."""
    adopted = Paper.objects.visible_to(user_behind(actor)).filter(
        state=PaperState.ADOPTED, of_report_back__report_back=row
    )
    found = adopted.exclude(adopted_on=None).values_list("adopted_on", "adopted_as").first()
    return (found[0], found[1]) if found is not None and found[0] is not None else None


def open_list(meeting: Meeting, reader: User) -> list[MeetingLink]:
    """What the board waits for, as it stands on the day of the meeting. No query."""
    if meeting.board.kind not in GIVERS:
        return []
    where = f"{reverse('assignments-open', args=[meeting.board.number])}?datum={meeting.held_on.isoformat()}"
    return [MeetingLink(_("Öppna uppdrag per %(day)s") % {"day": label_day(meeting.held_on)}, where)]

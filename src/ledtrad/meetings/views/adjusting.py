"""Minutes on their way to be final: who was there, adjusted, announced."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.papers.kinds import Format
from ledtrad.core.periods import label_day
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved
from ledtrad.meetings.actions import adjusting as actions
from ledtrad.meetings.actions.agenda import require_open_agenda, require_open_point
from ledtrad.meetings.actions.attendance import WrongAttendance, write_attendance
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.actions.minutes import NotHeldYet
from ledtrad.meetings.forms.minutes import AdjustForm, AnnounceForm, AttendanceForm, PresentLines
from ledtrad.meetings.jobs import KEPT
from ledtrad.meetings.models import AgendaItem, Meeting
from ledtrad.meetings.pages import minutes
from ledtrad.meetings.queries import minutes as queries
from ledtrad.meetings.rules import attendance as rules
from ledtrad.meetings.rules.meetings import announce_by
from ledtrad.meetings.views.agenda import FORM, HERE, meeting_of, point_of
from ledtrad.organisation.actors import user_of


def _done(form: Any, act: Callable[[], object]) -> bool:
    """Whether it was done; else the form says why not."""
    try:
        act()
    except (NotAllowed, Stale):
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


@require_http_methods(FORM)
@page
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was at the meeting, all on one page."""
    meeting, actor = meeting_of(request, pk), actor_of(request)
    require_open_agenda(actor, meeting)
    if meeting.held_on > actor.today:
        raise NotHeldYet()
    sent = request.POST if request.method == "POST" else None
    known = [] if sent is not None else [row.told for row in meeting.attendance.all()]
    begin = known if known or sent is not None else queries.usual_attendance(meeting, actor.today)
    form = AttendanceForm(sent, initial={"ended_at": meeting.ended_at, "version": meeting.version})
    lines = PresentLines(sent, initial=[one._asdict() for one in begin] if sent is None else None, prefix="rad")
    if form.is_valid() and lines.is_valid():
        if _written(form, lines, meeting, actor):
            return respond_saved(request, meeting.get_absolute_url(), _("Närvaron är inskriven."))
    elif form.is_bound:
        for sentence in lines.sentences():
            form.add_error(None, sentence)
    context: dict[str, Any] = {"meeting": meeting, "lines": lines, "is_suggested": bool(begin) and not known, **HERE}
    return render_form(request, "meetings/attendance.html", form, **context)


def _written(form: AttendanceForm, lines: PresentLines, meeting: Meeting, actor: Actor) -> bool:
    """Whether it was written in; else the lines say why not."""
    data = form.cleaned_data
    try:
        write_attendance(
            meeting=meeting, present=lines.present(), actor=actor, seen=data["version"], ended_at=data["ended_at"]
        )
    except WrongAttendance as refusal:
        for sentence in [lines.refuse(*problem) for problem in refusal.problems]:
            form.add_error(None, sentence)
        return False
    return True


@require_http_methods(FORM)
@page
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes are adjusted; after that nothing of the meeting changes."""
    meeting, actor = meeting_of(request, pk), actor_of(request)
    require_open_agenda(actor, meeting)
    present = list(meeting.attendance.all())
    signing = [row for row in present if row.duty in actions.SIGNING]
    form = AdjustForm(request.POST or None, initial={"version": meeting.version}, signing=signing)
    if form.is_valid():
        on, seen = form.cleaned_data["on"], form.cleaned_data["version"]
        act = partial(actions.adjust, meeting=meeting, on=on, actor=actor, seen=seen, signed=form.signed())
        if _done(form, act):
            return respond_saved(request, meeting.get_absolute_url(), _("Protokollet är justerat och står fast."))
    return render_form(
        request, "meetings/meeting_form.html", form,
        meeting=meeting, heading=_("Protokollet är justerat"), button=_("Protokollet är justerat"),
        lead=_("Efter det här ändras varken dagordning eller beslut, och besluten kan expedieras."),
        lacks=rules.lacking([row.told for row in present]), **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def adjust_point(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One paragraph is adjusted before the rest."""
    point, actor = point_of(request, pk, item), actor_of(request)
    require_open_point(actor, point)
    form = AdjustForm(request.POST or None, initial={"version": point.version})
    if form.is_valid():
        on, seen = form.cleaned_data["on"], form.cleaned_data["version"]
        if _done(form, partial(actions.adjust_paragraph, item=point, on=on, actor=actor, seen=seen)):
            told = _("§ %(number)s är omedelbart justerad och står fast.") % {"number": point.paragraph}
            return respond_saved(request, point.get_absolute_url(), told)
    return render_form(
        request, "meetings/meeting_form.html", form,
        meeting=point.meeting, point=point, heading=_("Omedelbar justering"), button=_("Paragrafen är justerad"),
        lead=_("%(title)s står fast och kan anslås och expedieras, medan resten av protokollet väntar.")
        % {"title": f"§ {point.paragraph} {point.title}" if point.paragraph else point.title},
        lacks=rules.lacking([row.told for row in point.meeting.attendance.all()]), **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def announce(request: HttpRequest, pk: int, item: int | None = None) -> HttpResponse:
    """When the announcement was put up and taken down, of the minutes or of one paragraph."""
    point = point_of(request, pk, item) if item is not None else None
    meeting, actor = point.meeting if point is not None else meeting_of(request, pk), actor_of(request)
    require_planner(actor, meeting.board_id)
    told = point if point is not None else meeting
    if told.adjusted_on is None:
        raise actions.NothingToAnnounce()
    start = {"up": told.announced_on, "down": told.taken_down_on, "kept_at": meeting.kept_at, "version": told.version}
    form = AnnounceForm(request.POST or None, initial=start)
    if form.is_valid():
        data = dict(form.cleaned_data)
        seen = data.pop("version")
        if _done(form, partial(_announced, meeting, point, actions.Announced(**data), actor, seen)):
            return respond_saved(request, told.get_absolute_url(), _("Anslaget är inskrivet."))
    return render_form(
        request, "meetings/meeting_form.html", form,
        meeting=meeting, point=point, heading=_("Anslag"), button=_("Spara"), lead=_when(told), **HERE,
    )  # fmt: skip


def _announced(
    meeting: Meeting, point: AgendaItem | None, told: actions.Announced, actor: Actor, seen: int | None
) -> None:
    if point is not None:
        actions.announce_paragraph(item=point, told=told, actor=actor, seen=seen)
    else:
        actions.announce(meeting=meeting, told=told, actor=actor, seen=seen)


def _when(told: Meeting | AgendaItem) -> str:
    if told.adjusted_on is None:
        return ""
    days = {"day": label_day(told.adjusted_on), "by": label_day(announce_by(told.adjusted_on))}
    if isinstance(told, AgendaItem):
        return _("§ %(number)s justerades %(day)s. Anslaget sätts upp senast %(by)s.") % {
            "number": told.paragraph, **days,
        }  # fmt: skip
    return _("Protokollet justerades %(day)s. Anslaget sätts upp senast %(by)s.") % days


@require_safe
@page
def announcement(request: HttpRequest, pk: int, format: str, item: int | None = None) -> HttpResponse:
    """The announcement as a file."""
    point = point_of(request, pk, item) if item is not None else None
    meeting = point.meeting if point is not None else meeting_of(request, pk)
    if format not in KEPT:
        raise Http404
    document = minutes.announcement(meeting, user_of(request), point)
    name = _("Anslag %(board)s %(day)s") % {"board": meeting.board.number, "day": meeting.held_on.isoformat()}
    name += f" § {point.paragraph}" if point is not None else ""
    return uploads.attachment(papers.render(document, Format(format)), f"{name}.{format}")

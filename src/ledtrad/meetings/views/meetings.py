"""The boards' meeting days."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import clock
from ledtrad.core.listing import Column, ListPage, choice
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.core.secret import SHORTEST, fingerprint
from ledtrad.meetings import calendars, rules
from ledtrad.meetings.actions import meetings as actions
from ledtrad.meetings.forms.meetings import MeetingForm, NewMeetingForm
from ledtrad.meetings.models import Meeting
from ledtrad.meetings.queries import meetings as queries
from ledtrad.meetings.queries.agenda import own_meetings
from ledtrad.meetings.rules.meetings import state_of
from ledtrad.meetings.words import MeetingState
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import User
from ledtrad.organisation.rules import Power

FORM = ["GET", "HEAD", "POST"]
HERE = {"nav_current": "meetings"}
BEHIND, AHEAD = timedelta(days=31), timedelta(days=366)
"""How far a calendar's feed reaches."""


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(user_of(request)).select_related("board")
    return get_object_or_404(rows, pk=pk)


def _columns(today: date) -> list[Column]:
    def weekday(row: Meeting) -> str:
        return date_format(row.held_on, "l")

    def state(row: Meeting) -> str:
        return str(state_of(
            row.held_on, today, is_called=row.notice_sent_at is not None, is_adjusted=row.is_adjusted,
            is_announced=row.announced_on is not None,
        ).label)  # fmt: skip

    def appeal_ends(row: Meeting) -> date | None:
        return rules.appeal_ends(row.announced_on)

    return [
        Column("held_on", _("Datum"), sort="held_on", link=Meeting.get_absolute_url, sub=weekday),
        Column("board", _("Nämnd"), "board.name", sort=["board__path", "held_on"]),
        Column("state", _("Läge"), state),
        Column("starts_at", _("Klockan"), lambda row: time_format(row.starts_at, "H.i") if row.starts_at else None),
        Column("announced_on", _("Protokollet anslaget"), sort="announced_on"),
        Column("appeal_ends", _("Sista dag att överklaga"), appeal_ends),
        Column("place", _("Plats"), sort="place", shown=False),
        Column("adjusted_on", _("Justerat"), sort="adjusted_on", shown=False),
    ]


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every board's meetings, the coming first."""
    actor, user = actor_of(request), user_of(request)
    today, mine = actor.today, access(actor).units(Power.PLAN)
    offered = queries.overview(user, today)
    listing = ListPage(
        request,
        queries.listed(user, today),
        name="meetings",
        columns=_columns(today),
        filters=[
            choice("namnd", _("Nämnd eller utskott"), offered.boards, "board__number"),
            choice("ar", _("År"), offered.years, "held_on__year"),
            choice(
                "lage", _("Läge"), MeetingState.choices,
                apply=lambda rows, value: rows.filter(queries.in_state(value, today)),
            ),
        ],
        tally={"to_announce": queries.to_announce(mine, today)},
    )  # fmt: skip
    chosen = listing.query.get("namnd", "")
    context = {
        "title": _("Sammanträden"), "next": offered.nearest(chosen), "chosen": chosen,
        "may_add": access(actor).anywhere(Power.PLAN),
        "empty_title": _("Inga sammanträden än."),
        "empty_text": _("Lägg till nämndens dagar för året, eller läs in dem från Excel."), **HERE,
    }  # fmt: skip
    return listing.respond("meetings/index.html", context)


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Add a day."""
    actor = actor_of(request)
    if not access(actor).anywhere(Power.PLAN):
        raise actions.MayNotPlanMeetings()
    form = NewMeetingForm(request.POST or None, actor=actor, initial={"board": request.GET.get("namnd", "")})
    if form.is_valid():
        try:
            data = form.cleaned_data
            made = actions.add(board=data["board"], held_on=data["held_on"], actor=actor, where=form.where())
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            where = f"{reverse('meetings')}?namnd={made.board.number}"
            again = f"{reverse('meeting-new')}?namnd={made.board.number}"
            return respond_saved(request, again if "again" in request.POST else where, _("Dagen är tillagd."))
    return _form(request, form, _("Lägg till sammanträde"), again=True)


def _form(request: HttpRequest, form: Any, heading: str, **more: Any) -> HttpResponse:
    context = {"heading": heading, "back": reverse("meetings"), **HERE, **more}
    return render_form(request, "meetings/form.html", form, **context)


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, or when the minutes were announced."""
    meeting, actor = _meeting(request, pk), actor_of(request)
    actions.require_planner(actor, meeting.board_id)
    names = ("held_on", "starts_at", "place", "announced_on", "version")
    start = {name: getattr(meeting, name) for name in names}
    form = MeetingForm(request.POST or None, initial=start, is_adjusted=meeting.is_adjusted)
    if form.is_valid():
        data = form.cleaned_data
        announced_on = data.get("announced_on", meeting.announced_on)
        try:
            actions.change(
                meeting=meeting, held_on=data["held_on"], announced_on=announced_on, actor=actor,
                seen=data["version"], where=form.where(),
            )  # fmt: skip
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, meeting.get_absolute_url(), _("Sammanträdet är sparat."))
    return _form(request, form, _("Ändra sammanträde"), meeting=meeting)


@require_http_methods(FORM)
@page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day away, after asking."""
    meeting, actor = _meeting(request, pk), actor_of(request)
    actions.require_planner(actor, meeting.board_id)
    if request.method == "POST":
        actions.remove(meeting=meeting, actor=actor)
        return respond_saved(request, reverse("meetings"), _("Sammanträdet är borttaget."))
    return render_page(request, "meetings/remove.html", {"meeting": meeting, **HERE})


@require_safe
@page
def calendar(request: HttpRequest) -> HttpResponse:
    """The days as a calendar file, of one board (`namnd`) or all."""
    rows = Meeting.objects.visible_to(user_of(request)).select_related("board")
    if chosen := request.GET.get("namnd", ""):
        rows = rows.filter(board__number=chosen)
    response = HttpResponse(calendars.made_of(rows), content_type=calendars.TYPE)
    response["Content-Disposition"] = 'attachment; filename="sammantraden.ics"'
    return response


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The meetings of the boards that a person belongs to, at their calendar's secret address. 404 for a token that
    is not in use."""
    known = User.objects.filter(calendar_sha256=fingerprint(token), is_active=True)
    person = known.first() if len(token) >= SHORTEST else None
    if person is None:
        raise Http404
    today = clock.today()
    with translation.override(person.language):
        made = calendars.made_of(own_meetings(person.access, today - BEHIND, today + AHEAD))
    return HttpResponse(made, content_type=calendars.TYPE)

"""A meeting and its agenda: the page, and the points added, changed, moved and taken away."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core.actors import Actor
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.meetings import meeting_links, rules
from ledtrad.meetings.actions import agenda as actions
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.forms.agenda import NewPointForm, PointForm
from ledtrad.meetings.models import AgendaItem, Meeting
from ledtrad.meetings.pages import notices
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.queries.agenda import Placed
from ledtrad.meetings.rules import agenda as agenda_rules
from ledtrad.organisation.actors import access, user_of

FORM = ["GET", "HEAD", "POST"]
HERE = {"nav_current": "meetings"}


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, with its board."""
    return get_object_or_404(Meeting.objects.visible_to(user_of(request)).select_related("board"), pk=pk)


def point_of(request: HttpRequest, pk: int, item: int) -> AgendaItem:
    """The point, or 404 for whoever may not see its matter."""
    rows = AgendaItem.objects.visible_to(user_of(request)).filter(meeting=pk)
    return get_object_or_404(rows.select_related("meeting", "meeting__board", "matter", "paper"), pk=item)


@require_safe
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting: what the board takes up, what it decided, and what else is laid before it."""
    meeting, actor, user = meeting_of(request, pk), actor_of(request), user_of(request)
    agenda = queries.placed_agenda(meeting, user)
    found = [placed for placed in agenda if placed.is_seen]
    plans, is_held = access(actor).may_plan(meeting.board_id), meeting.held_on <= actor.today
    changes = plans and not meeting.is_adjusted
    noted = queries.remarks_of([placed.item for placed in found])
    context = {
        "meeting": meeting,
        "points": [_line(placed, meeting, actor, plans) | {"remarks": noted[placed.item.pk]} for placed in found],
        "is_plain": not any(placed.item.matter_id for placed in found),
        "may_plan": plans,
        "may_change": changes,
        "may_attend": changes and is_held,
        "attendance": list(meeting.attendance.all()) if is_held else [],
        "papers": queries.offered_papers(meeting, user) if changes and meeting.held_on >= actor.today else [],
        "links": meeting_links.of(meeting, user),
        "appeal_ends": rules.appeal_ends(meeting.announced_on),
        **_standing(meeting, [placed.item for placed in found], actor),
        **notices.told(meeting, agenda, user, compares=changes),
        **HERE,
    }
    return render_page(request, "meetings/meeting.html", context)


def _line(placed: Placed, meeting: Meeting, actor: Actor, plans: bool) -> dict[str, Any]:
    item = placed.item
    is_final = meeting.is_adjusted or item.is_adjusted
    return {
        "place": placed.place,
        "item": item,
        "receivers": agenda_rules.receivers(item.distribution),
        "appeal_ends": rules.appeal_ends(item.announced_on),
        "may_edit": plans and not is_final and not item.is_decided,
        "may_decide": plans and not is_final and meeting.held_on <= actor.today,
        "may_adjust": plans and not is_final and item.is_decided,
        "may_announce": plans and item.is_adjusted,
        "may_send": plans and is_final and bool(item.distribution) and item.sent_at is None,
    }


def _standing(meeting: Meeting, items: list[AgendaItem], actor: Actor) -> dict[str, Any]:
    undecided = [item for item in items if not item.is_decided]
    stage = agenda_rules.stage(
        held_on=meeting.held_on, today=actor.today, called=meeting.notice_sent_at is not None,
        undecided=len(undecided), points=len(items), adjusted=meeting.is_adjusted,
    )  # fmt: skip
    return {
        "stage": stage,
        "undecided": len(undecided),
        "first_undecided": undecided[0] if undecided else None,
        "unsent": sum(1 for i in items if i.is_decided and i.distribution and i.sent_at is None),
        "paragraphs": agenda_rules.span(item.paragraph for item in items if item.paragraph is not None),
        "is_past": meeting.held_on < actor.today,
    }


# ── Points ────────────────────────────────────────────────────────────────────
@require_http_methods(FORM)
@page
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a point: a paper that is ready, a matter, or a heading alone."""
    meeting, actor, user = meeting_of(request, pk), actor_of(request), user_of(request)
    actions.require_open_agenda(actor, meeting)
    form = NewPointForm(request.POST or None, meeting=meeting, user=user, initial=request.GET.dict())
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.add_point(
                meeting=meeting, actor=actor, title=data["title"], matter=data["matter"], paper=data["paper"],
                values={"proposed_decision": data["proposed_decision"]},
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, made.get_absolute_url(), _("Punkten är tillagd."))
    return _form(request, form, meeting, _("Lägg till en punkt"), _("Lägg till"))


def _form(request: HttpRequest, form: Any, meeting: Meeting, heading: str, button: str, **more: Any) -> HttpResponse:
    context = {"meeting": meeting, "heading": heading, "button": button, **HERE, **more}
    return render_form(request, "meetings/meeting_form.html", form, **context)


@require_POST
@page
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin with what the board's last agenda began with."""
    meeting = meeting_of(request, pk)
    count = actions.begin_with_standing(meeting=meeting, actor=actor_of(request))
    told = ngettext("En stående punkt är tillagd.", "%(n)s stående punkter är tillagda.", count) % {"n": count}
    return respond_saved(request, meeting.get_absolute_url(), told)


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """What a point says before it is decided."""
    point, actor = point_of(request, pk, item), actor_of(request)
    actions.require_open_agenda(actor, point.meeting)
    form = PointForm(request.POST or None, instance=point, user=user_of(request), initial={"version": point.version})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in actions.FIELDS if name in form.cleaned_data}
        try:
            actions.change_point(
                item=point_of(request, pk, item), values=values, actor=actor, seen=form.cleaned_data["version"]
            )
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, point.get_absolute_url(), _("Punkten är sparad."))
    return _form(request, form, point.meeting, _("Ändra punkten"), _("Spara"), point=point)


@require_POST
@page
def move(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Up or down."""
    point = point_of(request, pk, item)
    steps = -1 if request.POST.get("do") == "up" else 1
    actions.move_point(item=point, steps=steps, actor=actor_of(request))
    return respond_saved(request, point.get_absolute_url(), _("Punkten är flyttad."))


@require_http_methods(FORM)
@page
def remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take a point away, after asking."""
    point, actor = point_of(request, pk, item), actor_of(request)
    require_planner(actor, point.meeting.board_id)
    if request.method == "POST":
        actions.remove_point(item=point, actor=actor, seen=seen_version(request))
        return respond_saved(request, reverse("meeting", args=[pk]), _("Punkten är borttagen."))
    return render_page(request, "meetings/point_remove.html", {"point": point, "meeting": point.meeting, **HERE})

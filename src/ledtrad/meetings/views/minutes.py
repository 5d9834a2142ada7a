"""What was decided: written in, adjusted, taken home as files, sent out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved, seen_version
from ledtrad.meetings.actions import minutes as actions
from ledtrad.meetings.actions.agenda import require_open_agenda
from ledtrad.meetings.drawing import drawn_as
from ledtrad.meetings.forms.agenda import AdjustForm, DecideForm
from ledtrad.meetings.jobs import KEPT
from ledtrad.meetings.models import AgendaItem
from ledtrad.meetings.pages import minutes
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.rules import agenda as rules
from ledtrad.meetings.views.agenda import FORM, HERE, meeting_of, point_of
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.actors import user_of


@require_http_methods(FORM)
@page
def decide(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Write in what the board decided."""
    point, actor = point_of(request, pk, item), actor_of(request)
    require_open_agenda(actor, point.meeting)
    if point.meeting.held_on > actor.today:
        raise actions.NotHeldYet()
    form = DecideForm(request.POST or None, initial=_start(point))
    if form.is_valid():
        data = dict(form.cleaned_data)
        seen = data.pop("version")
        try:
            made = actions.decide(item=point, decision=actions.Decision(**data), actor=actor, seen=seen)
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            told = _("Beslutet är inskrivet som § %(number)s.") % {"number": made.paragraph}
            return respond_saved(request, _onward(request, point), told)
    return render_form(request, "meetings/decide.html", form, meeting=point.meeting, point=point, **HERE)


def _start(point: AgendaItem) -> dict[str, object]:
    taken = queries.taken_paragraphs(point.meeting.board_id, point.meeting.held_on.year)
    return {
        "paragraph": point.paragraph or rules.next_paragraph(taken),
        "text": point.decision or point.proposed_decision,
        "background": point.background,
        "distribution": point.distribution,
        "settled": point.settled,
        "version": point.version,
    }


def _onward(request: HttpRequest, point: AgendaItem) -> str:
    """Back to the meeting, or on to the next point that lacks a decision."""
    if "next" in request.POST:
        waiting = AgendaItem.objects.visible_to(user_of(request)).filter(meeting=point.meeting, paragraph=None)
        following = waiting.filter(order__gt=point.order).first() or waiting.first()
        if following is not None:
            return reverse("agenda-decide", args=[point.meeting_id, following.pk])
    return point.get_absolute_url()


@require_POST
@page
def undo(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The point is undecided again."""
    point = point_of(request, pk, item)
    actions.undo_decision(item=point, actor=actor_of(request), seen=seen_version(request))
    return respond_saved(request, point.get_absolute_url(), _("Beslutet är borttaget."))


@require_http_methods(FORM)
@page
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes are adjusted; after that nothing of the meeting changes."""
    meeting, actor = meeting_of(request, pk), actor_of(request)
    require_open_agenda(actor, meeting)
    form = AdjustForm(request.POST or None, initial={"version": meeting.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.adjust(meeting=meeting, on=data["on"], actor=actor, seen=data["version"])
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, meeting.get_absolute_url(), _("Protokollet är justerat och står fast."))
    return render_form(
        request, "meetings/meeting_form.html", form,
        meeting=meeting, heading=_("Protokollet är justerat"), button=_("Protokollet är justerat"),
        lead=_("Efter det här ändras varken dagordning eller beslut, och besluten kan expedieras."), **HERE,
    )  # fmt: skip


@require_POST
@page
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark decisions as sent out."""
    meeting, chosen = meeting_of(request, pk), request.POST.getlist("item")
    keys = [int(key) for key in chosen if key.isdecimal()]
    seen = AgendaItem.objects.visible_to(user_of(request)).filter(meeting=meeting, pk__in=keys)
    items = list(seen.values_list("pk", flat=True))
    count = actions.mark_sent(meeting=meeting, items=items, actor=actor_of(request))
    told = ngettext("Ett beslut är markerat som expedierat.", "%(n)s beslut är markerade som expedierade.", count)
    return respond_saved(request, meeting.get_absolute_url(), told % {"n": count})


@require_safe
@page
def whole(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The minutes as a file, of what the person may see."""
    meeting = meeting_of(request, pk)
    if format not in KEPT:
        raise Http404
    document = minutes.whole(meeting, user_of(request))
    name = _("Protokoll %(board)s %(day)s") % {"board": meeting.board.number, "day": meeting.held_on.isoformat()}
    return uploads.attachment(papers.render(document, Format(format)), f"{name}.{format}")


@require_safe
@page
def extract(request: HttpRequest, pk: int, item: int, format: str) -> HttpResponse:
    """One paragraph as a file, in the municipality's own template when it has given one."""
    point = point_of(request, pk, item)
    if format not in KEPT:
        raise Http404
    document = minutes.extract(point)
    data = drawn_as(PaperKind.EXTRACT, point.meeting.board_id, document, Format(format))
    told = {"number": point.paragraph, "day": point.meeting.held_on.isoformat(), "board": point.meeting.board.number}
    name = _("Protokollsutdrag %(board)s %(day)s § %(number)s") % told
    return uploads.attachment(data, f"{name}.{format}")

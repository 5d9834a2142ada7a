"""What was decided: written in, taken home as files, sent out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved, seen_version
from ledtrad.meetings.actions import minutes as actions
from ledtrad.meetings.actions.agenda import require_open_point
from ledtrad.meetings.actions.remarks import WrongRemark
from ledtrad.meetings.drawing import drawn_as
from ledtrad.meetings.forms.agenda import DecideForm
from ledtrad.meetings.forms.minutes import RemarkLines
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
    """Write in what the board decided, and what was noted at it."""
    point, actor = point_of(request, pk, item), actor_of(request)
    require_open_point(actor, point)
    if point.meeting.held_on > actor.today:
        raise actions.NotHeldYet()
    sent = request.POST if request.method == "POST" else None
    form = DecideForm(sent, initial=_start(point) if sent is None else None)
    lines = RemarkLines(sent, initial=None if sent is not None else _noted(point), prefix="anteckning")
    if form.is_valid() and lines.is_valid():
        made = _decided(form, lines, point, actor)
        if made is not None:
            told = _("Beslutet är inskrivet som § %(number)s.") % {"number": made.paragraph}
            return respond_saved(request, _onward(request, point), told)
    elif form.is_bound:
        for sentence in lines.sentences():
            form.add_error(None, sentence)
    return render_form(
        request, "meetings/decide.html", form, meeting=point.meeting, point=point, lines=lines, **HERE
    )  # fmt: skip


def _decided(form: DecideForm, lines: RemarkLines, point: AgendaItem, actor: Actor) -> AgendaItem | None:
    """The point decided, or None with the reason put where it belongs."""
    data = dict(form.cleaned_data)
    seen = data.pop("version")
    decision = actions.Decision(**data, remarks=lines.remarks())
    try:
        return actions.decide(item=point, decision=decision, actor=actor, seen=seen)
    except (NotAllowed, Stale):
        raise
    except WrongRemark as refusal:
        form.add_error(None, lines.refuse(refusal.place, None, str(refusal)))
    except Refused as refusal:
        refuse(form, refusal)
    return None


def _noted(point: AgendaItem) -> list[dict[str, str]]:
    return [remark.told._asdict() for remark in point.remarks.all()]


def _start(point: AgendaItem) -> dict[str, object]:
    taken = queries.taken_paragraphs(point.meeting.board_id, point.meeting.held_on.year)
    return {
        "paragraph": point.paragraph or rules.next_paragraph(taken),
        "text": point.decision or point.proposed_decision,
        "motions": point.motions,
        "procedure": point.procedure,
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

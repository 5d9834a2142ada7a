"""The notice of a meeting: looked at, sent, taken home as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.kinds import Format
from ledtrad.core.responses import actor_of, page, render_page, respond_saved, seen_version
from ledtrad.meetings.actions import notices as actions
from ledtrad.meetings.actions.meetings import require_planner
from ledtrad.meetings.jobs import KEPT
from ledtrad.meetings.pages import notices
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.views.agenda import FORM, HERE, meeting_of
from ledtrad.organisation.actors import user_of


@require_http_methods(FORM)
@page
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as it would go out, who gets a letter, and the button."""
    meeting, actor = meeting_of(request, pk), actor_of(request)
    require_planner(actor, meeting.board_id)
    if request.method == "POST":
        made = actions.send_notice(meeting=meeting, actor=actor, seen=seen_version(request))
        told = ngettext(
            "Kallelsen är skickad till en förtroendevald.", "Kallelsen är skickad till %(n)s förtroendevalda.",
            made.letters,
        ) % {"n": made.letters}  # fmt: skip
        return respond_saved(request, meeting.get_absolute_url(), told)
    members = queries.members_of(meeting.board, actor.today)
    coming = notices.as_now(meeting, user_of(request))
    context = {
        "meeting": meeting,
        "document": dressed(coming.document),
        "reached": [person for person in members if person.email],
        "unreached": [person for person in members if not person.email],
        "newest": coming.newest,
        "is_same": coming.is_same,
        "is_past": meeting.held_on < actor.today,
        **HERE,
    }
    return render_page(request, "meetings/notice.html", context)


@require_safe
@page
def file(request: HttpRequest, pk: int, number: int, format: str) -> HttpResponse:
    """A notice that went out; number 0 is how it would be now, for those who send it."""
    meeting, user = meeting_of(request, pk), user_of(request)
    if format not in KEPT:
        raise Http404
    if number == 0:
        require_planner(actor_of(request), meeting.board_id)
        document = notices.as_now(meeting, user).document
    else:
        document = notices.as_sent(meeting, number, user)
    name = _("Kallelse %(board)s %(day)s") % {"board": meeting.board.number, "day": meeting.held_on.isoformat()}
    return uploads.attachment(papers.render(document, Format(format)), f"{name}.{format}")

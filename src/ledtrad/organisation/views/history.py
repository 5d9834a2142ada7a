"""The ledger as a page: what has happened to anything, by whom."""

from datetime import UTC, datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from ledtrad.core import ledger
from ledtrad.core.ledger import EntryQuerySet
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.actions import log_look
from ledtrad.organisation.actors import user_of

PER_PAGE = 50
ASKED = ("who", "what", "event", "since", "until", "page")


@page
def show(request: HttpRequest) -> HttpResponse:
    """The entries the person may read, newest first, narrowed by who, what, kind of event and day.

    To look is told in the ledger too, when the page is made: what it shows does not hold itself.
    """
    user = user_of(request)
    rows = _narrowed(request, ledger.entries().visible_to(user))
    sheet = Paginator(rows.latest_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": sheet,
        "entries": sheet.object_list,
        "query": request.GET,
        "show_object": True,
        "nav_current": "ledger",
        "may_review": bool(user.access.reviews),
        "print_filters": ", ".join(
            request.GET[name] for name in ("who", "what", "since", "until") if request.GET.get(name)
        ),
    }
    response = render_page(request, "organisation/history.html", context)
    asked = {name: request.GET.get(name, "") for name in ASKED}
    log_look(reader=user, place="historiken", asked=asked, actor=actor_of(request))
    return response


def _narrowed(request: HttpRequest, rows: EntryQuerySet) -> EntryQuerySet:
    asked = request.GET
    if asked.get("who"):
        rows = rows.filter(actor_label__icontains=asked["who"])
    if asked.get("what"):
        rows = rows.filter(object_label__icontains=asked["what"])
    if asked.get("event"):
        rows = rows.filter(action=asked["event"])
    try:
        since = datetime.fromisoformat(asked.get("since", "")).replace(tzinfo=UTC) if asked.get("since") else None
        until = datetime.fromisoformat(asked.get("until", "")).replace(tzinfo=UTC) if asked.get("until") else None
    except ValueError:
        return rows
    if since:
        rows = rows.filter(at__gte=since)
    return rows.filter(at__lt=until + timedelta(days=1)) if until else rows

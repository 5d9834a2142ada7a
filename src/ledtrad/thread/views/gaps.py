"""Where the thread is broken, and what to do about each place."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from ledtrad.core.listing.page import workbook_response
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.access import Access
from ledtrad.organisation.actors import access, user_of
from ledtrad.thread import gaps
from ledtrad.thread.snapshot import Snapshot, load
from ledtrad.thread.views.map import gap_row

PER_PAGE = 50


def _narrowed(request: HttpRequest, snapshot: Snapshot, found: list[gaps.Gap]) -> list[gaps.Gap]:
    """The gaps that match the page's own filters: rule, unit and below, mine."""
    rule, number = request.GET.get("rule", ""), request.GET.get("unit", "")
    path = next((u.path for u in snapshot.units.values() if u.number == number), None)
    if rule:
        found = [g for g in found if g.rule == rule]
    if path is not None:
        found = [
            g for g in found if snapshot.units[g.unit_id or snapshot.knots[g.node_id].unit_id].path.startswith(path)
        ]
    if request.GET.get("mine"):
        mine = access(actor_of(request)).functions
        found = [g for g in found if g.function_id in mine]
    return found


@page
def show(request: HttpRequest) -> HttpResponse:
    """All gaps the person may see, with filters."""
    snapshot, rights = load(user_of(request)), access(actor_of(request))
    every = gaps.find(snapshot)
    found = _narrowed(request, snapshot, every)
    if request.GET.get("format") == "xlsx":
        return _export(snapshot, found, rights)
    sheet = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    counts = Counter(g.rule for g in every)
    titles = {r.name: str(r.title) for r in gaps.rules()}
    common = Counter(g.rule for g in found).most_common(1)
    context = {
        "page": sheet,
        "rows": [gap_row(snapshot, g, rights) for g in sheet],
        "total": len(found),
        "commonest": (titles[common[0][0]], common[0][1]) if common and common[0][1] > 1 else None,
        "rules": [(r.name, r.title, counts[r.name]) for r in gaps.rules() if counts[r.name]],
        "units": sorted(snapshot.units.values(), key=lambda u: u.path),
        "query": request.GET,
        "print_filters": _filters_in_words(request, snapshot, titles),
    }
    return render_page(request, "thread/gaps.html", context)


def _filters_in_words(request: HttpRequest, snapshot: Snapshot, titles: dict[str, str]) -> str:
    """What the list is narrowed by, for the printed footer."""
    unit = next((u.name for u in snapshot.units.values() if u.number == request.GET.get("unit")), "")
    rule = titles.get(request.GET.get("rule", ""), "")
    told = [
        _("Slag av lucka: %(rule)s") % {"rule": rule} if rule else "",
        _("Enhet: %(unit)s") % {"unit": unit} if unit else "",
        _("Bara mina") if request.GET.get("mine") else "",
    ]
    return " · ".join(text for text in told if text)


def _export(snapshot: Snapshot, found: list[gaps.Gap], rights: Access) -> HttpResponse:
    columns = [_("Nummer"), _("Rubrik"), _("Slag"), _("Lucka"), _("Vad som behöver göras"), _("Vem"), _("Enhet")]
    rows = [
        [r["knot"].number, r["knot"].title, r["kind"], str(r["title"]), r["message"], r["who"], r["unit"].name]
        for r in (gap_row(snapshot, gap, rights) for gap in found)
    ]
    return workbook_response("luckor", columns, rows)

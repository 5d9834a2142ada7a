"""Who may decide this, and where does it go otherwise? For everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.delegation.queries import lookup as queries
from ledtrad.delegation.queries.decisions import boards
from ledtrad.delegation.views.common import user_of

LONGEST = 200


@require_safe
@page
def who_decides(request: HttpRequest) -> HttpResponse:
    """Search words → items in force, with who holds the function today, the conditions and the way upwards."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    board = request.GET.get("namnd", "")
    found = queries.answers(text, board=board, user=user_of(request), day=actor_of(request).today) if text else []
    context = {
        "q": text, "board": board, "boards": boards(), "answers": found, "most": queries.MOST,
        "nav_current": "delegation", "print_filters": text,
    }  # fmt: skip
    return render_page(request, "delegation/who_decides.html", context)

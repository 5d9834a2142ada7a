"""A board's open assignments, as they stand at one of its meetings: page, PDF, Word, Excel."""

import io
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ledtrad.activities import coming
from ledtrad.activities.forms.assignments import GIVERS
from ledtrad.activities.papers import open_list as paper
from ledtrad.activities.queries import assignments as queries
from ledtrad.activities.views.common import shared
from ledtrad.core import papers, uploads
from ledtrad.core.papers.kinds import Format
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.core.tables import SheetOut, write_xlsx
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit

XLSX = "xlsx"
MOST_DAYS = 8


@require_safe
@page
def choose(request: HttpRequest) -> HttpResponse:
    """Which board?"""
    boards = Unit.objects.filter(kind__in=GIVERS).order_by("path")
    return render_page(request, "activities/open_boards.html", shared(request, boards=boards))


@require_safe
@page
def open_list(request: HttpRequest, board: str) -> HttpResponse:
    """What the board waits for on a day (`datum`; today when not given)."""
    found, day = _board(board), _day(request)
    rows = queries.open_list(found, day, user_of(request))
    context = shared(
        request, board=found, day=day, rows=rows, title=paper.title(day), lead=paper.summary(rows),
        days=coming.meeting_days(found, actor_of(request).today)[:MOST_DAYS], formats=("pdf", "docx", XLSX),
    )  # fmt: skip
    return render_page(request, "activities/open_list.html", context)


@require_safe
@page
def file(request: HttpRequest, board: str, format: str) -> HttpResponse:
    """The list as a file."""
    if format not in (Format.PDF, Format.DOCX, XLSX):
        raise Http404
    found, day = _board(board), _day(request)
    rows = queries.open_list(found, day, user_of(request))
    name = _("Öppna uppdrag %(board)s %(day)s") % {"board": found.number, "day": day.isoformat()}
    if format == XLSX:
        out = io.BytesIO()
        write_xlsx(out, [SheetOut(_("Öppna uppdrag"), paper.columns(), paper.lines(rows), spare_rows=0)])
        return uploads.attachment(out.getvalue(), f"{name}.xlsx")
    return uploads.attachment(papers.render(paper.open_document(found, day, rows), Format(format)), f"{name}.{format}")


def _board(number: str) -> Unit:
    return get_object_or_404(Unit, number=number, kind__in=GIVERS)


def _day(request: HttpRequest) -> date:
    """The day asked for; 404 for what is no day."""
    asked = request.GET.get("datum", "")
    if not asked:
        return actor_of(request).today
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Http404 from None

"""What happened with an audit's recommendations: the page, the PDF, and the package with evidence."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ledtrad.audits.models import Audit
from ledtrad.audits.package_jobs import PACKAGE
from ledtrad.audits.papers.evidence import document_of
from ledtrad.audits.queries import evidence as queries
from ledtrad.audits.timeline import events_of
from ledtrad.core import jobs, papers, uploads
from ledtrad.core.jobs import Job, State
from ledtrad.core.papers.kinds import Format
from ledtrad.core.responses import actor_of, page, render_page
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit

BOARD = "namnd"
"""In the address: only that board's part."""


def _audit(request: HttpRequest, number: str) -> Audit:
    rows = Audit.objects.visible_to(user_of(request)).select_related("unit", "paper", "follows")
    return get_object_or_404(rows, number=number)


def _gathered(request: HttpRequest, audit: Audit, board: str) -> tuple[list[queries.Followed], Unit | None]:
    rows = queries.addressed_of(audit, user_of(request))
    found = queries.followed(rows.filter(board__number=board) if board else rows, user_of(request))
    if board and not found:
        raise Http404
    for one in found:
        one.events = events_of(one)
    return found, found[0].addressed.board if board else None


@require_safe
@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """In what way did the boards work with the recommendations? One page, for one board or all."""
    audit, chosen = _audit(request, number), request.GET.get(BOARD, "")
    found, board = _gathered(request, audit, chosen)
    boards = Unit.objects.filter(pk__in=queries.addressed_of(audit, user_of(request)).values("board")).order_by("path")
    context = {
        "audit": audit,
        "found": found,
        "board": board,
        "boards": list(boards),
        "conclusion": concluded(found),
        "nav_current": "audits",
        "print_filters": board.name if board else "",
    }
    return render_page(request, "audits/what_happened.html", context)


def concluded(found: list[queries.Followed]) -> str:
    """How many are done with, and how many remain."""
    closed = sum(1 for one in found if one.addressed.closed_on)
    late = sum(1 for one in found if one.state.shape == "missed")
    if len({one.addressed.board_id for one in found}) > 1:
        told = ngettext(
            "%(closed)s av %(n)s är avslutad, räknat nämnd för nämnd.",
            "%(closed)s av %(n)s är avslutade, räknat nämnd för nämnd.", closed,
        )  # fmt: skip
    else:
        told = ngettext(
            "%(closed)s av %(n)s rekommendation är avslutad.", "%(closed)s av %(n)s rekommendationer är avslutade.",
            len(found),
        )  # fmt: skip
    told %= {"closed": closed, "n": len(found)}
    if late:
        told += " " + ngettext(
            "För %(n)s räcker inte det som gjorts.", "För %(n)s räcker inte det som gjorts.", late
        ) % {"n": late}  # fmt: skip
    return told


@require_safe
@page
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The page as a paper, in the municipality's language whoever fetches it."""
    audit, chosen = _audit(request, number), request.GET.get(BOARD, "")
    with translation.override(settings.LANGUAGE_CODE):
        found, board = _gathered(request, audit, chosen)
        data = papers.render(document_of(audit, found, board), Format.PDF)
    return uploads.attachment(data, f"{audit.number} {chosen}".strip() + ".pdf")


@require_POST
@page
def order_package(request: HttpRequest, number: str) -> HttpResponse:
    """Order the package. It holds what whoever orders it may see, and nothing confidential."""
    audit, chosen = _audit(request, number), request.POST.get(BOARD, "")
    params: dict[str, Any] = {"audit": audit.pk, "board": chosen}
    job = jobs.enqueue(PACKAGE, actor_of(request), **params)
    return redirect("job", job.pk)


@require_safe
@page
def package(request: HttpRequest, number: str, job_id: UUID) -> HttpResponse:
    """The package that somebody ordered."""
    audit = _audit(request, number)
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=job_id, kind=PACKAGE, state=State.DONE)
    made = job.result or {}
    if job.params.get("audit") != audit.pk or "stored_as" not in made:
        raise Http404
    return uploads.download(made["stored_as"], made["name"])

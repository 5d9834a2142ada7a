"""Lists that were laid: as one may read them, their papers, and a new open version when one had to be withheld."""

import re
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import jobs, uploads
from ledtrad.core.refusals import NotAllowed
from ledtrad.core.responses import actor_of, page, render_form, render_page
from ledtrad.delegation.actions.lists import require_plan
from ledtrad.delegation.actions.open_versions import NothingWithheld
from ledtrad.delegation.actions.reading import log_list
from ledtrad.delegation.jobs import OPEN_VERSION
from ledtrad.delegation.models import DecisionReport
from ledtrad.delegation.pages.lists import laid_groups
from ledtrad.delegation.queries.laid import laid_rows, open_versions, reports_of, told_since
from ledtrad.delegation.rules.words import ListKind
from ledtrad.delegation.views.board_common import FORM, may_plan, may_read_full, shared, user_of
from ledtrad.meetings.models import Meeting

OPEN, FULL = "oppen", "fullstandig"
_VERSION = re.compile(rf"{OPEN}(?:-([2-9]|[1-9][0-9]{{1,3}}))?")


class OpenVersionWithheld(NotAllowed):
    """Something on it has been marked confidential since it was laid, and this person may not read that."""

    message = _("Den öppna versionen lämnas inte ut: något på listan har fått sekretess sedan den lades fram.")
    code = "open_version_withheld"


@require_safe
@page
def laid(request: HttpRequest, pk: int) -> HttpResponse:
    """A list as it was laid; what the reader may not see is not there."""
    report = _report(request, pk)
    rows = laid_rows(report, user_of(request))
    groups, hidden = laid_groups(report, rows, whole=request.GET.get("alla") == "1")
    log_list(what=report, unit_id=report.board_id, count=_read(rows), actor=actor_of(request))
    files = list(report.files.all())
    versions = open_versions(report, rows, files)
    context = shared(
        report=report,
        groups=groups,
        hidden=hidden,
        total=len(rows),
        versions=[(one, version_word(one.version.number)) for one in versions],
        full_files=[f for f in files if not f.is_public] if may_read_full(request, report.board_id) else [],
        may_remake=bool(versions and versions[0].is_withheld and may_plan(request, report.board_id)),
    )
    return render_page(request, "delegation/laid.html", context)


def _read(rows: list[Any]) -> int:
    """How many of the rows that this person is shown tell of somebody."""
    return sum(1 for row in rows if row.shown and row.is_secret)


@require_safe
@page
def file(request: HttpRequest, pk: int, version: str, format: str) -> HttpResponse:
    """A paper of a laid list, as it was given out. An open one that tells too much is for those who may read that."""
    report, number = _report(request, pk), _number(version)
    kept = report.files.filter(is_public=number > 0, number=number or 1, format=format)
    rows = laid_rows(report, user_of(request))
    if number:
        wrong = told_since(get_object_or_404(report.open_versions, number=number), rows)
        if not all(row.shown for row in wrong):
            raise OpenVersionWithheld
        told = len(wrong)
    else:
        require_full(request, report.board_id)
        told = sum(1 for row in rows if row.is_secret)
    found = get_object_or_404(kept)
    log_list(what=report, unit_id=report.board_id, count=told, actor=actor_of(request))
    name = file_name(report.meeting, report.kind, format, public=number > 0, number=number)
    return uploads.download(found.stored_as, name)


@require_http_methods(FORM)
@page
def remake(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a new open version, in which what is confidential now is masked; drawn and stored as a job."""
    report, actor = _report(request, pk), actor_of(request)
    require_plan(actor, report.board_id)
    versions = open_versions(report, laid_rows(report, user_of(request)), [])
    if not versions or not versions[0].is_withheld:
        raise NothingWithheld
    if request.method == "POST":
        return redirect("job", jobs.enqueue(OPEN_VERSION, actor, report=report.pk).pk)
    back = reverse("decision-list-laid", args=[report.pk])
    return render_form(
        request, "delegation/open_version.html", forms.Form(),
        **shared(report=report, handed=versions[0], next_number=versions[0].version.number + 1, back=back),
    )  # fmt: skip


def version_word(number: int) -> str:
    """What an open version is called in addresses. The first keeps the address that it always had."""
    return OPEN if number == 1 else f"{OPEN}-{number}"


def _number(word: str) -> int:
    """The number of the open version that an address names; 0 for the full version."""
    match = _VERSION.fullmatch(word)
    if word != FULL and match is None:
        raise Http404
    return int(match[1] or 1) if match is not None else 0


def _report(request: HttpRequest, pk: int) -> DecisionReport:
    return get_object_or_404(reports_of(user_of(request)), pk=pk)


def require_full(request: HttpRequest, board_id: int) -> None:
    """The full version does not exist for whoever may not read what is confidential at the board."""
    if not may_read_full(request, board_id):
        raise Http404


def file_name(meeting: Meeting, kind: str, format: str, *, public: bool, number: int = 1) -> str:
    name = _now("Delegationsbeslut") if kind == ListKind.ORDINARY else _now("Ordförandebeslut")
    word = _now("öppen") if public else _now("fullständig")
    which = f" {number}" if number > 1 else ""
    return f"{name} {meeting.board.number} {meeting.held_on.isoformat()} {word}{which}.{format}"

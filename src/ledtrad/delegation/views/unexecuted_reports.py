"""The quarterly reports of decisions that are not carried out: looked at, given, and every one that was given."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import papers, uploads
from ledtrad.core.listing import Column, ListPage, choice
from ledtrad.core.papers.blocks import fingerprint
from ledtrad.core.papers.kinds import Format
from ledtrad.core.periods import Period, PeriodKind, label
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.core.tables.writing import SheetOut, csv_chunks, write_xlsx
from ledtrad.delegation.actions import reading
from ledtrad.delegation.actions import unexecuted_reports as actions
from ledtrad.delegation.forms.unexecuted import GroundForm, ReportForm
from ledtrad.delegation.models import UnexecutedGround, UnexecutedReport
from ledtrad.delegation.papers import unexecuted as told
from ledtrad.delegation.queries import unexecuted as queries
from ledtrad.delegation.views.board_common import FORM, seen_version, shared, user_of
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit

FILES = {actions.AUTHORITY: ("pdf", "docx", "xlsx", "csv"), actions.COUNCIL: ("pdf", "docx")}


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every report that was given, newest first; and the paragraphs that they rest on."""
    found = ListPage(
        request,
        queries.reports_of(user_of(request)).order_by("-period", "board__path", "to"),
        name="unexecuted-reports",
        columns=[
            Column("period", _("Kvartal"), accessor=lambda r: label(r.period), sort="period", link=_url_of),
            Column("to", _("Mottagare"), "get_to_display", sort="to"),
            Column("board", _("Nämnd"), "board.name", sort="board__path"),
            Column("count", _("Antal"), accessor=lambda r: told.how_many(r.content)),
            Column("made_at", _("Lämnad"), sort="made_at", sub="made_by_label"),
        ],
        filters=[choice("to", _("Mottagare"), UnexecutedReport._meta.get_field("to").choices or [], "to")],
    )
    context = shared(
        title=_("Rapporter om ej verkställda beslut"),
        grounds=UnexecutedGround.objects.all(),
        may_change=access(actor_of(request)).administers,
        empty_title=_("Ingen rapport är lämnad än."),
        empty_text=_("En rapport fryser när den lämnas och står sedan kvar här."),
    )
    return found.respond("delegation/unexecuted_reports.html", context)


@require_http_methods(FORM)
@page
def ground(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a paragraph right; laws are renumbered and replaced."""
    found, actor = get_object_or_404(UnexecutedGround, pk=pk), actor_of(request)
    if not access(actor).administers:
        raise NotAllowed
    form = GroundForm(request.POST or None, instance=UnexecutedGround.objects.get(pk=pk))
    if form.is_valid():
        actions.change_ground(ground=found, values=form.cleaned_data, actor=actor, seen=seen_version(request))
        return respond_saved(request, reverse("unexecuted-reports"), _now("Lagrummet är sparat."))
    return render_form(request, "delegation/unexecuted_ground.html", form, **shared(ground=found))


def _url_of(report: UnexecutedReport) -> str:
    return _url(report.board, report.period, report.to)


def _url(board: Unit, quarter: Period, to: str) -> str:
    return reverse("unexecuted-report", args=[board.number, str(quarter), to])


def _asked(request: HttpRequest, board: str, period: str, to: str) -> tuple[Unit, Period, UnexecutedReport | None]:
    """Whose quarter, and its report if it is given; 404 for whoever may see neither."""
    user = user_of(request)
    found = get_object_or_404(Unit, number=board)
    try:
        quarter = Period.parse(period)
    except ValueError:
        raise Http404 from None
    if to not in actions.RECEIVERS or quarter.kind != PeriodKind.QUARTER or not found.is_board:
        raise Http404
    given = queries.reports_of(user).filter(board=found, period=quarter, to=to).first()
    if given is None and found.pk not in queries.secret_units(user.access) and not user.access.everything:
        raise Http404
    return found, quarter, given


@require_http_methods(FORM)
@page
def report(request: HttpRequest, board: str, period: str, to: str) -> HttpResponse:
    """The report as it was given, or as it would be now with a button to give it."""
    found, quarter, given = _asked(request, board, period, to)
    actor = actor_of(request)
    content = given.content if given is not None else told.content_of(found, quarter, to)
    is_over, may = quarter.last_day < actor.today, actions.may_report(actor, found.pk)
    if request.method == "POST" and not may:
        raise actions.MayNotReport()
    form = ReportForm(request.POST or None, initial={"seen": fingerprint(content)})
    if form.is_valid():
        try:
            actions.report(board=found, quarter=quarter, to=to, actor=actor, seen=form.cleaned_data["seen"])
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _url(found, quarter, to), _now("Rapporten är lämnad och fryst."))
    _log_read(request, found, content, given)
    context: dict[str, Any] = shared(
        board=found, quarter=str(quarter), quarter_label=label(quarter), to=to, given=given, content=content,
        document=_document(found, content, given), how_many=told.how_many(content), is_over=is_over,
        may_report=may and is_over and given is None, formats=FILES[to], is_authority=to == actions.AUTHORITY,
        other="council" if to == actions.AUTHORITY else "authority",
        sees_other=found.pk in queries.secret_units(user_of(request).access),
    )  # fmt: skip
    if given is not None or not context["may_report"]:
        return render_page(request, "delegation/unexecuted_report.html", context)
    return render_form(request, "delegation/unexecuted_report.html", form, **context)


def _log_read(request: HttpRequest, board: Unit, content: Any, given: UnexecutedReport | None) -> None:
    """Tell that somebody read of persons one by one, in a report that was given or in one that is only looked at."""
    if given is not None:
        actions.log_read(report=given, actor=actor_of(request))
    elif content["to"] == actions.AUTHORITY:
        reading.log_list(what=board, unit_id=board.pk, count=len(content["rows"]), actor=actor_of(request))


def _document(board: Unit, content: Any, given: UnexecutedReport | None) -> Any:
    return told.report_document(board, content, given)


@require_safe
@page
def file(request: HttpRequest, board: str, period: str, to: str, format: str) -> HttpResponse:
    """The report as a paper or a file; before it is given marked as a draft."""
    found, quarter, given = _asked(request, board, period, to)
    if format not in FILES[to]:
        raise Http404
    content = given.content if given is not None else told.content_of(found, quarter, to)
    _log_read(request, found, content, given)
    word = _now("Ej verkställda beslut") if to == actions.AUTHORITY else _now("Statistik ej verkställda beslut")
    name = f"{word} {found.number} {quarter}.{format}"
    return uploads.attachment(_made(format, found, content, given), name)


def _made(format: str, board: Unit, content: Any, given: UnexecutedReport | None) -> bytes:
    import io

    if format == "csv":
        return b"".join(csv_chunks(told.columns(), told.lines(content)))
    if format == "xlsx":
        out = io.BytesIO()
        write_xlsx(out, [SheetOut(_now("Ej verkställda"), told.columns(), told.lines(content), spare_rows=0)])
        return out.getvalue()
    return papers.render(_document(board, content, given), Format(format))

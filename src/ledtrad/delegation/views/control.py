"""The control of delegated decisions: the latest run, every run, what a run read, and a new one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import jobs, papers, uploads
from ledtrad.core.listing import Column, ListPage, choice
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page
from ledtrad.delegation.actions.control import compare_with_rerun
from ledtrad.delegation.forms.control import RunForm
from ledtrad.delegation.models import ControlRun
from ledtrad.delegation.pages import control as pages
from ledtrad.delegation.pages.findings import listing
from ledtrad.delegation.papers.control import requirement_rows, run_document, table_name
from ledtrad.delegation.queries.control import files_of
from ledtrad.delegation.queries.findings import boards_followed, latest_run, run_before
from ledtrad.delegation.rules.due import CUTOFF_DAYS
from ledtrad.delegation.rules.sentences import Figures, conclusion
from ledtrad.delegation.rules.words import FindingKind
from ledtrad.delegation.views.board_common import FORM, followed_board, may_plan, may_read_full, run_of, shared, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power

ON_THE_PAGE = 10


@require_safe
@page
def overview(request: HttpRequest, board: str = "") -> HttpResponse:
    """The latest run of the board that one follows; one's own findings for whoever follows none as a whole."""
    user = user_of(request)
    followed = boards_followed(user.access)
    if not followed and not board:
        return _own(request)
    run = latest_run(user, board)
    if run is None:
        return _no_run(request, followed_board(request, board) if board else Unit.objects.get(pk=followed[0]))
    return _run_page(request, run, latest=True)


@require_safe
@page
def one_run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run as it was, with what has been said of its findings since."""
    return _run_page(request, run_of(request, pk), latest=False)


def _run_page(request: HttpRequest, run: ControlRun, *, latest: bool) -> HttpResponse:
    user, plans = user_of(request), may_plan(request, run.board_id)
    upcoming = pages.next_list(run.board_id, actor_of(request).today, run.cutoff_days) if latest else None
    found = listing(
        request,
        run,
        may_handle=plans,
        only_open=True,
        per_page=ON_THE_PAGE,
    )
    if request.GET.get("export") == "xlsx":
        return found.export()
    figures, before = Figures.of(run.totals), run_before(run)
    context = shared(
        run=run,
        latest=latest,
        period=pages.period_label(run.date_from, run.date_to),
        span=pages.span_label(run.date_from, run.date_to),
        lead=conclusion(figures, found.facets.open),
        facets=found.facets,
        bars=pages.bars(found.facets, run),
        figures=pages.figure_rows(figures),
        share=figures.share,
        before=before,
        before_sentence=pages.before_sentence(run, before),
        jobs=pages.running_jobs(user) if latest else [],
        upcoming=upcoming,
        may_plan=plans,
        may_control=user.access.may_edit(run.board_id),
        may_read_full=may_read_full(request, run.board_id),
        boards=boards_followed(user.access),
        title=_("Öppna fynd"),
        empty_title=_("Inga öppna fynd."),
        empty_text=_("Allt som kontrollen har hittat är hanterat."),
    )
    return found.respond("delegation/control.html", context)


def _no_run(request: HttpRequest, board: Unit) -> HttpResponse:
    upcoming = pages.next_list(board.pk, actor_of(request).today, CUTOFF_DAYS)
    context = shared(
        board=board,
        upcoming=upcoming,
        may_plan=may_plan(request, board.pk),
        may_control=user_of(request).access.may_edit(board.pk),
        may_read_full=may_read_full(request, board.pk),
        boards=boards_followed(user_of(request).access),
    )
    return render_page(request, "delegation/no_run.html", context)


def _own(request: HttpRequest) -> HttpResponse:
    """For a delegate, a unit's manager, an elected member: the open findings they may see, and where else to go."""
    user = user_of(request)
    home = user.access.home_board_id
    run = ControlRun.objects.filter(board_id=home).select_related("board").first() if home is not None else None
    if run is None:
        return render_page(request, "delegation/own.html", shared(run=None))
    found = listing(request, run, may_handle=False, only_open=True)
    context = shared(
        run=run,
        period=pages.period_label(run.date_from, run.date_to),
        follows=user.access.anywhere(Power.FOLLOW_DECISIONS),
        title=_("Öppna fynd"),
        empty_title=_("Inga öppna fynd om beslut som du ser."),
        empty_text=_("När en kontroll hittar något i ett beslut som du har fattat, eller följer upp, står det här."),
    )
    return found.respond("delegation/own.html", context)


@require_safe
@page
def runs(request: HttpRequest) -> HttpResponse:
    """Every run of the boards that one follows."""
    user = user_of(request)
    offered = [(b.pk, b.name) for b in Unit.objects.filter(pk__in=boards_followed(user.access)).order_by("path")]
    found = ListPage(
        request,
        ControlRun.objects.visible_to(user).select_related("board"),
        name="control-runs",
        columns=[
            Column("number", _("Körning"), accessor=_name, sort="number", link=run_url),
            Column("period", _("Period"), accessor=_period, sort="date_from"),
            Column("board", _("Nämnd"), accessor="board.name", sort="board__path"),
            Column("made", _("Körd"), accessor="made_at", sort="made_at", sub="made_by_label"),
            Column("missing", _("Inte anmälda"), accessor=lambda r: r.totals.get("missing"), num=True),
            Column("share", _("I tid, procent"), accessor=lambda r: Figures.of(r.totals).share, num=True, decimals=1),
            Column("found", _("Fynd"), accessor=lambda r: sum(r.counts.values()), num=True),
        ],
        filters=[choice("board", _("Nämnd"), offered, "board_id")] if len(offered) > 1 else [],
    )
    context = shared(
        title=_("Kontrollkörningar"),
        may_control=any(user.access.may_edit(pk) for pk in boards_followed(user.access)),
        empty_title=_("Ingen kontroll är körd än."),
        empty_text=_("En kontroll håller besluten mot ordningen, förordnandena, sammanträdena och listorna."),
    )
    return found.respond("delegation/runs.html", context)


def _name(run: ControlRun) -> str:
    return _now("Körning %(n)s") % {"n": run.number}


def _period(run: ControlRun) -> str:
    return pages.period_label(run.date_from, run.date_to)


def run_url(run: ControlRun) -> str:
    return reverse("delegation-run", args=[run.pk])


@require_safe
@page
def basis(request: HttpRequest, pk: int) -> HttpResponse:
    """What a run was asked and what it read, with the hashes to hold it against."""
    run = run_of(request, pk)
    inputs = [(table_name(name), told) for name, told in sorted(run.inputs.items())]
    context = shared(
        run=run, period=_period(run), inputs=inputs, rules=requirement_rows(run.requirements), files=files_of(run)
    )
    return render_page(request, "delegation/basis.html", context)


@require_POST
@page
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the run's own question again and hold the answer against what is stored. Writes nothing."""
    run = run_of(request, pk)
    found = compare_with_rerun(run, actor_of(request))
    kinds = [(FindingKind(k).label, run.counts.get(k, 0), found.counts.get(k, 0)) for k in FindingKind.values]
    files = files_of(run)
    context = shared(
        run=run,
        period=_period(run),
        comparison=found,
        files=files,
        broken=[file for file in files if not file.is_whole],
        changed=[table_name(name) for name in found.changed_inputs],
        kinds=[row for row in kinds if row[1] or row[2]],
    )
    return render_page(request, "delegation/compare.html", context)


@require_safe
@page
def paper(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The run as a paper for the board and the auditors."""
    run = run_of(request, pk)
    if format not in (Format.PDF, Format.DOCX):
        raise Http404
    data = papers.render(run_document(run, user_of(request)), Format(format))
    name = _now("Kontroll av delegationsbeslut %(board)s %(n)s") % {"board": run.board.number, "n": run.number}
    return uploads.attachment(data, f"{name}.{format}")


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Order a run: a job, with progress."""
    actor = actor_of(request)
    form = RunForm(request.POST or None, initial=request.GET.dict(), actor=actor)
    if not form.has_boards:
        raise NotAllowed  # no board of which this person may ask for a control
    if form.is_valid():
        try:
            job = jobs.enqueue("delegation.control", actor, **form.params())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("job", job.pk)
    return render_form(request, "delegation/run_form.html", form, **shared())

"""Lists to meetings: the proposal, what is taken off and put on, laying it; and where every list that was laid is."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import jobs, papers, uploads
from ledtrad.core.listing import Column, ListPage, choice
from ledtrad.core.numbers import format_number
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import findings as asking
from ledtrad.delegation.actions import lists as actions
from ledtrad.delegation.actions.reading import log_list
from ledtrad.delegation.forms.control import HandOverForm, default_due
from ledtrad.delegation.forms.lists import ChooseForm, LayForm
from ledtrad.delegation.jobs import LAY
from ledtrad.delegation.models import DecisionReport, DelegatedDecision, ListChoice
from ledtrad.delegation.pages.lists import masked_proposal
from ledtrad.delegation.papers.lists import list_document, rows_hash
from ledtrad.delegation.queries.findings import boards_followed, waiting_tasks
from ledtrad.delegation.queries.laid import reports_of
from ledtrad.delegation.queries.lists import Proposal, cutoff_of, next_meeting, proposals
from ledtrad.delegation.rules.listing import mask_needed
from ledtrad.delegation.rules.words import ListKind
from ledtrad.delegation.views.board_common import FORM, followed_board, may_plan, may_read_full, shared, user_of
from ledtrad.delegation.views.laid import FULL, OPEN, file_name, require_full
from ledtrad.meetings.models import Meeting
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every list that was laid, of the boards whose inner things one reads; and the way to the next."""
    user = user_of(request)
    boards = sorted(user.access.units(Power.READ_INTERNAL))
    offered = [(b.pk, b.name) for b in Unit.objects.filter(pk__in=boards).order_by("path") if b.is_board]
    found = ListPage(
        request,
        reports_of(user).order_by("-meeting__held_on", "kind"),
        name="decision-lists",
        columns=[
            Column("meeting", _("Sammanträde"), accessor="meeting.held_on", sort="meeting__held_on", link=laid_url),
            Column("kind", _("Slag"), accessor="get_kind_display", sort="kind"),
            Column("board", _("Nämnd"), accessor="board.name", sort="board__path"),
            Column("laid", _("Framlagd"), accessor="laid_at", sort="laid_at", sub="laid_by_label"),
        ],
        filters=[choice("board", _("Nämnd"), offered, "board_id")] if len(offered) > 1 else [],
    )
    context = shared(
        title=_("Listor till nämnden"),
        upcoming=_upcoming(request),
        empty_title=_("Ingen lista är framlagd än."),
        empty_text=_("När en lista läggs fram till ett sammanträde fryser den och står kvar här med sina papper."),
    )
    return found.respond("delegation/lists.html", context)


def _upcoming(request: HttpRequest) -> str:
    """The address of the next list of one's own board, for those who follow it."""
    followed = boards_followed(user_of(request).access)
    meeting = next_meeting(followed[0], actor_of(request).today) if followed else None
    return reverse("decision-list-next", args=[meeting.board.number]) if meeting is not None else ""


def laid_url(report: DecisionReport) -> str:
    return reverse("decision-list-laid", args=[report.pk])


@require_safe
@page
def upcoming(request: HttpRequest, board: str) -> HttpResponse:
    """On to the list to the board's next meeting."""
    found = followed_board(request, board)
    meeting = next_meeting(found.pk, actor_of(request).today)
    if meeting is None:
        return render_page(request, "delegation/no_meeting.html", shared(board=found))
    return redirect("decision-list", board, meeting.held_on.isoformat(), ListKind.ORDINARY)


# ── The proposal ──────────────────────────────────────────────────────────────
@require_safe
@page
def proposal(request: HttpRequest, board: str, day: str, kind: str) -> HttpResponse:
    """What a list would hold if it were laid now; the incomplete first, with who has to mend them."""
    meeting = _meeting(request, board, day, kind)
    found = _proposal(meeting, kind)
    if found.report is not None and found.report.is_laid:
        return redirect("decision-list-laid", found.report.pk)
    tasks = {t.decision_id: t for t in waiting_tasks(meeting.board_id, [r.pk for r in found.incomplete])}
    shown = masked_proposal(found, user_of(request), tasks, whole=request.GET.get("alla") == "1")
    log_list(what=meeting, unit_id=meeting.board_id, count=shown.secret, actor=actor_of(request))
    context = shared(
        meeting=meeting,
        board=meeting.board,
        proposal=found,
        shown=shown,
        kind=kind,
        kind_label=ListKind(kind).label,
        is_urgent=kind == ListKind.URGENT,
        may_plan=may_plan(request, meeting.board_id),
        may_read_full=may_read_full(request, meeting.board_id),
        has_tasks=bool(tasks),
        unasked=[row for row in found.incomplete if row.pk not in tasks],
        is_past=meeting.held_on < actor_of(request).today,
    )
    return render_page(request, "delegation/proposal.html", context)


def _meeting(request: HttpRequest, board: str, day: str, kind: str) -> Meeting:
    """The meeting of a board that one follows, or 404."""
    followed_board(request, board)
    held_on = _day(day)
    if kind not in ListKind.values or held_on is None:
        raise Http404
    return get_object_or_404(Meeting.objects.select_related("board"), board__number=board, held_on=held_on)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _proposal(meeting: Meeting, kind: str) -> Proposal:
    return proposals(meeting, cutoff_days=cutoff_of(meeting.board_id))[kind]


def proposal_url(meeting: Meeting, kind: str) -> str:
    return reverse("decision-list", args=[meeting.board.number, meeting.held_on.isoformat(), kind])


@require_http_methods(FORM)
@page
def choose(request: HttpRequest, board: str, day: str, kind: str, pk: int) -> HttpResponse:
    """Take one decision off the list, or put one on it, with a reason."""
    meeting = _meeting(request, board, day, kind)
    actions.require_plan(actor_of(request), meeting.board_id)
    rows = DelegatedDecision.objects.visible_to(user_of(request))
    decision = get_object_or_404(rows, pk=pk, board=meeting.board_id)
    included = request.GET.get("pa") == "1"
    form, back = ChooseForm(request.POST or None), proposal_url(meeting, kind)
    if form.is_valid():
        try:
            actions.choose(
                meeting=meeting, kind=kind, decision=decision, included=included,
                reason=form.cleaned_data["reason"], actor=actor_of(request),
            )  # fmt: skip
        except actions.MayNotLay:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            told = _now("Beslutet står på listan.") if included else _now("Beslutet är borttaget från listan.")
            return respond_saved(request, back, told)
    heading = _("Lägg beslutet på listan") if included else _("Ta bort beslutet från listan")
    return render_form(
        request, "delegation/choose.html", form,
        **shared(meeting=meeting, decision=decision, heading=heading, included=included, back=back),
    )  # fmt: skip


@require_POST
@page
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """As if the decision had never been taken off or put on."""
    rows = ListChoice.objects.filter(report__in=DecisionReport.objects.visible_to(user_of(request)))
    found = get_object_or_404(rows.select_related("report__meeting__board", "decision"), pk=pk)
    back = proposal_url(found.report.meeting, found.report.kind)
    actions.undo_choice(choice=found, actor=actor_of(request))
    return respond_saved(request, back, _now("Valet är ångrat."))


@require_http_methods(FORM)
@page
def ask(request: HttpRequest, board: str, day: str, kind: str) -> HttpResponse:
    """Ask everybody who has an incomplete decision on the list, and has not been asked, to complete it."""
    meeting = _meeting(request, board, day, kind)
    actor = actor_of(request)
    asking.require_plan(actor, meeting.board_id)
    found = _proposal(meeting, kind)
    asked = {t.decision_id for t in waiting_tasks(meeting.board_id, [r.pk for r in found.incomplete])}
    waiting = [row.pk for row in found.incomplete if row.pk not in asked]
    form = HandOverForm(request.POST or None, initial={"due_on": default_due(meeting.held_on, actor.today)})
    back = proposal_url(meeting, kind)
    if form.is_valid():
        decisions = DelegatedDecision.objects.filter(pk__in=waiting).select_related("system")
        try:
            made = asking.ask_to_complete(
                board_id=meeting.board_id, decisions=decisions, actor=actor, **form.cleaned_data
            )
        except asking.MayNotHandle:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(n)s uppgift är skickad.", "%(n)s uppgifter är skickade.", len(made))
            return respond_saved(request, back, said % {"n": format_number(len(made))})
    return render_form(request, "delegation/ask.html", form, **shared(meeting=meeting, count=len(waiting), back=back))


@require_http_methods(FORM)
@page
def lay(request: HttpRequest, board: str, day: str, kind: str) -> HttpResponse:
    """Look once more, then lay the list as a job: both papers are drawn, then everything freezes."""
    meeting = _meeting(request, board, day, kind)
    actor = actor_of(request)
    actions.require_plan(actor, meeting.board_id)
    found = _proposal(meeting, kind)
    if found.report is not None and found.report.is_laid:
        return redirect("decision-list-laid", found.report.pk)
    form = LayForm(request.POST or None, initial={"seen": rows_hash(found)}, incomplete=len(found.incomplete))
    if form.is_valid() and found.rows:
        job = jobs.enqueue(
            LAY, actor, meeting=meeting.pk, which=kind, seen=form.cleaned_data["seen"],
            accept_incomplete=bool(form.cleaned_data.get("accept_incomplete")),
        )  # fmt: skip
        return redirect("job", job.pk)
    return render_form(
        request, "delegation/lay.html", form,
        **shared(meeting=meeting, proposal=found, kind_label=ListKind(kind).label, back=proposal_url(meeting, kind)),
    )  # fmt: skip


@require_safe
@page
def preview(request: HttpRequest, board: str, day: str, kind: str, version: str, format: str) -> HttpResponse:
    """The proposal as a paper, marked as a draft."""
    meeting = _meeting(request, board, day, kind)
    if version not in (OPEN, FULL) or format not in (Format.PDF, Format.DOCX):
        raise Http404
    public, found = version == OPEN, _proposal(meeting, kind)
    if not public:
        require_full(request, meeting.board_id)
        secret = sum(1 for row in found.rows if mask_needed(row, found.pseudonyms))
        log_list(what=meeting, unit_id=meeting.board_id, count=secret, actor=actor_of(request))
    data = papers.render(list_document(found, public=public), Format(format))
    return uploads.attachment(data, file_name(meeting, kind, format, public=public))

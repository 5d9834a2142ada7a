"""Findings of a run: the list, one of them, and what people do with them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core.listing import confirm_bulk
from ledtrad.core.numbers import format_number
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import (
    Difference,
    actor_of,
    conflict,
    differences,
    page,
    refuse,
    render_form,
    render_page,
    respond_saved,
    seen_version,
)
from ledtrad.delegation.actions import findings as actions
from ledtrad.delegation.actions import reading
from ledtrad.delegation.forms.control import HandleForm, HandOverForm, ReasonForm, default_due
from ledtrad.delegation.models import ControlFinding, ControlRun, FindingHandling, FindingTask
from ledtrad.delegation.pages.choice import differences as differences_of
from ledtrad.delegation.pages.choice import mark_of, same_choice
from ledtrad.delegation.pages.control import period_label
from ledtrad.delegation.pages.findings import FindingsList, listing
from ledtrad.delegation.pages.links import decision_url
from ledtrad.delegation.pages.way import way_of
from ledtrad.delegation.queries import findings as queries
from ledtrad.delegation.queries.lists import next_meeting
from ledtrad.delegation.rules.control import detail
from ledtrad.delegation.rules.explained import EXPLAINED
from ledtrad.delegation.rules.words import INFORMATION, Handled
from ledtrad.delegation.views.board_common import FORM, finding_of, followed_board, may_plan, run_of, shared, user_of


@require_safe
@page
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """All findings of a run."""
    run = run_of(request, pk)
    found = _listing(request, run, only_open=False)
    if request.GET.get("export") == "xlsx":
        return found.export()
    context = shared(
        run=run,
        period=period_label(run.date_from, run.date_to),
        facets=found.facets,
        title=_("Fynd"),
        empty_title=_("Kontrollen hittade inget."),
    )
    return found.respond("delegation/findings.html", context)


def _listing(request: HttpRequest, run: ControlRun, *, only_open: bool) -> FindingsList:
    return listing(request, run, may_handle=may_plan(request, run.board_id), only_open=only_open)


@require_safe
@page
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what, by which rule, the decision's way, and what was said of it in every run."""
    found = finding_of(request, pk)
    plans = may_plan(request, found.run.board_id)
    follows = found.run.board_id in queries.boards_followed(user_of(request).access)
    tasks = queries.tasks_of(found)
    history = queries.history(found) if follows else []
    if found.decision is not None:
        reading.log_read(decision=found.decision, actor=actor_of(request))
    context = shared(
        finding=found,
        run=found.run,
        period=period_label(found.run.date_from, found.run.date_to),
        detail=detail(found.kind, found.facts),
        explained=EXPLAINED[found.kind],
        is_information=found.kind in INFORMATION,
        way=way_of(found),
        history=history,
        gone_in=queries.gone_in(found, history) if follows else None,
        handlings=queries.handlings(found),
        tasks=tasks,
        waits=any(t.waits for t in tasks),  # type: ignore[attr-defined]
        may_plan=plans,
        may_hand_over=plans and found.decision is not None and found.decision.is_current,
        follows=follows,
        decision_url=decision_url(found.decision.pk) if found.decision is not None else "",
    )
    return render_page(request, "delegation/finding.html", context)


# ── What is said of findings ──────────────────────────────────────────────────
@require_http_methods(FORM)
@page
def handle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it is with one finding."""
    found = finding_of(request, pk)
    actions.require_plan(actor_of(request), found.run.board_id)
    form = HandleForm(request.POST or None)
    back = reverse("finding", args=[pk])
    if form.is_valid():
        try:
            actions.handle(
                findings=[found], actor=actor_of(request), replaces=seen_version(request), **form.cleaned_data
            )
        except actions.AlreadyHandled as stale:
            return _handled_before(request, stale, back)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, back, _now("Fyndet är hanterat."))
    return _form(request, form, found, _("Hantera fyndet"), _("Spara"), back)


def _handled_before(request: HttpRequest, stale: actions.AlreadyHandled, back: str) -> HttpResponse:
    """Both sayings side by side. To keep one's own says it anew, with the other left in the history."""
    said: FindingHandling = stale.current
    who = Difference(_now("Av"), actor_of(request).label, said.made_by_label)
    rows = [*differences(request.POST, said), who]
    return conflict(request, stale, rows=rows, version=said.pk, theirs_url=back)


@require_http_methods(FORM)
@page
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was said."""
    found = finding_of(request, pk)
    actions.require_plan(actor_of(request), found.run.board_id)
    form, back = ReasonForm(request.POST or None), reverse("finding", args=[pk])
    if form.is_valid():
        actions.reopen(finding=found, reason=form.cleaned_data["reason"], actor=actor_of(request))
        return respond_saved(request, back, _now("Fyndet är öppet igen."))
    return _form(request, form, found, _("Öppna fyndet igen"), _("Öppna igen"), back)


@require_http_methods(FORM)
@page
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand one finding to its delegate."""
    found = finding_of(request, pk)
    actor = actor_of(request)
    actions.require_plan(actor, found.run.board_id)
    form, back = _hand_over_form(request, found.run.board_id), reverse("finding", args=[pk])
    if form.is_valid():
        try:
            actions.hand_over(findings=[found], actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, back, _now("Delegaten har fått uppgiften."))
    return _form(request, form, found, _("Skicka till delegaten"), _("Skicka"), back)


def _form(request: HttpRequest, form: Any, found: ControlFinding, heading: Any, button: Any, back: str) -> HttpResponse:
    return render_form(
        request, "delegation/finding_form.html", form,
        **shared(finding=found, detail=detail(found.kind, found.facts), heading=heading, button=button, back=back),
    )  # fmt: skip


def _hand_over_form(request: HttpRequest, board_id: int, **more: Any) -> HandOverForm:
    today = actor_of(request).today
    meeting = next_meeting(board_id, today)
    due = default_due(meeting.held_on if meeting is not None else None, today)
    return HandOverForm(request.POST or None, initial={"due_on": due}, **more)


# ── Several at once ───────────────────────────────────────────────────────────
@require_POST
@page
def handle_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Say the same of all that are chosen, after asking."""
    run = run_of(request, pk)
    actions.require_plan(actor_of(request), run.board_id)
    chosen = _chosen(request, run)
    form = HandleForm(request.POST if request.POST.get("confirmed") == "1" else None)
    mark = mark_of(run, chosen)
    if form.is_bound and not same_choice(request.POST.get("version", ""), mark):
        return _chosen_otherwise(request, run)
    if chosen and form.is_valid():
        try:
            n = actions.handle(findings=chosen, actor=actor_of(request), **form.cleaned_data)
        except actions.AlreadyHandled:  # while we looked
            return _chosen_otherwise(request, run)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(n)s fynd är hanterat.", "%(n)s fynd är hanterade.", n) % {"n": format_number(n)}
            return respond_saved(request, _back(run), said)
    return _confirm(request, run, chosen, form, _("Hantera valda fynd"), _("Hantera"), mark)


def _chosen_otherwise(request: HttpRequest, run: ControlRun) -> HttpResponse:
    """What was chosen is not what is open now: both versions, and to keep one's own says it of what is still open."""
    chosen = _chosen(request, run)
    said = dict(Handled.choices).get(request.POST.get("how", ""), "")
    mine = f"{said}: {request.POST.get('comment', '')}"
    seen = ControlFinding.objects.visible_to(user_of(request)).filter(run=run).select_related("handling")
    return conflict(
        request, actions.AlreadyHandled(message=_("Någon annan har hanterat eller öppnat fynd sedan du öppnade sidan. "
        "Det som den andra har skrivit står kvar; din version gäller bara de fynd som är öppna nu.")),
        rows=differences_of(request.POST, seen, chosen, mine), version=mark_of(run, chosen), theirs_url=_back(run),
    )  # fmt: skip


@require_POST
@page
def hand_over_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand all that are chosen to their delegates, after asking."""
    run = run_of(request, pk)
    actions.require_plan(actor_of(request), run.board_id)
    chosen = _chosen(request, run)
    form = _hand_over_form(request, run.board_id)
    if request.POST.get("confirmed") != "1":
        form = HandOverForm(initial=form.initial)
    elif chosen and form.is_valid():
        try:
            made = actions.hand_over(findings=chosen, actor=actor_of(request), **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(n)s uppgift är skickad.", "%(n)s uppgifter är skickade.", len(made))
            return respond_saved(request, _back(run), said % {"n": format_number(len(made))})
    return _confirm(request, run, chosen, form, _("Skicka valda fynd till delegaterna"), _("Skicka"))


def _chosen(request: HttpRequest, run: ControlRun) -> list[ControlFinding]:
    """Ticked on the page, or all that pass its filters. Whatever list they came from, they are this run's, and seen."""
    found = _listing(request, run, only_open="state" not in request.GET and "q" not in request.GET)
    rows = found.chosen().exclude(kind__in=INFORMATION).filter(handling__isnull=True)
    chosen = list(rows.select_related(None).select_related("decision"))
    for finding in chosen:
        finding.run = run
    return chosen


def _confirm(
    request: HttpRequest, run: ControlRun, chosen: Sequence[ControlFinding], form: Any, title: Any, button: Any,
    version: str = "",
) -> HttpResponse:  # fmt: skip
    response = confirm_bulk(
        request, chosen, title=title, button=button, back=_back(run), fields=form,
        text=_("Det gäller bara fynd som är öppna."), version=version,
    )  # fmt: skip
    response.status_code = 422 if form.is_bound and form.errors else 200
    return response


def _back(run: ControlRun) -> str:
    return reverse("findings", args=[run.pk]) + "?state=open"


@require_POST
@page
def remind(request: HttpRequest, board: str) -> HttpResponse:
    """Remind everybody whom the board waits for."""
    found = followed_board(request, board)
    actions.require_plan(actor_of(request), found.pk)
    waiting = FindingTask.objects.waiting().filter(board=found).select_related("to_person", "decision")
    n = actions.remind(tasks=waiting, actor=actor_of(request))
    said = ngettext("En påminnelse är skickad.", "%(n)s påminnelser är skickade.", n) % {"n": format_number(n)}
    nobody = _now("Ingen har en adress att påminna på.")
    return respond_saved(request, reverse("delegation-board", args=[board]), said if n else nobody)

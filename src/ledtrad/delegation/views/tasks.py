"""What a delegate meets: the decision, what it lacks, and a form to mend it. Done in a minute, from a phone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved
from ledtrad.delegation.actions import findings as actions
from ledtrad.delegation.actions import reading
from ledtrad.delegation.actions.mending import mend as mend_record
from ledtrad.delegation.forms.mending import AnswerForm, MendForm, mendable
from ledtrad.delegation.models import DelegatedDecision, FindingTask
from ledtrad.delegation.queries import control as queries
from ledtrad.delegation.rules.control import labels
from ledtrad.delegation.rules.explained import EXPLAINED
from ledtrad.delegation.views.board_common import FORM, may_plan, shared, user_of


def _task(request: HttpRequest, pk: int) -> FindingTask:
    """The task, for whom it waits, or who sees the decision and holds the task or plans for the board; else 404.

    Being asked opens a decision only for as long as the task waits.
    """
    user = user_of(request)
    rows = FindingTask.objects.select_related("decision", "decision__system", "decision__board", "to_person", "board")
    task = get_object_or_404(rows, pk=pk)
    own = task.to_person_id == user.pk
    if own and FindingTask.objects.waiting().filter(pk=pk).exists():
        return task
    if not _sees(request, task) or not (
        own or user.access.holds(task.to_function_id) or may_plan(request, task.board_id)
    ):
        raise Http404
    return task


def _sees(request: HttpRequest, task: FindingTask) -> bool:
    """Whether the decision may be read without having been asked about it."""
    return DelegatedDecision.objects.visible_to(user_of(request)).filter(pk=task.decision_id or 0).exists()


def current_of(task: FindingTask) -> DelegatedDecision | None:
    """The record that stands now: the one handed out, or what has corrected it since."""
    handed = task.decision
    if handed is None or handed.is_current:
        return handed
    rows = DelegatedDecision.objects.current().select_related("system", "board")
    return rows.filter(system_id=handed.system_id, source_id=handed.source_id).first()


@require_http_methods(FORM)
@page
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision with fields for what it lacks; what is sent becomes a record that corrects it."""
    task = _task(request, pk)
    decision = current_of(task)
    is_over = not FindingTask.objects.waiting().filter(pk=pk).exists()
    missing = queries.lacking(decision) if decision is not None else ()
    fields = [] if is_over else mendable(missing, task.kind)
    helps = queries.explanations_of(decision) if fields and decision is not None else {}
    form = MendForm(request.POST or None, decision=decision, fields=fields, helps=helps)
    if fields and decision is not None and form.is_valid():
        try:
            mend_record(task=task, decision=decision, values=form.values(), actor=actor_of(request))
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _after(request, task), _now("Tack! Beslutet är kompletterat."))
    return _show(request, task, decision, form, is_over=is_over, missing=missing, fields=fields)


@require_http_methods(FORM)
@page
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how it is, where nothing can be mended."""
    task = _task(request, pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer(task=task, text=form.cleaned_data["answer"], actor=actor_of(request))
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _after(request, task), _now("Tack! Svaret är skickat."))
    return render_form(
        request, "delegation/task_answer.html", form, **shared(task=task, explained=EXPLAINED[task.kind])
    )


def _after(request: HttpRequest, task: FindingTask) -> str:
    """To what else waits; else the task itself says that it is done, to whoever may still see it."""
    waits = FindingTask.objects.waiting().for_person(request.user.pk, user_of(request).access.functions)
    return reverse("todo") if waits.exists() or not _sees(request, task) else reverse("finding-task", args=[task.pk])


def _heading(is_over: bool, mends: bool) -> Any:
    if is_over:
        return _("Uppgiften är klar")
    return _("Komplettera beslutet") if mends else _("Svara om beslutet")


def _show(request: HttpRequest, task: FindingTask, decision: Any, form: Any, **more: Any) -> HttpResponse:
    missing = more.pop("missing")
    if decision is not None:
        reading.log_read(decision=decision, actor=actor_of(request))
    context = shared(
        task=task,
        decision=decision,
        lacking=labels(missing),
        explained=EXPLAINED[task.kind],
        heading=_heading(more["is_over"], bool(more["fields"])),
        **more,
    )
    return render_form(request, "delegation/task.html", form, **context)

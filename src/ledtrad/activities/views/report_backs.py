"""Reporting an assignment back, and what the board said of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods

from ledtrad.activities import coming, onward, words
from ledtrad.activities.actions import assignments
from ledtrad.activities.actions import report_backs as actions
from ledtrad.activities.forms.assignments import AnswerForm, ReportBackForm
from ledtrad.activities.models import ReportBack
from ledtrad.activities.queries import assignments as assignment_queries
from ledtrad.activities.queries import report_backs as queries
from ledtrad.activities.rules import assignments as rules
from ledtrad.activities.views.common import FORM, report_back_of, shared
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import access, user_of


@require_http_methods(FORM)
@page
def report_back(request: HttpRequest, number: str, nr: int) -> HttpResponse:
    """What was reported; or, for whoever is to report, the form with what the activities say already."""
    row, actor = report_back_of(request, number, nr), actor_of(request)
    if row.is_handed_in or not row.assignment.is_unsettled or not actions.may_report(actor, row.assignment):
        if request.method == "POST":
            actions.require_reporter(actor, row.assignment)
            assignments.require_unsettled(row.assignment)
            raise assignments.AlreadyHandedIn()
        return _read(request, row)
    return _write(request, row)


def _read(request: HttpRequest, row: ReportBack) -> HttpResponse:
    completed = rules.completed([one.stage for one in assignment_queries.report_backs(row.assignment)])
    shape, word = words.report_back_look(row, row.assignment, actor_of(request).today, completed)
    context = shared(
        request, row=row, assignment=row.assignment, shape=shape, word=word,
        ways=onward.ways([row], actor_of(request)).get(row.pk, []),
        may_answer=row.is_handed_in and row.answered_on is None and row.assignment.is_unsettled
        and access(actor_of(request)).may_plan(row.assignment.unit_id),
    )  # fmt: skip
    return render_page(request, "activities/report_back.html", context)


def _write(request: HttpRequest, row: ReportBack) -> HttpResponse:
    actor = actor_of(request)
    proposed = queries.proposed(row, user_of(request))
    is_new = not any(getattr(row, name) for name in actions.TEXTS)
    # The form writes on a copy of its own.
    form = ReportBackForm(
        request.POST or None, instance=ReportBack.objects.get(pk=row.pk), initial=proposed.texts if is_new else None
    )
    if form.is_valid():
        hands_in = "hand_in" in request.POST
        act = actions.hand_in if hands_in else actions.write
        try:
            act(report_back=row, texts=form.texts(), actor=actor, seen=form.cleaned_data["version"])
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            saved = _now("Redovisningen är inlämnad.") if hands_in else _now("Utkastet är sparat.")
            return respond_saved(request, request.path if not hands_in else _place(row), saved)
    context: dict[str, Any] = shared(
        request, row=row, assignment=row.assignment, is_new=is_new, kept_out=proposed.kept_out,
        is_proposed=is_new and any(proposed.texts.values()), is_late=row.is_late(actor.today),
    )  # fmt: skip
    return render_form(request, "activities/report_back_write.html", form, **context)


def _place(row: ReportBack) -> str:
    return row.assignment.get_absolute_url() + "#redovisningar"


@require_http_methods(FORM)
@page
def answer(request: HttpRequest, number: str, nr: int) -> HttpResponse:
    """What the board said of a report."""
    row, actor = report_back_of(request, number, nr), actor_of(request)
    assignments.require_answerer(actor, row.assignment.unit_id)
    assignments.require_unsettled(row.assignment)
    days = coming.meeting_days(row.assignment.unit, row.assignment.decided_on, actor.today)
    start: dict[str, Any] = {"version": row.version}
    if known := onward.decided(row, actor):
        start["on"], start["paragraph"] = known
    form = AnswerForm(request.POST or None, initial=start, days=days, reported_on=row.fact.reported_on)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.answer(
                report_back=row, answer=data["answer"], on=data["on"], paragraph=data["paragraph"],
                words=data["words"], again_on=data["again_on"], actor=actor, seen=data["version"],
            )  # fmt: skip
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _place(row), _now("Nämndens svar är infört."))
    return render_form(
        request, "activities/report_back_answer.html", form, **shared(request, row=row, assignment=row.assignment)
    )

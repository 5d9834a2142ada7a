"""A board's statement: its page, its stands, its measures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.audits.actions import statement_papers
from ledtrad.audits.actions import statements as actions
from ledtrad.audits.forms.statements import BeginForm, MeasureForm, StandForm
from ledtrad.audits.models import StandMeasure, Statement
from ledtrad.audits.queries import statements as queries
from ledtrad.audits.rules import statements as rules
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.organisation.actors import user_of

FORM = ["GET", "HEAD", "POST"]


def statement_of(request: HttpRequest, number: str, board: str) -> Statement:
    return queries.statement_of(number, board, user_of(request))


def part_of(request: HttpRequest, statement: Statement, pk: int) -> queries.Part:
    """One recommendation of the statement; 404 if it is not the board's, or hidden."""
    rows = {part.addressed.pk: part for part in queries.parts(statement, user_of(request))}
    if pk not in rows:
        raise Http404
    return rows[pk]


def _place(statement: Statement, pk: int) -> str:
    return f"{statement.get_absolute_url()}#svar-{pk}"


@require_safe
@page
def show(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """What the board answers, one part for each recommendation, and what remains."""
    statement, actor = statement_of(request, number, board), actor_of(request)
    found = queries.parts(statement, user_of(request))
    answers = [part.answer for part in found]
    may_write = actions.may_answer(actor, statement) and actions.is_open(statement)
    context = {
        "statement": statement,
        "audit": statement.audit,
        "paper": statement.paper,
        "parts": [_shown(part, may_write=may_write) for part in found],
        "progress": rules.progress(answers),
        "is_ready": bool(found) and all(map(rules.is_complete, answers)),
        "may_write": may_write,
        "begin_url": reverse("statement-begin", args=[number, board]),
        "days": (statement.due_on - actor.today).days if statement.due_on else None,
        "nav_current": "audits",
    }
    return render_page(request, "audits/statement.html", context)


def _shown(part: queries.Part, *, may_write: bool) -> dict[str, Any]:
    lacking = rules.lacking(part.answer)
    form = StandForm(instance=part.stand, auto_id=f"id_{part.addressed.pk}_%s") if may_write and lacking else None
    return {"part": part, "lacking": lacking, "form": form, "version": part.stand.version if part.stand else 0}


@require_http_methods(FORM)
@page
def stand(request: HttpRequest, number: str, board: str, pk: int) -> HttpResponse:
    """Where the board stands on one recommendation. Sent from the statement's page, or from its own."""
    statement, actor = statement_of(request, number, board), actor_of(request)
    actions.require_answer(actor, statement)
    part = part_of(request, statement, pk)
    form = StandForm(request.POST or None, instance=part.stand)
    if form.is_valid():
        try:
            actions.write_stand(
                statement=statement, addressed=part.addressed, values=form.cleaned_data, actor=actor,
                seen=seen_version(request),
            )  # fmt: skip
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _place(statement, pk), _now("Svaret är sparat."))
    return render_form(
        request, "audits/stand.html", form,
        statement=statement, part=part, version=part.stand.version if part.stand else 0,
        back=_place(statement, pk), nav_current="audits",
    )  # fmt: skip


@require_http_methods(FORM)
@page
def measure(request: HttpRequest, number: str, board: str, pk: int) -> HttpResponse:
    """A measure that the board promises about a recommendation: an activity that is there, or a new one."""
    statement, actor, user = statement_of(request, number, board), actor_of(request), user_of(request)
    actions.require_answer(actor, statement)
    part = part_of(request, statement, pk)
    taken = [row.activity_id for row in part.measures]
    form = MeasureForm(
        request.POST or None,
        activities=queries.choosable(statement, taken, user),
        functions=queries.functions_of(statement.board_id, user.access),
    )
    if form.is_valid():
        try:
            _promise(statement, part, form.cleaned_data, actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _place(statement, pk), _now("Åtgärden är med i svaret."))
    return render_form(
        request, "audits/measure.html", form,
        statement=statement, part=part, back=_place(statement, pk), nav_current="audits",
    )  # fmt: skip


def _promise(statement: Statement, part: queries.Part, values: dict[str, Any], actor: Any) -> None:
    activity = values.get("activity")
    if activity is not None:
        actions.promise_existing(statement=statement, addressed=part.addressed, activity=activity, actor=actor)
        return
    actions.promise(
        statement=statement, addressed=part.addressed, title=values["title"], responsible=values["responsible"],
        due_on=values["due_on"], actor=actor,
    )  # fmt: skip


@require_POST
@page
def take_back(request: HttpRequest, number: str, board: str, pk: int, measure_pk: int) -> HttpResponse:
    """Promise a measure no longer."""
    statement = statement_of(request, number, board)
    rows = StandMeasure.objects.filter(statement=statement, addressed=pk)
    found = get_object_or_404(
        rows.select_related("statement", "activity", "addressed", "addressed__recommendation"), pk=measure_pk
    )
    actions.take_back(measure=found, actor=actor_of(request))
    message = _now("Åtgärden är inte längre med i svaret. Aktiviteten finns kvar i tråden.")
    return respond_saved(request, _place(statement, pk), message)


@require_http_methods(FORM)
@page
def begin(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """Begin the paper, in a matter that is there or in a new one."""
    statement, actor, user = statement_of(request, number, board), actor_of(request), user_of(request)
    actions.require_answer(actor, statement)
    form = BeginForm(
        request.POST or None, matters=queries.matters(statement, user), initial={"matter": statement.matter_id}
    )
    if form.is_valid():
        try:
            paper = statement_papers.begin(statement=statement, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(
                request, paper.get_absolute_url(), _now("Yttrandet är påbörjat, med förslag till text i varje avsnitt.")
            )
    return render_form(
        request, "audits/begin.html", form,
        statement=statement, back=statement.get_absolute_url(), nav_current="audits",
    )  # fmt: skip

"""A board's statement: its page, its stands, its measures."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.audits.actions import statement_papers
from ledtrad.audits.actions import statements as actions
from ledtrad.audits.forms.statements import BeginForm, MeasureForm, StandForm
from ledtrad.audits.models import Stand, Statement
from ledtrad.audits.queries import statements as queries
from ledtrad.audits.rules import statements as rules
from ledtrad.core.refusals import NotAllowed, Refused, Stale
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


@dataclass
class Kept:
    """What was written and could not be saved: the form as sent, and what somebody else had saved meanwhile."""

    form: StandForm
    theirs: Stand | None = None


@require_safe
@page
def show(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """What the board answers, one part for each recommendation, and what remains."""
    statement = statement_of(request, number, board)
    return _page(request, statement, queries.parts(statement, user_of(request)), {})


def _page(request: HttpRequest, statement: Statement, found: list[queries.Part], kept: dict[int, Kept]) -> HttpResponse:
    actor = actor_of(request)
    answers = [part.answer for part in found]
    may_write = actions.may_answer(actor, statement) and actions.is_open(statement)
    context = {
        "statement": statement,
        "audit": statement.audit,
        "paper": statement.paper,
        "parts": [_shown(part, kept.get(part.addressed.pk), may_write=may_write) for part in found],
        "faults": [
            (f"svar-{pk}", f"{part.addressed.recommendation.number}: {sentence}")
            for part in found
            if (pk := part.addressed.pk) in kept
            for errors in kept[pk].form.errors.values()
            for sentence in errors
        ],
        "progress": rules.progress(answers),
        "is_ready": bool(found) and all(map(rules.is_complete, answers)),
        "may_write": may_write,
        "begin_url": reverse("statement-begin", args=[statement.audit.number, statement.board.number]),
        "days": (statement.due_on - actor.today).days if statement.due_on else None,
        "nav_current": "audits",
    }
    stale = any(one.theirs is not None for one in kept.values())
    return render_page(request, "audits/statement.html", context, status=409 if stale else 422 if kept else 200)


def _shown(part: queries.Part, kept: Kept | None, *, may_write: bool) -> dict[str, Any]:
    lacking = rules.lacking(part.answer)
    form = kept.form if kept else StandForm(instance=part.stand, prefix=str(part.addressed.pk))
    theirs = kept.theirs if kept else None
    now = theirs or part.stand
    return {
        "part": part, "lacking": lacking, "form": form if may_write and (lacking or kept) else None,
        "theirs": theirs, "version": now.version if now else 0,
    }  # fmt: skip


@require_POST
@page
def write(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """Save every answer that was written on the page, whichever button was pressed, and then do what it says.

    What cannot be saved stays in its form, with why; what somebody else saved meanwhile is shown beside it.
    """
    statement, actor = statement_of(request, number, board), actor_of(request)
    actions.require_answer(actor, statement)
    found = queries.parts(statement, user_of(request))
    kept: dict[int, Kept] = {}
    for part in found:
        pk = part.addressed.pk
        form = StandForm(request.POST, instance=part.stand, prefix=str(pk))
        if f"{pk}-version" in request.POST and form.has_changed():
            unsaved = _saved(request, statement, part, form, actor)
            if unsaved is not None:
                kept[pk] = unsaved
    if kept:
        return _page(request, statement, queries.parts(statement, user_of(request)), kept)
    what, _dash, key = request.POST.get("do", "").partition("-")
    there = next((part for part in found if str(part.addressed.pk) == key.partition("-")[0]), None)
    if there is None:
        return respond_saved(request, statement.get_absolute_url(), _now("Svaren är sparade."))
    return _then(request, statement, there, what, key.partition("-")[2])


def _saved(request: HttpRequest, statement: Statement, part: queries.Part, form: StandForm, actor: Any) -> Kept | None:
    """None when the answer is saved."""
    seen = request.POST.get(f"{part.addressed.pk}-version", "")
    if not form.is_valid():
        return Kept(form)
    try:
        actions.write_stand(
            statement=statement, addressed=part.addressed, values=form.cleaned_data, actor=actor,
            seen=int(seen) if seen.isdecimal() else None,
        )  # fmt: skip
    except NotAllowed:
        raise
    except Stale as refusal:
        refuse(form, refusal)
        return Kept(form, refusal.current)
    except Refused as refusal:
        refuse(form, refusal)
        return Kept(form)
    return None


def _then(request: HttpRequest, statement: Statement, part: queries.Part, what: str, measure_pk: str) -> HttpResponse:
    """What the pressed button asked for, once everything is saved."""
    pk, place = part.addressed.pk, _place(statement, part.addressed.pk)
    if what == "atgard":
        return redirect("stand-measure", statement.audit.number, statement.board.number, pk)
    if what == "bort":
        taken = next((one for one in part.measures if str(one.pk) == measure_pk), None)
        if taken is None:
            raise Http404
        actions.take_back(measure=taken, actor=actor_of(request))
        return respond_saved(
            request, place, _now("Åtgärden är inte längre med i svaret. Aktiviteten finns kvar i tråden.")
        )
    return respond_saved(request, place, _now("Svaret är sparat."))


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

"""A paper sent out, signed in turn, sent back, adopted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ledtrad.core.papers.standing import Unreadable
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved, seen_version
from ledtrad.meetings.actions import papers as actions
from ledtrad.meetings.actions.refusals import NotReady
from ledtrad.meetings.actions.written import require_plan
from ledtrad.meetings.content import missing
from ledtrad.meetings.forms.papers import AdoptForm, ReasonForm, StepsForm
from ledtrad.meetings.queries.papers import suggested_steps
from ledtrad.meetings.views.common import FORM, HERE, paper_of
from ledtrad.meetings.words import PaperState


@require_http_methods(FORM)
@page
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Who signs, in which order; what is missing is told here with its section."""
    paper, actor = paper_of(request, pk), actor_of(request)
    actions.require_draft(actor, paper)
    form = StepsForm(request.POST or None, board=paper.matter.board, suggested=suggested_steps(paper))
    lacking = missing(paper)
    if form.is_valid():
        try:
            actions.submit(paper=paper, steps=form.steps(), actor=actor, seen=seen_version(request))
        except (NotAllowed, Stale):
            raise
        except (NotReady, Unreadable) as refusal:
            lacking = refusal.sentences
            form.add_error(None, _("Handlingen är inte klar för nämnden."))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, paper.get_absolute_url(), _("Handlingen väntar nu på godkännande."))
    return render_form(
        request, "meetings/paper_submit.html", form,
        paper=paper, matter=paper.matter, missing=lacking, version=paper.version, **HERE,
    )  # fmt: skip


@require_POST
@page
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the step whose turn it is. `sha256` says which text the person saw."""
    paper, actor = paper_of(request, pk), actor_of(request)
    key = request.POST.get("step", "")
    step = get_object_or_404(paper.steps.select_related("paper"), pk=int(key) if key.isdecimal() else 0)
    if request.POST.get("sha256", "") != paper.sha256:
        raise Stale(current=paper)
    found = actions.sign(step=step, actor=actor)
    done = found.state == PaperState.READY
    told = _("Du har godkänt handlingen. Den är klar för nämnden.") if done else _("Du har godkänt handlingen.")
    return respond_saved(request, paper.get_absolute_url(), told)


@require_http_methods(FORM)
@page
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to draft, with what is to be changed."""
    paper = paper_of(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.send_back(paper=paper, reason=form.cleaned_data["reason"], actor=actor_of(request))
        return respond_saved(request, paper.matter.get_absolute_url(), _("Handlingen är ett utkast igen."))
    return render_form(
        request, "meetings/paper_form.html", form,
        heading=_("Lämna tillbaka handlingen"), button=_("Lämna tillbaka"), paper=paper, matter=paper.matter,
        lead=_("Den blir ett utkast igen, och de som har godkänt får godkänna på nytt."), **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The board has decided."""
    paper, actor = paper_of(request, pk), actor_of(request)
    require_plan(actor, paper.matter.board_id)
    start = {"on": paper.meeting.held_on if paper.meeting else None}
    form = AdoptForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            actions.adopt(paper=paper, actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, paper.get_absolute_url(), _("Handlingen är beslutad och ändras aldrig mer."))
    return render_form(
        request, "meetings/paper_form.html", form,
        heading=_("Nämnden har beslutat"), button=_("Spara beslutet"), paper=paper, matter=paper.matter,
        lead=_("Efter det här ändras handlingen aldrig."), **HERE,
    )  # fmt: skip

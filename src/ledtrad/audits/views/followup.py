"""One board's part in a recommendation: what was done, what shows it, how it was judged."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.audits.actions import followup as actions
from ledtrad.audits.forms.followup import EvidenceForm, JudgeForm
from ledtrad.audits.models import Addressed
from ledtrad.audits.queries import evidence as queries
from ledtrad.audits.timeline import events_of
from ledtrad.core import uploads
from ledtrad.core.refusals import Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.meetings.models import Paper
from ledtrad.organisation.actors import user_of

FORM = ["GET", "HEAD", "POST"]


def addressed_of(request: HttpRequest, number: str, board: str) -> Addressed:
    """404 for whoever may not see the recommendation. One query."""
    rows = Addressed.objects.visible_to(user_of(request)).select_related(
        "recommendation", "recommendation__audit", "board"
    )
    return get_object_or_404(rows, recommendation__number=number, board__number=board)


@require_safe
@page
def show(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """What the board answered, promised and did, and how it stands."""
    addressed, user = addressed_of(request, number, board), user_of(request)
    one = queries.followed(Addressed.objects.filter(pk=addressed.pk), user)[0]
    one.events = events_of(one)
    context = {
        "one": one,
        "addressed": addressed,
        "recommendation": addressed.recommendation,
        "audit": addressed.recommendation.audit,
        "may_follow_up": actions.may_follow_up(actor_of(request), addressed),
        "today": actor_of(request).today,
        "nav_current": "audits",
    }
    return render_page(request, "audits/addressed.html", context)


@require_http_methods(FORM)
@page
def judge(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """The board's own judgement of what was done."""
    addressed, actor = addressed_of(request, number, board), actor_of(request)
    actions.require_follow_up(actor, addressed)
    form = JudgeForm(request.POST or None, initial={"judged_on": actor.today})
    if form.is_valid():
        try:
            actions.judge(addressed=addressed, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, addressed.get_absolute_url(), _now("Bedömningen är sparad."))
    return _form(request, form, addressed, heading=_now("Bedöm det som gjorts"), button=_now("Spara bedömningen"))


@require_http_methods(FORM)
@page
def add_evidence(request: HttpRequest, number: str, board: str) -> HttpResponse:
    """Something that shows what was done."""
    addressed, actor, user = addressed_of(request, number, board), actor_of(request), user_of(request)
    actions.require_follow_up(actor, addressed)
    papers = Paper.objects.visible_to(user).filter(matter__board=addressed.board_id).select_related("matter")
    form = EvidenceForm(
        request.POST or None, request.FILES or None, user=user, papers=papers, initial={"dated_on": actor.today}
    )
    if form.is_valid():
        file = form.cleaned_data.get("file")
        try:
            actions.show(
                addressed=addressed, values=form.values(), actor=actor, file=(file.name, file.read()) if file else None
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(
                request,
                f"{addressed.get_absolute_url()}#visar",
                _now("Det är sparat bland det som visar vad som gjorts."),
            )
    return _form(
        request, form, addressed, heading=_now("Lägg till något som visar vad som gjorts"), button=_now("Lägg till")
    )


def _form(request: HttpRequest, form: Any, addressed: Addressed, *, heading: str, button: str) -> HttpResponse:
    return render_form(
        request, "audits/follow_up_form.html", form,
        addressed=addressed, recommendation=addressed.recommendation, heading=heading, button=button,
        back=addressed.get_absolute_url(), nav_current="audits",
    )  # fmt: skip


@require_safe
@page
def file(request: HttpRequest, number: str, board: str, pk: int) -> HttpResponse:
    """A file that is evidence, always as a download."""
    addressed = addressed_of(request, number, board)
    rows = queries.evidence_of([addressed.pk], user_of(request)).exclude(stored_as="")
    found = get_object_or_404(rows, pk=pk)
    return uploads.download(found.stored_as, found.name or found.title)

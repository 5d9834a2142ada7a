"""The page of a node, and what can be done to it there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ledtrad.core import ledger, uploads
from ledtrad.core.periods import label
from ledtrad.core.refusals import Refused, Stale
from ledtrad.core.responses import Difference, actor_of, conflict, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power
from ledtrad.thread import actions, forms, kinds, node_panels, pages, rules
from ledtrad.thread.models import Attachment, DueDate, Link, Node


@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one node. A kind with a page of its own is shown there."""
    node = pages.get_node(number, user_of(request))
    kind = kinds.page_of(node.kind)
    if kind is not None and kind.page:
        return redirect(kind.page, node.number)
    return render_page(request, "thread/node.html", _context(request, node))


def _context(request: HttpRequest, node: Node) -> dict[str, Any]:
    actor, rights = actor_of(request), access(actor_of(request))
    kind = kinds.page_of(node.kind)
    own = kinds.as_own_kind(node)
    holds = rights.holds(node.responsible_id)
    tied = pages.ties(node, user_of(request))
    figures = tied.figures
    return {
        "node": node,
        "conclusion": pages.concluded(node, tied),
        "word": kinds.word_of(node, node.suggested),
        "below": [(tie, *pages.worded(tie.source), figures.get(tie.source_id)) for tie in tied.down],
        "shows_figures": bool(figures),
        "own": own,
        "kind": kind,
        "facts": kind.facts(own) if kind else [],
        "shown": kind.shows(own, actor) if kind and kind.shows else {},
        "ties": tied,
        "panels": node_panels.panels_of(node, user_of(request)),
        "notes": pages.notes(node),
        "dues": pages.dues(node),
        "attachments": pages.attachments(node),
        "is_over": pages.is_over(node, actor.today),
        "differs": rules.differs(rules.Status(node.status), rules.Status(node.suggested)),
        "may_edit": rights.may_edit(node.unit_id) or holds,
        "may_change": kinds.may_change(own, actor) if kind else False,
        "may_link": rights.may_edit(node.unit_id),
        "may_assess": node.kind == rules.Kind.GOAL and (holds or rights.manages(node.unit_id)),
        "may_comment": rights.may_contribute(node.unit_id) or holds,
        "comment_form": forms.CommentForm(),
        "nav_current": kind.nav if kind else "thread",
    }


@page
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new node of a kind. `back` is an address of ours to go to afterwards, instead of the new node's page."""
    found = kinds.page_of(kind)
    if found is None:
        raise Http404
    actor = actor_of(request)
    if not access(actor).anywhere(Power.EDIT):
        raise actions.NotYours()
    initial = {"unit": access(actor).home_unit_id, **request.GET.dict()}
    back = request.GET.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = ""
    form = found.form(request.POST or None, actor=actor, initial=initial)
    if form.is_valid():
        try:
            node = found.save(form, actor, None, None)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, back or node.get_absolute_url(), _("%(node)s är sparad.") % {"node": node})
    return render_form(request, "thread/edit.html", form, heading=found.title, back=back or reverse("thread"))


@page
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a node. A stale form shows both versions."""
    node = pages.get_node(number, user_of(request))
    found, actor = kinds.page_of(node.kind), actor_of(request)
    if found is None:
        raise Http404
    own = kinds.as_own_kind(node)
    if not kinds.may_change(own, actor):
        raise actions.NotYours()
    form = found.form(request.POST or None, actor=actor, instance=own)
    if form.is_valid():
        fresh = type(own).objects.get(pk=own.pk)  # the form has already written on its own copy
        try:
            saved = found.save(form, actor, fresh, form.cleaned_data.get("version"))
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, saved.get_absolute_url(), _("Ändringen är sparad."))
    return render_form(
        request, "thread/edit.html", form, heading=_("Ändra %(node)s") % {"node": node}, back=node.get_absolute_url()
    )


@page
def assess(request: HttpRequest, number: str) -> HttpResponse:
    """Say how a node stands for a period."""
    node, actor = pages.get_node(number, user_of(request)), actor_of(request)
    rights = access(actor)
    if not rules.may_assess(
        holds_responsible=rights.holds(node.responsible_id), manages_unit=rights.manages(node.unit_id)
    ):
        raise actions.NotResponsible()
    form = forms.AssessmentForm(request.POST or None, node=node, actor=actor)
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.assess(
                node=node,
                period=data["period"],
                status=data["status"],
                comment=data["comment"],
                actor=actor,
                seen=data["version"],
            )
        except Stale as refusal:
            return conflict(request, refusal, rows=_both_assessments(node, data))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, node.get_absolute_url(), _("Bedömningen är sparad."))
    context: dict[str, Any] = {
        "node": node,
        "ties": pages.ties(node, user_of(request)),
        "notes": pages.notes(node)[:3],
    }
    return render_form(request, "thread/assess.html", form, **context)


def _both_assessments(node: Node, mine: dict[str, Any]) -> list[Difference]:
    """What I was about to say beside what stands now, since somebody came before me."""
    theirs = node.assessments.order_by("-made_at", "-id").first()
    return [
        Difference(_("Period"), label(mine["period"]), label(theirs.period) if theirs else ""),
        Difference(_("Bedömning"), str(mine["status"].label), theirs.get_status_display() if theirs else ""),
        Difference(_("Motivering"), mine["comment"], theirs.comment if theirs else ""),
    ]


@page
@require_POST
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Say something about a node."""
    node = pages.get_node(number, user_of(request))
    form = forms.CommentForm(request.POST)
    if not form.is_valid():
        return render_form(request, "thread/node.html", form, **{**_context(request, node), "comment_form": form})
    actions.comment(node=node, text=form.cleaned_data["text"], actor=actor_of(request))
    return respond_saved(request, node.get_absolute_url() + "#kommentarer", _("Kommentaren är sparad."))


@page
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Put a file on a node."""
    node = pages.get_node(number, user_of(request))
    actions.require_contribution(actor_of(request), node)
    form = forms.AttachmentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            file = form.cleaned_data["file"]
            actions.attach(node=node, name=file.name, data=file.read(), actor=actor_of(request))
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return respond_saved(request, node.get_absolute_url() + "#bilagor", _("Filen är sparad."))
    return render_form(request, "thread/small_form.html", form, heading=_("Lägg till en bilaga"), node=node)


@page
def download(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A file on a node, always as a download."""
    rows = Attachment.objects.visible_to(user_of(request))
    attachment = get_object_or_404(rows, node__number=number, pk=pk)
    return uploads.download(attachment.stored_as, attachment.name)


@page
def set_due(request: HttpRequest, number: str) -> HttpResponse:
    """Set a date for something to be done about a node."""
    node, actor = pages.get_node(number, user_of(request)), actor_of(request)
    if not access(actor).holds(node.responsible_id):
        actions.require_edit(actor, node.unit_id)
    form = forms.DueDateForm(request.POST or None)
    if form.is_valid():
        actions.set_due(node=node, actor=actor, **form.cleaned_data)
        return respond_saved(request, node.get_absolute_url() + "#datum", _("Datumet är satt."))
    return render_form(request, "thread/small_form.html", form, heading=_("Sätt ett datum"), node=node)


@page
@require_POST
def finish_due(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say that something is done."""
    due = get_object_or_404(DueDate.objects.visible_to(user_of(request)).open(), node__number=number, pk=pk)
    actions.finish_due(due=due, actor=actor_of(request))
    return respond_saved(request, due.node.get_absolute_url() + "#datum", _("Markerat som klart."))


@page
def links(request: HttpRequest, number: str) -> HttpResponse:
    """Tie a node to others, and untie it; let other units share it."""
    user, actor = user_of(request), actor_of(request)
    node = pages.get_node(number, user)
    actions.require_edit(actor, node.unit_id)
    form = forms.LinkForm(request.POST or None, node=node, user=user)
    if form.is_valid():
        try:
            actions.link(source=node, actor=actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("target", str(refusal))
        else:
            return respond_saved(request, reverse("node-links", args=[number]), _("Kopplingen är sparad."))
    context: dict[str, Any] = {
        "node": node,
        "ties": pages.ties(node, user),
        "shares": Unit.objects.filter(shared_nodes__node=node),
        "share_form": forms.ShareForm(),
    }
    return render_form(request, "thread/links.html", form, **context)


@page
@require_POST
def unlink(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a link away."""
    seen = Node.objects.visible_to(user_of(request))
    link = get_object_or_404(
        Link.objects.select_related("source", "target"), source__in=seen, source__number=number, pk=pk
    )
    actions.unlink(link=link, actor=actor_of(request))
    return respond_saved(request, reverse("node-links", args=[number]), _("Kopplingen är borttagen."))


@page
@require_POST
def share(request: HttpRequest, number: str) -> HttpResponse:
    """Let another unit share a node, or no longer."""
    node = pages.get_node(number, user_of(request))
    form = forms.ShareForm(request.POST)
    if form.is_valid():
        act = actions.unshare if "remove" in request.POST else actions.share
        act(node=node, unit=form.cleaned_data["unit"], actor=actor_of(request))
    return respond_saved(request, reverse("node-links", args=[number]), _("Delningen är sparad."))


@page
def history(request: HttpRequest, number: str) -> HttpResponse:
    """What was done to a node, by whom, old → new."""
    node = pages.get_node(number, user_of(request))
    # Some of what is written about a node is marked higher than the node: a figure about few persons.
    entries = ledger.entries().visible_to(user_of(request)).about(node).latest_first()
    return render_page(request, "thread/history.html", {"node": node, "entries": entries[:200]})

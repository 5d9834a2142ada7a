"""What the program knows of the law: read by everybody, changed by the administrator."""

from typing import Any

from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.delegation.actions import law as actions
from ledtrad.delegation.forms.law import MatterForm, StatuteForm
from ledtrad.delegation.models import ForbiddenMatter, Statute
from ledtrad.organisation.actors import access

FORM = ["GET", "HEAD", "POST"]
HERE = {"nav_current": "delegation"}


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """What may not be delegated, and the laws that items rest on. Two queries."""
    actor = actor_of(request)
    statutes = list(Statute.objects.all())
    context = {
        "matters": list(ForbiddenMatter.objects.order_by("statute", "code")),
        "statutes": statutes,
        "expired": sum(s.valid_to is not None and s.valid_to <= actor.today for s in statutes),
        "today": actor.today,
        "may_change": access(actor).administers,
        **HERE,
    }
    return render_page(request, "delegation/law.html", context)


@require_http_methods(FORM)
@page
def statute(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a law."""
    actions.require_keeper(actor_of(request))
    found = get_object_or_404(Statute, pk=pk) if pk is not None else None
    heading = _("Ändra %(law)s") % {"law": found} if found is not None else _("Ny lag")
    return _edit(request, StatuteForm(request.POST or None, instance=found), heading)


@require_http_methods(FORM)
@page
def matter(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change what may not be delegated."""
    actions.require_keeper(actor_of(request))
    found = get_object_or_404(ForbiddenMatter, pk=pk) if pk is not None else None
    heading = _("Ändra vad som inte får delegeras") if found is not None else _("Nytt som inte får delegeras")
    return _edit(request, MatterForm(request.POST or None, instance=found), heading)


def _edit(request: HttpRequest, form: "ModelForm[Any]", heading: str) -> HttpResponse:
    before = {name: form.initial.get(name) for name in form.fields}
    if form.is_valid():
        try:
            actions.save(form.instance, before=before, actor=actor_of(request))
        except Invalid as refusal:
            refuse(form, refusal)
        else:
            said = _("%(what)s är sparat.") % {"what": form.instance}
            return respond_saved(request, reverse("delegation-law"), said)
    return render_form(
        request, "delegation/law_form.html", form, heading=heading, back=reverse("delegation-law"), **HERE
    )

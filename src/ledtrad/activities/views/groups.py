"""The working groups of a plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.activities import plan_pages
from ledtrad.activities.actions import plans as actions
from ledtrad.activities.forms.plans import GroupForm
from ledtrad.activities.models import ActionPlan, WorkingGroup
from ledtrad.activities.queries import plans as queries
from ledtrad.activities.views.common import FORM, ask, asks_first
from ledtrad.activities.views.plans import plan_of, small
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_page, respond_saved


def _where(plan: ActionPlan) -> str:
    return reverse("action-plan-groups", args=[plan.number])


@require_safe
@page
def index(request: HttpRequest, number: str) -> HttpResponse:
    """Who works with what."""
    plan, actor = plan_of(request, number), actor_of(request)
    context = plan_pages.frame(plan, "action-plan-groups", actor, groups=queries.groups(plan))
    return render_page(request, "activities/plan_groups.html", context)


@require_http_methods(FORM)
@page
def new(request: HttpRequest, number: str) -> HttpResponse:
    """One more group."""
    plan = plan_of(request, number)
    return _edit(request, plan, None, _("Ny arbetsgrupp"))


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Change a group, or take it away."""
    plan = plan_of(request, number)
    group = get_object_or_404(WorkingGroup.objects.select_related("plan"), pk=pk, plan=plan)
    return _edit(request, plan, group, _("Ändra arbetsgruppen"))


def _edit(request: HttpRequest, plan: ActionPlan, group: WorkingGroup | None, heading: Any) -> HttpResponse:
    actor = actor_of(request)
    actions.require_leader(actor, plan)
    if group is not None and asks_first(request):
        return ask(
            request, where=str(plan), where_url=_where(plan), heading=_now("Ta bort ”%(what)s”") % {"what": group.name},
            told=_now("Gruppens aktiviteter finns kvar i planen, utan grupp."), button=_("Ta bort gruppen"),
            back=request.path, version=group.version, nav_current="action-plans",
        )  # fmt: skip
    form = GroupForm(request.POST or None, instance=group)
    if group is not None and "remove" in request.POST:
        actions.remove_group(group=group, actor=actor, seen=_seen(request))
        return respond_saved(request, _where(plan), _now("Gruppen är borttagen."))
    if form.is_valid():
        fresh = WorkingGroup.objects.get(pk=group.pk) if group else None  # the form has written on its own copy
        data = form.cleaned_data
        try:
            actions.save_group(
                plan=plan, group=fresh, values=form.values(), members=data["members"], actor=actor,
                seen=data["version"],
            )  # fmt: skip
        except (Stale, NotAllowed):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _where(plan), _now("Gruppen är sparad."))
    return small(request, form, plan, heading, _("Spara"), remove=_("Ta bort gruppen") if group else "")


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None

"""One overview of an area (R34): every goal in it, how they hang together, and what a person decides about pairs."""

from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.organisation.actors import user_of
from ledtrad.thread import actions, forms, overlaps, queries
from ledtrad.thread.models import Area, Node, PairDecision
from ledtrad.thread.rules import Kind, Status


@page
def index(request: HttpRequest) -> HttpResponse:
    """The areas, with how many goals each has."""
    goals = Node.objects.visible_to(user_of(request)).valid_on(actor_of(request).today).filter(kind=Kind.GOAL)
    seen = goals.values("pk")
    missed, unjudged = (goals.filter(status=status).values("pk") for status in (Status.MISSED, Status.NONE))
    areas = list(
        Area.objects.annotate(
            goals=Count("nodes", filter=_in(seen), distinct=True),
            boards=Count("nodes__unit", filter=_in(seen), distinct=True),
            missed=Count("nodes", filter=_in(missed), distinct=True),
            unjudged=Count("nodes", filter=_in(unjudged), distinct=True),
        ).order_by("name")  # counting forgets the usual order
    )
    widest = max(areas, key=lambda area: area.boards, default=None)
    return render_page(request, "thread/areas.html", {"areas": areas, "widest": widest})


def _in(seen: Any) -> Any:
    return Q(nodes__in=seen)


@page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One area."""
    area = get_object_or_404(Area, slug=slug)
    return render_page(request, "thread/area.html", _context(request, area))


def _context(request: HttpRequest, area: Area) -> dict[str, Any]:
    user = user_of(request)
    goals = list(queries.goals_in_area(area, user))
    holders = queries.holders(g.responsible_id for g in goals)
    pairs = overlaps.pairs(goals)
    similar = [p for p in pairs if p.finding == overlaps.SIMILAR]
    steering = list(queries.steering_in_area(area, user))
    return {
        "area": area,
        "goals": [(g, holders.get(g.responsible_id or 0)) for g in goals],
        "unowned": [g for g in goals if g.responsible_id is None or g.responsible_id not in holders],
        "similar": similar,
        "overlapping": overlaps.between_documents(similar, steering),
        "opposed": [p for p in pairs if p.finding == overlaps.OPPOSED],
        "threshold": overlaps.THRESHOLD,
        "decided": list(queries.decisions_in_area(area, user)),
        "steering": steering,
        "boards": len({g.unit_id for g in goals}),
    }


@page
def pair(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide about one pair."""
    area, user = get_object_or_404(Area, slug=slug), user_of(request)
    seen = Node.objects.visible_to(user).with_place()
    first = get_object_or_404(seen, number=request.GET.get("first") or request.POST.get("first"))
    second = get_object_or_404(seen, number=request.GET.get("second") or request.POST.get("second"))
    finding = request.GET.get("finding") or request.POST.get("finding") or "similar"
    form = forms.PairForm(
        request.POST or None, initial={"first": first.number, "second": second.number, "finding": finding}
    )
    if first.pk == second.pk:
        raise Http404
    if form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide_pair(
                first=first,
                second=second,
                finding=data["finding"],
                decision=PairDecision.Decision(data["decision"]),
                reason=data["reason"],
                actor=actor_of(request),
            )
        except actions.MakesCircle as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("area", args=[slug]), _("Beslutet om paret är sparat."))
    return render_form(request, "thread/pair.html", form, area=area, first=first, second=second)

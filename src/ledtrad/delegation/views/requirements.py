"""Form requirements: the municipality's, and what a board asks for beyond them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, respond_saved
from ledtrad.delegation.actions import requirements as actions
from ledtrad.delegation.forms.requirements import FIELDS, RequirementForm
from ledtrad.delegation.models import FormRequirement
from ledtrad.delegation.queries import decisions as queries
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import BOARD_KINDS, UnitKind

MUNICIPALITY = "-"
_LABELS = dict(FIELDS)
_ORDER = list(_LABELS)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def index(request: HttpRequest) -> HttpResponse:
    """What every decision must hold, and the boards that ask for more."""
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def board(request: HttpRequest, number: str) -> HttpResponse:
    """What one board asks for beyond the municipality's rules."""
    return _page(request, get_object_or_404(Unit, number=number, kind__in=[*BOARD_KINDS, UnitKind.COMMITTEE]))


@require_POST
@page
def remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Ask for it no more."""
    found = get_object_or_404(FormRequirement.objects.select_related("board"), pk=pk)
    actions.remove(requirement=found, actor=actor_of(request))
    return respond_saved(request, _address(found.board), _("Kravet är borttaget."))


def _page(request: HttpRequest, chosen: Unit | None) -> HttpResponse:
    actor = actor_of(request)
    may_set = actions.may_set(actor, chosen)
    if request.method == "POST" and not may_set:
        raise NotAllowed
    form = RequirementForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add(board=chosen, values=form.cleaned_data, actor=actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, _address(chosen), _("Kravet är tillagt."))
    both = FormRequirement.objects.filter(board=None) | FormRequirement.objects.filter(board=chosen)
    rows = sorted(both, key=lambda row: (_ORDER.index(row.field) if row.field in _ORDER else 99, row.items))
    for row in rows:
        row.label = _LABELS.get(row.field, row.field)  # type: ignore[attr-defined]
    return render_form(
        request,
        "delegation/requirements.html",
        form,
        board=chosen,
        boards=queries.boards(),
        common=[row for row in rows if row.board_id is None],
        own=[row for row in rows if row.board_id is not None],
        may_set=may_set,
        municipality=MUNICIPALITY,
    )


def _address(board: Unit | None) -> str:
    return reverse("requirements-board", args=[board.number]) if board is not None else reverse("requirements")

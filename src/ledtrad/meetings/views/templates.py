"""Which parts each kind of paper has."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core.responses import actor_of, page, render_form, render_page, respond_saved, seen_version
from ledtrad.meetings.actions import templates as actions
from ledtrad.meetings.actions.written import require_keeper
from ledtrad.meetings.forms.papers import PartForm
from ledtrad.meetings.models import PaperTemplate, TemplateSection
from ledtrad.meetings.queries.matters import BODIES
from ledtrad.meetings.views.common import FORM, HERE
from ledtrad.meetings.words import PaperKind
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit

ALL = "alla"


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every kind, for all boards and for each that has its own."""
    own = {(t.kind, t.board_id) for t in PaperTemplate.objects.all()}
    boards = list(Unit.objects.filter(kind__in=BODIES).order_by("path"))
    rows = [
        {
            "kind": kind, "label": kind.label, "is_own": (kind, None) in own,
            "boards": [{"board": board, "is_own": (kind, board.pk) in own} for board in boards],
        }
        for kind in PaperKind
    ]  # fmt: skip
    return render_page(request, "meetings/templates.html", {"rows": rows, "all": ALL, **HERE})


def _place(kind: str, board: str) -> Unit | None:
    if kind not in PaperKind.values:
        raise Http404
    return None if board == ALL else get_object_or_404(Unit, number=board, kind__in=BODIES)


def _context(kind: str, board: str, unit: Unit | None) -> dict[str, Any]:
    return {
        "kind": kind, "label": PaperKind(kind).label, "board_key": board, "board": unit,
        "back": reverse("paper-template", args=[kind, board]), **HERE,
    }  # fmt: skip


@require_safe
@page
def show(request: HttpRequest, kind: str, board: str) -> HttpResponse:
    """The parts of one kind, in their order."""
    unit, actor = _place(kind, board), actor_of(request)
    stored = PaperTemplate.objects.filter(kind=kind, board=unit).first()
    rights = access(actor)
    context = {
        "parts": actions.chosen(kind, unit),
        "stored": stored,
        "version": stored.version if stored else 1,
        "may_keep": rights.everything or rights.administers or (unit is not None and rights.may_plan(unit.pk)),
    }
    return render_page(request, "meetings/template.html", context | _context(kind, board, unit))


def _template(request: HttpRequest, kind: str, unit: Unit | None) -> PaperTemplate:
    """The stored template, made of what holds when it is first changed. Raises MayNotSettle."""
    return actions.own_template(kind=kind, board=unit, actor=actor_of(request))


def _part(template: PaperTemplate, slug: str) -> TemplateSection:
    return get_object_or_404(template.sections.select_related("template"), slug=slug)


@require_http_methods(FORM)
@page
def add(request: HttpRequest, kind: str, board: str) -> HttpResponse:
    """A new part."""
    unit, actor = _place(kind, board), actor_of(request)
    require_keeper(actor, unit.pk if unit else None)
    form = PartForm(request.POST or None, initial={"version": _version(kind, unit)})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("heading", "hint", "is_mandatory")}
        actions.add_part(
            template=_template(request, kind, unit), values=values, actor=actor, seen=form.cleaned_data["version"]
        )
        return respond_saved(request, reverse("paper-template", args=[kind, board]), _("Avsnittet är tillagt."))
    return render_form(
        request, "meetings/template_form.html", form,
        heading=_("Nytt avsnitt"), button=_("Lägg till"), **_context(kind, board, unit),
    )  # fmt: skip


def _version(kind: str, unit: Unit | None) -> int:
    stored = PaperTemplate.objects.filter(kind=kind, board=unit).first()
    return stored.version if stored else 1


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, kind: str, board: str, slug: str) -> HttpResponse:
    """Another heading, hint, or whether it must be written."""
    unit, actor = _place(kind, board), actor_of(request)
    known = next((part for part in actions.chosen(kind, unit) if part.slug == slug), None)
    if known is None:
        raise Http404
    require_keeper(actor, unit.pk if unit else None)
    start = {**known._asdict(), "version": _version(kind, unit)}
    form = PartForm(request.POST or None, initial=start)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("heading", "hint", "is_mandatory")}
        part = _part(_template(request, kind, unit), slug)
        actions.change_part(part=part, values=values, actor=actor, seen=form.cleaned_data["version"])
        return respond_saved(request, reverse("paper-template", args=[kind, board]), _("Avsnittet är sparat."))
    return render_form(
        request, "meetings/template_form.html", form,
        heading=_("Ändra ”%(name)s”") % {"name": known.heading}, button=_("Spara"), **_context(kind, board, unit),
    )  # fmt: skip


@require_POST
@page
def move(request: HttpRequest, kind: str, board: str, slug: str) -> HttpResponse:
    """Up or down: `do` says which."""
    unit = _place(kind, board)
    part = _part(_template(request, kind, unit), slug)
    steps = -1 if request.POST.get("do") == "up" else 1
    actions.move_part(part=part, steps=steps, actor=actor_of(request), seen=seen_version(request))
    return respond_saved(request, reverse("paper-template", args=[kind, board]), _("Ordningen är sparad."))


@require_POST
@page
def remove(request: HttpRequest, kind: str, board: str, slug: str) -> HttpResponse:
    """Take a part away. Papers that are begun keep theirs."""
    unit = _place(kind, board)
    part = _part(_template(request, kind, unit), slug)
    actions.remove_part(part=part, actor=actor_of(request), seen=seen_version(request))
    return respond_saved(request, reverse("paper-template", args=[kind, board]), _("Avsnittet är borttaget."))


@require_POST
@page
def drop(request: HttpRequest, kind: str, board: str) -> HttpResponse:
    """Back to what holds for all boards, or to what is built in."""
    unit = _place(kind, board)
    require_keeper(actor_of(request), unit.pk if unit else None)
    stored = PaperTemplate.objects.filter(kind=kind, board=unit).first()
    if stored is not None:
        actions.drop_template(template=stored, actor=actor_of(request), seen=seen_version(request))
    return respond_saved(request, reverse("paper-template", args=[kind, board]), _("Mallen är återställd."))

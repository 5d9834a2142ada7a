"""Steering documents: the list, and passages."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.responses import actor_of, page, render_form, respond_saved
from ledtrad.documents import actions, queries
from ledtrad.documents.forms import PassageForm
from ledtrad.documents.models import SteeringDocument
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.rules import Power
from ledtrad.thread import actions as thread
from ledtrad.thread.models import Level
from ledtrad.thread.rules import Kind


def _levels() -> list[tuple[str, str]]:
    rows = Level.objects.filter(kind=Kind.DOCUMENT).exclude(slug="passage")
    return [(level.slug, str(level)) for level in rows]


@page
def index(request: HttpRequest) -> HttpResponse:
    """Local and national steering side by side, and how many goals carry each text."""
    listing = ListPage(
        request,
        queries.documents(user_of(request)).order_by("-is_national", "level__rank", "number"),
        name="documents",
        columns=[
            Column("title", _("Text"), sort="title", link=SteeringDocument.get_absolute_url, sub="reference"),
            Column("level", _("Slag"), accessor="kind_label", sort="level__rank"),
            Column("carried_by", _("Mål som bär texten"), num=True, sort="carried_by"),
            Column("responsible", _("Ansvarig"), accessor="responsible.title", sort="responsible__title"),
            Column("unit", _("Nämnd eller enhet"), accessor="unit.name", sort="unit__path"),
            Column("valid_from", _("Gäller från"), sort="valid_from"),
            Column("valid_to", _("Gäller till"), sort="valid_to", shown=False),
            Column("source", _("Källa"), shown=False),
        ],
        filters=[
            search("q", _("Sök"), "title", "number", "reference", "quote"),
            choice("level", _("Slag"), _levels, "level__slug"),
            choice("national", _("Statlig eller lokal"), [("1", _("Statlig")), ("0", _("Lokal"))], "is_national"),
            flag("loose", _("Bara de som inget mål bär"), Q(carried_by=0)),
        ],
        tally={"loose": Q(carried_by=0), "national": Q(is_national=True)},
    )
    return listing.respond(
        "documents/list.html",
        {"title": _("Styrdokument"), "may_edit": access(actor_of(request)).anywhere(Power.EDIT),
         "empty_title": _("Inga styrdokument än."),
         "empty_text": _("Lagar, program, policyer och planer läggs till här eller läses in från en fil.")},
    )  # fmt: skip


@page
def add_passage(request: HttpRequest, number: str) -> HttpResponse:
    """Add a quotable passage to a document."""
    whole = get_object_or_404(SteeringDocument.objects.visible_to(user_of(request)), number=number)
    actor = actor_of(request)
    thread.require_edit(actor, whole.unit_id)
    form = PassageForm(request.POST or None)
    if form.is_valid():
        level = get_object_or_404(Level, slug="passage")
        passage = actions.add_passage(whole, level=level, actor=actor, **form.cleaned_data)
        return respond_saved(request, passage.get_absolute_url(), _now("Passagen är sparad."))
    return render_form(request, "thread/small_form.html", form, heading=_now("Ny passage"), node=whole)

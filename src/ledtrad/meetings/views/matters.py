"""Matters: the list, the page of one, new, changed, closed, and what is attached."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import ledger, uploads
from ledtrad.core.listing import Column, ListPage, choice, flag, search
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.meetings import panels
from ledtrad.meetings.actions import matters as actions
from ledtrad.meetings.actions.written import MayNotWrite, may_write, require_write
from ledtrad.meetings.forms.matters import FileForm, MatterForm, NewMatterForm
from ledtrad.meetings.models import Matter, MatterAttachment
from ledtrad.meetings.queries import matters as queries
from ledtrad.meetings.views.common import FORM, HERE, matter_of
from ledtrad.meetings.words import MatterState, PaperKind
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.rules import Power
from ledtrad.thread.queries import holders

HISTORY = 20
WRITTEN = (PaperKind.MEMORANDUM, PaperKind.STATEMENT, PaperKind.REPORT_BACK)
"""What is written from the page of a matter; an extract comes from the minutes."""


def _columns() -> list[Column]:
    return [
        Column("title", _("Ärende"), sort="title", link=Matter.get_absolute_url, sub="registration_number"),
        Column("board", _("Nämnd"), accessor="board.name", sort="board__path"),
        Column("responsible", _("Handläggare"), accessor="responsible.title", sort="responsible__title"),
        Column("state", _("Läge"), accessor="get_state_display", sort="state"),
        Column("waiting", _("Handlingar på väg"), num=True, sort="waiting"),
        Column("opened_on", _("Öppnat"), sort="opened_on"),
        Column("closed_on", _("Avslutat"), sort="closed_on", shown=False),
        Column("registration_number", _("Diarienummer"), sort="registration_number", shown=False),
        Column("source", _("Diarium"), sort="source", shown=False),
    ]


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every matter that the person may see, newest first."""
    user = user_of(request)
    mine = Q(responsible__in=user.access.functions)
    offered = queries.narrowings(user)
    listing = ListPage(
        request,
        queries.listed(user),
        name="matters",
        columns=_columns(),
        filters=[
            search("q", _("Sök"), "title", "registration_number"),
            choice("board", _("Nämnd"), offered.boards, "board__number"),
            choice("state", _("Läge"), MatterState.choices),
            choice("year", _("Öppnat år"), offered.years, "opened_on__year"),
            choice("handler", _("Handläggare"), offered.handlers, "responsible"),
            flag("mine", _("Mina ärenden"), mine),
        ],
        tally={"open": Q(state=MatterState.OPEN), "decided": Q(state=MatterState.DECIDED)},
    )
    rights = access(actor_of(request))
    context = {
        "title": _("Ärenden"),
        "may_open": rights.anywhere(Power.EDIT) or rights.anywhere(Power.PLAN),
        "may_keep": rights.administers or rights.anywhere(Power.PLAN),
        "empty_title": _("Inga ärenden än."),
        "empty_text": _("Öppna ett ärende, eller läs in dem som finns i diariet."),
    }
    return listing.respond("meetings/matters.html", context)


@require_safe
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: its papers, files, points of agendas, what others hang here, and its history."""
    matter, actor, user = matter_of(request, pk), actor_of(request), user_of(request)
    held = holders([matter.responsible_id]).get(matter.responsible_id or 0)
    papers = queries.papers_of(matter, user)
    history = ledger.entries().visible_to(user).about(matter).latest_first()[:HISTORY]
    context = {
        "matter": matter,
        "holder": held.person if held else None,
        "papers": papers,
        "waiting": sum(paper.state != "adopted" for paper in papers),
        "attachments": list(matter.attachments.all()),
        "agenda": queries.agenda_of(matter),
        "panels": panels.of(matter, user),
        "history": list(history),
        "may_write": may_write(actor, matter),
        "is_closed": matter.state == MatterState.CLOSED,
        "kinds": [(kind, kind.label) for kind in WRITTEN],
        **HERE,
    }
    return render_page(request, "meetings/matter.html", context)


@require_http_methods(FORM)
@page
def new(request: HttpRequest) -> HttpResponse:
    """Open a matter."""
    actor = actor_of(request)
    rights = access(actor)
    if not (rights.anywhere(Power.EDIT) or rights.anywhere(Power.PLAN)):
        raise MayNotWrite()
    start = {"board": _home(actor), **request.GET.dict()}
    form = NewMatterForm(request.POST or None, actor=actor, initial=start)
    if form.is_valid():
        try:
            made = actions.open_matter(actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            told = _now("Ärendet är öppnat med numret %(number)s.") % {"number": made.registration_number}
            return respond_saved(request, made.get_absolute_url(), told)
    return _form(request, form, _now("Öppna ett ärende"), _now("Öppna ärendet"), reverse("matters"))


def _home(actor: Any) -> str:
    rights = access(actor)
    rows = queries.open_boards(rights)
    return next((unit.number for unit in rows if unit.pk == rights.home_board_id), "")


def _form(request: HttpRequest, form: Any, heading: str, button: str, back: str, **more: Any) -> HttpResponse:
    context = {"heading": heading, "button": button, "back": back, **HERE, **more}
    return render_form(request, "meetings/matter_form.html", form, **context)


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title, function or mark."""
    matter, actor = matter_of(request, pk), actor_of(request)
    require_write(actor, matter)
    form = MatterForm(request.POST or None, instance=matter, initial={"version": matter.version})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "responsible", "confidentiality")}
        try:
            actions.change(matter=matter_of(request, pk), values=values, actor=actor, seen=form.cleaned_data["version"])
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, matter.get_absolute_url(), _now("Ärendet är sparat."))
    return _form(request, form, _now("Ändra ärendet"), _now("Spara"), matter.get_absolute_url(), matter=matter)


@require_http_methods(FORM)
@page
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the matter, or open it again, after asking."""
    matter, actor = matter_of(request, pk), actor_of(request)
    require_write(actor, matter)
    is_closed = matter.state == MatterState.CLOSED
    if request.method == "POST":
        act = actions.reopen if is_closed else actions.close
        act(matter=matter, actor=actor, seen=seen_version(request))
        told = _now("Ärendet är öppet igen.") if is_closed else _now("Ärendet är avslutat.")
        return respond_saved(request, matter.get_absolute_url(), told)
    return render_page(request, "meetings/matter_close.html", {"matter": matter, "is_closed": is_closed, **HERE})


@require_http_methods(FORM)
@page
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a file in the matter."""
    matter, actor = matter_of(request, pk), actor_of(request)
    require_write(actor, matter)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.attach(matter=matter, name=file.name, data=file.read(), actor=actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return respond_saved(request, f"{matter.get_absolute_url()}#bilagor", _now("Filen är sparad."))
    return _form(
        request, form, _now("Lägg till en bilaga"), _now("Lägg till"), matter.get_absolute_url(), matter=matter
    )


def _attachment(request: HttpRequest, pk: int, file: int) -> MatterAttachment:
    rows = MatterAttachment.objects.visible_to(user_of(request)).select_related("matter")
    found: MatterAttachment = get_object_or_404(rows, matter=pk, pk=file)
    return found


@require_safe
@page
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of the matter, always as a download."""
    found = _attachment(request, pk, file)
    return uploads.download(found.stored_as, found.name)


@require_http_methods(FORM)
@page
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a file out of the matter, after asking."""
    found, actor = _attachment(request, pk, file), actor_of(request)
    require_write(actor, found.matter)
    if request.method == "POST":
        actions.detach(attachment=found, actor=actor)
        return respond_saved(request, found.matter.get_absolute_url(), _now("Bilagan är borttagen."))
    return render_page(
        request, "meetings/attachment_remove.html", {"attachment": found, "matter": found.matter, **HERE}
    )

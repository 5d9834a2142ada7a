"""A paper: begun, written section by section, read."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.markup import HELP
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved, seen_version
from ledtrad.meetings import panels
from ledtrad.meetings.actions import papers as actions
from ledtrad.meetings.actions.written import may_write_paper, require_write
from ledtrad.meetings.content import document_of, live_blocks, missing
from ledtrad.meetings.forms.matters import NewPaperForm
from ledtrad.meetings.forms.papers import PaperForm
from ledtrad.meetings.models import Meeting, Paper, PaperSection
from ledtrad.meetings.queries.matters import coming_meetings
from ledtrad.meetings.rules import papers as rules
from ledtrad.meetings.views.common import FORM, HERE, matter_of, paper_of
from ledtrad.meetings.words import PaperKind, PaperState
from ledtrad.organisation.actors import access, user_of

LONG = 12


@require_http_methods(FORM)
@page
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a paper in a matter."""
    matter, actor = matter_of(request, pk), actor_of(request)
    if kind not in PaperKind.values or kind == PaperKind.EXTRACT:
        raise Http404
    require_write(actor, matter)
    form = NewPaperForm(request.POST or None, matter=matter, actor=actor, initial={"title": matter.title})
    if form.is_valid():
        try:
            made = actions.begin_paper(matter=matter, kind=PaperKind(kind), actor=actor, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(
                request, made.get_absolute_url(), _("Utkastet är påbörjat. Skriv avsnitt för avsnitt.")
            )
    heading = _("Skriv %(kind)s") % {"kind": str(PaperKind(kind).label).lower()}
    return render_form(
        request, "meetings/matter_form.html", form,
        heading=heading, button=_("Börja skriva"), back=matter.get_absolute_url(), matter=matter, **HERE,
    )  # fmt: skip


@require_safe
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper: its draft with all sections to write in, or as it stands still."""
    return _page(request, paper_of(request, pk))


def _page(request: HttpRequest, paper: Paper, kept: dict[str, str] | None = None) -> HttpResponse:
    """`kept` are texts that could not be saved since somebody else had saved: they stand beside what is stored."""
    actor = actor_of(request)
    rights = access(actor)
    steps = list(paper.steps.select_related("function"))
    turn = rules.whose_turn([step.signed_at is not None for step in steps])
    mine = steps[turn] if turn is not None and rights.holds(steps[turn].function_id) else None
    writes = paper.is_draft and may_write_paper(actor, paper)
    reading = request.GET.get("visa") == "handling"
    context: dict[str, Any] = {
        "paper": paper, "matter": paper.matter, "steps": steps, "turn": turn,
        "my_step": mine if paper.state == PaperState.SIGNING else None,
        "may_write": writes, "writing": writes and not reading, "may_plan": rights.may_plan(paper.matter.board_id),
        "files": list(paper.files.all()), "is_ready": paper.state == PaperState.READY,
        "may_send_back": _may_send_back(paper, actor, [step.function_id for step in steps]),
        "panels": panels.of_paper(paper, user_of(request)), **HERE,
    }  # fmt: skip
    if context["is_ready"] and context["may_plan"]:
        context["agenda"] = _agenda_for(paper, actor.today)
    if writes:
        sections = list(paper.sections.all())
        live = live_blocks(paper, sections)
        context |= {"help": HELP, "lines": _lines(sections, live, kept or {}), "missing": missing(paper, live)}
    if not context["writing"]:
        context["document"] = dressed(document_of(paper))
    return render_page(request, "meetings/paper.html", context, status=409 if kept else 200)


def _agenda_for(paper: Paper, today: date) -> Meeting | None:
    """Where a paper that is ready is to be taken up: the meeting it is for, else the board's next; None when past."""
    if paper.meeting is not None:
        return paper.meeting if paper.meeting.held_on > today else None
    return coming_meetings(paper.matter.board_id, today).first()


def _may_send_back(paper: Paper, actor: Any, asked: list[int]) -> bool:
    rights = access(actor)
    if rights.may_plan(paper.matter.board_id):
        return paper.state in (PaperState.SIGNING, PaperState.READY)
    return paper.state == PaperState.SIGNING and (any(map(rights.holds, asked)) or may_write_paper(actor, paper))


def _lines(
    sections: list[PaperSection], live: dict[str, list[dict[str, Any]]], kept: dict[str, str]
) -> list[dict[str, Any]]:
    """Each section with what stands below it, and what somebody wrote that is not saved."""
    return [
        {
            "section": section,
            "text": kept.get(section.slug, section.text),
            "theirs": section.text if section.slug in kept else None,
            "live": live[section.slug],
            "rows": max(3, min(LONG, section.text.count("\n") + len(section.text) // 80 + 2)),
            "is_missing": section.is_mandatory and not section.text.strip() and not live[section.slug],
        }
        for section in sections
    ]


@require_POST
@page
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what has been written, each section on its own. A section that somebody else saved meanwhile is shown
    with both texts, and nothing that was written is lost."""
    paper, actor = paper_of(request, pk), actor_of(request)
    actions.require_draft(actor, paper)
    kept: dict[str, str] = {}
    changed = 0
    for section in paper.sections.select_related("paper", "paper__matter"):
        text, seen = request.POST.get(f"text-{section.slug}"), request.POST.get(f"version-{section.slug}", "")
        if text is None or text.replace("\r\n", "\n").strip() == section.text:
            continue
        try:
            seen_at = int(seen) if seen.isdecimal() else None
            actions.write_section(section=section, text=text, actor=actor, seen=seen_at)
        except Stale:
            kept[section.slug] = text
        else:
            changed += 1
    if kept:
        return _page(request, paper_of(request, pk), kept)
    anchor = request.POST.get("save", "")
    known = {section.slug for section in paper.sections.all()}
    where = f"{paper.get_absolute_url()}{f'#avsnitt-{anchor}' if anchor in known else ''}"
    return respond_saved(request, where, _("Sparat.") if changed else _("Inget var ändrat."))


@require_http_methods(FORM)
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, date and meeting."""
    paper, actor = paper_of(request, pk), actor_of(request)
    actions.require_draft(actor, paper)
    form = PaperForm(request.POST or None, instance=paper, actor=actor, initial={"version": paper.version})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "dated_on", "meeting")}
        try:
            actions.change(paper=paper, values=values, actor=actor, seen=form.cleaned_data["version"])
        except (NotAllowed, Stale):
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, paper.get_absolute_url(), _("Handlingen är sparad."))
    return render_form(
        request, "meetings/paper_form.html", form,
        heading=_("Rubrik, datum och sammanträde"), button=_("Spara"), paper=paper, matter=paper.matter, **HERE,
    )  # fmt: skip


@require_http_methods(FORM)
@page
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    paper, actor = paper_of(request, pk), actor_of(request)
    actions.require_draft(actor, paper)
    if request.method == "POST":
        actions.discard(paper=paper, actor=actor, seen=seen_version(request))
        return respond_saved(request, paper.matter.get_absolute_url(), _("Utkastet är borttaget."))
    return render_page(request, "meetings/paper_discard.html", {"paper": paper, "matter": paper.matter, **HERE})

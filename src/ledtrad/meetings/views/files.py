"""Papers as files, and what somebody wrote in Word taken back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core import uploads
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, render_form, render_page, respond_saved
from ledtrad.core.wordfiles import read_sections
from ledtrad.meetings import jobs
from ledtrad.meetings.actions import papers as actions
from ledtrad.meetings.content import document_of, says_the_same
from ledtrad.meetings.drawing import drawn, file_name
from ledtrad.meetings.forms.papers import WordFileForm
from ledtrad.meetings.models import Paper
from ledtrad.meetings.rules import papers as rules
from ledtrad.meetings.views.common import FORM, HERE, paper_of
from ledtrad.meetings.words import PaperState


@require_safe
@page
def file(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """A ready paper's file as it was made then; a draft's as it would be now."""
    paper = paper_of(request, pk)
    if format not in jobs.KEPT:
        raise Http404
    name = file_name(paper, format)
    if paper.state not in (PaperState.READY, PaperState.ADOPTED):
        return uploads.attachment(drawn(paper, document_of(paper), Format(format)), name)
    kept = paper.files.filter(format=format).first() or jobs.keep(paper, Format(format))
    if kept is None:
        raise Http404
    return uploads.download(kept.stored_as, name)


@require_http_methods(FORM)
@page
def from_word(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was edited in Word: first shown section by section, then accepted."""
    paper, actor = paper_of(request, pk), actor_of(request)
    actions.require_draft(actor, paper)
    if "accept" in request.POST:
        return _accept(request, paper)
    form = WordFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            found = read_sections(form.cleaned_data["file"].read())
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            told = _compared(paper, dict(found))
            context = {"paper": paper, "matter": paper.matter, **told, **HERE}
            return render_page(request, "meetings/paper_word.html", context)
    return render_form(
        request, "meetings/paper_form.html", form,
        heading=_("Lämna in det du har skrivit i Word"), button=_("Jämför"), paper=paper, matter=paper.matter,
        lead=_("Avsnitten känns igen på sina rubriker. Du ser vad som skiljer och väljer vad som ska gälla."),
        upload=True, **HERE,
    )  # fmt: skip


def _compared(paper: Paper, found: dict[str, str]) -> dict[str, Any]:
    """Each section that differs, and the headings that the paper does not have."""
    by_heading = {heading.casefold(): text for heading, text in found.items()}
    changed, same = [], []
    for section in paper.sections.all():
        text = by_heading.pop(" ".join(section.heading.split()).casefold(), None)
        if text is None or says_the_same(section.slug, section.text, text):
            same.append(section)
        else:
            changed.append({"section": section, "text": text, "lines": rules.compared(section.text, text)})
    unknown = [heading for heading in found if heading.casefold() in by_heading]
    return {"changed": changed, "same": same, "unknown": unknown}


def _accept(request: HttpRequest, paper: Paper) -> HttpResponse:
    sent = request.POST
    texts = {
        slug: (
            sent.get(f"text-{slug}", ""),
            int(seen) if (seen := sent.get(f"version-{slug}", "")).isdecimal() else None,
        )
        for slug in sent.getlist("accept-section")
    }
    try:
        count = actions.write_sections(paper=paper, texts=texts, actor=actor_of(request))
    except Stale as refusal:
        raise Stale(
            current=paper, message=_("Någon har sparat i handlingen medan du jämförde. Lämna in filen en gång till.")
        ) from refusal
    told = ngettext("Ett avsnitt är taget från Word.", "%(n)s avsnitt är tagna från Word.", count) % {"n": count}
    return respond_saved(request, paper.get_absolute_url(), told)

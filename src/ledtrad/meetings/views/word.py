"""The municipality's own Word templates: given, tried on a sample, used or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import uploads
from ledtrad.core.papers.dressing import dressed
from ledtrad.core.papers.word import LETTER
from ledtrad.core.refusals import NotAllowed, Refused
from ledtrad.core.responses import actor_of, page, render_form, respond_saved
from ledtrad.core.wordfiles import fill_template
from ledtrad.core.wordfiles.checking import FIELDS
from ledtrad.meetings.actions import word_templates as actions
from ledtrad.meetings.actions.written import MayNotSettle
from ledtrad.meetings.forms.papers import WordTemplateForm
from ledtrad.meetings.models import WordTemplate
from ledtrad.meetings.queries.matters import BODIES
from ledtrad.meetings.sample import sample_document
from ledtrad.meetings.views.common import FORM, HERE
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power


def _require(request: HttpRequest) -> None:
    rights = access(actor_of(request))
    if not (rights.administers or rights.anywhere(Power.PLAN)):
        raise MayNotSettle()


@require_http_methods(FORM)
@page
def index(request: HttpRequest) -> HttpResponse:
    """Those given, and a form to give another."""
    _require(request)
    actor = actor_of(request)
    rights = access(actor)
    boards = Unit.objects.filter(kind__in=BODIES)
    if not (rights.administers or rights.everything):
        boards = boards.filter(pk__in=rights.units(Power.PLAN))
    may_all = rights.administers or rights.everything
    form = WordTemplateForm(request.POST or None, request.FILES or None, boards=boards, may_all=may_all)
    if form.is_valid():
        data, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            actions.add_template(
                kind=data["kind"], board=data["board"], name=file.name, data=file.read(), actor=actor,
                sample=sample_document(data["kind"]),
            )  # fmt: skip
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            told = _("Mallen är provad och används nu. Titta på provet innan någon skriver i den.")
            return respond_saved(request, reverse("word-templates"), told)
    given = list(WordTemplate.objects.select_related("board"))
    for one in given:
        one.may_keep = may_all or rights.may_plan(one.board_id)  # type: ignore[attr-defined]
    fields = [f"{{{{ {name} }}}}" for name in FIELDS]
    return render_form(request, "meetings/word_templates.html", form, given=given, fields=fields, **HERE)


def _template(pk: int) -> WordTemplate:
    return get_object_or_404(WordTemplate, pk=pk)


@require_safe
@page
def ours(request: HttpRequest) -> HttpResponse:
    """Our own template, as the beginning of another."""
    _require(request)
    return uploads.attachment(LETTER.read_bytes(), "Ledtråd mall.docx")


@require_safe
@page
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The template as it was given."""
    _require(request)
    found = _template(pk)
    return uploads.download(found.stored_as, found.name)


@require_safe
@page
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """A sample paper written in it."""
    _require(request)
    found = _template(pk)
    data = fill_template(uploads.read(found.stored_as), dressed(sample_document(found.kind)))
    return uploads.attachment(data, f"Prov {found.name}")


@require_POST
@page
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Use it, or stop: `used` says which."""
    found, used = _template(pk), request.POST.get("used") == "1"
    actions.use(template=found, used=used, actor=actor_of(request))
    told = _("Mallen används nu.") if used else _("Mallen används inte längre.")
    return respond_saved(request, reverse("word-templates"), told)

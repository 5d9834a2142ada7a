"""Sources: set one up once, then drop its files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ledtrad.core.imports import BatchState, actions, jobs, reading, registry
from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports.forms import UploadForm
from ledtrad.core.imports.mapping import Source as FileSource
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import PlannedRow, RecordImporter
from ledtrad.core.refusals import NotAllowed, Refused, Stale
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, respond_saved
from ledtrad.core.tables import Sheet, Workbook
from ledtrad.delegation.actions import sources as acting
from ledtrad.delegation.forms.sources import ReadingForm, SourceForm
from ledtrad.delegation.models import DecisionSource
from ledtrad.delegation.queries import sources as queries
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Confidentiality, Power

SHOWN = 5


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """Every source, with how much came from it and when."""
    _require_reader(request)
    context = {
        "title": _("Källor"),
        "rows": queries.overview(),
        "may_set_up": acting.may_set_up(actor_of(request)),
    }
    return render_page(request, "delegation/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    """Set up a source: what it is; its first file then says what it looks like."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the source's name, board or number series."""
    return _edit(request, _source(pk))


def _edit(request: HttpRequest, source: DecisionSource | None) -> HttpResponse:
    actor = actor_of(request)
    if not acting.may_set_up(actor, source):
        raise NotAllowed
    rights = access(actor)
    boards = None if rights.administers or rights.everything else sorted(rights.units(Power.PLAN))
    form = SourceForm(request.POST or None, source, boards)
    if form.is_valid():
        try:
            saved = acting.save_source(
                source=source, values=form.values(), actor=actor, seen=form.cleaned_data["version"]
            )
        except Stale:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return respond_saved(request, reverse("source", args=[saved.pk]), _("Källan är sparad."))
    heading = _("Ändra källan") if source is not None else _("Sätt upp en källa")
    return render_form(request, "delegation/source_form.html", form, source=source, heading=heading)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: drop a file here; what it looks like; what came before."""
    _require_reader(request)
    actor, source = actor_of(request), _source(pk)
    may_set_up = acting.may_set_up(actor, source)
    if request.method == "POST" and not may_set_up:
        raise NotAllowed
    importer = registry.get(acting.IMPORTER)
    form = UploadForm(importer, request.POST, request.FILES) if request.method == "POST" else UploadForm(importer)
    if form.is_bound and form.is_valid():
        try:
            batch = acting.drop(source=source, files=form.cleaned_data["file"], actor=actor)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _go_on(source, batch, request)
    context: dict[str, Any] = {
        "source": source,
        "may_set_up": may_set_up and not source.by_hand,
        "told": queries.told(source),
        "batches": queries.batches(source, actor),
        "columns": [(importer.tables[0].column(name).label, heading) for name, heading in source.mapping.items()],
        "fixed": [(importer.tables[0].column(name).label, value) for name, value in source.fixed.items()],
        "codes": sum(len(meanings) for meanings in source.codes.values()),
    }
    return render_form(request, "delegation/source.html", form, **context)


def _go_on(source: DecisionSource, batch: ImportBatch, request: HttpRequest) -> HttpResponse:
    """To the rows when the source knows what its files look like, else to the columns."""
    if batch.state == BatchState.MAPPED and source.mapping:
        jobs.order(jobs.PREVIEW, batch, actor_of(request))
        return redirect(batch)
    return redirect(f"{reverse('source-columns', args=[source.pk])}?batch={batch.number}")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is which, and see the first rows as they would become, before anything is saved."""
    actor, source = actor_of(request), _source(pk)
    if not acting.may_set_up(actor, source):
        raise NotAllowed
    mine = ImportBatch.objects.visible_to(actor).filter(importer=acting.IMPORTER, options__source=source.name)
    batch = get_object_or_404(mine.numbered(request.GET.get("batch", "")))
    importer = registry.get(acting.IMPORTER)
    assert isinstance(importer, RecordImporter)  # noqa: S101 - registered so
    book = actions.read_files(importer, {None: (batch.files[0]["name"], actions.file_content(batch.files[0]))})[0]
    sheet = book.sheets[0]
    form = ReadingForm(request.POST or None, table=importer.tables[0], header=sheet.header, source=source)
    if form.is_valid() and "save" in request.POST:
        acting.set_reading(source=source, headings=form.headings, fixed=form.fixed, codes=form.codes, actor=actor)
        try:
            acting.map_again(source=source, batch=batch, actor=actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            jobs.order(jobs.PREVIEW, batch, actor)
            return respond_saved(request, batch.get_absolute_url(), _("Källan är uppsatt. Så här läses filen."))
    form.is_valid()
    shown, faults = _as_it_would_become(importer, form, source, sheet, request)
    context: dict[str, Any] = {
        "source": source,
        "batch": batch,
        "shown": shown,
        "faults": faults,
        "header": sheet.header,
        "lacking": ", ".join(name for name in source.mapping.values() if name not in sheet.header),
        "first_rows": [row.cells for row in sheet.rows[:SHOWN]],
    }
    if "preview" in request.POST or not form.is_bound:
        return render_page(request, "delegation/source_columns.html", {"form": form, **context}, partial="preview")
    return render_form(request, "delegation/source_columns.html", form, **context)


def _as_it_would_become(
    importer: RecordImporter, form: ReadingForm, source: DecisionSource, sheet: Sheet, request: HttpRequest
) -> tuple[list[list[tuple[Any, str]]], list[str]]:
    """The first rows of the file as decisions, and what is wrong in them."""
    if form.is_bound:
        how = form.reading(source)
    else:
        board = {"board": source.board.number} if source.board else {}
        headings = {name: form.initial[f"column-{name}"] for name in form.names if form.initial[f"column-{name}"]}
        how = registry.Reading(headings, source.codes, {"source": source.name, **board, **source.fixed})
    few = Sheet(sheet.name, sheet.header, sheet.rows[:SHOWN], sheet.problems)
    file = FileSource(0, "", sheet.name, sheet.header)
    mapping = mappings.guess(importer, [file], how)
    rows = reading.read_rows(importer, [Workbook("", [few])], mapping, how)
    found = importer.plan_records([row.row for row in rows if not row.errors], actor_of(request))
    table = importer.tables[0]
    said = [(row.row.number, error) for row in rows for error in row.errors]
    said += [(planned.number, error) for planned, _values in found.faults for error in planned.errors]
    faults = [
        _("Rad %(row)s, %(column)s: %(message)s")
        % {"row": n, "column": table.column(e.field).label if e.field else "–", "message": e.message}
        for n, e in said
    ]
    return [_drawn(importer, planned) for planned in found.sample], faults


def _drawn(importer: RecordImporter, planned: PlannedRow) -> list[tuple[Any, str]]:
    table = importer.tables[0]
    mark = str(Confidentiality(planned.after["confidentiality"]).label)
    cells = {"source_id": planned.label, **planned.after, "confidentiality": mark}
    return [(table.column(name).label, value) for name, value in cells.items()]


def _source(pk: int) -> DecisionSource:
    return get_object_or_404(DecisionSource.objects.select_related("board"), pk=pk)


def _require_reader(request: HttpRequest) -> None:
    rights = access(actor_of(request))
    if not (rights.administers or rights.everything or rights.anywhere(Power.FOLLOW_DECISIONS)):
        raise NotAllowed

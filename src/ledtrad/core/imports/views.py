"""The pages of the import: what came in, a new file, its columns, its rows, the receipt, and taking it back."""

import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledtrad.core import clock, uploads
from ledtrad.core.actors import Actor
from ledtrad.core.confirming import confirm
from ledtrad.core.imports import actions, exports, jobs, queries, registry, words
from ledtrad.core.imports.forms import ColumnsForm, UploadForm
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import Importer
from ledtrad.core.imports.states import BatchState, RowState
from ledtrad.core.jobs import State
from ledtrad.core.jobs.running import title_of
from ledtrad.core.listing import Column, ListPage, choice, search
from ledtrad.core.refusals import Refused
from ledtrad.core.responses import actor_of, page, refuse, render_form, render_page, wants_fragment


@require_safe
@page
def index(request: HttpRequest) -> HttpResponse:
    """What may be imported, and every import that the person may see."""
    actor = actor_of(request)
    usable = registry.usable_by(actor)
    labels = {importer.key: importer.label for importer in registry.known()}
    listing = ListPage(
        request,
        ImportBatch.objects.visible_to(actor),
        name="imports",
        columns=[
            Column("number", gettext_lazy("Import"), link=ImportBatch.get_absolute_url, sort="pk", sub="file_name"),
            Column("importer", gettext_lazy("Vad"), lambda batch: labels.get(batch.importer, batch.importer)),
            Column("state", gettext_lazy("Läge"), "get_state_display", sort="state"),
            Column("rows", gettext_lazy("Nya och ändrade"), lambda batch: batch.writes, num=True),
            Column("blocked", gettext_lazy("Med fel"), num=True),
            Column("created_by_label", gettext_lazy("Av"), sort="created_by_label"),
            Column("created_at", gettext_lazy("Uppladdad"), sort="created_at"),
        ],
        filters=[
            choice("importer", gettext_lazy("Vad"), lambda: sorted((k, str(v)) for k, v in labels.items())),
            choice("state", gettext_lazy("Läge"), BatchState.choices),
            search("q", gettext_lazy("Sök filnamn"), "file_name", "created_by_label"),
        ],
    )
    return listing.respond(
        "core/imports/index.html",
        {
            "title": _("Import"),
            "importers": usable,
            "empty_title": _("Ingen fil är inläst än."),
            "empty_text": _("Varje fil du läser in får ett kvitto här, och kan ångras."),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Choose a file; it is read at once, and its rows are looked through in the background."""
    actor = actor_of(request)
    importer = _importer(key, actor)
    form = UploadForm(importer, request.POST, request.FILES) if request.method == "POST" else UploadForm(importer)
    if form.is_bound and form.is_valid():
        try:
            batch = actions.open_batch(importer.key, form.cleaned_data["file"], actor)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return _go_on(batch, actor)
    return render_form(request, "core/imports/new.html", form, importer=importer, title=str(importer.label))


@require_safe
@page
def template(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The file to fill in: with what there is, or empty. Sent back unchanged, it changes nothing."""
    actor = actor_of(request)
    importer = _importer(key, actor)
    table = request.GET.get("table") or None
    if ending not in exports.ENDINGS or table not in (None, *(each.name for each in importer.tables)):
        raise Http404
    filters = {name: value for name in importer.filters if (value := request.GET.get(name))}
    out = io.BytesIO()
    exports.write(importer, actor, ending, out, table=table, empty="empty" in request.GET, **filters)
    name = table or (importer.tables[0].name if ending == "csv" else importer.key)
    return uploads.attachment(out.getvalue(), f"{name}-{clock.today().isoformat()}.{ending}")


@require_safe
@page
def show(request: HttpRequest, number: str) -> HttpResponse:
    """A batch, whatever its state: at work, previewed, the receipt. Scripts ask for its progress every second."""
    actor = actor_of(request)
    batch = _batch(number, actor)
    job = batch.job
    context: dict[str, Any] = {"batch": batch, "importer": batch.kind, "job": job, "title": batch.number}
    if job is not None and not job.is_over:
        context["title"] = title_of(job)
        return render_page(request, "core/imports/working.html", context, partial="progress")
    if wants_fragment(request) and request.GET.get("progress"):
        return HttpResponse(status=204, headers={"HX-Redirect": batch.get_absolute_url()})
    context |= {
        "may_use": batch.kind.may_use(actor),
        "failure": job.error if job is not None and job.state == State.FAILED else "",
        "earlier": queries.earlier_with_same_content(batch, actor),
        "summary": words.summary(batch),
        "unused": words.unused(batch),
        "notes": words.notes(batch),
        "outcome": words.outcome(batch),
        "result_url": batch.kind.result_url(batch),
    }
    return _rows_of(request, batch).respond("core/imports/batch.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def columns(request: HttpRequest, number: str) -> HttpResponse:
    """Say which column of the file is which of ours."""
    actor = actor_of(request)
    batch = _batch(number, actor)
    importer = actions.importer_for(batch.importer, actor)
    form = ColumnsForm(importer, batch, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.map_columns(batch, form.chosen(), actor)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _go_on(batch, actor)
    return render_form(
        request, "core/imports/columns.html", form, batch=batch, importer=importer, title=_("Kolumnerna i filen")
    )


@require_POST
@page
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """Look the rows through (again)."""
    return _order(request, number, jobs.PREVIEW)


@require_POST
@page
def apply(request: HttpRequest, number: str) -> HttpResponse:
    """Write the rows; those without errors only, when the person has ticked that."""
    return _order(request, number, jobs.APPLY, skip_errors=request.POST.get("skip_errors") == "1")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Ask, and then take back everything that the batch wrote."""
    if request.method == "POST":
        return _order(request, number, jobs.UNDO)
    actor = actor_of(request)
    batch = _batch(number, actor)
    actions.importer_for(batch.importer, actor)
    if batch.state != BatchState.APPLIED:
        raise actions.WrongState
    context = {
        "batch": batch,
        "title": _("Ångra %(number)s?") % {"number": batch.number},
        "new": batch.count(RowState.NEW),
        "changed": batch.count(RowState.CHANGED),
    }
    return render_page(request, "core/imports/undo.html", context)


@require_safe
@page
def errors(request: HttpRequest, number: str, ending: str) -> HttpResponse:
    """The rows that are wrong, as a file to correct and send again."""
    batch = _batch(number, actor_of(request))
    if ending not in exports.ENDINGS or not batch.mapping:
        raise Http404
    out = io.BytesIO()
    exports.write_errors(batch, ending, out)
    return uploads.attachment(out.getvalue(), f"{batch.number}-fel.{ending}")


@require_safe
@page
def file(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """A file as it was sent."""
    batch = _batch(number, actor_of(request))
    if place >= len(batch.files):
        raise Http404
    kept = batch.files[place]
    return uploads.attachment(actions.file_content(kept), kept["name"])


def _importer(key: str, actor: Actor) -> Importer:
    try:
        return actions.importer_for(key, actor)
    except actions.UnknownImporter:
        raise Http404 from None


def _batch(number: str, actor: Actor) -> ImportBatch:
    visible = ImportBatch.objects.visible_to(actor).select_related("job")
    return get_object_or_404(visible.numbered(number), importer__in=[known.key for known in registry.known()])


def _go_on(batch: ImportBatch, actor: Actor) -> HttpResponse:
    """To the rows when the columns are known, else to the columns."""
    if batch.state != BatchState.MAPPED:
        return redirect("import-columns", batch.number)
    jobs.order(jobs.PREVIEW, batch, actor)
    return redirect(batch)


def _order(request: HttpRequest, number: str, kind: str, **params: Any) -> HttpResponse:
    actor = actor_of(request)
    batch = _batch(number, actor)
    importer = actions.importer_for(batch.importer, actor)
    if importer.is_sensitive and kind != jobs.PREVIEW:
        confirm(request, back=batch.get_absolute_url())
    jobs.order(kind, batch, actor, **params)
    return redirect(batch)


def _rows_of(request: HttpRequest, batch: ImportBatch) -> ListPage:
    """The batch's rows as a list."""
    importer = batch.kind
    several = len(importer.tables) > 1
    tables = [(table.name, table.label) for table in importer.tables]
    shown = [
        Column("number", gettext_lazy("Rad"), template="core/imports/cells/row.html", sort="position"),
        Column("state", gettext_lazy("Läge"), template="core/imports/cells/state.html", sort="state"),
        Column("changes", gettext_lazy("Vad raden gör"), template="core/imports/cells/changes.html"),
    ]
    filters = [
        choice("state", gettext_lazy("Läge"), RowState.choices),
        search("q", gettext_lazy("Sök"), "label", "key"),
    ]
    if several:
        filters.insert(1, choice("table", gettext_lazy("Tabell"), tables))
    return ListPage(
        request,
        queries.rows_to_show(batch),
        name=f"import-{importer.key}",
        columns=shown,
        filters=filters,
        prepare=lambda rows: words.describe_rows(importer, rows),
    )

"""Matters over REST: a diary reads them, and opens them with the numbers that it gives."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router
from ninja.responses import Status as Answered

from ledtrad.core import rest, uploads
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of
from ledtrad.meetings import jobs
from ledtrad.meetings.actions import matters as actions
from ledtrad.meetings.drawing import file_name
from ledtrad.meetings.models import Matter, Paper
from ledtrad.meetings.queries.matters import open_boards
from ledtrad.meetings.words import PaperState
from ledtrad.organisation.actors import access, user_of
from ledtrad.organisation.models import Function

router = Router(tags=["matters"])

StateWord = Literal["open", "decided", "closed"]
MarkWord = Literal["open", "internal", "confidential"]


class MatterOut(rest.Answer):
    id: int
    registration_number: str
    title: str
    board: str = Field(description="Its number.")
    responsible: str | None = Field(description="The number of the function that handles it.")
    state: StateWord
    confidentiality: MarkWord
    opened_on: date
    closed_on: date | None
    source: str
    source_id: str
    version: int = Field(description="The same as in ETag.")


class PaperOut(rest.Answer):
    id: int
    kind: Literal["memorandum", "statement", "report_back", "extract"]
    title: str
    state: Literal["draft", "signing", "ready", "adopted"]
    dated_on: date
    meeting: date | None = Field(description="The day of the meeting that it goes to.")
    adopted_on: date | None
    adopted_as: str = Field(description="The paragraph of the minutes.")
    sha256: str = Field(description="Of what stands still; empty for a draft.")
    files: list[str] = Field(description="Addresses of its files, when it is ready.")


class MatterWithPapers(MatterOut):
    papers: list[PaperOut]


class Matters(rest.Answer):
    count: int
    items: list[MatterOut]


class MatterFilters(rest.Slice):
    board: str | None = Field(None, max_length=30, pattern=rest.NO_NUL, description="The number of a board.")
    state: StateWord | None = None
    number: str | None = Field(None, max_length=40, pattern=rest.NO_NUL, description="A registration number.")


class MatterIn(rest.Sent):
    board: Annotated[str, Field(min_length=1, max_length=30, pattern=rest.NO_NUL, description="Its number.")]
    title: Annotated[str, Field(min_length=1, max_length=300, pattern=rest.NO_NUL)]
    responsible: Annotated[str, Field(max_length=30, pattern=rest.NO_NUL, description="A function's number.")] = ""
    registration_number: Annotated[str, Field(max_length=40, pattern=rest.NO_NUL)] = Field(
        "", description="As the diary gave it; empty for the next of the board's series."
    )
    plan: Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z.]*$")] = ""
    confidentiality: MarkWord = "open"
    opened_on: date | None = None


@router.get("/matters", response=Matters, operation_id="matters", summary="Matters, newest first")
def matters(request: HttpRequest, filters: Query[MatterFilters]) -> Any:
    """Those that the person may see. Needs a token with `read`."""
    rest.require(request, rest.Scope.READ)
    rows = Matter.objects.visible_to(user_of(request)).select_related("board", "responsible")
    for name, value in (("board__number", filters.board), ("state", filters.state)):
        rows = rows.filter(**{name: value}) if value else rows
    rows = rows.filter(registration_number=filters.number) if filters.number else rows
    return rest.sliced(rows, filters, _shown)


@router.get("/matters/{int:pk}", response=MatterWithPapers, operation_id="matter", summary="A matter and its papers")
def matter(request: HttpRequest, response: HttpResponse, pk: int) -> Any:
    """Its papers too, as far as the person may see them. Needs a token with `read`."""
    rest.require(request, rest.Scope.READ)
    user = user_of(request)
    rows = Matter.objects.visible_to(user).select_related("board", "responsible")
    found = get_object_or_404(rows, pk=pk)
    response["ETag"] = rest.etag(found.version)
    papers = Paper.objects.visible_to(user).filter(matter=found).select_related("meeting").defer("content")
    return {**_shown(found), "papers": [_paper(request, paper) for paper in papers]}


FILE = {
    "description": "The file.",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}


@router.get(
    "/papers/{int:pk}/files/{format}",
    operation_id="paperFile",
    summary="A paper as a file",
    openapi_extra={"responses": {200: FILE}},
)
def paper_file(request: HttpRequest, pk: int, format: Literal["pdf", "docx"]) -> HttpResponse:
    """As it was made when it was ready for the board; a draft has none. Needs a token with `read`."""
    rest.require(request, rest.Scope.READ)
    rows = Paper.objects.visible_to(user_of(request)).select_related("matter", "matter__board")
    found = get_object_or_404(rows, pk=pk, state__in=[PaperState.READY, PaperState.ADOPTED])
    kept = found.files.filter(format=format).first() or jobs.keep(found, Format(format))
    if kept is None:
        raise Http404
    return uploads.download(kept.stored_as, file_name(found, format))


@router.post("/matters", response={201: MatterOut}, operation_id="openMatter", summary="Open a matter")
def open_matter(request: HttpRequest, payload: MatterIn) -> Any:
    """With the number that the diary gave, or the next one of the board. Needs a token with `write-matters`."""
    rest.require(request, rest.Scope.WRITE_MATTERS)
    actor = actor_of(request)
    board = open_boards(access(actor)).filter(number=payload.board).first()
    if board is None:
        raise Invalid(field="board")
    responsible = None
    if payload.responsible:
        inside = Function.objects.filter(unit__path__startswith=board.path)
        responsible = inside.filter(number=payload.responsible).first()
        if responsible is None:
            raise Invalid(field="responsible")
    made = actions.open_matter(
        board=board, title=payload.title, actor=actor, responsible=responsible,
        registration_number=payload.registration_number, plan=payload.plan, confidentiality=payload.confidentiality,
        opened_on=payload.opened_on,
    )  # fmt: skip
    return Answered(201, _shown(made))


def _shown(found: Matter) -> dict[str, Any]:
    names = (
        "registration_number",
        "title",
        "state",
        "confidentiality",
        "opened_on",
        "closed_on",
        "source",
        "source_id",
    )
    return {
        "id": found.pk,
        "board": found.board.number,
        "responsible": found.responsible.number if found.responsible else None,
        "version": found.version,
        **{name: getattr(found, name) for name in names},
    }


def _paper(request: HttpRequest, paper: Paper) -> dict[str, Any]:
    ready = paper.state in (PaperState.READY, PaperState.ADOPTED)
    address = request.build_absolute_uri(f"/api/v1/papers/{paper.pk}/files/")
    return {
        "id": paper.pk,
        "kind": paper.kind,
        "title": paper.title,
        "state": paper.state,
        "dated_on": paper.dated_on,
        "meeting": paper.meeting.held_on if paper.meeting else None,
        "adopted_on": paper.adopted_on,
        "adopted_as": paper.adopted_as,
        "sha256": paper.sha256,
        "files": [f"{address}{format}" for format in ("pdf", "docx")] if ready else [],
    }

"""The thread over REST: reading it, and saying how a node stands."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router
from ninja.responses import Status as Answered

from ledtrad.core import rest
from ledtrad.core.responses import actor_of
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import User
from ledtrad.thread import actions, gaps, pages, queries
from ledtrad.thread.models import Assessment, Link, Node
from ledtrad.thread.rules import Status
from ledtrad.thread.serializing import as_data, gap_as_data
from ledtrad.thread.snapshot import load

router = Router(tags=["thread"])

KindWord = Literal["goal", "indicator", "activity", "document", "assignment", "action_plan", "recommendation"]
StatusWord = Literal["met", "partly", "missed", "none"]
LinkWord = Literal["breaks_down", "measures", "carries_out", "anchored_in", "answers", "shared_with"]


# ── What goes out and comes in ───────────────────────────────────────────────
class ThreadNode(rest.Answer):
    number: str
    kind: KindWord
    level: str | None
    title: str
    unit: str
    function: str | None
    status: StatusWord
    suggested: StatusWord


class ThreadLink(rest.Answer):
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    kind: LinkWord


class Thread(rest.Answer):
    nodes: list[ThreadNode]
    links: list[ThreadLink]


class NodeLink(rest.Answer):
    kind: LinkWord
    number: str
    title: str


class AssessmentOut(rest.Answer):
    period: str = Field(description=rest.PERIOD)
    status: StatusWord
    comment: str
    function: str | None
    made_at: datetime


class NodeOut(ThreadNode):
    short_title: str
    description: str
    holder: str | None = Field(description="Who holds the responsible function today; null when it is vacant.")
    valid_from: date | None
    valid_to: date | None = Field(description="The first day on which it no longer holds.")
    confidentiality: Literal["open", "internal", "confidential"]
    areas: list[str]
    version: int = Field(description="The same as in ETag.")
    assessment: AssessmentOut | None = Field(description="The latest one.")
    up: list[NodeLink] = Field(description="What it serves.")
    down: list[NodeLink] = Field(description="What serves it.")
    beside: list[NodeLink] = Field(description="What it is shared with.")


class GapOut(rest.Answer):
    rule: str
    node: str
    message: str


class Gaps(rest.Answer):
    count: int
    items: list[GapOut]


class AssessmentIn(rest.Sent):
    period: Annotated[str, Field(max_length=8, description=rest.PERIOD)]
    status: Literal["met", "partly", "missed"]
    comment: Annotated[str, Field(min_length=1, max_length=10_000, pattern=rest.NO_NUL)]


# ── Addresses ────────────────────────────────────────────────────────────────
@router.get("/thread", response=Thread, by_alias=True, operation_id="readThread", summary="The whole thread")
def thread(request: HttpRequest) -> dict[str, Any]:
    """Every node that holds today and that you may see, and the links between them. As `ledtrad thread --json`."""
    return as_data(load(user_of(request)))


@router.get("/gaps", response=Gaps, operation_id="listGaps", summary="Where the thread is broken")
def list_gaps(request: HttpRequest, part: Query[rest.Slice]) -> Any:
    """Each gap with a sentence, in the language you ask for, that says what to do about it."""
    snapshot = load(user_of(request))
    return rest.sliced(gaps.find(snapshot), part, lambda gap: gap_as_data(gap, snapshot))


@router.get("/nodes/{number}", response=NodeOut, operation_id="readNode", summary="One node")
def node(request: HttpRequest, response: HttpResponse, number: rest.Number) -> dict[str, Any]:
    """A goal, an indicator, an activity or a steering document, whose version is in ETag."""
    found = pages.get_node(number, user_of(request))
    response["ETag"] = rest.etag(found.version)
    return _node(found, user_of(request))


@router.post(
    "/nodes/{number}/assessments",
    response={201: AssessmentOut},
    operation_id="assessNode",
    summary="Say how a node stood for a period",
    openapi_extra={
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The ETag of the node when you read it; 412 if somebody has saved since.",
                "schema": {"type": "string", "example": '"3"'},
            }
        ]
    },
)
def assess(request: HttpRequest, response: HttpResponse, number: rest.Number, payload: AssessmentIn) -> Any:
    """As the form: whoever has the responsible function, or leads the unit, when the period has ended.

    Needs a token with `write-assessments`. The answer carries the node's new ETag.
    """
    rest.require(request, rest.Scope.WRITE_ASSESSMENTS)
    found = pages.get_node(number, user_of(request))
    made = actions.assess(
        node=found,
        period=rest.period_of(payload.period),
        status=Status(payload.status),
        comment=payload.comment.strip(),
        actor=actor_of(request),
        seen=rest.version_seen(request),
    )
    response["ETag"] = rest.etag(found.version)
    return Answered(201, _assessment(made))


# ── Rows as data ─────────────────────────────────────────────────────────────
def _user(request: HttpRequest) -> User:
    return user_of(request)


def _node(node: Node, user: User) -> dict[str, Any]:
    ties = pages.ties(node, user)
    latest = queries.latest_assessments([node.pk]).get(node.pk)
    return {
        "number": node.number,
        "kind": node.kind,
        "level": node.level.slug if node.level else None,
        "title": node.title,
        "short_title": node.short_title,
        "description": node.description,
        "unit": node.unit.number,
        "function": node.responsible.title if node.responsible else None,
        "holder": node.holder,  # type: ignore[attr-defined]
        "valid_from": node.valid_from,
        "valid_to": node.valid_to,
        "confidentiality": node.confidentiality,
        "areas": [area.slug for area in node.areas.all()],
        "status": node.status,
        "suggested": node.suggested,
        "version": node.version,
        "assessment": _assessment(latest) if latest is not None else None,
        "up": [_tie(link, link.target) for link in ties.up],
        "down": [_tie(link, link.source) for link in ties.down],
        "beside": [{"kind": "shared_with", "number": n.number, "title": n.title} for n in ties.beside],
    }


def _tie(link: Link, other: Node) -> dict[str, str]:
    return {"kind": link.kind, "number": other.number, "title": other.title}


def _assessment(made: Assessment) -> dict[str, Any]:
    return {
        "period": str(made.period),
        "status": made.status,
        "comment": made.comment,
        "function": made.function.title if made.function else None,
        "made_at": made.made_at,
    }

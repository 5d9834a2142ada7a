"""Assignments over REST: reading them, and reporting back."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router

from ledtrad.activities.actions import report_backs as actions
from ledtrad.activities.models import Assignment, ReportBack
from ledtrad.activities.queries import assignments as queries
from ledtrad.core import rest
from ledtrad.core.responses import actor_of
from ledtrad.organisation.actors import user_of
from ledtrad.organisation.models import Unit

router = Router(tags=["assignments"])

StateWord = Literal["open", "effect", "closed", "withdrawn"]
ReportStateWord = Literal["awaited", "written", "accepted", "more", "effect"]


# ── What goes out and comes in ───────────────────────────────────────────────
class ReportBackOut(rest.Answer):
    nr: int
    due_on: date
    asks_effect: bool = Field(description="Whether the board asks for the effect, not only for what is done.")
    state: ReportStateWord
    taken: str = Field(description="Empty until it is handed in, as are `planned` and `effect`.")
    planned: str
    effect: str
    reported_at: datetime | None
    answer: str
    answered_on: date | None
    answered_as: str = Field(description="The paragraph of the minutes.")
    version: int = Field(description="What If-Match takes when the report is sent.")


class AssignmentOut(rest.Answer):
    number: str
    title: str
    wording: str = Field(description="As the board decided it.")
    mandate: str
    board: str
    function: str | None
    decided_on: date
    decided_as: str
    registration_number: str
    state: StateWord
    closed_on: date | None
    closed_as: str
    next_due: date | None = Field(description="The next day to report back; it has passed when the report is late.")
    days_late: int
    report_backs: list[ReportBackOut]


class Assignments(rest.Answer):
    count: int
    items: list[AssignmentOut]


class WantedAssignments(rest.Slice):
    board: str | None = Field(
        None, max_length=30, pattern=rest.NO_NUL, description="Only this board and its committees."
    )
    state: StateWord | None = None
    late: bool = Field(False, description="Only those that are not reported in time.")


class ReportIn(rest.Sent):
    taken: rest.Text = Field("", description="What was done, and what goes on.")
    planned: rest.Text = ""
    effect: rest.Text = Field("", description="Must be said when the board asks for it.")
    hand_in: bool = Field(False, description="False saves a draft; true hands it in, and then it stands.")


# ── Addresses ────────────────────────────────────────────────────────────────
@router.get("/assignments", response=Assignments, operation_id="listAssignments", summary="What the boards have given")
def assignments(request: HttpRequest, wanted: Query[WantedAssignments]) -> Any:
    """Late ones first, then by their next day, what is ended last."""
    rows = queries.late_first(_rows(request))
    if wanted.board is not None:
        path = Unit.objects.filter(number=wanted.board).values_list("path", flat=True).first()
        rows = rows.filter(unit__path__startswith=path) if path else rows.none()
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.late:
        rows = rows.filter(next_due__lt=actor_of(request).today)
    return rest.sliced(rows, wanted, lambda row: _assignment(row, actor_of(request).today))


@router.get("/assignments/{number}", response=AssignmentOut, operation_id="readAssignment", summary="One assignment")
def assignment(request: HttpRequest, number: rest.Number) -> Any:
    """What was given, and every report-back with what the board said of it."""
    return _assignment(get_object_or_404(_rows(request), number=number), actor_of(request).today)


@router.post(
    "/assignments/{number}/report-backs/{nr}",
    response=ReportBackOut,
    operation_id="reportBack",
    summary="Report an assignment back",
    openapi_extra={
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "The version of the report when you read it; 412 if somebody has saved since.",
                "schema": {"type": "string", "example": '"1"'},
            }
        ]
    },
)
def report_back(
    request: HttpRequest,
    response: HttpResponse,
    number: rest.Number,
    nr: Annotated[int, Field(ge=1, le=30_000)],
    payload: ReportIn,
) -> Any:
    """As the form: whoever has the function that got the assignment, or leads it. A draft until it is handed in.

    Needs a token with `write-report-backs`. The answer carries the new version as ETag.
    """
    rest.require(request, rest.Scope.WRITE_REPORT_BACKS)
    found = get_object_or_404(_rows(request), number=number)
    row = get_object_or_404(found.report_backs.all(), nr=nr)
    row.assignment = found
    act = actions.hand_in if payload.hand_in else actions.write
    texts = {name: getattr(payload, name) for name in actions.TEXTS}
    act(report_back=row, texts=texts, actor=actor_of(request), seen=rest.version_seen(request))
    response["ETag"] = rest.etag(row.version)
    return _report_back(row, drafts=True)


# ── Rows as data ─────────────────────────────────────────────────────────────
def _rows(request: HttpRequest) -> Any:
    rows = Assignment.objects.visible_to(user_of(request)).select_related("unit", "responsible")
    backs = Prefetch("report_backs", ReportBack.objects.order_by("nr"), to_attr="backs")
    return queries.with_dates(rows).prefetch_related(backs)


def _assignment(row: Any, today: date) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "wording": row.wording,
        "mandate": row.mandate,
        "board": row.unit.number,
        "function": row.responsible.title if row.responsible else None,
        "decided_on": row.decided_on,
        "decided_as": row.decided_as,
        "registration_number": row.registration_number,
        "state": row.state,
        "closed_on": row.closed_on,
        "closed_as": row.closed_as,
        "next_due": row.next_due,
        "days_late": max((today - row.next_due).days, 0) if row.next_due else 0,
        "report_backs": [_report_back(back) for back in row.backs],
    }


def _report_back(row: ReportBack, *, drafts: bool = False) -> dict[str, Any]:
    """One report-back; what is written and not handed in only with `drafts`."""
    tells = drafts or row.is_handed_in
    return {
        "nr": row.nr,
        "due_on": row.due_on,
        "asks_effect": row.asks_effect,
        "state": row.state,
        **{name: getattr(row, name) if tells else "" for name in actions.TEXTS},
        "reported_at": row.reported_at,
        "answer": row.answer,
        "answered_on": row.answered_on,
        "answered_as": row.answered_as,
        "version": row.version,
    }

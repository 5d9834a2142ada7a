"""Meetings over REST: when boards meet, what they take up and decided; and a case system's items put on an agenda."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router
from ninja.responses import Status as Answered

from ledtrad.core import rest
from ledtrad.core.refusals import Invalid
from ledtrad.core.responses import actor_of
from ledtrad.meetings.actions import agenda as actions
from ledtrad.meetings.models import AgendaItem, Attendance, Meeting, Paper, Remark
from ledtrad.meetings.queries import agenda as queries
from ledtrad.meetings.queries.agenda import Placed
from ledtrad.meetings.rules.agenda import receivers
from ledtrad.organisation.actors import user_of

router = Router(tags=["meetings"])


class MeetingOut(rest.Answer):
    id: int
    board: str = Field(description="Its number.")
    held_on: date
    starts_at: time | None
    ended_at: time | None
    place: str
    notice_sent_at: datetime | None
    adjusted_on: date | None = Field(description="When the minutes were adjusted. After that nothing changes.")
    announced_on: date | None = Field(description="When that was announced; the time for appeal runs from there.")
    taken_down_on: date | None
    version: int = Field(description="The same as in ETag.")


class RemarkOut(rest.Answer):
    kind: Literal["recusal", "reservation", "statement"]
    who: str
    text: str


class AgendaItemOut(rest.Answer):
    id: int
    place: int = Field(description="Among all points, also those that the person may not see.")
    title: str
    matter: int | None
    registration_number: str = Field(description="Of the matter; empty for a point without one.")
    paper: int | None
    proposed_decision: str
    paragraph: int | None = Field(description="Null until it is decided.")
    decision: str
    settled: bool = Field(description="False when the board sent the matter back or put it off.")
    motions: str
    procedure: str
    remarks: list[RemarkOut]
    distribution: list[str]
    adjusted_on: date | None = Field(description="When the paragraph was adjusted before the rest.")
    sent_at: datetime | None
    version: int


class PresentOut(rest.Answer):
    name: str
    role: str
    present_as: Literal["member", "serving", "substitute", "other"]
    serves_for: str
    first: int | None = Field(description="The paragraph from which the person was there; null for the first.")
    last: int | None
    duty: Literal["chair", "adjuster", "secretary", ""]
    adjusted_on: date | None


class MeetingWithAgenda(MeetingOut):
    agenda: list[AgendaItemOut]
    attendance: list[PresentOut]


class Meetings(rest.Answer):
    count: int
    items: list[MeetingOut]


class MeetingFilters(rest.Slice):
    board: str | None = Field(None, max_length=30, pattern=rest.NO_NUL, description="The number of a board.")
    first: date | None = Field(None, description="Held on that day or later.")
    last: date | None = Field(None, description="Held on that day or earlier.")


class AgendaItemIn(rest.Sent):
    registration_number: Annotated[str, Field(min_length=1, max_length=40, pattern=rest.NO_NUL)] = Field(
        description="Of a matter that the board can take up."
    )
    title: Annotated[str, Field(max_length=300, pattern=rest.NO_NUL)] = Field(
        "", description="Empty for that of the paper or the matter."
    )
    proposed_decision: rest.Text = Field("", description="Empty for what the paper proposes.")
    distribution: Annotated[list[Annotated[str, Field(max_length=200, pattern=rest.NO_NUL)]], Field(max_length=50)] = []
    paper: int | None = Field(None, ge=1, description="A paper of the matter that is ready for the board.")


FACTS = (
    "held_on", "starts_at", "ended_at", "place", "notice_sent_at", "adjusted_on", "announced_on", "taken_down_on",
    "version",
)  # fmt: skip
ITEM = (
    "title", "proposed_decision", "paragraph", "decision", "settled", "motions", "procedure", "adjusted_on", "sent_at",
    "version",
)  # fmt: skip
PRESENT = ("name", "role", "present_as", "serves_for", "first", "last", "duty", "adjusted_on")


@router.get("/meetings", response=Meetings, operation_id="meetings", summary="Meetings, the last day first")
def meetings(request: HttpRequest, filters: Query[MeetingFilters]) -> Any:
    """When boards meet. Needs a token with `read`."""
    rest.require(request, rest.Scope.READ)
    rows = Meeting.objects.visible_to(user_of(request)).select_related("board").order_by("-held_on", "board__path")
    told = {"board__number": filters.board, "held_on__gte": filters.first, "held_on__lte": filters.last}
    rows = rows.filter(**{name: value for name, value in told.items() if value})
    return rest.sliced(rows, filters, _shown)


@router.get(
    "/meetings/{int:pk}", response=MeetingWithAgenda, operation_id="meeting",
    summary="A meeting with its agenda, decisions and attendance",
)  # fmt: skip
def meeting(request: HttpRequest, response: HttpResponse, pk: int) -> Any:
    """The points that the person may see. Needs a token with `read`."""
    rest.require(request, rest.Scope.READ)
    user = user_of(request)
    found = _meeting(request, pk)
    response["ETag"] = rest.etag(found.version)
    seen = [placed for placed in queries.placed_agenda(found, user) if placed.is_seen]
    noted = queries.remarks_of([placed.item for placed in seen])
    return {
        **_shown(found),
        "agenda": [_item(placed, noted[placed.item.pk]) for placed in seen],
        "attendance": [_present(row) for row in found.attendance.all()],
    }


@router.post(
    "/meetings/{int:pk}/agenda", response={200: AgendaItemOut, 201: AgendaItemOut}, operation_id="putOnAgenda",
    summary="Put a matter on an agenda",
)  # fmt: skip
def put_on_agenda(request: HttpRequest, pk: int, payload: AgendaItemIn) -> Any:
    """Last among the points, by the matter's number; 200 with the point when it is there already. Needs a token with
    `write-matters` of somebody who plans for the board."""
    rest.require(request, rest.Scope.WRITE_MATTERS)
    actor, user, found = actor_of(request), user_of(request), _meeting(request, pk)
    actions.require_open_agenda(actor, found)
    matter = queries.offered_matters(found, user).filter(registration_number=payload.registration_number).first()
    if matter is None:
        raise Invalid(field="registration_number")
    paper = None
    if payload.paper is not None:
        paper = Paper.objects.visible_to(user).filter(pk=payload.paper, matter=matter).first()
        if paper is None:
            raise Invalid(field="paper")
    values = {"proposed_decision": payload.proposed_decision, "distribution": "\n".join(payload.distribution)}
    made, is_new = actions.put_once(
        meeting=found, actor=actor, title=payload.title, matter=matter, paper=paper, values=values
    )  # fmt: skip
    place = AgendaItem.objects.filter(meeting=found, order__lte=made.order).count()
    return Answered(201 if is_new else 200, _item(Placed(place, made, True), []))


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(user_of(request)).select_related("board"), pk=pk)


def _shown(found: Meeting) -> dict[str, Any]:
    return {"id": found.pk, "board": found.board.number, **{name: getattr(found, name) for name in FACTS}}


def _item(placed: Placed, noted: list[Remark]) -> dict[str, Any]:
    item = placed.item
    return {
        "id": item.pk,
        "place": placed.place,
        "matter": item.matter_id,
        "registration_number": item.matter.registration_number if item.matter else "",
        "paper": item.paper_id,
        "distribution": receivers(item.distribution),
        "remarks": [remark.told._asdict() for remark in noted],
        **{name: getattr(item, name) for name in ITEM},
    }


def _present(row: Attendance) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PRESENT}

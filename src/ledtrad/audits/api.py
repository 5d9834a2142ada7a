"""Audits and their recommendations over REST, to read."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from ledtrad.audits.models import Addressed
from ledtrad.audits.queries import audits as queries
from ledtrad.audits.queries import recommendations
from ledtrad.audits.queries.register import listed, register
from ledtrad.audits.rules.told import LISTS
from ledtrad.core import rest
from ledtrad.core.responses import actor_of
from ledtrad.organisation.actors import user_of

router = Router(tags=["audits"])

KindWord = Literal["in_depth", "basic", "follow_up", "dialogue"]
PositionWord = Literal["shares", "shares_in_part", "does_not_share"]
JudgementWord = Literal["sufficient", "in_part", "not"]


class AuditRow(rest.Answer):
    number: str
    title: str
    kind: KindWord
    firm: str
    issued_on: date | None
    answer_due: date | None
    recommendations: int
    open: int = Field(description="Boards' parts in its recommendations that are not closed.")


class Audits(rest.Answer):
    count: int
    items: list[AuditRow]


class PartOut(rest.Answer):
    board: str
    position: PositionWord | None
    judgement: JudgementWord | None
    closed_on: date | None


class RecommendationOut(rest.Answer):
    number: str
    wording: str
    page: int | None
    boards: list[PartOut]


class QuestionOut(rest.Answer):
    text: str
    answer: str


class StatementOut(rest.Answer):
    board: str
    due_on: date | None
    adopted_on: date | None


class AuditOut(rest.Answer):
    number: str
    title: str
    kind: KindWord
    firm: str
    ordered_by: str
    issued_on: date | None
    answer_due: date | None
    purpose: str
    method: str
    conclusions: str
    boards: list[str]
    questions: list[QuestionOut]
    criteria: list[str]
    findings: list[str]
    functions: list[str] = Field(description="Whom the auditors interviewed, by function.")
    documents: list[str]
    topics: list[str]
    strengths: list[str]
    developments: list[str]
    recommendations: list[RecommendationOut]
    statements: list[StatementOut]
    follows: str | None
    followed_by: list[str]
    version: int = Field(description="The same as in ETag.")


class PartRow(PartOut):
    number: str
    wording: str
    audit: str


class Parts(rest.Answer):
    count: int
    items: list[PartRow]


@router.get("/audits", response=Audits, operation_id="listAudits", summary="Audits")
def audits(request: HttpRequest, part: Query[rest.Slice]) -> Any:
    """The audits that you may see, the latest first."""
    rows = listed(register(user_of(request), actor_of(request).today)).order_by("-issued_on", "-pk")
    return rest.sliced(rows, part, _row)


def _row(row: Any) -> dict[str, Any]:
    names = ("number", "title", "kind", "firm", "issued_on", "answer_due")
    return {name: getattr(row, name) for name in names} | {"recommendations": row.total, "open": row.unclosed}


@router.get("/audits/{number}", response=AuditOut, operation_id="readAudit", summary="One audit")
def audit(request: HttpRequest, response: HttpResponse, number: rest.Number) -> dict[str, Any]:
    """An audit with its questions, recommendations and statements, whose version is in ETag."""
    user = user_of(request)
    found = queries.audit_of(number, user)
    whole = queries.whole(found, user, actor_of(request).today)
    response["ETag"] = rest.etag(found.version)
    own = ("number", "title", "kind", "firm", "ordered_by", "issued_on", "answer_due", "purpose", "method",
           "conclusions", "version")  # fmt: skip
    return {
        **{name: getattr(found, name) for name in own},
        "boards": [line.more for line in whole.lines["boards"]],
        "questions": [{"text": line.text, "answer": line.more} for line in whole.lines["questions"]],
        **{name: [line.text for line in lines] for name, lines in whole.lines.items() if name in LISTS},
        "recommendations": [
            {
                "number": row.recommendation.number,
                "wording": row.recommendation.wording,
                "page": row.recommendation.page,
                "boards": [_part(one) for one in row.addressed],
            }
            for row in whole.recommendations
        ],
        "statements": [
            {"board": a.board.number, "due_on": a.statement.due_on, "adopted_on": a.statement.adopted_on}
            for a in whole.answers
        ],
        "follows": whole.original.number if whole.original else None,
        "followed_by": [one.number for one in whole.followed_by],
    }


class WantedParts(rest.Slice):
    board: str | None = Field(None, max_length=30, pattern=rest.NO_NUL, description="The number of a board.")
    open: bool = Field(False, description="Only those that are not closed.")


@router.get(
    "/recommendations", response=Parts, operation_id="listRecommendations", summary="Recommendations, board by board"
)
def parts(request: HttpRequest, part: Query[WantedParts]) -> Any:
    """Each board's part in each recommendation: open first, the oldest first."""
    rows = recommendations.register(user_of(request))
    rows = rows.filter(board__number=part.board) if part.board else rows
    rows = rows.filter(closed_on=None) if part.open else rows
    ordered = rows.order_by("over", "recommendation__audit__issued_on", "recommendation__number", "pk")
    return rest.sliced(ordered, part, _part_row)


def _part(one: Addressed) -> dict[str, Any]:
    return {
        "board": one.board.number,
        "position": one.position or None,
        "judgement": one.judgement or None,
        "closed_on": one.closed_on,
    }


def _part_row(one: Addressed) -> dict[str, Any]:
    recommendation = one.recommendation
    return _part(one) | {
        "number": recommendation.number,
        "wording": recommendation.wording,
        "audit": recommendation.audit.number,
    }

"""The register of audits, and one audit with all its parts."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import (
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.shortcuts import get_object_or_404

from ledtrad.audits.models import (
    Addressed,
    Audit,
    AuditArea,
    AuditCriterion,
    AuditQuestion,
    AuditSource,
    Finding,
    Recommendation,
    Statement,
)
from ledtrad.audits.rules.proposed import Known
from ledtrad.audits.rules.standing import Stage, stage_of
from ledtrad.audits.rules.told import LISTS, Place, Question, Said, Told
from ledtrad.audits.words import AreaKind, AuditState, SourceKind
from ledtrad.organisation.models import Unit
from ledtrad.thread.models import Node

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

_LIST_OF = {
    SourceKind.FUNCTION: "functions",
    SourceKind.DOCUMENT: "documents",
    AreaKind.TOPIC: "topics",
    AreaKind.STRENGTH: "strengths",
    AreaKind.DEVELOPMENT: "developments",
}


def audit_of(number: str, user: "User") -> Audit:
    """The audit; 404 for whoever may not see it. One query."""
    rows = Audit.objects.visible_to(user).select_related("unit", "paper")
    return get_object_or_404(rows, number=number)


@dataclass(frozen=True)
class Line:
    """A line of an audit, and where it stands in its paper."""

    text: str
    more: str
    place: Place | None

    @property
    def number(self) -> str:
        """Of the node that a criterion is."""
        return self.more.partition(" ")[0]


@dataclass
class RecommendationRow:
    """A recommendation with what it is to each board."""

    recommendation: Recommendation
    addressed: list[Addressed] = field(default_factory=list)


@dataclass
class BoardAnswer:
    """What one board has answered: its statement, if the board is asked at all."""

    board: Unit
    statement: Statement
    is_late: bool
    is_shown: bool


@dataclass
class Whole:
    """An audit with everything that its page shows."""

    audit: Audit
    lines: dict[str, list[Line]]
    recommendations: list[RecommendationRow]
    answers: list[BoardAnswer]
    original: Audit | None
    followed_by: list[Audit]
    stage: Stage

    @property
    def addressed(self) -> list[Addressed]:
        return [one for row in self.recommendations for one in row.addressed]

    @property
    def unclosed(self) -> int:
        return sum(one.closed_on is None for one in self.addressed)

    @property
    def closed(self) -> int:
        return len(self.addressed) - self.unclosed

    @property
    def boards_differ(self) -> bool:
        """Whether several boards are asked, so that a recommendation is counted once for each."""
        return len({one.board_id for one in self.addressed}) > 1

    @property
    def late(self) -> list[BoardAnswer]:
        return [answer for answer in self.answers if answer.is_late]


def whole(audit: Audit, user: "User", today: date) -> Whole:
    """Everything about an audit that has been fetched. Five queries."""
    rows = recommendations(audit, user)
    answers = _answers(audit, user, today)
    around = (
        Audit.objects.visible_to(user).filter(Q(follows=audit) | Q(pk=audit.follows_id)).order_by("issued_on", "pk")
    )
    original = next((one for one in around if one.pk == audit.follows_id), None)
    followed_by = [one for one in around if one.follows_id == audit.pk]
    waiting = [a.statement.due_on for a in answers if a.statement.adopted_on is None]
    stage = stage_of(
        confirmed=audit.state == AuditState.CONFIRMED,
        next_due=min((day for day in waiting if day is not None), default=None),
        unanswered=len(waiting),
        unclosed=sum(one.closed_on is None for row in rows for one in row.addressed),
        today=today,
    )
    return Whole(audit, lines_of(audit, user), rows, answers, original, followed_by, stage)


def recommendations(audit: Audit, user: "User") -> list[RecommendationRow]:
    """The audit's recommendations with their boards, in the order of the paper. Two queries."""
    rows = {
        row.pk: RecommendationRow(row)
        for row in Recommendation.objects.visible_to(user).filter(audit=audit).order_by("order", "pk")
    }
    for one in Addressed.objects.filter(recommendation__in=list(rows)).select_related("board").order_by("board__path"):
        rows[one.recommendation_id].addressed.append(one)
    return list(rows.values())


def _answers(audit: Audit, user: "User", today: date) -> list[BoardAnswer]:
    """That a board is asked, when, and whether it has answered is no secret; what it is writing is. One query."""
    seen = Statement.objects.visible_to(user).filter(pk=OuterRef("pk"))
    rows: QuerySet[Any] = (
        Statement.objects.filter(audit=audit)
        .select_related("board", "responsible", "matter", "paper")
        .annotate(shown=Exists(seen))
    )
    return [
        BoardAnswer(
            row.board,
            row,
            is_late=row.adopted_on is None and row.due_on is not None and row.due_on < today,
            is_shown=row.shown,
        )
        for row in rows.order_by("board__path")
    ]


def lines_of(audit: Audit, user: "User | None" = None) -> dict[str, list[Line]]:
    """Questions (with answers), the plain lists, and the boards (name and number), by name. One query.

    With `user`, a criterion says which node of those that this person sees it is: number and title.
    """
    nodes = Node.objects.visible_to(user).filter(pk=OuterRef("node")) if user is not None else Node.objects.none()
    named = nodes.annotate(named=Concat("number", Value(" "), "title")).values("named")[:1]
    criteria: QuerySet[Any] = AuditCriterion.objects.annotate(named=Coalesce(Subquery(named), Value("")))
    parts = [
        _part(AuditQuestion.objects.all(), audit, Value("questions"), "answer"),
        _part(criteria, audit, Value("criteria"), "named"),
        _part(Finding.objects.all(), audit, Value("findings"), None),
        _part(AuditSource.objects.all(), audit, Cast("kind", CharField()), None),
        _part(AuditArea.objects.all(), audit, Cast("kind", CharField()), None),
        _boards(audit),
    ]
    found: dict[str, list[Line]] = {name: [] for name in ("questions", "boards", *LISTS)}
    rows = parts[0].union(*parts[1:], all=True)
    for what, _order, _pk, text, more, begins, ends in sorted(rows, key=lambda row: row[1:3]):
        place = (begins, ends) if begins is not None and ends is not None else None
        found[_LIST_OF.get(what, what)].append(Line(text, more, place))
    return found


def _part(rows: QuerySet[Any], audit: Audit, what: Any, more: str | None) -> QuerySet[Any, Any]:
    extra = Cast(more, TextField()) if more else Value("", output_field=TextField())
    found = rows.filter(audit=audit).order_by()
    found = found.annotate(what=Cast(what, CharField()), words=Cast("text", TextField()), extra=extra)
    told: QuerySet[Any, Any] = found.values_list("what", "order", "pk", "words", "extra", "place_from", "place_to")
    return told


def _boards(audit: Audit) -> QuerySet[Any, Any]:
    nowhere = Value(None, output_field=IntegerField())
    rows: QuerySet[Any] = Audit.boards.through.objects.filter(audit=audit).order_by()
    found: QuerySet[Any] = rows.annotate(
        what=Value("boards", output_field=CharField()),
        place=F("unit_id"),
        words=Cast("unit__name", TextField()),
        extra=Cast("unit__number", TextField()),
        begins=nowhere,
        ends=nowhere,
    )
    told: QuerySet[Any, Any] = found.values_list("what", "place", "pk", "words", "extra", "begins", "ends")
    return told


#: The audit's own fields that a form fills in.
FIELDS = (
    "title", "kind", "unit", "confidentiality", "firm", "ordered_by", "issued_on", "period_from", "period_to",
    "answer_due", "purpose", "method", "conclusions", "follows",
)  # fmt: skip


def told_of(audit: Audit) -> Told:
    """A registered audit as a form begins with it. Four queries."""
    lines = lines_of(audit)
    boards: dict[int, set[int]] = defaultdict(set)
    rows = Addressed.objects.filter(recommendation__audit=audit)
    for recommendation, board in rows.values_list("recommendation_id", "board_id"):
        boards[recommendation].add(board)
    said = [
        Said(row.wording, frozenset(boards[row.pk]), _place(row), row.page, row.pk)
        for row in Recommendation.objects.filter(audit=audit).order_by("order", "pk")
    ]
    return Told(
        fields={name: getattr(audit, name) for name in FIELDS},
        boards=frozenset(audit.boards.values_list("pk", flat=True)),
        questions=tuple(Question(line.text, line.more, line.place) for line in lines["questions"]),
        recommendations=tuple(said),
        lines={name: tuple(line.text for line in lines[name]) for name in LISTS},
    )


def _place(row: Any) -> Place | None:
    return (row.place_from, row.place_to) if row.place_from is not None and row.place_to is not None else None


def offered_originals(user: "User", audit: Audit | None) -> QuerySet[Audit]:
    """The audits that this one may follow: every registered one but itself."""
    rows = Audit.objects.visible_to(user).filter(state=AuditState.CONFIRMED)
    return rows.exclude(pk=audit.pk) if audit is not None else rows


def known(user: "User", audit: Audit | None) -> list[Known]:
    """What `offered_originals` gives, as rules take it. One query."""
    rows = offered_originals(user, audit).values_list("pk", "title", "issued_on")
    return [Known(*row) for row in rows]


def firms(user: "User") -> list[str]:
    """The auditors of what one sees, for the form to offer. One query."""
    return list(
        Audit.objects.visible_to(user).exclude(firm="").order_by("firm").values_list("firm", flat=True).distinct()
    )

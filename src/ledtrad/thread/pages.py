"""What the node page shows, gathered in a handful of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404

from ledtrad.core import clock
from ledtrad.core.periods import Period
from ledtrad.organisation.models import Holding
from ledtrad.thread import conclusion, kinds, readings
from ledtrad.thread.models import Assessment, Attachment, Comment, DueDate, Link, Node
from ledtrad.thread.readings import Reading
from ledtrad.thread.rules import Kind, LinkKind, Status

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass(frozen=True)
class Note:
    """A comment or an assessment, as the page lists them: newest first, one list."""

    is_assessment: bool
    status: str
    period: Period | None
    text: str
    by: str
    function: str
    unit: str
    made_at: datetime


@dataclass(frozen=True)
class Ties:
    """The links of one node, sorted for the page."""

    up: list[Link]
    down: list[Link]
    beside: list[Node]

    @property
    def figures(self) -> dict[int, Reading]:
        """What the indicators below say, by their id. One query where there are any."""
        below = {tie.source_id for tie in self.down if tie.source.kind == Kind.INDICATOR}
        return readings.of(below) if below else {}


def get_node(number: str, user: "User") -> Node:
    """The node with its own table, place, and who holds its function now. One query; 404 if it cannot be seen."""
    holder = (
        Holding.objects.current().filter(function=OuterRef("responsible")).order_by("valid_from").values("person__name")
    )
    nodes = (
        Node.objects.visible_to(user)
        .with_place()
        .select_related(*kinds.related_names())
        .annotate(holder=Subquery(holder[:1]))
    )
    return get_object_or_404(nodes, number=number)


def ties(node: Node, user: "User") -> Ties:
    """Links up, down and beside, only to nodes the user may see and that are still valid. One query."""
    today = clock.today()
    seen = Node.objects.visible_to(user).valid_on(today)
    rows = Link.objects.filter(
        Q(source=node.pk) | Q(target=node.pk), seen.named_by("source"), seen.named_by("target")
    ).select_related(
        "source", "source__level", "source__unit", "source__responsible",
        "target", "target__level", "target__unit", "target__responsible", *kinds.worded("source__"),
    )  # fmt: skip
    up: list[Link] = []
    down: list[Link] = []
    beside: list[Node] = []
    for row in rows:
        if row.kind == LinkKind.SHARED_WITH:
            beside.append(row.target if row.source_id == node.pk else row.source)
        elif row.source_id == node.pk:
            up.append(row)
        else:
            down.append(row)
    up.sort(key=lambda t: (t.target.level.rank if t.target.level else 99, t.target.number))
    down.sort(key=lambda t: (t.source.kind, t.source.number))
    return Ties(up, down, beside)


def standing(node: Node) -> str:
    """How a node stands as lists show it: what a person has said of a goal, else what follows from the thread."""
    return node.status if node.kind == Kind.GOAL and node.status != Status.NONE else node.suggested


def worded(node: Node) -> tuple[str, str]:
    """How it stands, and what that is called for its kind."""
    status = standing(node)
    return status, kinds.word_of(node, status)


def concluded(node: Node, tied: Ties) -> str:
    """The sentence that the page begins with, for goals and documents."""
    if node.kind == Kind.GOAL:
        return conclusion.of_goal((tie.source.kind, standing(tie.source)) for tie in tied.down)
    if node.kind == Kind.DOCUMENT:
        return conclusion.of_document(tie.source.kind for tie in tied.down)
    return ""


def notes(node: Node) -> list[Note]:
    """Assessments and comments together, newest first. One query; the caller has checked that the node is seen."""
    common = ("made_by_label", "function__title", "function__unit__name", "made_at")
    spoken = (
        Comment.objects.filter(node=node)
        .order_by()
        .annotate(what=Value("", output_field=CharField()), when=Cast("period", CharField()))
        .values_list("what", "when", Cast("text", TextField()), *common)
    )
    given = (
        Assessment.objects.filter(node=node)
        .order_by()
        .annotate(what=Cast("status", CharField()), when=Cast("period", CharField()))
        .values_list("what", "when", Cast("comment", TextField()), *common)
    )
    rows = sorted(spoken.union(given, all=True), key=lambda r: r[6], reverse=True)
    return [_note(*row) for row in rows]


def _note(what: str, when: Any, text: str, by: str, title: str | None, unit: str | None, made_at: datetime) -> Note:
    return Note(
        is_assessment=bool(what),
        status=what,
        period=Period.parse(str(when)) if when else None,
        text=text,
        by=by,
        function=title or "",
        unit=unit or "",
        made_at=made_at,
    )


def dues(node: Node) -> list[DueDate]:
    """What is to be done about the node, open first. One query."""
    rows = DueDate.objects.filter(node=node).select_related("function").order_by("-done_at", "due_on")
    return sorted(rows, key=lambda d: (d.done_at is not None, d.due_on))


def attachments(node: Node) -> list[Attachment]:
    """The node's files. One query."""
    return list(Attachment.objects.filter(node=node))


def is_over(node: Node, today: date) -> bool:
    """Whether the node's validity has ended."""
    return node.valid_to is not None and node.valid_to <= today

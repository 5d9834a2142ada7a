"""What became of recommendations: the stand, the measures, what happened when, what shows it, how it stands.

`followed` asks a fixed number of queries, however many recommendations and boards there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from ledtrad.activities.models import Activity
from ledtrad.audits.models import Addressed, Audit, Evidence, FollowUp, Recommendation, Stand, StandMeasure, Statement
from ledtrad.audits.queries.recommendations import Repeats, repeats_of
from ledtrad.audits.rules.events import Event
from ledtrad.audits.rules.followup import State, state_of
from ledtrad.core import ledger
from ledtrad.core.ledger import Entry
from ledtrad.meetings.models import Paper
from ledtrad.meetings.words import PaperState
from ledtrad.thread.models import Assessment, Link, Node
from ledtrad.thread.rules import Kind, LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass
class Followed:
    """One board's part in one recommendation, with everything about it that the reader may see."""

    addressed: Addressed
    statement: Statement | None = None
    stand: Stand | None = None
    paper: Paper | None = None
    measures: list[Activity] = field(default_factory=list)
    others: list[Node] = field(default_factory=list)  # what answers it and is no activity
    evidence: list[Evidence] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    follow_up_audits: list[Audit] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    repeats: Repeats = field(default_factory=Repeats)

    @property
    def recommendation(self) -> Recommendation:
        return self.addressed.recommendation

    @cached_property
    def state(self) -> State:
        row = self.addressed
        return state_of(position=row.position, judgement=row.judgement, is_closed=row.closed_on is not None)


def addressed_of(audit: Audit, user: "User") -> QuerySet[Addressed]:
    """The parts of an audit's recommendations that the reader may see, in the audit's order."""
    rows = Addressed.objects.visible_to(user).filter(recommendation__audit=audit)
    return rows.order_by("recommendation__order", "recommendation_id", "board__path")


def followed(rows: QuerySet[Addressed], user: "User") -> list[Followed]:
    """These parts with everything about them that this person may see. Eleven queries."""
    found = [
        Followed(addressed=row)
        for row in rows.select_related("recommendation", "recommendation__audit", "board", "stand")
    ]
    if not found:
        return found
    _answers(found, user)
    _measures(found, user)
    _shown(found, user)
    _papers(found, user)
    _told(found, user)
    repeats = repeats_of({one.recommendation.pk: one.recommendation for one in found}.values(), user)
    for one in found:
        one.repeats = repeats[one.recommendation.pk]
    return found


def _answers(found: Sequence[Followed], user: "User") -> None:
    """Statements that may be seen, and the stands in them. One query."""
    audits = {one.recommendation.audit_id for one in found}
    rows = Statement.objects.visible_to(user).filter(audit__in=audits)
    seen = {(s.audit_id, s.board_id): s for s in rows.select_related("audit", "board", "paper", "matter")}
    for one in found:
        one.statement = seen.get((one.recommendation.audit_id, one.addressed.board_id))
        if one.statement is not None:
            one.stand = getattr(one.addressed, "stand", None)


def _measures(found: Sequence[Followed], user: "User") -> None:
    """What answers each recommendation in that board, and what an unadopted statement promises. Two queries."""
    by_part: dict[int, dict[int, Activity]] = defaultdict(dict)
    promised = StandMeasure.objects.filter(
        Activity.objects.visible_to(user).named_by("activity"),
        addressed__in=[one.addressed.pk for one in found],
        statement__in=[one.statement.pk for one in found if one.statement],
    )
    for row in promised.select_related("activity", "activity__responsible__unit", "activity__unit"):
        by_part[row.addressed_id][row.activity_id] = row.activity
    links = Link.objects.filter(
        Node.objects.visible_to(user).named_by("source"),
        target__in={one.recommendation.pk for one in found}, kind=LinkKind.ANSWERS,
    ).select_related(
        "source", "source__activity", "source__activity__responsible__unit", "source__responsible__unit",
        "source__unit", "source__level",
    )  # fmt: skip
    tree = user.access.tree
    linked: dict[tuple[int, int | None], list[Node]] = defaultdict(list)
    for link in links:
        linked[link.target_id, tree.board_of(link.source.unit_id)].append(link.source)
    for one in found:
        own = by_part[one.addressed.pk]
        for node in linked[one.recommendation.pk, one.addressed.board_id]:
            if node.kind == Kind.ACTIVITY:
                own.setdefault(node.pk, node.activity)
            else:
                one.others.append(node)
        one.measures = sorted(own.values(), key=lambda a: (a.due_on is None, a.due_on, a.number))


def _shown(found: Sequence[Followed], user: "User") -> None:
    """Evidence and judgements. Two queries."""
    by_part = {one.addressed.pk: one for one in found}
    for row in evidence_of(by_part, user).order_by("dated_on", "pk"):
        by_part[row.addressed_id].evidence.append(row)
    audits = Audit.objects.visible_to(user)
    judged = FollowUp.objects.filter(Q(audit=None) | Q(audit__in=audits), addressed__in=by_part)
    for judgement in judged.select_related("audit", "function"):
        by_part[judgement.addressed_id].follow_ups.append(judgement)


def evidence_of(addressed: Iterable[int], user: "User") -> QuerySet[Evidence]:
    """Evidence whose node and paper, if it has one, the reader may see."""
    nodes, papers = Node.objects.visible_to(user), Paper.objects.visible_to(user)
    rows = Evidence.objects.filter(
        Q(node=None) | Q(node__in=nodes), Q(paper=None) | Q(paper__in=papers), addressed__in=list(addressed)
    )
    return rows.select_related("node", "paper", "paper__matter")


def _papers(found: Sequence[Followed], user: "User") -> None:
    """Papers about the recommendations, the statements' own, and the audits that followed up. Two queries."""
    recommendations = {one.recommendation.pk for one in found}
    own = {one.statement.paper_id for one in found if one.statement and one.statement.paper_id}
    rows = Paper.objects.visible_to(user).filter(Q(about__in=recommendations) | Q(pk__in=own))
    papers = list(rows.select_related("matter", "matter__board").order_by("adopted_on", "pk"))
    followers = Audit.objects.visible_to(user).filter(follows__in={one.recommendation.audit_id for one in found})
    audits = list(followers.order_by("issued_on", "pk"))
    for one in found:
        one.follow_up_audits = [a for a in audits if a.follows_id == one.recommendation.audit_id]
        for paper in papers:
            if one.statement is not None and paper.pk == one.statement.paper_id:
                one.paper = paper
            elif _is_about(paper, one) and paper.state == PaperState.ADOPTED:
                one.papers.append(paper)


def _is_about(paper: Paper, one: Followed) -> bool:
    return paper.about_id == one.recommendation.pk and paper.matter.board_id == one.addressed.board_id


def _told(found: Sequence[Followed], user: "User") -> None:
    """Assessments, and what the ledger tells of the activities. Two queries."""
    by_node: dict[int, list[Followed]] = defaultdict(list)
    for one in found:
        by_node[one.recommendation.pk].append(one)
        for activity in one.measures:
            by_node[activity.pk].append(one)
    for row in Assessment.objects.filter(node__in=by_node).select_related("node").order_by("period_end", "pk"):
        for one in by_node[row.node_id]:
            one.assessments.append(row)
    activities = {activity.pk for one in found for activity in one.measures}
    entries = ledger.entries().visible_to(user).about_any({Activity: activities}).with_action("changed")
    for entry in entries.select_related("change").order_by("sequence"):
        for one in by_node[int(entry.object_id)]:
            one.entries.append(entry)

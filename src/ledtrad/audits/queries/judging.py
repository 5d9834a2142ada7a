"""What a follow-up audit looks at: the original's recommendations, what was said, done and shown about each."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from ledtrad.activities.models import Activity
from ledtrad.audits.models import Addressed, Audit, Evidence, FollowUp, Stand
from ledtrad.thread.models import Link, Node
from ledtrad.thread.rules import LinkKind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User


@dataclass
class Part:
    """One board's part in one recommendation, with what there is to judge it by."""

    addressed: Addressed
    stand: Stand | None = None
    activities: list[Activity] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    judged: list[FollowUp] = field(default_factory=list)


def parts_to_judge(original: Audit, user: "User") -> list[Part]:
    """Every board's part in the original's recommendations, in the order of the paper. Five queries.

    Of stands, only those that the boards have adopted; of what is done, what this person may see.
    """
    rows = (
        Addressed.objects.visible_to(user)
        .filter(recommendation__audit=original)
        .select_related("recommendation", "board")
        .order_by("recommendation__order", "recommendation_id", "board__path")
    )
    parts = {row.pk: Part(row) for row in rows}
    for stand in Stand.objects.filter(addressed__in=parts, statement__adopted_on__isnull=False):
        parts[stand.addressed_id].stand = stand
    for evidence in Evidence.objects.visible_to(user).filter(addressed__in=parts).filter(_seen_node(user)):
        parts[evidence.addressed_id].evidence.append(evidence)
    for judged in FollowUp.objects.filter(addressed__in=parts).select_related("audit", "function"):
        parts[judged.addressed_id].judged.append(judged)
    _put_activities(parts, user)
    return list(parts.values())


def _seen_node(user: "User") -> Q:
    return Q(node=None) | Q(Node.objects.visible_to(user).named_by("node"))


def _put_activities(parts: dict[int, Part], user: "User") -> None:
    """What answers a recommendation in each board's own tree; beside every board when it lies in none of them."""
    of: dict[int, list[Part]] = defaultdict(list)
    for part in parts.values():
        of[part.addressed.recommendation_id].append(part)
    seen = Activity.objects.visible_to(user).named_by("source")
    links = Link.objects.filter(seen, kind=LinkKind.ANSWERS, target__in=of)
    for link in links.select_related("source__activity", "source__unit").order_by("source__number"):
        asked = of[link.target_id]
        own = [p for p in asked if link.source.unit.path.startswith(p.addressed.board.path)]
        for part in own or asked:
            part.activities.append(link.source.activity)


def latest_of(parts: list[Part]) -> int:
    """The latest judgement that these show, by id; 0 for none."""
    return max((judged.pk for part in parts for judged in part.judged), default=0)

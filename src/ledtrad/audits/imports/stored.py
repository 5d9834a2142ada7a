"""What is stored, as the rows of the file say it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from ledtrad.audits.imports import lines, rows
from ledtrad.audits.models import Addressed, Audit, FollowUp, Recommendation, Statement
from ledtrad.audits.words import AuditState
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import user_behind


def boards_of(audits: Collection[int]) -> dict[int, set[str]]:
    """The numbers of each audit's boards. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    through = Audit.boards.through.objects.filter(audit__in=audits)
    for pk, number in through.values_list("audit_id", "unit__number"):
        found[pk].add(number)
    return found


def named(recommendation: Recommendation) -> str:
    """A recommendation as another names it: its audit and its order there."""
    return f"{recommendation.audit.number}/{recommendation.order + 1}"


def parts_by_key(audits: Any, actor: Actor) -> dict[tuple[str, int, str], tuple[Addressed, dict[str, str]]]:
    """The parts of these audits by audit, order and board, each with its row. Four queries."""
    earlier = Recommendation.objects.visible_to(user_behind(actor)).filter(repeated_by__audit__in=audits)
    said_before = {row.pk: named(row) for row in earlier.select_related("audit")}
    parts = list(
        Addressed.objects.filter(recommendation__audit__in=audits).select_related("board", "recommendation__audit")
    )
    judged: dict[int, FollowUp] = {}
    for row in FollowUp.objects.filter(addressed__recommendation__audit__in=audits).order_by(
        "judged_on", "made_at", "pk"
    ):
        judged[row.addressed_id] = row
    answered: dict[tuple[int, int], date | None] = {
        (row.audit_id, row.board_id): row.adopted_on for row in Statement.objects.filter(audit__in=audits)
    }
    found = {}
    for part in parts:
        recommendation = part.recommendation
        text = rows.said_of_part(
            part, answered.get((recommendation.audit_id, part.board_id)), judged.get(part.pk),
            said_before.get(recommendation.repeats_id or 0, ""),
        )  # fmt: skip
        found[recommendation.audit.number, recommendation.order + 1, part.board.number] = (part, text)
    return found


def _seen(actor: Actor) -> Any:
    return Audit.objects.visible_to(user_behind(actor)).filter(state=AuditState.CONFIRMED)


def audits_said(actor: Actor) -> Iterator[Mapping[str, object]]:
    """Every registered audit that the actor sees."""
    audits = list(_seen(actor).select_related("unit", "follows").order_by("issued_on", "number"))
    boards = boards_of([audit.pk for audit in audits])
    shown = {audit.pk for audit in audits}
    for audit in audits:
        said = rows.said_of_audit(audit, boards[audit.pk])
        yield said | {"follows": said["follows"] if audit.follows_id in shown else ""}


def parts_said(actor: Actor) -> Iterator[Mapping[str, object]]:
    """Every part of them."""
    for _key, (_part, said) in sorted(parts_by_key(_seen(actor), actor).items(), key=lambda item: item[0]):
        yield said | {"order": int(said["order"]), "page": int(said["page"]) if said["page"] else ""}


def lines_said(actor: Actor) -> Iterator[Mapping[str, object]]:
    """Every line of them."""
    return lines.lines_said(_seen(actor), actor)

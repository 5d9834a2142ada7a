"""One recommendation at a time, as a node of the thread."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ledtrad.audits.actions import parts
from ledtrad.audits.actions.registering import require
from ledtrad.audits.models import Addressed, Audit, Recommendation
from ledtrad.audits.rules import standing
from ledtrad.audits.rules.told import Said
from ledtrad.core.actors import Actor
from ledtrad.organisation.models import Unit
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.rules import Kind, Status


@transaction.atomic
def save(
    recommendation: Recommendation | None, values: Mapping[str, Any], *, boards: list[Unit], areas: list[Any],
    actor: Actor, seen: int | None,
) -> Recommendation:  # fmt: skip
    """Add one to a registered audit (None), or change one. Raises MayNotRegister, Stale, or Answered."""
    audit: Audit = values["audit"] if recommendation is None else recommendation.audit
    require(actor, audit.unit_id)
    own = {name: value for name, value in values.items() if name != "audit"}
    if recommendation is None or recommendation.wording != own["wording"]:
        named = parts.names(own["wording"])
        own |= {**named, "short_title": own.get("short_title") or named["short_title"]}
    if recommendation is None:
        made = Recommendation(
            kind=Kind.RECOMMENDATION,
            audit=audit,
            unit=audit.unit,
            valid_from=audit.issued_on,
            confidentiality=audit.confidentiality,
            order=audit.recommendations.count(),
            **own,
        )
        saved = thread.create_node(made, actor=actor, areas=areas)  # fmt: skip
    else:
        saved = thread.change_node(recommendation, own, actor=actor, seen=seen, areas=areas)
    parts.aim(audit, saved, Said(saved.wording, frozenset(unit.pk for unit in boards)))
    return saved


def refresh(ids: list[int]) -> None:
    """What the boards' judgements say of these recommendations, for the map and the lists. Inside a transaction."""
    judged: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, judgement in Addressed.objects.filter(recommendation__in=ids).values_list("recommendation_id", "judgement"):
        judged[pk].append(judgement)
    results: dict[int, Status] = {pk: standing.status_of(said) for pk, said in judged.items()}
    rollup.set_results(results)

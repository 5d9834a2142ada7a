"""One recommendation at a time, as a node of the thread."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ledtrad.audits.actions import parts
from ledtrad.audits.actions.registering import require
from ledtrad.audits.models import Addressed, Audit, Recommendation
from ledtrad.audits.rules import standing
from ledtrad.audits.rules.told import Said
from ledtrad.core.actors import Actor
from ledtrad.core.refusals import Invalid
from ledtrad.organisation.models import Unit
from ledtrad.thread import actions as thread
from ledtrad.thread import rollup
from ledtrad.thread.rules import Kind, Status, would_close_circle


@transaction.atomic
def save(
    recommendation: Recommendation | None, values: Mapping[str, Any], *, boards: list[Unit], areas: list[Any],
    actor: Actor, seen: int | None,
) -> Recommendation:  # fmt: skip
    """Add one to a registered audit (None), or change one. Raises MayNotRegister, Stale, Answered or Invalid."""
    audit: Audit = values["audit"] if recommendation is None else recommendation.audit
    require(actor, audit.unit_id)
    own = {name: value for name, value in values.items() if name != "audit"}
    check_repeats(recommendation, audit, own.get("repeats"))
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


def check_repeats(recommendation: Recommendation | None, audit: Audit, earlier: Recommendation | None) -> None:
    """That what is said again was said by another audit, no later, and does not itself say this again. Raises Invalid.

    One query where something is said again."""
    if earlier is None:
        return
    if earlier.audit_id == audit.pk:
        raise Invalid(_("Den rekommendationen står i samma granskning. Välj en ur en tidigare."), field="repeats")
    said = earlier.audit.issued_on
    if said and audit.issued_on and said > audit.issued_on:
        raise Invalid(_("Den rekommendationen är senare än den här."), field="repeats")
    again = Recommendation.objects.exclude(repeats=None).values_list("pk", "repeats_id")
    above = {pk: [said_before] for pk, said_before in again if said_before is not None}
    if recommendation is not None and would_close_circle(recommendation.pk, earlier.pk, above):
        raise Invalid(_("Den rekommendationen upprepar själv den här."), field="repeats")


def refresh(ids: list[int]) -> None:
    """What the boards' judgements say of these recommendations, for the map and the lists. Inside a transaction."""
    judged: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, judgement in Addressed.objects.filter(recommendation__in=ids).values_list("recommendation_id", "judgement"):
        judged[pk].append(judgement)
    results: dict[int, Status] = {pk: standing.status_of(said) for pk, said in judged.items()}
    rollup.set_results(results)

"""Every write to steering documents."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ledtrad.core.actors import Actor
from ledtrad.documents.models import SteeringDocument
from ledtrad.thread import actions as thread
from ledtrad.thread.rules import Kind, LinkKind


@transaction.atomic
def save_document(
    document: SteeringDocument | None,
    values: Mapping[str, Any],
    *,
    actor: Actor,
    seen: int | None,
    areas: list[Any],
) -> SteeringDocument:
    """Create (None) or change a steering document or a passage. Raises NotYours or Stale."""
    if document is None:
        return thread.create_node(SteeringDocument(kind=Kind.DOCUMENT, **values), actor=actor, areas=areas)
    return thread.change_node(document, values, actor=actor, seen=seen, areas=areas)


@transaction.atomic
def add_passage(
    whole: SteeringDocument, *, title: str, reference: str, quote: str, level: Any, actor: Actor
) -> SteeringDocument:
    """Add a quotable passage to a document: a node of its own that breaks the whole down. Raises NotYours."""
    passage = thread.create_node(
        SteeringDocument(
            kind=Kind.DOCUMENT,
            title=title,
            reference=reference,
            quote=quote,
            level=level,
            unit=whole.unit,
            responsible=whole.responsible,
            confidentiality=whole.confidentiality,
            valid_from=whole.valid_from,
            valid_to=whole.valid_to,
            source=whole.source,
            source_url=whole.source_url,
            is_national=whole.is_national,
        ),
        actor=actor,
        areas=list(whole.areas.all()),
    )
    thread.link(source=passage, target=whole, kind=LinkKind.BREAKS_DOWN, actor=actor)
    return passage

"""Reads of sources and of what came from them."""

from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch
from ledtrad.delegation.models import DecisionSource


def overview() -> QuerySet[DecisionSource]:
    """All sources with `total` and `latest`. One query."""
    current = Q(decisions__is_current=True)
    return DecisionSource.objects.select_related("board").annotate(
        total=Count("decisions", filter=current), latest=Max("decisions__recorded_at")
    )  # fmt: skip


def told(source: DecisionSource) -> dict[str, int | date | datetime | None]:
    """How many decisions came from it, from when to when, and when the latest came. One query."""
    return source.decisions.filter(is_current=True).aggregate(
        total=Count("pk"), first=Min("decided_on"), last=Max("decided_on"), latest=Max("recorded_at")
    )


def batches(source: DecisionSource, actor: Actor) -> list[ImportBatch]:
    """The latest files of the source that one may see. One query."""
    mine = ImportBatch.objects.visible_to(actor).filter(importer="decisions", options__source=source.name)
    return list(mine[:10])

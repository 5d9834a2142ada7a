"""Reads of the import that cross rows."""

from django.db.models import Case, QuerySet, Value, When

from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch, ImportRow
from ledtrad.core.imports.states import BLOCKS, BatchState


def earlier_with_same_content(batch: ImportBatch, actor: Actor) -> ImportBatch | None:
    """The latest applied batch of the same kind with exactly the same file, that the actor may see. One query."""
    return (
        ImportBatch.objects.visible_to(actor)
        .filter(importer=batch.importer, sha256=batch.sha256, state=BatchState.APPLIED, pk__lt=batch.pk)
        .first()
    )


def rows_to_show(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The batch's rows in the file's order; while some must be corrected, those first."""
    if batch.state != BatchState.PREVIEWED or not batch.blocked:
        return batch.rows.order_by("position")
    trouble = Case(When(state__in=BLOCKS, then=Value(0)), default=Value(1))
    return batch.rows.order_by(trouble, "position")

"""Reads of the import that cross rows."""

from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.states import BatchState


def earlier_with_same_content(batch: ImportBatch, actor: Actor) -> ImportBatch | None:
    """The latest applied batch of the same kind with exactly the same file, that the actor may see. One query."""
    return (
        ImportBatch.objects.visible_to(actor)
        .filter(importer=batch.importer, sha256=batch.sha256, state=BatchState.APPLIED, pk__lt=batch.pk)
        .first()
    )

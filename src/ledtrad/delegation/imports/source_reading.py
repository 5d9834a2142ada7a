"""How the files of one source are read: what was set up once, as the import takes it."""

from ledtrad.core.imports import Reading
from ledtrad.delegation.models import DecisionSource


def reading_of(name: str) -> Reading:
    """The reading of the source of that name. An unknown name only says what the source is called."""
    if not name:
        return Reading()
    source = DecisionSource.objects.select_related("board").filter(name=name).first()
    if source is None:
        return Reading(fixed={"source": name})
    fixed = {"source": source.name, **({"board": source.board.number} if source.board else {}), **source.fixed}
    return Reading(headings=source.mapping, codes=source.codes, fixed=fixed)

"""Where decisions come from, set up once: what the files look like, and what the source's codes mean."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ledtrad.core import imports, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import mapping as mappings
from ledtrad.core.imports import registry
from ledtrad.core.imports.actions import Files, map_columns
from ledtrad.core.imports.mapping import Source as FileSource
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.pseudonyms import holds_number
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.core.versions import unless_taken
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.imports.record_rows import HOLDS_NUMBER
from ledtrad.delegation.models import DecisionSource
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power

IMPORTER = "decisions"


def may_set_up(actor: Actor, source: DecisionSource | None = None) -> bool:
    """Whoever plans for the board that the source serves; for one that serves several, for any board."""
    rights = access(actor)
    if rights.administers or rights.everything:
        return True
    if source is None or source.board_id is None:
        return rights.anywhere(Power.PLAN)
    return rights.has(Power.PLAN, source.board_id)


@transaction.atomic
def save_source(
    *, source: DecisionSource | None, values: Mapping[str, Any], actor: Actor, seen: int | None = None
) -> DecisionSource:
    """Set up a source, or change its name, board and number series. Raises NotAllowed, Stale, Invalid."""
    if not may_set_up(actor, source):
        raise NotAllowed
    board = values["board"]
    if not may_set_up(actor, DecisionSource(board=board)):
        raise Invalid(_("Du kan inte sätta upp källor för den nämnden."), field="board")
    fields = {name: values[name] for name in ("name", "board", "unbroken")}
    if holds_number(fields["name"]):
        raise Invalid(HOLDS_NUMBER, field="name")
    with unless_taken(lambda: Invalid(_("Det finns redan en källa med det namnet."), field="name")):
        if source is None:
            made = DecisionSource.objects.create(**fields, fixed=dict(values.get("fixed", {})), **written(actor))
            ledger.record(actor, "created", made, unit_id=made.board_id)
            return made
        old = {name: getattr(source, name) for name in fields}
        _change(source, seen, **fields)
    changes = {name: [str(old[name]), str(value)] for name, value in fields.items() if old[name] != value}
    ledger.record(actor, "changed", source, unit_id=source.board_id, changes=changes)
    return source


@transaction.atomic
def set_reading(
    *,
    source: DecisionSource,
    headings: Mapping[str, str],
    fixed: Mapping[str, str],
    codes: Mapping[str, Mapping[str, str]],
    actor: Actor,
) -> DecisionSource:
    """Say how the source's files are read from now on. Raises NotAllowed."""
    if not may_set_up(actor, source):
        raise NotAllowed
    new = {
        "mapping": {name: heading for name, heading in headings.items() if heading},
        "fixed": {name: value for name, value in fixed.items() if value},
        "codes": {name: dict(meanings) for name, meanings in codes.items() if meanings},
    }
    changes = {name: [getattr(source, name), value] for name, value in new.items() if getattr(source, name) != value}
    if changes:
        _change(source, None, **new)
        ledger.record(actor, "changed", source, unit_id=source.board_id, changes=changes)
    return source


def drop(*, source: DecisionSource, files: Files, actor: Actor) -> ImportBatch:
    """Take a file of the source, without reading anything in yet. Raises NotAllowed, TableRefused, TooLarge."""
    if not may_set_up(actor, source):
        raise NotAllowed
    return imports.open_batch(IMPORTER, files, actor, options={"source": source.name})


def map_again(*, source: DecisionSource, batch: ImportBatch, actor: Actor) -> None:
    """Read the columns of a file that is here by what the source now says. Raises NothingMapped, WrongState."""
    importer = registry.get(IMPORTER)
    found = [
        FileSource(one["file"], batch.files[one["file"]]["name"], one["sheet"], one["header"]) for one in batch.sources
    ]
    map_columns(batch, mappings.guess(importer, found, importer.reading({"source": source.name})), actor)


def _change(source: DecisionSource, seen: int | None, **fields: Any) -> None:
    """Write the fields if nobody wrote since `seen`. Raises Stale."""
    rows = DecisionSource.objects.filter(pk=source.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1, **fields):
        raise Stale(DecisionSource.objects.filter(pk=source.pk).first())
    source.refresh_from_db()

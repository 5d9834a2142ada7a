"""Writing what a file says, and taking a whole batch back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.core import clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import PlannedRow
from ledtrad.core.refusals import Refused
from ledtrad.indicators import figures, standings
from ledtrad.indicators.actions.reporting import new_observation
from ledtrad.indicators.imports.planning import Planned
from ledtrad.indicators.models import Indicator, Observation
from ledtrad.indicators.queries.protection import ledger_mark


class ChangedSince(Refused):
    """A figure of the batch has been corrected after it came in."""

    code = "changed_since"

    def __init__(self, what: str) -> None:
        super().__init__(_("Det går inte att ångra: %(what)s har rättats sedan importen.") % {"what": what})


def apply(batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
    """Write the planned figures, each in place of the one it replaces."""
    wanted: list[Planned] = [row.data for row in planned]
    _retire([w.before.pk for w in wanted if w.before is not None])
    made = Observation.objects.bulk_create([_record(w, batch, actor) for w in wanted], batch_size=1000)
    for row, observation in zip(planned, made, strict=True):
        row.object_id = observation.pk
    standings.recompute({w.indicator.pk for w in wanted})
    _tell(wanted, actor)


def undo(batch: ImportBatch, actor: Actor) -> None:
    """Take the batch's figures away again, and let those before them stand. Raises ChangedSince."""
    mine = list(
        Observation.objects.select_for_update(of=("self",))
        .filter(batch=batch)
        .select_related("indicator", "unit", "replaces")
    )
    for observation in mine:
        if not observation.is_current:
            raise ChangedSince(str(observation))
    _retire([o.pk for o in mine])
    earlier = [o.replaces_id for o in mine if o.replaces_id is not None]
    for chunk in _chunks(earlier):
        Observation.objects.filter(pk__in=chunk).update(is_current=True)
    standings.recompute({o.indicator_id for o in mine})
    entries = [(o.indicator, _undone(o)) for o in mine]
    ledger.record_many(actor, "import_undone", entries)


def _record(wanted: Planned, batch: ImportBatch, actor: Actor) -> Observation:
    made = new_observation(
        wanted.indicator, wanted.unit, wanted.period, wanted.figure, replaces=wanted.before, actor=actor
    )
    made.batch = batch
    return made


def _retire(ids: Sequence[int]) -> None:
    for chunk in _chunks(ids):
        Observation.objects.filter(pk__in=chunk).update(is_current=False)


def _chunks(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[start : start + 5000] for start in range(0, len(ids), 5000))


def _tell(wanted: Sequence[Planned], actor: Actor) -> None:
    """One entry a figure; those about few persons carry a mark that few may read."""
    by_mark: dict[tuple[int, str], list[tuple[Indicator, dict[str, Any]]]] = defaultdict(list)
    for w in wanted:
        mark = ledger_mark(w.indicator, w.figure, w.before)
        by_mark[w.unit.pk, mark].append((w.indicator, _told(w)))
    for (unit_id, mark), entries in by_mark.items():
        ledger.record_many(actor, "imported", entries, unit_id=unit_id, confidentiality=mark)


def _told(w: Planned) -> dict[str, Any]:
    old = figures.shown(w.indicator, w.before) if w.before is not None else None
    return {
        "unit": w.unit.number,
        "period": str(w.period),
        "changes": {"figure": [old, figures.shown(w.indicator, w.figure)]},
    }


def _undone(o: Observation) -> dict[str, Any]:
    now = figures.shown(o.indicator, o.replaces) if o.replaces is not None else None
    return {"unit": o.unit.number, "period": str(o.period), "figure_is": now, "at": clock.now().isoformat()}

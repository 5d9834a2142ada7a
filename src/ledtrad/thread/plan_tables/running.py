"""One run of a plan's tables: in one transaction, previewed by rolling back, undone step by step."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models, router, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit
from ledtrad.thread import rollup
from ledtrad.thread.models import Area, Level, Node
from ledtrad.thread.plan_tables.base import Outcome, PlanTable, Row, RowResult, get


class Context:
    """What the tables share during a run: who acts, look-ups read once, and what has been written so far."""

    def __init__(self, actor: Actor, batch_id: int | None = None) -> None:
        self.actor, self.batch_id = actor, batch_id
        self.wrote = False
        self._of_model: dict[type[Node], dict[str, Node]] = {}
        self._ledger: dict[str, list[tuple[models.Model, dict[str, Any]]]] = {}
        self._after: dict[str, Callable[[], None]] = {}

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {unit.number: unit for unit in Unit.objects.all()}

    @cached_property
    def functions(self) -> dict[str, Function]:
        return {function.number: function for function in Function.objects.select_related("unit")}

    @cached_property
    def levels(self) -> dict[str, Level]:
        return {level.slug: level for level in Level.objects.all()}

    @cached_property
    def areas(self) -> dict[str, Area]:
        return {area.slug: area for area in Area.objects.all()}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every node by number. A table that adds one puts it here too (`created` does)."""
        return {node.number: node for node in Node.objects.all()}

    def of_model(self, model: type[Node]) -> dict[str, Node]:
        """The nodes of one kind as their own model, by number, as they were before the run. Read once."""
        if model not in self._of_model:
            self._of_model[model] = {node.number: node for node in model._default_manager.select_related("unit")}
        return self._of_model[model]

    def may_edit(self, unit_id: int | None) -> bool:
        return access(self.actor).may_edit(unit_id)

    def created(self, about: models.Model, **details: Any) -> None:
        """Remember that something about `about` was just saved for the first time."""
        if isinstance(about, Node):
            self.nodes[about.number] = about
        self.tell("imported", about, **details)

    def tell(self, action: str, about: models.Model, **details: Any) -> None:
        """Have the ledger told, with everything else, when all tables are in."""
        self.wrote = True
        self._ledger.setdefault(action, []).append((about, details))

    def after(self, name: str, work: Callable[[], None]) -> None:
        """Do `work` once when all tables are in, however many ask for it under this name."""
        self._after[name] = work

    def finish(self) -> None:
        for work in self._after.values():
            work()
        if self.wrote:
            rollup.refresh()
        for action, entries in self._ledger.items():
            ledger.record_many(self.actor, action, entries)


@dataclass(frozen=True)
class Run:
    """What a run did, or would do: results by table, in the order of the file."""

    results: dict[str, list[RowResult]]

    def count(self, outcome: Outcome) -> int:
        return sum(r.outcome is outcome for results in self.results.values() for r in results)


class _RolledBack(Exception):  # noqa: N818 - states a fact
    """The preview is over."""


def run(tables: Mapping[str, Sequence[Row]], actor: Actor, *, dry_run: bool, batch_id: int | None = None) -> Run:
    """Load the tables of a plan, in their order, in one transaction; with `dry_run` nothing is kept.

    KeyError for a table that nobody registered.
    """
    wanted = sorted((_known(name) for name in tables), key=lambda t: t.order)
    results: dict[str, list[RowResult]] = {}
    context = Context(actor, batch_id)
    with suppress(_RolledBack), transaction.atomic():
        for table in wanted:
            results[table.name] = table.load(tables[table.name], context)
        context.finish()
        if dry_run:
            raise _RolledBack
    return Run(results)


@transaction.atomic
def undo(done: Mapping[str, Sequence[RowResult]], actor: Actor) -> None:
    """Take the new and changed rows of a run back, last table first.

    Raises naming what, and then nothing is undone.
    """
    context = Context(actor)
    for table in sorted((_known(name) for name in done), key=lambda t: -t.order):
        rows = [row for row in done[table.name] if row.outcome in (Outcome.NEW, Outcome.CHANGED)]
        table.undo(rows[::-1], context)
    for work in _after_undo.values():
        work()
    context.finish()


def is_built_on(obj: models.Model) -> bool:
    """Whether deleting the row would take with it anything that people have added since."""
    collector = Collector(using=router.db_for_write(type(obj)), origin=obj)
    try:
        collector.collect([obj])
    except ProtectedError:
        return True
    own = {type(obj), *obj._meta.get_parent_list(), *_derived}
    taken = [model for model, rows in collector.data.items() if rows]
    taken += [rows.model for rows in collector.fast_deletes if rows.exists()]
    return any(model not in own and not model._meta.auto_created for model in taken)


_derived: set[type[models.Model]] = set()


def derived(model: type[models.Model]) -> None:
    """Say that rows of `model` are computed, so that they never stand in the way of an undo."""
    _derived.add(model)


_after_undo: dict[str, Callable[[], None]] = {}


def after_undo(name: str, work: Callable[[], None]) -> None:
    """Have `work` done whenever a run has been undone: for what is computed from the tables."""
    _after_undo[name] = work


def is_versioned(obj: models.Model) -> bool:
    """Whether rows of this model have a version that two people can meet at."""
    return any(f.name == "version" for f in obj._meta.concrete_fields)


def save(obj: models.Model, names: Sequence[str]) -> None:
    """Save these fields of a row that is there already. A version, if it has one, goes up."""
    versioned = is_versioned(obj)
    if versioned:
        obj.version += 1  # type: ignore[attr-defined]
    obj.save(update_fields=[*names, *(["version"] if versioned else [])])


def _known(name: str) -> PlanTable:
    table = get(name)
    if table is None:
        raise KeyError(name)
    return table

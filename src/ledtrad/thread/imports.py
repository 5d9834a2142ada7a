"""A whole plan in one workbook: documents, goals, indicators, targets, activities and links.

The tables are those that packages have registered with `plan_tables`; this importer only carries them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from ledtrad.core.actors import Actor
from ledtrad.core.imports import registry
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import Importer, PlannedRow, RawRow, RowError, Table
from ledtrad.core.imports.states import RowState
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.rules import Power
from ledtrad.thread import plan_tables
from ledtrad.thread.plan_tables import Outcome, PlanTable, Row, RowResult


def register() -> None:
    """Called when the app is ready."""
    registry.register(Plan())


class Plan(Importer):
    """Reads and writes every table of a plan, in one transaction."""

    key = "plan"
    label = _("Plan: styrdokument, mål, indikatorer, målvärden, aktiviteter och kopplingar")
    description = _("En arbetsbok med ett blad per tabell, eller en CSV-fil per tabell. Ta med de blad du behöver.")

    @property
    def tables(self) -> tuple[Table, ...]:  # type: ignore[override] # other packages add to them
        return tuple(_as_import_table(table) for table in plan_tables.tables())

    def may_use(self, actor: Actor) -> bool:
        return access(actor).anywhere(Power.EDIT)

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        given = {name: [Row(r.number, r.values) for r in raw] for name, raw in rows.items() if raw}
        run = plan_tables.run(given, actor, dry_run=True)
        return [
            _planned(name, result, row)
            for name, results in run.results.items()
            for result, row in zip(results, given[name], strict=True)
        ]

    def apply(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        given: dict[str, list[Row]] = {}
        for row in planned:
            given.setdefault(row.table, []).append(row.data)
        run = plan_tables.run(given, actor, dry_run=False, batch_id=batch.pk)
        made = {(name, result.row): result for name, results in run.results.items() for result in results}
        for row in planned:
            result = made[row.table, row.number]
            # What the series numbers gave may differ from the preview's; the receipt tells what it became.
            row.object_id, row.key, row.label = result.object_id, result.key, result.label
            row.before, row.after = result.before, result.after

    def undo(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        done: dict[str, list[RowResult]] = {}
        for row in planned:
            done.setdefault(row.table, []).append(_done(row))
        plan_tables.undo(done, actor)

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        known = plan_tables.get(table)
        return known.export(user_behind(actor)) if known is not None else ()


def _as_import_table(table: PlanTable) -> Table:
    columns = tuple(
        registry.Column(
            name=c.name,
            label=c.label,
            required=c.required,
            help=c.help,
            choices=_always(c.choices) if c.choices else None,
            hidden=c.name == "version",
        )
        for c in table.columns
    )
    return Table(table.name, table.title, columns)


def _always(choices: Sequence[str]) -> Callable[[Actor], Sequence[str]]:
    return lambda _actor: choices


def _planned(table: str, result: RowResult, row: Row) -> PlannedRow:
    return PlannedRow(
        table=table,
        number=result.row,
        state=RowState(result.outcome.value),
        key=result.key,
        label=result.label,
        before=result.before,
        after=result.after,
        errors=[RowError(column, sentence) for column, sentence in result.errors],
        object_id=None if result.outcome is Outcome.NEW else result.object_id,
        data=row,
    )


def _done(row: PlannedRow) -> RowResult:
    return RowResult(
        row=row.number,
        outcome=Outcome(row.state.value),
        key=row.key,
        label=row.label,
        before=dict(row.before),
        after=dict(row.after),
        object_id=row.object_id,
    )

"""Delegated decisions from a file: one row a decision, known by its source and the source's own id."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import bulk, clock
from ledtrad.core.actors import Actor
from ledtrad.core.imports import (
    Column,
    PlannedRow,
    RawRow,
    Reading,
    RecordImporter,
    RecordPlan,
    RowError,
    RowState,
    Table,
)
from ledtrad.core.imports.cells import amount
from ledtrad.core.imports.planning import same_as
from ledtrad.core.imports.records import SAMPLE_KEPT, rows_hash
from ledtrad.core.refusals import Refused
from ledtrad.delegation.imports.record_rows import (
    LABELS,
    MARKS,
    SAID_AS,
    Context,
    as_text,
    check_lengths,
    check_names,
    differences,
    read_board,
    read_day,
    read_source,
    refused,
    shown,
    take_back,
)
from ledtrad.delegation.imports.source_reading import reading_of
from ledtrad.delegation.models import DecisionSource, DelegatedDecision
from ledtrad.delegation.rules import series
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Unit, User
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

#: What is compared when a decision is known already, in this order.
SAID = (
    *("board", "decided_on", "item", "function", "person", "matter", "decision", "amount"),
    *("period_from", "period_to", "confidentiality", "subject"),
)
WRITTEN = (
    *("system", "source_id", "series", "serial", "board", "unit", "decided_on", "item", "function", "delegate"),
    *("person", "holder", "matter", "decision", "amount", "period_from", "period_to", "confidentiality", "subject"),
    *("reason", "is_current", "batch", "recorded_at", "recorded_by"),
)
_LOOKED_UP = 5_000


class DecisionsUsed(Refused):
    """Something has been built on a decision of the batch."""

    code = "decisions_used"
    message = gettext_lazy(
        "Importen kan inte ångras: något av besluten har anmälts, rättats eller kontrollerats sedan dess."
    )


class Decided(NamedTuple):
    """One row, understood: who and where, and what it says in the order of SAID."""

    source: DecisionSource
    source_id: str
    board: Unit
    delegate: Function | None
    holder: User | None
    said: tuple[str, ...]
    # As the file says it; never stored.
    subject: str


class Decisions(RecordImporter):
    """Decisions as their sources tell them. What is known otherwise already is told, and never overwritten."""

    key = "decisions"
    label = gettext_lazy("Delegationsbeslut")
    description = gettext_lazy("En rad per beslut. Ett beslut som redan finns med annat innehåll läses inte in.")
    creates = plain.CREATED
    most_columns = 100
    tables = (
        Table(
            "decisions",
            gettext_lazy("Delegationsbeslut"),
            tuple(
                Column(
                    name,
                    LABELS[name],
                    required=name in ("source", "source_id", "board", "decided_on"),
                    numeric=name == "amount",
                    width=60 if name == "decision" else 18,
                    said=SAID_AS.get(name),
                )
                for name in ("source", "source_id", *SAID)
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.administers or rights.everything or rights.anywhere(Power.PLAN)

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything

    def reading(self, options: Mapping[str, str]) -> Reading:
        return reading_of(options.get("source", ""))

    def result_url(self, batch: "ImportBatch") -> str:
        return f"{reverse('decisions')}?batch={batch.pk}"

    def shown_values(self, row: RawRow) -> Mapping[str, str]:
        return shown(row)

    def plan_records(self, rows: Sequence[RawRow], actor: Actor) -> RecordPlan:
        return _Plan(actor).make(rows)

    def write_records(
        self, batch: "ImportBatch", plan: RecordPlan, actor: Actor, progress: Callable[[int], object]
    ) -> None:
        context: Context = plan.data
        made = context.names.save(plan.creates, actor)
        boards: dict[str, set[Unit]] = defaultdict(set)
        for decided in plan.new:
            boards[decided.source.name].add(decided.board)
        made["source"] = context.sources.save(boards, actor)
        batch.facts = {**batch.facts, "made": made}
        bulk.insert(DelegatedDecision, WRITTEN, rows(plan.new, batch, actor), progress=progress)

    def undo_records(self, batch: "ImportBatch", actor: Actor) -> int:
        mine = DelegatedDecision.objects.filter(batch=batch)
        for relation in DelegatedDecision._meta.related_objects:
            name = relation.field.name
            users: Any = relation.related_model._default_manager
            if users.filter(**{f"{name}__batch": batch}).exists():
                raise DecisionsUsed
        gone: int = mine._raw_delete(mine.db)
        take_back(batch)
        return gone

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        return iter(())


class _Plan:
    """What the rows would do, given what is stored."""

    def __init__(self, actor: Actor) -> None:
        self.context = Context(actor)
        self.faults: list[tuple[PlannedRow, Mapping[str, str]]] = []
        self.seen: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {}
        self.unchanged = 0

    def make(self, rows: Sequence[RawRow]) -> RecordPlan:
        read = [pair for row in rows if (pair := self._read(row)) is not None]
        stored = self._stored([decided for _r, decided in read])
        new = []
        sample: list[PlannedRow] = []
        for row, decided in read:
            known = stored.get((decided.source.name, decided.source_id))
            if known is None:
                new.append(decided)
                if len(sample) < SAMPLE_KEPT:
                    sample.append(_planned(row, decided, RowState.NEW))
            elif any(self._same(one, decided) for one in known):
                self.unchanged += 1
            else:
                self._conflict(row, decided, known[-1])
        names = self.context.names
        things = (thing for d in new for thing in (d.board, d.delegate, d.holder))
        self.context.sources.only({decided.source.name for decided in new})
        creates = [*dict.fromkeys(names.new_among(*things)), *self.context.sources.created]
        return RecordPlan(
            new=new,
            unchanged=self.unchanged,
            faults=sorted(self.faults, key=lambda fault: fault[0].number),
            sample=sample,
            creates=creates,
            warnings=self.context.warnings(),
            sha256=rows_hash((d.source.name, d.source_id, *d.said) for d in new),
            data=self.context,
        )

    def _read(self, row: RawRow) -> tuple[RawRow, Decided] | None:
        """The row understood, when it is sound and the first to tell of its decision."""
        decided, errors = self._understand(row)
        if decided is not None and not errors:
            key = (decided.source.name, decided.source_id)
            number, said = self.seen.setdefault(key, (row.number, decided.said))
            if number == row.number:
                return row, decided
            if said == decided.said:
                self.unchanged += 1
                return None
            errors = [RowError("source_id", same_as(number))]
        self.faults.append(refused(row, errors))
        return None

    def _understand(self, row: RawRow) -> tuple[Decided | None, list[RowError]]:
        context, values = self.context, row.values
        errors = [*check_lengths(row), *check_names(row)]
        board, source = read_board(row, context, errors), read_source(row, context, errors)
        decided_on = read_day(row, "decided_on", errors)
        begins, ends = read_day(row, "period_from", errors), read_day(row, "period_to", errors)
        kronor = ""
        if values.get("amount"):
            found, problem = amount(values["amount"])
            if found is None:
                errors.append(RowError("amount", problem))
            else:
                kronor = f"{found:.2f}"
        mark = MARKS.get(row["confidentiality"].casefold())
        if mark is None:
            errors.append(RowError("confidentiality", _("Skriv öppen, intern eller sekretess.")))
        person = context.hide(row["person"])
        matter, decision = context.hide(row["matter"]), context.hide(row["decision"])
        if errors or board is None or source is None or mark is None:
            return None, errors
        holder = context.names.person(person)
        delegate = self._delegate(board, row["function"], holder, decided_on)
        said = (
            board.number, decided_on, row["item"], row["function"], person, matter, decision, kronor,
            begins, ends, mark, context.pseudonyms.of(row["subject"]),
        )  # fmt: skip
        return Decided(source, row["source_id"], board, delegate, holder, said, row["subject"]), errors

    def _delegate(self, board: Unit, text: str, holder: User | None, day: str) -> Function | None:
        if not text:
            return None
        names = self.context.names
        candidates = names.functions(board, text)
        if len(candidates) > 1:
            return names.held_by(candidates, holder, date.fromisoformat(day))
        return names.function(board, text)

    def _stored(self, read: Sequence[Decided]) -> dict[tuple[str, str], list[tuple[str, ...]]]:
        """What is known of these decisions: each record of them, the current last."""
        wanted: dict[DecisionSource, list[str]] = defaultdict(list)
        for decided in read:
            if decided.source.pk is not None:
                wanted[decided.source].append(decided.source_id)
        found: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
        for source, ids in wanted.items():
            records = DelegatedDecision.objects.filter(system=source).order_by("is_current", "pk")
            if not records.exists():
                continue
            for start in range(0, len(ids), _LOOKED_UP):
                chunk = records.filter(source_id__in=ids[start : start + _LOOKED_UP])
                for source_id, *values in chunk.values_list("source_id", "board__number", *SAID[1:]):
                    found[source.name, source_id].append(tuple(map(as_text, values)))
        return found

    def _same(self, known: tuple[str, ...], decided: Decided) -> bool:
        """Whether a record says the same. A subject may be pseudonymised with an older key."""
        if known[:-1] != decided.said[:-1]:
            return False
        return known[-1] == decided.said[-1] or self.context.pseudonyms.same(known[-1], decided.subject)

    def _conflict(self, row: RawRow, decided: Decided, known: tuple[str, ...]) -> None:
        before = dict(zip(SAID, known, strict=True))
        planned = _planned(row, decided, RowState.CONFLICT)
        planned.before = before
        planned.errors = differences(known, decided.said, SAID)
        self.faults.append((planned, shown(row)))


def _planned(row: RawRow, decided: Decided, state: RowState) -> PlannedRow:
    after = dict(zip(SAID, decided.said, strict=True))
    return PlannedRow(
        row.table, row.number, state, f"{decided.source.name} {decided.source_id}", decided.source_id, {}, after
    )


def rows(new: Sequence[Decided], batch: "ImportBatch", actor: Actor) -> Iterator[tuple[Any, ...]]:
    """The rows as the database takes them, in the order of WRITTEN."""
    now, current = connection.ops.adapt_datetimefield_value(clock.now()), True
    for d in new:
        _board, day, item, function, person, matter, decision, kronor, begins, ends, mark, subject = d.said
        unit_id = d.delegate.unit_id if d.delegate is not None else d.board.pk
        yield (
            d.source.pk, d.source_id, *series.series_of(d.source_id), d.board.pk, unit_id, day, item, function,
            d.delegate.pk if d.delegate is not None else None, person,
            d.holder.pk if d.holder is not None else None, matter, decision, kronor or None, begins or None,
            ends or None, mark, subject, "", current, batch.pk, now, actor.user_id,
        )  # fmt: skip

"""What boards were told before Ledtråd: one row a decision on a laid list.

A list may hold a decision twice, and that is a finding, so equal rows are counted and not folded: of the rows about
one decision at one meeting, as many are known already as the meeting's list holds with the same words.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy

from ledtrad.core import bulk, clock, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, PlannedRow, RawRow, Reading, RecordImporter, RecordPlan, RowState, Table
from ledtrad.core.imports.records import SAMPLE_KEPT, rows_hash
from ledtrad.core.imports.registry import Made
from ledtrad.core.refusals import Refused
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.imports.record_rows import (
    LABELS,
    MEETINGS,
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
from ledtrad.delegation.models import DecisionReport, DecisionSource, DelegatedDecision, ReportedDecision
from ledtrad.delegation.rules.words import ListState
from ledtrad.meetings.models import Meeting
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

#: What is compared between two rows about one decision at one meeting.
SAID = ("decided_on", "item", "function", "matter", "decision")
_WRITTEN = ("report", "board", "meeting_on", "system", "source_id", *SAID, "told", "batch")
_Key = tuple[str, str, str, str]


class ReportsUsed(Refused):
    """Something has been built on a list of the batch."""

    code = "reports_used"
    message = gettext_lazy("Importen kan inte ångras: något bygger redan på en av listorna.")


class Told(NamedTuple):
    """One row, understood."""

    board: Unit
    meeting_on: str
    source: DecisionSource
    source_id: str
    said: tuple[str, ...]

    @property
    def key(self) -> _Key:
        return (self.board.number, self.meeting_on, self.source.name, self.source_id)


class Reported(RecordImporter):
    """Rows of lists that were laid, kept word for word."""

    key = "reported"
    label = gettext_lazy("Anmälda beslut")
    description = gettext_lazy("En rad per beslut på en framlagd lista.")
    creates = (*plain.CREATED, MEETINGS)
    most_columns = 100
    tables = (
        Table(
            "reported",
            gettext_lazy("Anmälda beslut"),
            tuple(
                Column(
                    name,
                    LABELS[name],
                    required=name in ("board", "meeting_on", "source", "source_id"),
                    width=60 if name == "decision" else 18,
                )
                for name in ("board", "meeting_on", "source", "source_id", *SAID)
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.administers or rights.everything or rights.anywhere(Power.PLAN)

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything

    def reading(self, options: Mapping[str, str]) -> Reading:
        return Reading(fixed={"source": options["source"]}) if options.get("source") else Reading()

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
        for told in plan.new:
            boards[told.source.name].add(told.board)
        made["source"] = context.sources.save(boards, actor)
        days = {(told.board, told.meeting_on) for told in plan.new}
        reports = _Lists(actor, made, days)
        for board, day in sorted(days, key=lambda where: (where[0].pk, where[1])):
            reports.get(board, day)
        batch.facts = {**batch.facts, "made": made}
        records = _records(plan.new)
        bulk.insert(ReportedDecision, _WRITTEN, _rows(plan.new, reports, records, batch), progress=progress)

    def undo_records(self, batch: "ImportBatch", actor: Actor) -> int:
        mine = ReportedDecision.objects.filter(batch=batch)
        gone: int = mine._raw_delete(mine.db)
        made = batch.facts.get("made", {})
        for report in DecisionReport.objects.filter(pk__in=made.get("report", ()), rows=None):
            if not plain.remove_if_free(report):
                raise ReportsUsed
        for meeting in Meeting.objects.filter(pk__in=made.get("meeting", ())):
            plain.remove_if_free(meeting)
        take_back(batch)
        return gone

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        return iter(())


class _Plan:
    """What the rows would do, given what is stored."""

    def __init__(self, actor: Actor) -> None:
        self.context = Context(actor)
        self.faults: list[tuple[PlannedRow, Mapping[str, str]]] = []

    def make(self, rows: Sequence[RawRow]) -> RecordPlan:
        read = [pair for row in rows if (pair := self._read(row)) is not None]
        stored = _stored([told for _row, told in read])
        in_file: dict[_Key, Counter[tuple[str, ...]]] = defaultdict(Counter)
        for _row, told in read:
            in_file[told.key][told.said] += 1
        new: list[Told] = []
        sample: list[PlannedRow] = []
        unchanged = 0
        for row, told in read:
            known = stored.get(told.key)
            if known is not None and known.left[told.said] > 0:
                known.left[told.said] -= 1
                unchanged += 1
            elif known is not None and (other := known.contradicted_by(in_file[told.key])) is not None:
                self._conflict(row, told, other)
            else:
                new.append(told)
                if len(sample) < SAMPLE_KEPT:
                    sample.append(_planned(row, told, RowState.NEW))
        return RecordPlan(
            new=new,
            unchanged=unchanged,
            faults=sorted(self.faults, key=lambda fault: fault[0].number),
            sample=sample,
            creates=self._creates(new),
            warnings=self.context.warnings(),
            sha256=rows_hash((*t.key, *t.said) for t in new),
            data=self.context,
        )

    def _read(self, row: RawRow) -> tuple[RawRow, Told] | None:
        context = self.context
        errors = [*check_lengths(row), *check_names(row)]
        board, source = read_board(row, context, errors), read_source(row, context, errors)
        meeting_on, decided_on = read_day(row, "meeting_on", errors), read_day(row, "decided_on", errors)
        matter, decision = context.hide(row["matter"]), context.hide(row["decision"])
        if errors or board is None or source is None:
            self.faults.append(refused(row, errors))
            return None
        said = (decided_on, row["item"], row["function"], matter, decision)
        return row, Told(board, meeting_on, source, row["source_id"], said)

    def _conflict(self, row: RawRow, told: Told, known: tuple[str, ...]) -> None:
        planned = _planned(row, told, RowState.CONFLICT)
        planned.before = dict(zip(SAID, known, strict=True))
        planned.errors = differences(known, told.said, SAID)
        self.faults.append((planned, shown(row)))

    def _creates(self, new: Sequence[Told]) -> list[Made]:
        self.context.sources.only({told.source.name for told in new})
        days = {(told.board.number, told.meeting_on): told.board for told in new}
        known = _meetings(days.values(), (day for _number, day in days))
        meetings: list[Made] = [
            (MEETINGS, (("board", board.name), ("held_on", day)))
            for (_number, day), board in days.items()
            if board.pk is None or (board.pk, day) not in known
        ]
        names = self.context.names
        return [
            *dict.fromkeys(names.new_among(*(told.board for told in new))), *self.context.sources.created, *meetings
        ]  # fmt: skip


class _Known:
    """What a meeting's list holds of one decision."""

    def __init__(self) -> None:
        self.rows: Counter[tuple[str, ...]] = Counter()
        self.left: Counter[tuple[str, ...]] = Counter()

    def add(self, said: tuple[str, ...]) -> None:
        self.rows[said] += 1
        self.left[said] += 1

    def contradicted_by(self, in_file: Counter[tuple[str, ...]]) -> tuple[str, ...] | None:
        """A row of the list that the file does not repeat: then what the file says is a change of it."""
        return next(iter(self.rows - in_file), None)


def _stored(read: Sequence[Told]) -> dict[_Key, _Known]:
    """What imported lists hold of these decisions at these meetings."""
    wanted: dict[DecisionSource, list[str]] = defaultdict(list)
    for told in read:
        if told.source.pk is not None and told.board.pk is not None:
            wanted[told.source].append(told.source_id)
    found: dict[_Key, _Known] = defaultdict(_Known)
    for source, ids in wanted.items():
        rows = ReportedDecision.objects.filter(system=source, report__imported=True)
        if not rows.exists():
            continue
        for some in bulk.chunks(dict.fromkeys(ids)):
            chunk = rows.filter(source_id__in=some)
            for board, day, source_id, *said in chunk.values_list("board__number", "meeting_on", "source_id", *SAID):
                found[board, str(day), source.name, source_id].add(tuple(map(as_text, said)))
    return found


class _Lists:
    """The imported list of each board and meeting, made when it is not there."""

    def __init__(self, actor: Actor, made: dict[str, list[int]], wanted: Iterable[tuple[Unit, str]]) -> None:
        self.actor, self.made = actor, made
        made["meeting"], made["report"] = [], []
        where = list(wanted)
        self.meetings = _meetings((board for board, _day in where), (day for _board, day in where))
        self.known: dict[tuple[int, str], int] = {}
        for some in bulk.chunks(meeting.pk for meeting in self.meetings.values()):
            lists = DecisionReport.objects.filter(imported=True, meeting__in=some).select_related("meeting")
            self.known |= {(r.board_id, r.meeting.held_on.isoformat()): r.pk for r in lists.order_by("-pk")}

    def get(self, board: Unit, day: str) -> int:
        """The key of the board's list at the meeting of that day."""
        where = (board.pk, day)
        if where not in self.known:
            meeting = self.meetings.get(where)
            if meeting is None:
                meeting = self.meetings[where] = self._meeting(board, day)
            report = DecisionReport.objects.create(
                board_id=board.pk, meeting=meeting, state=ListState.LAID, imported=True, laid_at=clock.now(),
                laid_by_label=self.actor.label[:200], **written(self.actor),
            )  # fmt: skip
            self.made["report"].append(report.pk)
            self.known[where] = report.pk
        return self.known[where]

    def _meeting(self, board: Unit, day: str) -> Meeting:
        """Made, unless somebody has just added the same day."""
        meeting, is_new = Meeting.objects.get_or_create(board_id=board.pk, held_on=date.fromisoformat(day))
        if is_new:
            self.made["meeting"].append(meeting.pk)
            ledger.record(self.actor, "created", meeting, unit_id=board.pk, confidentiality="open", by="import")
        return meeting


def _meetings(boards: Iterable[Unit], days: Iterable[str]) -> dict[tuple[int, str], Meeting]:
    """The meetings of these boards on these days, by board and day. One query for each few thousand days."""
    found: dict[tuple[int, str], Meeting] = {}
    ids = {board.pk for board in boards if board.pk is not None}
    for some in bulk.chunks(sorted(set(days))):
        rows = Meeting.objects.filter(board__in=ids, held_on__in=some)
        found |= {(m.board_id, m.held_on.isoformat()): m for m in rows}
    return found


def _planned(row: RawRow, told: Told, state: RowState) -> PlannedRow:
    board, day, source, source_id = told.key
    after = {"board": board, "meeting_on": day, **dict(zip(SAID, told.said, strict=True))}
    return PlannedRow(row.table, row.number, state, f"{source} {source_id} {day}", source_id, {}, after)


def _records(new: Sequence[Told]) -> dict[tuple[int, str], int]:
    """The records that stand there now, by source and id."""
    wanted: dict[int, list[str]] = defaultdict(list)
    for told in new:
        wanted[told.source.pk].append(told.source_id)
    found: dict[tuple[int, str], int] = {}
    for source, ids in wanted.items():
        current = DelegatedDecision.objects.current().filter(system=source)
        for some in bulk.chunks(dict.fromkeys(ids)):
            chunk = current.filter(source_id__in=some)
            found |= {(source, source_id): pk for source_id, pk in chunk.values_list("source_id", "pk")}
    return found


def _rows(
    new: Sequence[Told], reports: _Lists, records: Mapping[tuple[int, str], int], batch: "ImportBatch"
) -> Iterator[tuple[Any, ...]]:
    """The rows as the database takes them, in the order of _WRITTEN."""
    for t in new:
        decided_on, *words = t.said
        yield (
            reports.get(t.board, t.meeting_on), t.board.pk, t.meeting_on, t.source.pk, t.source_id,
            decided_on or None, *words, records.get((t.source.pk, t.source_id)), batch.pk,
        )  # fmt: skip

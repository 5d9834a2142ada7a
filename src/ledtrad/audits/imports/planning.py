"""What the rows of a file would do, given what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.audits.actions.registering import boards_to_register_in
from ledtrad.audits.imports import rows as cells
from ledtrad.audits.imports import stored
from ledtrad.audits.imports.lines import LinePlan
from ledtrad.audits.imports.repeats import check_repeats
from ledtrad.audits.models import Addressed, Audit
from ledtrad.audits.words import AuditState
from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RawRow, RowError, RowState
from ledtrad.core.imports.cells import repeated
from ledtrad.organisation.actors import user_behind
from ledtrad.organisation.models import Unit
from ledtrad.organisation.plain import Names, Unknown

#: What a file may fill in of a part that is known, but not say otherwise.
ONCE = ("position", "answered_on", "judgement", "judged_on", "done", "closed")


@dataclass(frozen=True)
class AuditRow:
    """An audit, understood. `values` are its fields; `boards` by id; `follows` a number."""

    values: dict[str, Any]
    boards: frozenset[int]
    follows: str
    stored: Audit | None


@dataclass(frozen=True)
class PartRow:
    """One board's part in a recommendation, understood."""

    audit: str
    order: int
    board: Unit
    values: dict[str, Any]
    stored: Addressed | None


class Plan:
    """A fixed number of queries, however many rows."""

    def __init__(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> None:
        self.rows, self.actor = rows, actor
        self.allowed = set(boards_to_register_in(actor))
        self.names = Names(may_make=False)
        asked = {row["number"] for row in rows["audits"]} | {row["follows"] for row in rows["audits"]}
        asked |= {row["audit"] for row in (*rows["recommendations"], *rows["lines"])}
        known = list(Audit.objects.filter(number__in=asked).select_related("unit", "follows"))
        seen = Audit.objects.visible_to(user_behind(actor)).filter(pk__in=[audit.pk for audit in known])
        self.hidden = {audit.pk for audit in known} - set(seen.values_list("pk", flat=True))
        self.audits = {audit.number: audit for audit in known}
        self.boards = stored.boards_of([audit.pk for audit in known])
        self.parts = stored.parts_by_key([audit.pk for audit in known], actor)
        self.wordings = {(audit, order): said["wording"] for (audit, order, _board), (_p, said) in self.parts.items()}
        self.new: dict[str, PlannedRow] = {}
        self.repeats: set[tuple[str, ...]] = set()
        self.lines = LinePlan(actor, [audit.pk for audit in known], rows["lines"])

    def make(self) -> list[PlannedRow]:
        planned = [self._audit(row) for row in self.rows["audits"]]
        self.new = {row.key: row for row in planned}
        for row in planned:
            self._check_follows(row)
        planned += [self._line(row) for row in self.rows["lines"]]
        parts = [self._part(row) for row in self.rows["recommendations"]]
        check_repeats(parts, planned, self.actor)
        return planned + parts

    def _line(self, row: RawRow) -> PlannedRow:
        errors: list[RowError] = []
        self._check_audit(row, errors)
        return self.lines.line(row, errors)

    # ── Audits ───────────────────────────────────────────────────────────────
    def _audit(self, row: RawRow) -> PlannedRow:
        errors: list[RowError] = []
        known = self.audits.get(row["number"])
        values = cells.audit_values(row, errors)
        unit = self._board(row, "unit", errors)
        if unit is not None and unit.pk not in self.allowed:
            errors.append(RowError("unit", _("Du får inte registrera granskningar för den nämnden.")))
        boards = [self._board(row, "boards", errors, name) for name in row["boards"].split(",") if name.strip()]
        if known is not None and not self._may_change(known):
            errors.append(RowError("number", _("Numret används av en granskning som du inte får ändra.")))
        if errors or unit is None:
            return PlannedRow.error(row, *errors, key=row["number"])
        values["unit"] = unit
        numbers = ", ".join(sorted(board.number for board in boards if board is not None))
        texts = cells.as_text(values | {"unit": unit.number}, cells.AUDIT_FIELDS)
        after = {"number": row["number"], **texts, "follows": row["follows"], "boards": numbers}
        if known is not None:
            after = {name: text for name, text in after.items() if row.in_file(name)}
        if again := repeated(row, row["number"], self.repeats, after):
            return again
        found = AuditRow(values, frozenset(board.pk for board in boards if board), row["follows"], known)
        before = cells.said_of_audit(known, self.boards[known.pk]) if known is not None else None
        if before is not None:
            before = {name: before[name] for name in after}
        return PlannedRow.of(
            row, key=row["number"], label=f"{row['number']} {row['title']}", after=after, before=before,
            object_id=known.pk if known else None, data=found,
        )  # fmt: skip

    def _may_change(self, audit: Audit) -> bool:
        return audit.pk not in self.hidden and audit.unit_id in self.allowed and audit.state == AuditState.CONFIRMED

    def _check_follows(self, row: PlannedRow) -> None:
        """What it follows must be there, or come in the same file."""
        found: AuditRow | None = row.data
        if found is None or not found.follows:
            return
        known = self.audits.get(found.follows)
        coming = self.new.get(found.follows)
        there = (known is not None and known.pk not in self.hidden) or (
            coming is not None and coming.state != RowState.ERROR
        )
        if not there or found.follows == row.key:
            row.state = RowState.ERROR
            row.errors.append(
                RowError("follows", _("Det finns ingen granskning ”%(number)s”.") % {"number": found.follows[:30]})
            )

    def _board(self, row: RawRow, name: str, errors: list[RowError], text: str = "") -> Unit | None:
        try:
            board = self.names.board(text or row[name])
        except Unknown as unknown:
            errors.append(RowError(name, str(unknown)))
            return None
        if not board.is_board:
            errors.append(RowError(name, _("”%(name)s” är ingen nämnd.") % {"name": board.name}))
        return board

    # ── Recommendations ──────────────────────────────────────────────────────
    def _part(self, row: RawRow) -> PlannedRow:
        errors: list[RowError] = []
        values = cells.part_values(row, self.actor.today, errors)
        board = self._board(row, "board", errors)
        self._check_audit(row, errors)
        if errors or board is None:
            return PlannedRow.error(row, *errors)
        order = values["order"]
        first = self.wordings.setdefault((row["audit"], order), row["wording"])
        known = self.parts.get((row["audit"], order, board.number))
        if first != row["wording"] and not (known is not None and first == known[1]["wording"]):
            said = _("Samma rekommendation har en annan lydelse på en annan rad.")
            return PlannedRow.error(row, RowError("wording", said))
        self.wordings[row["audit"], order] = row["wording"]
        key = f"{row['audit']} {order} {board.number}"
        after = {"audit": row["audit"], "order": str(order), "board": board.number,
                 **cells.as_text(values, cells.PART_FIELDS)}  # fmt: skip
        if known is not None:
            after = {name: text for name, text in after.items() if row.in_file(name)}
        if again := repeated(row, key, self.repeats, after):
            return again
        return self._compared(row, key, after, PartRow(row["audit"], order, board, values, known and known[0]), known)

    def _check_audit(self, row: RawRow, errors: list[RowError]) -> None:
        known, coming = self.audits.get(row["audit"]), self.new.get(row["audit"])
        if coming is not None and coming.state != RowState.ERROR:
            return
        if coming is not None:
            errors.append(RowError("audit", _("Granskningens egen rad har fel.")))
        elif known is None or not self._may_change(known):
            errors.append(
                RowError("audit", _("Det finns ingen granskning ”%(number)s” som du får ändra.")
                         % {"number": row["audit"][:30]})
            )  # fmt: skip

    def _compared(self, row: RawRow, key: str, after: dict[str, str], found: PartRow, known: Any) -> PlannedRow:
        label = f"{row['audit']} {found.order}, {found.board.name}"
        if known is None:
            return PlannedRow.of(row, key=key, label=label, after=after, data=found)
        before = {name: known[1][name] for name in after}
        otherwise = [name for name in ONCE if name in after and before[name] and before[name] != after[name]]
        if otherwise:
            said = _("Svaret eller bedömningen är redan införd på ett annat sätt. Ändra den på sidan.")
            return PlannedRow.conflict(row, said, key=key, label=label, before=before, after=after)
        return PlannedRow.of(row, key=key, label=label, after=after, before=before, object_id=known[0].pk, data=found)

"""Meetings from a file: one row a board and day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import imports, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.imports.cells import day, repeated
from ledtrad.core.refusals import Refused
from ledtrad.meetings.models import Meeting
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.plain import Names, Unknown
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch


class MeetingUsed(Refused):
    """Something has been tied to a meeting of the batch."""

    code = "meeting_used"
    message = gettext_lazy("Importen kan inte ångras: något hör redan till ett av sammanträdena.")


def register() -> None:
    """Called when the app is ready."""
    imports.register(Meetings())


class Meetings(Importer):
    """The boards' meeting days."""

    key = "meetings"
    label = gettext_lazy("Sammanträden")
    description = gettext_lazy("En rad per nämnd och sammanträdesdag.")
    creates = plain.CREATED
    tables = (
        Table(
            "meetings",
            gettext_lazy("Sammanträden"),
            (
                Column("board", gettext_lazy("Nämnd"), required=True, help=gettext_lazy("Nummer eller namn.")),
                Column("held_on", gettext_lazy("Datum"), required=True, help=gettext_lazy("Till exempel 2021-04-21.")),
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.administers or rights.anywhere(Power.PLAN)

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        rights = access(actor)
        names = Names(may_make=rights.administers or rights.everything)
        stored = {(m.board_id, m.held_on): m.pk for m in Meeting.objects.all()}
        seen: set[tuple[str, ...]] = set()
        return [self._one(row, names, stored, seen, actor) for row in rows["meetings"]]

    def _one(
        self,
        row: RawRow,
        names: Names,
        stored: dict[tuple[int, date], int],
        seen: set[tuple[str, ...]],
        actor: Actor,
    ) -> PlannedRow:
        rights = access(actor)
        try:
            board = names.board(row["board"])
        except Unknown as unknown:
            return PlannedRow.error(row, RowError("board", str(unknown)))
        held_on, problem = day(row["held_on"])
        if held_on is None:
            return PlannedRow.error(row, RowError("held_on", problem))
        if not (rights.administers or rights.everything) and not rights.has(Power.PLAN, board.pk):
            return PlannedRow.error(row, RowError("board", _("Du får inte lägga in sammanträden för den nämnden.")))
        key = f"{board.number} {held_on}"
        pk = stored.get((board.pk, held_on)) if board.pk else None
        after = {"board": board.number, "held_on": held_on.isoformat()}
        if again := repeated(row, key, seen, after):
            return again
        return PlannedRow.of(
            row, key=key, label=f"{board.name} {held_on}", before=after if pk else None, after=after,
            object_id=pk, data=(board, held_on, names), creates=names.new_among(board),
        )  # fmt: skip

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        if not planned:
            return
        names: Names = planned[0].data[2]
        made = names.save((key for row in planned for key in row.creates), actor)
        meetings = Meeting.objects.bulk_create(
            [Meeting(board_id=board.pk, held_on=held_on) for board, held_on, _names in (row.data for row in planned)]
        )
        for row, meeting in zip(planned, meetings, strict=True):
            row.object_id = meeting.pk
        batch.facts = {**batch.facts, "made": made}
        ledger.record_many(
            actor,
            "created",
            [(meeting, {"batch": batch.number, "held_on": meeting.held_on}) for meeting in meetings],
            confidentiality="open",
        )

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        gone = [row.object_id for row in planned if row.state == RowState.NEW and row.object_id]
        try:
            Meeting.objects.filter(pk__in=gone).delete()
        except ProtectedError:
            raise MeetingUsed from None
        plain.take_back(batch.facts.get("made", {}))

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        for meeting in Meeting.objects.select_related("board").order_by("board__path", "held_on"):
            yield {"board": meeting.board.number, "held_on": meeting.held_on}

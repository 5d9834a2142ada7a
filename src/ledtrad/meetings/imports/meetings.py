"""Meetings from a file: one row a board and day, known again by those."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import imports, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.imports.cells import day, errors_of, repeated, too_long
from ledtrad.core.refusals import Refused
from ledtrad.meetings.actions.meetings import MeetingStands
from ledtrad.meetings.models import AgendaItem, Meeting
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.plain import Names, Unknown
from ledtrad.organisation.rules import Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

SAID = ("starts_at", "place", "announced_on")
"""What a file may say of a meeting beside its board and day. An empty cell says nothing."""
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?:[.:]00)?")


class MeetingUsed(Refused):
    """Something has been tied to a meeting of the batch, or somebody has changed one since."""

    code = "meeting_used"
    message = gettext_lazy(
        "Importen kan inte ångras: något hör redan till ett av sammanträdena, eller har ändrats där."
    )


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
                Column("starts_at", gettext_lazy("Klockan"), help=gettext_lazy("Till exempel 13.00.")),
                Column("place", gettext_lazy("Plats")),
                Column(
                    "announced_on",
                    gettext_lazy("Protokollet anslaget"),
                    help=gettext_lazy("Dagen då anslaget om protokollet sattes upp. En tom cell ändrar inget."),
                ),
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.administers or rights.anywhere(Power.PLAN)

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return _Plan(rows["meetings"], actor).make()

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        if not planned:
            return
        names: Names = planned[0].data[2]
        made = names.save((key for row in planned for key in row.creates), actor)
        new = [row for row in planned if row.state == RowState.NEW]
        meetings = Meeting.objects.bulk_create(
            [Meeting(board_id=board.pk, held_on=held_on, **more) for board, held_on, _n, more in (r.data for r in new)]
        )
        for row, meeting in zip(new, meetings, strict=True):
            row.object_id = meeting.pk
        batch.facts = {**batch.facts, "made": made}
        created = [(meeting, {"batch": batch.number, "held_on": meeting.held_on}) for meeting in meetings]
        ledger.record_many(actor, "created", created, confidentiality="open")
        changed = {row.object_id or 0: row.data[3] for row in planned if row.state == RowState.CHANGED}
        _write(changed, actor, {"batch": batch.number})

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        stored = Meeting.objects.in_bulk([row.object_id for row in planned if row.object_id])
        if not all(_is_as_written(row, stored.get(row.object_id or 0)) for row in planned if row.object_id):
            raise MeetingUsed
        gone = [row.object_id for row in planned if row.state == RowState.NEW and row.object_id]
        try:
            Meeting.objects.filter(pk__in=gone).delete()
        except ProtectedError:
            raise MeetingUsed from None
        changed = [row for row in planned if row.state == RowState.CHANGED]
        _write({row.object_id or 0: _values(row.before, row.after) for row in changed}, actor, {})
        plain.take_back(batch.facts.get("made", {}))

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        for meeting in Meeting.objects.select_related("board").order_by("board__path", "held_on").iterator():
            texts = _texts(meeting)
            yield {"board": meeting.board.number, "held_on": meeting.held_on, **texts}


def _texts(meeting: Meeting) -> dict[str, str]:
    """What is stored beside board and day, as cells say it."""
    at, up = meeting.starts_at, meeting.announced_on
    return {
        "starts_at": f"{at:%H.%M}" if at else "",
        "place": meeting.place,
        "announced_on": up.isoformat() if up else "",
    }


def _clock(text: str) -> time | None:
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2])) if match else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


_READ: Mapping[str, Callable[[str], Any]] = {"starts_at": _clock, "place": str, "announced_on": _day}


def _values(texts: Mapping[str, str], names: Iterable[str]) -> dict[str, Any]:
    """The fields that these cells say."""
    return {name: _READ[name](texts[name]) for name in names if name in _READ}


def _is_as_written(row: PlannedRow, meeting: Meeting | None) -> bool:
    """Whether the meeting still is as the file left it; of a new one, that nobody has changed anything."""
    if meeting is None or (row.state == RowState.NEW and meeting.version > 1):
        return False
    now = _texts(meeting)
    return all(now[name] == row.after[name] for name in SAID if name in row.after)


def _write(changed: Mapping[int, Mapping[str, Any]], actor: Actor, more: Mapping[str, str]) -> None:
    """These values of these meetings, each told in its own history."""
    rows = list(Meeting.objects.select_for_update().filter(pk__in=changed))
    told: list[tuple[Meeting, dict[str, Any]]] = []
    for meeting in rows:
        before = _texts(meeting)
        for name, value in changed[meeting.pk].items():
            setattr(meeting, name, value)
        meeting.version += 1
        after = _texts(meeting)
        differing = {name: [before[name], after[name]] for name in SAID if before[name] != after[name]}
        told.append((meeting, {**more, "changes": differing}))
    Meeting.objects.bulk_update(rows, [*SAID, "version"], batch_size=500)
    for board in {meeting.board_id for meeting in rows}:
        own = [pair for pair in told if pair[0].board_id == board]
        ledger.record_many(actor, "changed", own, unit_id=board, confidentiality="open")


class _Plan:
    """All rows of the file: what is stored of those days, and where it stands."""

    def __init__(self, rows: Sequence[RawRow], actor: Actor) -> None:
        self.rows, self.actor, self.rights = rows, actor, access(actor)
        self.names = Names(may_make=self.rights.administers or self.rights.everything)
        days = {found for row in rows if (found := day(row["held_on"])[0])}
        stored: QuerySet[Meeting] = Meeting.objects.filter(held_on__in=days)
        self.stored = {(meeting.board_id, meeting.held_on): meeting for meeting in stored}
        decided = AgendaItem.objects.filter(meeting__in=stored, paragraph__isnull=False)
        self.decided = set(decided.values_list("meeting_id", flat=True))
        self.seen: set[tuple[str, ...]] = set()

    def make(self) -> list[PlannedRow]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: RawRow) -> PlannedRow:
        try:
            board = self.names.board(row["board"])
        except Unknown as unknown:
            return PlannedRow.error(row, RowError("board", str(unknown)))
        held_on, problem = day(row["held_on"])
        if held_on is None:
            return PlannedRow.error(row, RowError("held_on", problem))
        if not (self.rights.administers or self.rights.everything) and not self.rights.has(Power.PLAN, board.pk):
            return PlannedRow.error(row, RowError("board", _("Du får inte lägga in sammanträden för den nämnden.")))
        key = f"{board.number} {held_on}"
        stored = self.stored.get((board.pk, held_on)) if board.pk else None
        said = {name: row[name] for name in SAID if row[name]}
        if errors := self._faults(said, held_on):
            return PlannedRow.error(row, *errors)
        if "starts_at" in said:
            said["starts_at"] = f"{_clock(said['starts_at']):%H.%M}"
        after = {"board": board.number, "held_on": held_on.isoformat(), **said}
        if again := repeated(row, key, self.seen, after):
            return again
        if stored and (errors := self._stands(stored, said)):
            return PlannedRow.error(row, *errors)
        return self._planned(row, key, board, stored, after)

    def _planned(self, row: RawRow, key: str, board: Unit, stored: Meeting | None, after: dict[str, str]) -> PlannedRow:
        held_on = date.fromisoformat(after["held_on"])
        before = {**after, **{n: text for n, text in _texts(stored).items() if n in after}} if stored else None
        return PlannedRow.of(
            row, key=key, label=f"{board.name} {held_on}", before=before, after=after,
            object_id=stored.pk if stored else None, data=(board, held_on, self.names, _values(after, after)),
            creates=self.names.new_among(board),
        )  # fmt: skip

    def _faults(self, said: Mapping[str, str], held_on: date) -> list[RowError]:
        at, up = said.get("starts_at", ""), said.get("announced_on", "")
        found = errors_of(("place", too_long(said.get("place", ""), 200)))
        if at and _clock(at) is None:
            found.append(RowError("starts_at", _("”%(text)s” är inget klockslag. Skriv till exempel 13.00.")
                                  % {"text": at[:30]}))  # fmt: skip
        announced_on, problem = day(up) if up else (None, "")
        if not problem and announced_on and announced_on < held_on:
            problem = _("Protokollet anslås tidigast samma dag som sammanträdet.")
        if not problem and announced_on and announced_on > self.actor.today:
            problem = _("Den dagen har inte varit än.")
        return [*found, *errors_of(("announced_on", problem))]

    def _stands(self, stored: Meeting, said: Mapping[str, str]) -> list[RowError]:
        """What a file may not change: where a board met that decided something, and an announcement that was written
        in with its minutes."""
        now = _texts(stored)
        differing = [name for name in SAID if name in said and said[name] != now[name]]
        found = []
        if stored.pk in self.decided:
            found = [RowError(n, str(MeetingStands.message)) for n in differing if n != "announced_on"]
        if stored.is_adjusted and "announced_on" in differing:
            found.append(RowError("announced_on", _("Protokollet är justerat. Ändra anslaget på sammanträdets sida.")))
        return found

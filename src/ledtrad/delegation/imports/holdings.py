"""Who held which function when, as a file from elsewhere says it: functions are looked up within the board named."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import bulk, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.imports.cells import day, repeated
from ledtrad.core.pseudonyms import Pseudonyms
from ledtrad.core.refusals import Refused
from ledtrad.delegation.imports.record_rows import PURPOSE
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, User
from ledtrad.organisation.plain import Names, Unknown
from ledtrad.organisation.rules import overlap

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch


class HoldingChanged(Refused):
    """A holding of the batch is not what the batch made it."""

    code = "holding_changed"
    message = gettext_lazy("Importen kan inte ångras: något av innehaven har ändrats sedan dess.")


@dataclass(frozen=True)
class Held:
    """One row, understood."""

    function: Function
    person: User
    begins: date
    ends: date | None
    names: Names


class Holdings(Importer):
    """Holdings by board, title and person. A holding that is known may get an end, or another one."""

    key = "holdings"
    label = gettext_lazy("Innehav av funktioner")
    description = gettext_lazy("En rad per nämnd, funktion, person och tid.")
    creates = plain.CREATED
    tables = (
        Table(
            "holdings",
            gettext_lazy("Innehav"),
            (
                Column("board", gettext_lazy("Nämnd"), required=True, help=gettext_lazy("Nummer eller namn.")),
                Column("function", gettext_lazy("Funktion"), required=True, width=40,
                       help=gettext_lazy("Nummer eller titel.")),
                Column("person", gettext_lazy("Person"), required=True,
                       help=gettext_lazy("Användarnamn eller namn.")),
                Column("valid_from", gettext_lazy("Från och med"), required=True),
                Column("valid_to", gettext_lazy("Till"),
                       help=gettext_lazy("Första dagen personen inte längre har funktionen.")),
            ),
        ),
    )  # fmt: skip

    def may_use(self, actor: Actor) -> bool:
        return access(actor).administers or access(actor).everything

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return _Plan().make(rows["holdings"])

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        if not planned:
            return
        first: Held = planned[0].data
        batch.facts = {
            **batch.facts, "made": first.names.save((key for row in planned for key in row.creates), actor)
        }  # fmt: skip
        new = [row for row in planned if row.state == RowState.NEW]
        held: list[Held] = [row.data for row in new]
        made = Holding.objects.bulk_create(
            [
                Holding(function_id=h.function.pk, person_id=h.person.pk, valid_from=h.begins, valid_to=h.ends)
                for h in held
            ],
            batch_size=1000,
        )
        for row, holding in zip(new, made, strict=True):
            row.object_id = holding.pk
        changed = [row for row in planned if row.state == RowState.CHANGED]
        stored = Holding.objects.in_bulk([row.object_id for row in changed])
        for row in changed:
            stored[row.object_id].valid_to = row.data.ends
        Holding.objects.bulk_update(stored.values(), ["valid_to"], batch_size=1000)
        told = {row.object_id: row for row in planned}
        entries = [
            (holding, {"batch": batch.number, "held": told[holding.pk].label, "to": holding.valid_to})
            for holding in [*made, *stored.values()]
        ]
        ledger.record_many(actor, "imported", entries, confidentiality="open")

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        stored = Holding.objects.in_bulk([row.object_id for row in planned])
        for row in planned:
            holding = stored.get(row.object_id or 0)
            if holding is None or _iso(holding.valid_to) != row.after["valid_to"]:
                raise HoldingChanged
            holding.valid_to = day(row.before["valid_to"])[0] if row.before else None
        Holding.objects.bulk_update(
            [stored[row.object_id or 0] for row in planned if row.before], ["valid_to"], batch_size=1000
        )
        Holding.objects.filter(pk__in=[row.object_id for row in planned if not row.before]).delete()
        plain.take_back(batch.facts.get("made", {}))

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        names = Names(may_make=False)
        boards = {u.pk: u for u in names.units}
        tree = access(actor).tree
        for h in Holding.objects.select_related("function", "person").order_by("function__unit__path", "valid_from"):
            board = boards.get(tree.board_of(h.function.unit_id) or 0)
            yield {
                "board": board.number if board else "",
                "function": h.function.number,
                "person": h.person.username,
                "valid_from": h.valid_from,
                "valid_to": h.valid_to or "",
            }


class _Plan:
    """What the rows would do, given what is stored and what the same file brings."""

    def __init__(self) -> None:
        self.names = Names(may_make=True)
        self.pseudonyms = Pseudonyms(PURPOSE)
        self.stored: dict[tuple[int, int, date], tuple[int, date | None]] = {}
        self.spans: dict[int, list[tuple[str, date, date | None]]] = defaultdict(list)
        self.seen: set[tuple[str, ...]] = set()

    def make(self, rows: Sequence[RawRow]) -> list[PlannedRow]:
        read = [(row, *self._read(row)) for row in rows]
        self._fetch({held.function.pk for _row, held, _errors in read if held is not None and held.function.pk})
        return [self._one(row, held, errors) for row, held, errors in read]

    def _fetch(self, functions: set[int]) -> None:
        """Who has held the functions that the file names. One query for each few thousand of them."""
        people = {person.pk: person.username for person in self.names.people.values()}
        for some in bulk.chunks(sorted(functions)):
            rows = Holding.objects.filter(function__in=some)
            for pk, function, person, begins, ends in rows.values_list(
                "pk", "function", "person", "valid_from", "valid_to"
            ):
                self.stored[function, person, begins] = (pk, ends)
                self.spans[function].append((people[person], begins, ends))

    def _one(self, row: RawRow, found: Held | None, errors: Sequence[RowError]) -> PlannedRow:
        if found is None:
            return PlannedRow.error(row, *errors)
        key = f"{found.function.number} {found.person.username} {found.begins}"
        after = {
            "function": found.function.number, "person": found.person.username,
            "valid_from": found.begins.isoformat(), "valid_to": _iso(found.ends),
        }  # fmt: skip
        if again := repeated(row, key, self.seen, after):
            return again
        own = (found.function.pk, found.person.pk, found.begins)
        pk, ends = self.stored.get(own, (None, None)) if None not in own else (None, None)
        if self._is_taken(found):
            return PlannedRow.error(row, RowError("valid_from", _("Funktionen har redan en innehavare då.")), key=key)
        self.spans[id(found.function) if found.function.pk is None else found.function.pk].append(
            (found.person.username, found.begins, found.ends)
        )
        creates = self.names.new_among(found.function.unit, found.function, found.person)
        return PlannedRow.of(
            row, key=key, label=f"{found.function.title}, {found.person.name}",
            before={**after, "valid_to": _iso(ends)} if pk else None,
            after=after, object_id=pk, data=found, creates=creates,
        )  # fmt: skip

    def _read(self, row: RawRow) -> tuple[Held | None, list[RowError]]:
        errors: list[RowError] = []
        begins, problem = day(row["valid_from"])
        if begins is None:
            errors.append(RowError("valid_from", problem))
        ends, problem = day(row["valid_to"]) if row["valid_to"] else (None, "")
        if problem:
            errors.append(RowError("valid_to", problem))
        elif begins is not None and ends is not None and ends <= begins:
            errors.append(RowError("valid_to", _("Sista dagen måste komma efter den första.")))
        try:
            board = self.names.board(row["board"])
        except Unknown as unknown:
            return None, [RowError("board", str(unknown)), *errors]
        function, person = self.names.function(board, row["function"]), self._person(row["person"])
        if function is None:
            errors.append(RowError("function", self._which(board.name, row["function"])))
        if person is None:
            errors.append(RowError("person", _("Det går inte att avgöra vem ”%(name)s” är. Skriv användarnamnet.")
                                   % {"name": row["person"][:60]}))  # fmt: skip
        if errors or function is None or person is None or begins is None:
            return None, errors
        return Held(function, person, begins, ends, self.names), []

    def _person(self, text: str) -> User | None:
        """By the same pseudonym as in the decisions, when a file names people by their personal identity numbers."""
        return self.names.person(self.pseudonyms.hide_numbers(text)[0])

    def _which(self, board: str, text: str) -> str:
        return _("Flera funktioner i %(board)s kan vara ”%(name)s”. Skriv numret.") % {
            "board": board, "name": text[:60]
        }  # fmt: skip

    def _is_taken(self, found: Held) -> bool:
        """Whether somebody else holds a function that one alone may hold."""
        if not found.function.single_holder or found.function.pk is None:
            return False
        return any(
            person != found.person.username and overlap(found.begins, found.ends, begins, ends)
            for person, begins, ends in self.spans[found.function.pk]
        )


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""

"""Granted decisions that wait, from the case system's own list: one row each, known by board, law, day and person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import bulk, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.imports.cells import day, repeated, too_long
from ledtrad.core.pseudonyms import Pseudonyms
from ledtrad.core.refusals import Invalid, Refused
from ledtrad.delegation.actions import unexecuted as actions
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.imports.record_rows import shown
from ledtrad.delegation.models import UnexecutedDecision
from ledtrad.delegation.queries import unexecuted as queries
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit, User
from ledtrad.organisation.plain import Names

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

DAYS = ("decided_on", "break_on", "executed_on", "lapsed_on")
#: What a file may change of a row that is known.
CHANGES = ("reason", "executed_on", "lapsed_on", "lapsed_reason", "sex", "holder")
LENGTHS = {"intervention": 120, "reason": 300, "lapsed_reason": 300}
SEXES = {"": "", **dict.fromkeys(("k", "kvinna", "f", "woman"), "K"), **dict.fromkeys(("m", "man"), "M")}


class UnexecutedChanged(Refused):
    code = "unexecuted_changed"
    message = gettext_lazy("Importen kan inte ångras: något av besluten har ändrats sedan dess.")


@dataclass(frozen=True)
class Waits:
    """One row, understood."""

    unit: Unit
    board_id: int
    holder: User | None
    values: dict[str, Any]


class Unexecuted(Importer):
    """Granted decisions not carried out. The person is a pseudonym before anything is kept."""

    key = "unexecuted"
    label = gettext_lazy("Ej verkställda beslut")
    description = gettext_lazy("En rad per gynnande beslut som väntar, eller som har verkställts eller upphört.")
    about_people = True
    tables = (
        Table(
            "unexecuted",
            gettext_lazy("Ej verkställda beslut"),
            (
                Column("unit", gettext_lazy("Enhet"), required=True, help=gettext_lazy("Enhetens nummer.")),
                Column("law", gettext_lazy("Lag"), required=True, help=gettext_lazy("LSS eller SoL.")),
                Column("intervention", gettext_lazy("Typ av insats"), required=True, width=34),
                Column("decided_on", gettext_lazy("Beslutat"), required=True),
                Column("break_on", gettext_lazy("Avbrott")),
                Column("subject", gettext_lazy("Den enskilde"), required=True,
                       help=gettext_lazy("Personnummer eller systemets nummer. Blir en pseudonym.")),
                Column("sex", gettext_lazy("Kön"), help=gettext_lazy("K eller M.")),
                Column("holder", gettext_lazy("Handläggare"), help=gettext_lazy("Användarnamn eller namn.")),
                Column("reason", gettext_lazy("Skäl"), width=50),
                Column("executed_on", gettext_lazy("Verkställt")),
                Column("lapsed_on", gettext_lazy("Upphörde")),
                Column("lapsed_reason", gettext_lazy("Varför det upphörde"), width=40),
            ),
        ),
    )  # fmt: skip

    def may_use(self, actor: Actor) -> bool:
        return access(actor).everything or bool(actions.units_to_register_in(actor) & _secret(actor))

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything

    def kept_values(self, row: RawRow) -> Mapping[str, str]:
        """The person by pseudonym, and no personal identity number anywhere."""
        return shown(row)

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return _Plan(actor).make(rows["unexecuted"])

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        new = [row for row in planned if row.state == RowState.NEW]
        taken: dict[int, int] = {}
        made = []
        for row in new:
            one: Waits = row.data
            year = one.values["decided_on"].year
            number = actions.next_number(year, taken.get(year, 0))
            taken[year] = taken.get(year, 0) + 1
            made.append(UnexecutedDecision(number=number, unit=one.unit, board_id=one.board_id, holder=one.holder,
                                           **one.values, **written(actor)))  # fmt: skip
        for row, stored in zip(new, UnexecutedDecision.objects.bulk_create(made), strict=True):
            row.object_id = stored.pk
        changed = {row.object_id: row for row in planned if row.state == RowState.CHANGED}
        stored_rows = UnexecutedDecision.objects.in_bulk(list(changed))
        for pk, waiting in stored_rows.items():
            _set(waiting, changed[pk].after, changed[pk].data.holder)
        UnexecutedDecision.objects.bulk_update(stored_rows.values(), [*CHANGES, "version"], batch_size=1000)
        self._tell(actor, "created", made, batch)
        self._tell(actor, "changed", stored_rows.values(), batch)

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        rows = {row.object_id: row for row in planned if row.object_id}
        stored = UnexecutedDecision.objects.select_related("holder", "unit").in_bulk(list(rows))
        if set(stored) != set(rows) or any(_said(one) != rows[pk].after for pk, one in stored.items()):
            raise UnexecutedChanged
        names = {row.before["holder"] for row in rows.values() if row.before}
        people = {person.username: person for person in User.objects.filter(username__in=names)}
        old = [one for pk, one in stored.items() if rows[pk].before]
        for one in old:
            _set(one, rows[one.pk].before, people.get(rows[one.pk].before["holder"]))
        UnexecutedDecision.objects.bulk_update(old, [*CHANGES, "version"], batch_size=1000)
        UnexecutedDecision.objects.filter(pk__in=[pk for pk, row in rows.items() if not row.before]).delete()

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        rows = UnexecutedDecision.objects.select_related("unit", "holder").order_by("decided_on", "pk")
        rights = access(actor)
        if not rights.everything:
            rows = rows.filter(unit__in=queries.secret_units(rights))
        return (_said(row) for row in rows)

    def _tell(self, actor: Actor, action: str, rows: Iterable[UnexecutedDecision], batch: "ImportBatch") -> None:
        by_unit: dict[int, list[tuple[UnexecutedDecision, dict[str, Any]]]] = {}
        for row in rows:
            by_unit.setdefault(row.unit_id, []).append((row, {"batch": batch.number}))
        for unit_id, entries in by_unit.items():
            ledger.record_many(actor, action, entries, unit_id=unit_id, confidentiality=actions.SECRET)


class _Plan:
    """What the rows would do, given what is stored of the decisions that the file names."""

    def __init__(self, actor: Actor) -> None:
        self.actor, self.rights = actor, access(actor)
        self.allowed = actions.units_to_register_in(actor) & _secret(actor)
        self.names = Names(may_make=False)
        self.pseudonyms = Pseudonyms(actions.PURPOSE)
        self.laws = queries.laws(actor.today)
        self.seen: set[tuple[str, ...]] = set()
        self.stored: dict[str, UnexecutedDecision] = {}

    def make(self, rows: Sequence[RawRow]) -> list[PlannedRow]:
        read = [(row, *self._read(row)) for row in rows]
        self._fetch([waits for _row, waits, _errors in read if waits is not None])
        return [self._one(row, waits, errors) for row, waits, errors in read]

    def _fetch(self, read: Sequence[Waits]) -> None:
        """What is stored of the same units, days and persons. One query for each few thousand rows."""
        for some in bulk.chunks(read):
            rows = UnexecutedDecision.objects.filter(
                unit__in={one.unit.pk for one in some}, decided_on__in={one.values["decided_on"] for one in some},
                subject__in={one.values["subject"] for one in some},
            )  # fmt: skip
            self.stored |= {_key(_said(row)): row for row in rows.select_related("holder", "unit")}

    def _one(self, row: RawRow, found: Waits | None, errors: Sequence[RowError]) -> PlannedRow:
        if found is None or errors:
            return PlannedRow.error(row, *errors)
        after = _text(found)
        key = _key(after)
        if again := repeated(row, key, self.seen, after):
            return again
        known = self.stored.get(key)
        before = _said(known) if known is not None else None
        return PlannedRow.of(
            row, key=key, label=f"{found.unit.name}, {after['intervention']} {after['decided_on']}", before=before,
            after=after, object_id=known.pk if known is not None else None, data=found,
        )  # fmt: skip

    def _read(self, row: RawRow) -> tuple[Waits | None, list[RowError]]:
        errors = [RowError(name, said) for name, most in LENGTHS.items() if (said := too_long(row[name], most))]
        values: dict[str, Any] = {}
        for name in DAYS:
            values[name], problem = day(row[name]) if row[name] else (None, "")
            errors += [RowError(name, problem)] if problem else []
        for name in ("intervention", "reason", "lapsed_reason"):
            values[name] = self.pseudonyms.hide_numbers(row[name])[0]
        values["law"] = next((law for law in self.laws if law.casefold() == row["law"].casefold()), "")
        if not values["law"]:
            errors.append(RowError("law", _("Skriv ett av: %(values)s.") % {"values": ", ".join(self.laws)}))
        sex = SEXES.get(row["sex"].casefold())
        if sex is None:
            errors.append(RowError("sex", _("Skriv K eller M.")))
        values |= {"sex": sex or "", "subject": self.pseudonyms.of(row["subject"])}
        unit = self._unit(row, errors)
        holder = self.names.person(row["holder"])
        if row["holder"] and holder is None:
            errors.append(RowError("holder", _("Det går inte att avgöra vem ”%(name)s” är. Skriv användarnamnet.")
                                   % {"name": row["holder"][:60]}))  # fmt: skip
        if unit is None or errors or values["decided_on"] is None:
            return None, errors
        try:
            actions.check_days(values, self.actor.today)
        except Invalid as refusal:
            return None, [RowError(refusal.field or "", str(refusal))]
        return Waits(unit, self.rights.tree.board_of(unit.pk) or unit.pk, holder, values), []

    def _unit(self, row: RawRow, errors: list[RowError]) -> Unit | None:
        unit = self.names.unit_by_number.get(row["unit"])
        if unit is None or (not self.rights.everything and unit.pk not in self.allowed):
            errors.append(RowError("unit", _("Det finns ingen enhet ”%(number)s” där du får föra in beslut.")
                                   % {"number": row["unit"][:30]}))  # fmt: skip
            return None
        return unit


def _secret(actor: Actor) -> frozenset[int]:
    return queries.secret_units(access(actor))


def _key(said: Mapping[str, Any]) -> str:
    """One decision: the same person, law, kind and day; anew after each break."""
    return " ".join(str(said[name]) for name in ("unit", "law", "intervention", "decided_on", "break_on", "subject"))


def _said(row: UnexecutedDecision) -> dict[str, str]:
    return {
        "unit": row.unit.number, "law": row.law, "intervention": row.intervention,
        **{name: _iso(getattr(row, name)) for name in DAYS}, "subject": row.subject, "sex": row.sex,
        "holder": row.holder.username if row.holder else "", "reason": row.reason, "lapsed_reason": row.lapsed_reason,
    }  # fmt: skip


def _text(found: Waits) -> dict[str, str]:
    values = {name: _iso(value) if name in DAYS else value for name, value in found.values.items()}
    return {"unit": found.unit.number, "holder": found.holder.username if found.holder else "", **values}


def _set(row: UnexecutedDecision, said: Mapping[str, str], holder: User | None) -> None:
    row.holder, row.version = holder, row.version + 1
    row.reason, row.lapsed_reason, row.sex = said["reason"], said["lapsed_reason"], said["sex"]
    row.executed_on = date.fromisoformat(said["executed_on"]) if said["executed_on"] else None
    row.lapsed_on = date.fromisoformat(said["lapsed_on"]) if said["lapsed_on"] else None


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""

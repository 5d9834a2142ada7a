"""Units, functions, people and holdings from a file: a workbook with a sheet for each, or one CSV file for each.

Nothing is deleted by an import: a row that is missing from the file is left as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core import imports, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.refusals import Refused
from ledtrad.organisation import rules
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Function, Holding, Unit, User
from ledtrad.organisation.rules import Role, UnitKind

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

YES, NO = "true", "false"
TRUE_WORDS = frozenset({"true", "ja", "yes", "1", "sant"})
FALSE_WORDS = frozenset({"", "false", "nej", "no", "0", "falskt"})


class ChangedSince(Refused):
    """What was imported has been built on or changed: undoing would destroy later work."""

    message = gettext_lazy("Importen kan inte ångras: något av det har ändrats eller använts sedan dess.")
    code = "changed_since"


UNITS = Table(
    "units",
    gettext_lazy("Enheter"),
    (
        Column("number", gettext_lazy("Nummer"), required=True),
        Column("name", gettext_lazy("Namn"), required=True, width=40),
        Column("kind", gettext_lazy("Slag"), required=True, choices=lambda _actor: list(UnitKind.values)),
        Column("parent", gettext_lazy("Ligger under"), help=gettext_lazy("Numret på enheten ovanför.")),
    ),
)
FUNCTIONS = Table(
    "functions",
    gettext_lazy("Funktioner"),
    (
        Column("number", gettext_lazy("Nummer"), required=True),
        Column("title", gettext_lazy("Titel"), required=True, width=40),
        Column("unit", gettext_lazy("Enhet"), required=True),
        Column("role", gettext_lazy("Roll"), required=True, choices=lambda _actor: list(Role.values)),
        Column("single_holder", gettext_lazy("En innehavare"), choices=lambda _actor: [YES, NO]),
    ),
)
PEOPLE = Table(
    "people",
    gettext_lazy("Personer"),
    (
        Column("username", gettext_lazy("Användarnamn"), required=True),
        Column("name", gettext_lazy("Namn"), required=True, width=40),
        Column("email", gettext_lazy("E-post"), width=40),
        Column("language", gettext_lazy("Språk"), choices=lambda _actor: ["sv", "en"]),
    ),
)
HOLDINGS = Table(
    "holdings",
    gettext_lazy("Innehav"),
    (
        Column("function", gettext_lazy("Funktion"), required=True),
        Column("person", gettext_lazy("Person"), required=True),
        Column("valid_from", gettext_lazy("Från och med"), required=True),
        Column(
            "valid_to", gettext_lazy("Till"), help=gettext_lazy("Första dagen personen inte längre har funktionen.")
        ),
    ),
)


class OrganisationImporter(Importer):
    """The four tables, each building on the ones before it in the same file."""

    key = "organisation"
    label = gettext_lazy("Organisation och personer")
    description = gettext_lazy("Enheter, funktioner, personer och vem som har vilken funktion.")
    tables = (UNITS, FUNCTIONS, PEOPLE, HOLDINGS)
    is_sensitive = True

    def may_use(self, actor: Actor) -> bool:
        return access(actor).administers

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        """Six queries, whatever the number of rows."""
        return _Plan().make(rows)

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        for row in sorted(planned, key=lambda r: [t.name for t in self.tables].index(r.table)):
            obj, details = _write(row)
            row.object_id = obj.pk
            action = "created" if row.state == RowState.NEW else "changed"
            ledger.record(
                actor, action, obj, unit_id=_unit_of(obj), confidentiality=_mark_of(obj), batch=batch.number, **details
            )
        _tie_units([row for row in planned if row.table == "units"])
        _place_units()

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        order = [t.name for t in reversed(self.tables)]
        for row in sorted(planned, key=lambda r: (order.index(r.table), -r.number)):
            _take_back(row, actor)
        _place_units()

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        for obj in _stored(table):
            yield _as_row(obj)


def register() -> None:
    """Called when the app is ready."""
    imports.register(OrganisationImporter())


def _stored(table: str) -> Iterable[Any]:
    if table == "units":
        return Unit.objects.select_related("parent").order_by("path")
    if table == "functions":
        return Function.objects.select_related("unit").order_by("number")
    if table == "people":
        return User.objects.order_by("username")
    return Holding.objects.select_related("function", "person").order_by("function__number", "valid_from")


def _as_row(obj: Any) -> dict[str, str]:
    if isinstance(obj, Unit):
        parent = obj.parent.number if obj.parent else ""
        return {"number": obj.number, "name": obj.name, "kind": obj.kind, "parent": parent}
    if isinstance(obj, Function):
        one = YES if obj.single_holder else NO
        unit = obj.unit.number
        return {"number": obj.number, "title": obj.title, "unit": unit, "role": obj.role, "single_holder": one}
    if isinstance(obj, User):
        return {"username": obj.username, "name": obj.name, "email": obj.email, "language": obj.language}
    return {
        "function": obj.function.number,
        "person": obj.person.username,
        "valid_from": obj.valid_from.isoformat(),
        "valid_to": obj.valid_to.isoformat() if obj.valid_to else "",
    }


def _key(table: str, values: Mapping[str, str]) -> str:
    names = {"units": ("number",), "functions": ("number",), "people": ("username",)}
    return " ".join(values[n] for n in names.get(table, ("function", "person", "valid_from")))


class _Plan:
    """What the rows would do, given what is stored and what the same file brings."""

    def __init__(self) -> None:
        self.have = {t.name: {_key(t.name, r): (o.pk, r) for o in _stored(t.name) for r in [_as_row(o)]}
                     for t in OrganisationImporter.tables}  # fmt: skip
        self.known = {name: set(rows) for name, rows in self.have.items()}
        self.parents = {r["number"]: r["parent"] for _pk, r in self.have["units"].values()}
        self.spans: dict[str, list[tuple[str, date, date | None]]] = {}
        self.single = {r["number"]: r["single_holder"] == YES for _pk, r in self.have["functions"].values()}
        for _pk, r in self.have["holdings"].values():
            self._add_span(r)

    def make(self, rows: Mapping[str, Sequence[RawRow]]) -> list[PlannedRow]:
        for table in ("units", "functions", "people"):
            self.known[table] |= {_key(table, self._values(table, r)) for r in rows.get(table, ())}
        for row in rows.get("units", ()):
            self.parents[row["number"]] = row["parent"]
        return [self._one(row) for t in OrganisationImporter.tables for row in rows.get(t.name, ())]

    def _values(self, table: str, row: RawRow) -> dict[str, str]:
        """The row's fields in the form they are stored; what the file lacks is taken from what is stored."""
        columns = [c.name for c in OrganisationImporter.tables[_index(table)].columns]
        values = {name: row[name].strip() for name in columns}
        stored = self.have[table].get(_key(table, values), (None, {}))[1]
        values = {n: v if row.in_file(n) else stored.get(n, "") for n, v in values.items()}
        if table == "functions":
            values["single_holder"] = _yes_or_no(values["single_holder"])
        if table == "people":
            values["language"] = values["language"] or "sv"
        return values

    def _one(self, row: RawRow) -> PlannedRow:
        values = self._values(row.table, row)
        key = _key(row.table, values)
        errors = list(getattr(self, f"_check_{row.table}")(values))
        if errors:
            return PlannedRow.error(row, *errors, key=key, label=key)
        pk, before = self.have[row.table].get(key, (None, None))
        if row.table == "holdings":
            self._add_span(values)
        label = values.get("name") or values.get("title") or key
        return PlannedRow.of(row, key=key, label=label, after=values, before=before, object_id=pk)

    def _check_units(self, values: dict[str, str]) -> Iterable[RowError]:
        if values["kind"] not in UnitKind.values:
            yield RowError("kind", _("Skriv ett av: %(values)s.") % {"values": ", ".join(UnitKind.values)})
        if values["parent"] and values["parent"] not in self.known["units"]:
            yield RowError("parent", _("Det finns ingen enhet %(number)s.") % {"number": values["parent"]})
        seen, current = {values["number"]}, values["parent"]
        while current:
            if current in seen:
                yield RowError("parent", _("Enheten skulle ligga under sig själv."))
                return
            seen.add(current)
            current = self.parents.get(current, "")

    def _check_functions(self, values: dict[str, str]) -> Iterable[RowError]:
        if values["unit"] not in self.known["units"]:
            yield RowError("unit", _("Det finns ingen enhet %(number)s.") % {"number": values["unit"]})
        if values["role"] not in Role.values:
            yield RowError("role", _("Skriv ett av: %(values)s.") % {"values": ", ".join(Role.values)})
        if values["single_holder"] not in (YES, NO):
            yield RowError("single_holder", _("Skriv ja eller nej."))
        self.single[values["number"]] = values["single_holder"] == YES

    def _check_people(self, values: dict[str, str]) -> Iterable[RowError]:
        if values["email"]:
            try:
                validate_email(values["email"])
            except ValidationError:
                yield RowError("email", _("Skriv en e-postadress, till exempel anna@kommun.se."))
        if values["language"] not in ("sv", "en"):
            yield RowError("language", _("Skriv sv eller en."))

    def _check_holdings(self, values: dict[str, str]) -> Iterable[RowError]:
        if values["function"] not in self.known["functions"]:
            yield RowError("function", _("Det finns ingen funktion %(number)s.") % {"number": values["function"]})
        if values["person"] not in self.known["people"]:
            yield RowError(
                "person", _("Det finns ingen person med användarnamnet %(name)s.") % {"name": values["person"]}
            )
        begins, ends = _day(values["valid_from"]), _day(values["valid_to"])
        if begins is None:
            yield RowError("valid_from", _("Skriv ett datum som 2021-04-12."))
            return
        if values["valid_to"] and ends is None:
            yield RowError("valid_to", _("Skriv ett datum som 2021-04-12."))
        elif ends is not None and ends <= begins:
            yield RowError("valid_to", _("Sista dagen måste komma efter den första."))
        elif self._is_taken(values, begins, ends):
            yield RowError("valid_from", _("Funktionen har redan en innehavare någon av de dagarna."))

    def _is_taken(self, values: dict[str, str], begins: date, ends: date | None) -> bool:
        own = (values["person"], begins)
        return any(
            (person, start) != own
            and (self.single.get(values["function"], True) or person == values["person"])
            and rules.overlap(begins, ends, start, stop)
            for person, start, stop in self.spans.get(values["function"], ())
        )

    def _add_span(self, values: Mapping[str, str]) -> None:
        begins = _day(values["valid_from"])
        if begins is not None:
            spans = self.spans.setdefault(values["function"], [])
            spans[:] = [s for s in spans if (s[0], s[1]) != (values["person"], begins)]
            spans.append((values["person"], begins, _day(values["valid_to"])))


def _index(table: str) -> int:
    return [t.name for t in OrganisationImporter.tables].index(table)


def _yes_or_no(text: str) -> str:
    """true or false; empty means one holder, which is the rule; anything else as it stands, for the error."""
    lowered = text.strip().casefold()
    if not lowered or lowered in TRUE_WORDS:
        return YES
    return NO if lowered in FALSE_WORDS else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _write(row: PlannedRow) -> tuple[Any, dict[str, Any]]:
    """Save one row, and say what changed."""
    values = dict(row.after)
    changes = {n: [row.before.get(n, ""), v] for n, v in values.items() if row.before.get(n, "") != v}
    details: dict[str, Any] = {"changes": changes} if row.before else {"label": row.label}
    return _save(row.table, row.object_id, values), details


def _save(table: str, pk: int | None, values: Mapping[str, str]) -> Any:
    if table == "units":
        parent = Unit.objects.filter(number=values["parent"]).first() if values["parent"] else None
        fields: dict[str, Any] = {"name": values["name"], "kind": values["kind"], "parent": parent}
        return _put(Unit, pk, {"number": values["number"]}, fields)
    if table == "functions":
        unit = Unit.objects.get(number=values["unit"])
        fields = {"title": values["title"], "role": values["role"], "unit": unit}
        fields["single_holder"] = values["single_holder"] == YES
        return _put(Function, pk, {"number": values["number"]}, fields)
    if table == "people":
        fields = {n: values[n] for n in ("name", "email", "language")}
        return _put(User, pk, {"username": values["username"]}, fields)
    fields = {"valid_to": _day(values["valid_to"])}
    own = {
        "function": Function.objects.get(number=values["function"]),
        "person": User.objects.get(username=values["person"]),
        "valid_from": _day(values["valid_from"]),
    }
    return _put(Holding, pk, own, fields)


def _put(model: type[Any], pk: int | None, own: dict[str, Any], fields: dict[str, Any]) -> Any:
    if pk is not None:
        model.objects.filter(pk=pk).update(**fields)
        return model.objects.get(pk=pk)
    made = model(**own, **fields)
    if isinstance(made, User):
        made.set_unusable_password()
    made.save()
    return made


def _take_back(row: PlannedRow, actor: Actor) -> None:
    model: type[Any] = {"units": Unit, "functions": Function, "people": User, "holdings": Holding}[row.table]
    if row.object_id is None:
        raise ChangedSince()
    obj = model.objects.filter(pk=row.object_id).first()
    if obj is None or {n: _as_row(obj)[n] for n in row.after} != dict(row.after):
        raise ChangedSince()
    if row.before:
        _save(row.table, obj.pk, row.before)
        return
    ledger.record(actor, "import_undone", obj, unit_id=_unit_of(obj), confidentiality=_mark_of(obj))
    try:
        obj.delete()
    except ProtectedError as error:
        raise ChangedSince() from error


def _tie_units(planned: Sequence[PlannedRow]) -> None:
    """A unit may stand above its own parent in the file: tie them when all are there."""
    by_number = dict(Unit.objects.values_list("number", "pk"))
    for row in planned:
        Unit.objects.filter(number=row.after["number"]).update(parent=by_number.get(row.after["parent"]))


def _place_units() -> None:
    """Give every unit its path anew. One query to read, one to write those that moved."""
    units = {u.pk: u for u in Unit.objects.all()}
    moved = []

    def path(unit: Unit) -> str:
        above = path(units[unit.parent_id]) if unit.parent_id else ""
        return f"{above}{unit.pk:05d}/"

    for unit in units.values():
        right = path(unit)
        if unit.path != right:
            unit.path, unit.depth = right, right.count("/") - 1
            moved.append(unit)
    Unit.objects.bulk_update(moved, ["path", "depth"])


def _unit_of(obj: Any) -> int | None:
    if isinstance(obj, Unit):
        return int(obj.pk)
    if isinstance(obj, Function):
        return obj.unit_id
    return obj.function.unit_id if isinstance(obj, Holding) else None


def _mark_of(obj: Any) -> str:
    return "internal" if isinstance(obj, User) else "open"

"""Tables whose rows are rows of a model."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from ledtrad.core import ledger
from ledtrad.thread.plan_tables.base import (
    CannotUndo,
    CellError,
    Cells,
    Column,
    Label,
    NotYet,
    Outcome,
    PlanTable,
    Row,
    RowResult,
)
from ledtrad.thread.plan_tables.fields import Field
from ledtrad.thread.plan_tables.running import Context, is_built_on, save

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

M = TypeVar("M", bound=models.Model)


class RowTable(PlanTable, Generic[M]):
    """A table whose rows are rows of one model, found by a key of one or several columns."""

    def __init__(
        self,
        *,
        name: str,
        title: Label,
        model: type[M],
        order: int,
        fields: Sequence[Field],
        key: Sequence[str],
    ) -> None:
        self.name, self.title, self.model, self.order = name, title, model, order
        self.fields, self.key = list(fields), tuple(key)

    @property
    def columns(self) -> Sequence[Column]:
        return [f.column for f in self.fields]

    # What a subclass says about its model
    def queryset(self) -> "models.QuerySet[M]":
        """All rows, with what `write` needs joined in."""
        return self.model._default_manager.all()

    def visible(self, user: "User") -> "models.QuerySet[M]":
        """The rows that `user` may see."""
        return self.queryset()

    @abstractmethod
    def may_write(self, obj: M, context: Context) -> tuple[str, str] | None:
        """(column, sentence) if the actor may not write this row as it now stands."""

    def check(self, obj: M, context: Context) -> Iterable[tuple[str, str]]:
        """(column, sentence) for what does not go together within the row."""
        return ()

    def before_create(self, obj: M, context: Context) -> None:
        """Fill in what the file does not hold, such as a number."""

    def build(self, values: dict[str, Any]) -> M:
        """A new row of these fields, not saved."""
        return self.model(**values)

    def put_values(self, obj: M, values: dict[str, Any]) -> list[str]:
        """Set fields, without saving; returns the names of the model's own that must be saved."""
        for name, value in values.items():
            setattr(obj, name, value)
        return list(values)

    def value_of(self, obj: M, name: str) -> Any:
        """What a field's attribute is on the row."""
        return getattr(obj, name)

    def about(self, obj: M) -> models.Model:
        """What the ledger tells of: the row itself, or the node that it belongs to."""
        return obj

    def describe(self, obj: M) -> dict[str, Any]:
        """What the ledger says about a new row."""
        return {}

    def after_write(self, obj: M, context: Context) -> None:
        """When a row has been written or taken back: ask `context.after` for what must be worked out anew."""

    # The work
    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        have = {self._key_of(obj): obj for obj in self._stored(rows)}
        found: dict[int, RowResult] = {}
        seen: dict[tuple[str, ...], int] = {}
        waiting, numbers = list(rows), {row.cells.get("number", "") for row in rows}
        while waiting:
            later = [row for row in waiting if not self._one(row, context, have, seen, found, numbers)]
            numbers = numbers if len(later) < len(waiting) else set()  # a circle: now it is an error
            waiting = later
        return [found[row.number] for row in rows]

    def export(self, user: "User") -> Iterator[dict[str, str]]:
        for obj in self.visible(user):
            yield {f.name: f.write(self._value(obj, f)) for f in self.fields}

    def _stored(self, rows: Sequence[Row]) -> Iterable[M]:
        queryset = self.queryset()
        many = [f.attribute for f in self.fields if f.many]
        return queryset.prefetch_related(*many) if many else queryset

    def _one(
        self,
        row: Row,
        context: Context,
        have: dict[tuple[str, ...], M],
        seen: dict[tuple[str, ...], int],
        found: dict[int, RowResult],
        coming: set[str],
    ) -> bool:
        """Load one row; False if it names a row that has yet to come."""
        try:
            values, errors = self._read(row, context, coming)
        except NotYet:
            return False
        key = self._key_in(row.cells)
        result = found[row.number] = RowResult(row.number, Outcome.ERROR, " ".join(key), errors=errors)
        if any(key) and key in seen:
            errors.append((self.key[0], _("Samma rad finns redan på rad %(row)s.") % {"row": seen[key]}))
        seen.setdefault(key, row.number)
        if not errors:
            obj = have.get(key)
            if obj is None:
                self._create(values, context, result, have)
            else:
                self._change(obj, values, row, context, result)
        return True

    def _read(self, row: Row, context: Context, coming: set[str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values: dict[str, Any] = {}
        errors: list[tuple[str, str]] = []
        for f in self.fields:
            if f.name not in row.cells:
                continue
            cell = row.cells[f.name].strip()
            try:
                if not cell and f.column.required:
                    raise CellError(_("Värdet saknas."))
                values[f.attribute] = f.read(cell, context) if cell else f.default
            except NotYet as error:
                if error.number in coming and error.number not in context.nodes:
                    raise
                errors.append((f.name, str(error)))
            except CellError as error:
                errors.append((f.name, str(error)))
        return values, errors

    def _create(
        self, values: dict[str, Any], context: Context, result: RowResult, have: dict[tuple[str, ...], M]
    ) -> None:
        missing = [f for f in self.fields if f.column.required and values.get(f.attribute) in (None, "")]
        if missing:
            result.errors += [(f.name, _("Värdet saknas.")) for f in missing]
            return
        many = {f.attribute for f in self.fields if f.many}
        obj = self.build({k: v for k, v in values.items() if k not in many})
        if self._refused(obj, context, result):
            return
        self.before_create(obj, context)
        obj.save()
        for name in many & set(values):
            getattr(obj, name).set(values[name])
        result.outcome, result.key = Outcome.NEW, " ".join(self._key_of(obj))
        result.object_id, result.label = obj.pk, str(obj)
        result.after = self._as_text(obj, [f for f in self.fields if f.attribute in values or f.name in self.key])
        have[self._key_of(obj)] = obj
        context.created(self.about(obj), **self.describe(obj))
        self.after_write(obj, context)

    def _change(self, obj: M, values: dict[str, Any], row: Row, context: Context, result: RowResult) -> None:
        changed = [
            f
            for f in self.fields
            if f.attribute in values and f.write(self._value(obj, f)) != f.write(values[f.attribute])
        ]
        result.object_id, result.label = obj.pk, str(obj)
        if not changed:
            result.outcome = Outcome.UNCHANGED
            return
        result.before = self._as_text(obj, changed)
        result.after = {f.name: f.write(values[f.attribute]) for f in changed}
        if self._is_stale(obj, row):
            result.outcome = Outcome.CONFLICT
            result.errors.append((self.key[0], _("Någon har ändrat raden sedan filen hämtades.")))
            return
        if refusal := self.may_write(obj, context):
            result.errors.append(refusal)
            return
        new = {f.attribute: values[f.attribute] for f in changed if not f.many}
        old = {name: self.value_of(obj, name) for name in new}
        self.put_values(obj, dict(new))
        if self._refused(obj, context, result):
            self.put_values(obj, old)
            return
        self._store(obj, {f.attribute: values[f.attribute] for f in changed})
        result.outcome = Outcome.CHANGED
        context.tell("changed", self.about(obj), changes=result.changes, by_import=True)
        self.after_write(obj, context)

    def _store(self, obj: M, values: dict[str, Any]) -> None:
        """Save these fields of a row that is there already."""
        many = {f.attribute for f in self.fields if f.many}
        for name in many & set(values):
            getattr(obj, name).set(values[name])
        save(obj, self.put_values(obj, {k: v for k, v in values.items() if k not in many}))

    def _as_text(self, obj: M, fields: Iterable[Field]) -> dict[str, str]:
        return {f.name: f.write(self._value(obj, f)) for f in fields}

    # Taking it back
    def undo(self, done: Sequence[RowResult], context: Context) -> None:
        have = self.queryset().in_bulk([row.object_id for row in done])
        for row in done:
            obj = have.get(row.object_id)
            if obj is None or self._has_moved_on(obj, row):
                raise CannotUndo(row.label)
            if row.before:
                self._put_back(obj, row, context)
            else:
                self._remove(obj, row, context)

    def _has_moved_on(self, obj: M, row: RowResult) -> bool:
        fields = [f for f in self.fields if f.name in row.after]
        return self._as_text(obj, fields) != {f.name: row.after[f.name] for f in fields}

    def _put_back(self, obj: M, row: RowResult, context: Context) -> None:
        fields = [f for f in self.fields if f.name in row.before]
        cells = {f.name: row.before[f.name] for f in fields}
        self._store(obj, {f.attribute: f.read(cells[f.name], context) if cells[f.name] else f.default for f in fields})
        context.tell("import_undone", self.about(obj), changes={n: [row.after[n], cells[n]] for n in cells})
        self.after_write(obj, context)

    def _remove(self, obj: M, row: RowResult, context: Context) -> None:
        if is_built_on(obj):
            raise CannotUndo(row.label)
        self.after_write(obj, context)
        about = self.about(obj)
        if about is obj:  # its key is gone once it is deleted
            ledger.record(context.actor, "import_undone", obj, **self.describe(obj))
        else:
            context.tell("import_undone", about, **self.describe(obj))
        context.wrote = True
        obj.delete()

    def _refused(self, obj: M, context: Context, result: RowResult) -> bool:
        """Note why the row as it now stands cannot be saved; True if so."""
        if refusal := self.may_write(obj, context):
            result.errors.append(refusal)
        result.errors += self._field_errors(obj)
        result.errors += list(self.check(obj, context))
        return bool(result.errors)

    def _field_errors(self, obj: M) -> list[tuple[str, str]]:
        own = {f.name for f in obj._meta.fields}
        columns = {f.attribute: f.name for f in self.fields if not f.many and f.attribute in own}
        # Relations are real rows already, and keys may be given by the series: no query is spent on them.
        skip = [f.name for f in obj._meta.fields if f.is_relation or f.name not in columns or f.name in self.key]
        try:
            obj.clean_fields(exclude=skip)
        except ValidationError as error:
            return [(columns[name], " ".join(texts)) for name, texts in error.message_dict.items()]
        return [
            (columns[name], _("Texten är för lång."))
            for name, most in self._limits(obj, columns)
            if len(str(getattr(obj, name))) > most
        ]

    def _limits(self, obj: M, names: Iterable[str]) -> Iterator[tuple[str, int]]:
        """How long the key's texts may be."""
        for name in names:
            most = getattr(obj._meta.get_field(name), "max_length", None)
            if name in self.key and most:
                yield name, most

    def _is_stale(self, obj: M, row: Row) -> bool:
        version = row.cells.get("version", "").strip()
        return bool(version) and version != str(getattr(obj, "version", version))

    def _value(self, obj: M, f: Field) -> Any:
        return list(getattr(obj, f.attribute).all()) if f.many else self.value_of(obj, f.attribute)

    def _key_of(self, obj: M) -> tuple[str, ...]:
        by_name = {f.name: f for f in self.fields}
        return tuple(by_name[name].write(self.value_of(obj, by_name[name].attribute)) for name in self.key)

    def _key_in(self, cells: Cells) -> tuple[str, ...]:
        return tuple(cells.get(name, "").strip() for name in self.key)

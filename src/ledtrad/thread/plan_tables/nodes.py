"""Tables of nodes, and of the links between them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.organisation.actors import access
from ledtrad.thread.actions import next_number
from ledtrad.thread.models import Link, Node
from ledtrad.thread.plan_tables import fields as f_
from ledtrad.thread.plan_tables.base import Column, Label, Outcome, Row, RowResult
from ledtrad.thread.plan_tables.fields import Field, enum, text
from ledtrad.thread.plan_tables.rows import RowTable
from ledtrad.thread.plan_tables.running import Context
from ledtrad.thread.rules import Extent, Kind, LinkKind, may_link, would_close_circle

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

N = TypeVar("N", bound=Node)


class NodeTable(RowTable[N]):
    """A table of one kind of node. The number is the key; an empty one gets the next in the series."""

    def __init__(
        self, *, name: str, title: Label, model: type[N], kind: Kind, order: int, fields: Sequence[Field]
    ) -> None:
        super().__init__(name=name, title=title, model=model, order=order, fields=fields, key=("number",))
        self.kind = kind

    @property
    def columns(self) -> Sequence[Column]:
        return [*super().columns, Column("version", gettext_lazy("Version"))]

    def queryset(self) -> "models.QuerySet[N]":
        relations = [
            f.attribute for f in self.fields if not f.many and self.model._meta.get_field(f.attribute).is_relation
        ]
        rows = cast("models.QuerySet[N]", self.model._default_manager.all())
        return rows.select_related(*relations).order_by("number")

    def visible(self, user: "User") -> "models.QuerySet[N]":
        seen = Node.objects.visible_to(user).filter(kind=self.kind).values("pk")
        many = [f.attribute for f in self.fields if f.many]
        return self.queryset().filter(pk__in=seen).prefetch_related(*many)

    def export(self, user: "User") -> Iterator[dict[str, str]]:
        for obj in self.visible(user):
            yield {f.name: f.write(self._value(obj, f)) for f in self.fields} | {"version": str(obj.version)}

    def may_write(self, obj: N, context: Context) -> tuple[str, str] | None:
        if context.may_edit(obj.unit_id) or (obj.pk and access(context.actor).holds(obj.responsible_id)):
            return None
        return "unit", _("Du kan inte ändra i den här enhetens del av tråden.")

    def check(self, obj: N, context: Context) -> Iterable[tuple[str, str]]:
        if obj.valid_from and obj.valid_to and obj.valid_to <= obj.valid_from:
            yield "valid_to", _("Sista dagen måste komma efter den första.")
        taken = context.nodes.get(obj.number) if obj.number and obj.pk is None else None
        if taken is not None:
            yield "number", _("Numret används redan för något annat.")

    def before_create(self, obj: N, context: Context) -> None:
        obj.kind = self.kind
        obj.number = obj.number or next_number(self.kind)

    def _create(self, values: Any, context: Context, result: RowResult, have: Any) -> None:
        super()._create(values, context, result, have)
        if result.outcome is Outcome.NEW:
            result.after["version"] = "1"

    def _has_moved_on(self, obj: N, row: RowResult) -> bool:
        was_new_and_changed = not row.before and str(obj.version) != row.after.get("version", "1")
        return was_new_and_changed or super()._has_moved_on(obj, row)

    def describe(self, obj: N) -> dict[str, Any]:
        return {"title": obj.title}


class LinkTable(RowTable[Link]):
    """The ties of the thread: from what serves to what is served."""

    def __init__(self) -> None:
        super().__init__(
            name="links",
            title=gettext_lazy("Kopplingar"),
            model=Link,
            order=90,
            key=("source", "target", "kind"),
            fields=[
                self._end("source", gettext_lazy("Från nummer")),
                self._end("target", gettext_lazy("Till nummer")),
                enum("kind", gettext_lazy("Koppling"), LinkKind, required=True),
                enum("extent", gettext_lazy("Hur långt"), Extent, default=Extent.WHOLE),
                text("note", gettext_lazy("Anteckning")),
            ],
        )

    @staticmethod
    def _end(name: str, label: Label) -> Field:
        column = Column(name, label, required=True)
        return Field(column, name, lambda cell, c: f_.look_up(c.nodes.get(cell), cell), f_.number_of, default=None)

    def queryset(self) -> "models.QuerySet[Link]":
        return Link.objects.select_related("source", "target").order_by("source__number", "target__number", "kind")

    def visible(self, user: "User") -> "models.QuerySet[Link]":
        seen = Node.objects.visible_to(user).values("pk")
        return self.queryset().filter(source__in=seen, target__in=seen)

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        self._above: dict[int, set[int]] = {}
        for source, target in Link.objects.filter(kind=LinkKind.BREAKS_DOWN).values_list("source_id", "target_id"):
            self._above.setdefault(source, set()).add(target)
        return super().load(rows, context)

    def about(self, obj: Link) -> models.Model:
        return obj.source

    def describe(self, obj: Link) -> dict[str, Any]:
        return {"link": obj.kind, "target": obj.target.number}

    def may_write(self, obj: Link, context: Context) -> tuple[str, str] | None:
        if context.may_edit(obj.source.unit_id):
            return None
        return "source", _("Du kan inte ändra i den här enhetens del av tråden.")

    def check(self, obj: Link, context: Context) -> Iterable[tuple[str, str]]:
        kind = LinkKind(obj.kind)
        if not may_link(kind, Kind(obj.source.kind), Kind(obj.target.kind)) or obj.source_id == obj.target_id:
            yield "kind", _("De här två kan inte kopplas på det sättet.")
        elif kind is LinkKind.BREAKS_DOWN and would_close_circle(obj.source_id, obj.target_id, self._above):
            yield "target", _("Kopplingen skulle göra en cirkel: målet skulle bryta ned sig självt.")

    def before_create(self, obj: Link, context: Context) -> None:
        if obj.kind == LinkKind.BREAKS_DOWN:
            self._above.setdefault(obj.source_id, set()).add(obj.target_id)

"""A small table of places and their importer: what the import is tested with."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import ROW_ID, VERSION, Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.numbers import parse_decimal
from ledtrad.core.refusals import Refused


class Place(models.Model):
    name = models.CharField(max_length=100, unique=True)
    inhabitants = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        app_label = "core_tests"

    def __str__(self) -> str:
        return self.name


def plain(number) -> str:
    return "" if number is None else f"{number.normalize():f}"


class Places(Importer):
    key = "places"
    label = _("Platser")
    tables = (
        Table(
            "places",
            _("Platser"),
            (
                Column("name", _("Namn"), required=True, aliases=("ort",)),
                Column("inhabitants", _("Invånare"), numeric=True),
                Column("note", _("Kommentar"), choices=lambda actor: ["liten", "stor"]),
                ROW_ID,
                VERSION,
            ),
        ),
    )
    filters = ("letter",)

    def may_use(self, actor: Actor) -> bool:
        return actor.label != "Objuden"

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        raw = rows["places"]
        stored = Place.objects.in_bulk([row["name"] for row in raw], field_name="name")
        return [self._plan_row(row, stored.get(row["name"])) for row in raw]

    def _plan_row(self, row: RawRow, place: Place | None) -> PlannedRow:
        after = {"name": row["name"]}
        if row.in_file("inhabitants"):
            try:
                after["inhabitants"] = plain(parse_decimal(row["inhabitants"])) if row["inhabitants"] else ""
            except ValueError as wrong:
                return PlannedRow.error(row, RowError("inhabitants", str(wrong)), key=row["name"], label=row["name"])
        if row.in_file("note"):
            after["note"] = row["note"]
        before = place and {"name": place.name, "inhabitants": plain(place.inhabitants), "note": place.note}
        if place and row["version"] and row["version"] != str(place.version):
            return PlannedRow.conflict(row, "Ändrad.", key=row["name"], label=row["name"], before=before, after=after)
        return PlannedRow.of(
            row,
            key=row["name"],
            label=row["name"],
            before=before,
            after=after,
            object_id=place.pk if place else None,
            data=place,
        )

    def apply(self, batch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        new = [row for row in planned if row.state == RowState.NEW]
        made = Place.objects.bulk_create(self._fill(Place(), row) for row in new)
        for row, place in zip(new, made, strict=True):
            row.object_id = place.pk
        changed = [self._fill(row.data, row) for row in planned if row.state == RowState.CHANGED]
        Place.objects.bulk_update(changed, ["inhabitants", "note", "version"])
        ledger.record_many(actor, "imported", [(place, {"batch": batch.number}) for place in [*made, *changed]])

    def _fill(self, place: Place, row: PlannedRow) -> Place:
        place.name = row.after["name"]
        if "inhabitants" in row.after:
            place.inhabitants = parse_decimal(row.after["inhabitants"]) if row.after["inhabitants"] else None
        place.note = row.after.get("note", place.note)
        place.version += 1 if place.pk else 0
        return place

    def undo(self, batch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        stored = Place.objects.in_bulk([row.object_id for row in planned])
        for row in planned:
            place = stored.get(row.object_id)
            if place is None or any(
                value != {"inhabitants": plain(place.inhabitants), "note": place.note, "name": place.name}[name]
                for name, value in row.after.items()
            ):
                raise Refused(f"{row.label} har ändrats sedan importen.")
        gone = [row.object_id for row in planned if row.state == RowState.NEW]
        Place.objects.filter(pk__in=gone).delete()
        for row in planned:
            if row.state == RowState.CHANGED:
                place = stored[row.object_id]
                place.inhabitants = parse_decimal(row.before["inhabitants"]) if row.before["inhabitants"] else None
                place.note = row.before["note"]
                place.save()

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        for place in Place.objects.filter(name__startswith=filters.get("letter", "")).order_by("name"):
            yield {
                "name": place.name,
                "inhabitants": place.inhabitants,
                "note": place.note,
                "row_id": place.pk,
                "version": place.version,
            }


class Shop(models.Model):
    name = models.CharField(max_length=100)
    place = models.CharField(max_length=100)

    class Meta:
        app_label = "core_tests"

    def __str__(self) -> str:
        return self.name


class Towns(Places):
    """Two tables in one workbook, the second referring to the first."""

    key = "towns"
    label = _("Orter och butiker")
    tables = (
        Table("towns", _("Orter"), (Column("name", _("Namn"), required=True), Column("note", _("Kommentar")))),
        Table(
            "shops", _("Butiker"), (Column("name", _("Namn"), required=True), Column("town", _("Ort"), required=True))
        ),
    )

    def plan(self, rows, actor):
        towns = {row["name"] for row in rows["towns"]} | set(Place.objects.values_list("name", flat=True))
        stored = Place.objects.in_bulk([row["name"] for row in rows["towns"]], field_name="name")
        planned = [self._plan_row(row, stored.get(row["name"])) for row in rows["towns"]]
        for row in rows["shops"]:
            if row["town"] in towns:
                planned.append(PlannedRow.of(row, key=row["name"], label=row["name"], after=dict(row.values)))
            else:
                planned.append(PlannedRow.error(row, RowError("town", "Orten finns inte.")))
        return planned

    def apply(self, batch, planned, actor):
        super().apply(batch, [row for row in planned if row.table == "towns"], actor)
        for row in planned:
            if row.table == "shops":
                row.object_id = Shop.objects.create(name=row.after["name"], place=row.after["town"]).pk


def csv_file(*lines, name="platser.csv"):
    return {None: (name, "\n".join(["Namn;Invånare;Kommentar", *lines]).encode())}

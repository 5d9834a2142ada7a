"""Indicators, the series they are compared with, and their targets, as tables of a plan."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledtrad.core.periods import PeriodKind
from ledtrad.indicators import standings
from ledtrad.indicators.actions.defining import MEANING
from ledtrad.indicators.models import Indicator, Observation, Reference, ReferenceValue, Standing, Target
from ledtrad.indicators.rules import (
    AmountUnit,
    GoodDirection,
    Side,
    TargetKind,
    ValueKind,
    rule_problems,
)
from ledtrad.thread import plan_tables
from ledtrad.thread.models import Node
from ledtrad.thread.plan_tables import (
    CellError,
    Column,
    Context,
    Field,
    NodeTable,
    Row,
    RowResult,
    RowTable,
    areas,
    boolean,
    choice,
    day,
    enum,
    function,
    node,
    number,
    period,
    text,
    unit,
    units,
    whole,
)
from ledtrad.thread.rules import Kind

if TYPE_CHECKING:
    from ledtrad.organisation.models import User

YOURS_NOT = gettext_lazy("Du kan inte ändra i den här enhetens del av tråden.")


def register() -> None:
    """Called when the app is ready."""
    for table in (IndicatorTable(), ReferenceTable(), TargetTable()):
        plan_tables.register(table)
    plan_tables.derived(Standing)
    plan_tables.after_undo("standings", standings.recompute)


def _stages(cell: str, _context: Context) -> list[str]:
    return [name.strip() for name in cell.split("|") if name.strip()]


def stages(name: str = "stages") -> Field:
    """Names of stages, split by |."""
    column = Column(name, gettext_lazy("Steg"), gettext_lazy("Skriv stegen med | mellan."))
    return Field(column, name, _stages, lambda v: "|".join(v or ()), default=[])


class IndicatorTable(NodeTable[Indicator]):
    """Indicators. How they stand is worked out when all tables are in."""

    def __init__(self) -> None:
        super().__init__(
            name="indicators",
            title=gettext_lazy("Indikatorer"),
            model=Indicator,
            kind=Kind.INDICATOR,
            order=40,
            fields=[
                text("number", gettext_lazy("Nummer")),
                text("title", gettext_lazy("Rubrik"), required=True),
                text("short_title", gettext_lazy("Kort rubrik")),
                text("description", gettext_lazy("Beskrivning")),
                text("definition", gettext_lazy("Definition")),
                text("unit_of_measure", gettext_lazy("Måttenhet")),
                enum("periodicity", gettext_lazy("Period"), PeriodKind, default=PeriodKind.YEAR),
                enum("good_direction", gettext_lazy("Bra riktning"), GoodDirection, default=GoodDirection.UP),
                enum("value_kind", gettext_lazy("Slag av värde"), ValueKind, default=ValueKind.SUM),
                whole("scale", gettext_lazy("Skala"), default=100),
                whole("decimals", gettext_lazy("Decimaler"), default=0),
                text("source", gettext_lazy("Källa")),
                unit(),
                function(),
                units("reporting_units", gettext_lazy("Rapporterande enheter")),
                boolean("comment_required", gettext_lazy("Kommentar krävs")),
                boolean("counts_persons", gettext_lazy("Räknar personer")),
                whole("report_days", gettext_lazy("Dagar efter perioden"), default=15),
                day("valid_from", gettext_lazy("Gäller från")),
                day("valid_to", gettext_lazy("Gäller till")),
                _confidentiality(),
                areas(),
                stages(),
                node("part_of", gettext_lazy("Del av"), Indicator, Kind.INDICATOR),
                node("shown_with", gettext_lazy("Visas tillsammans med"), Indicator, Kind.INDICATOR),
                text("question", gettext_lazy("Fråga vid rapportering")),
                text("instruction", gettext_lazy("Så räknar man")),
                text("numerator_label", gettext_lazy("Täljare")),
                text("denominator_label", gettext_lazy("Nämnare")),
                text("note", gettext_lazy("Anmärkning")),
            ],
        )

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        self._reported = set(Observation.objects.values_list("indicator_id", flat=True).distinct())
        return super().load(rows, context)

    def check(self, obj: Indicator, context: Context) -> Iterable[tuple[str, str]]:
        yield from super().check(obj, context)
        if obj.part_of_id is not None and obj.part_of_id == obj.pk:
            yield "part_of", _("En indikator kan inte vara en del av sig själv.")
        if obj.scale < 1:
            yield "scale", _("Skalan måste vara minst 1.")

    def _change(self, obj: Indicator, values: dict[str, Any], row: Row, context: Context, result: RowResult) -> None:
        changed = [n for n in MEANING if n in values and values[n] != getattr(obj, n)]
        if changed and obj.pk in self._reported:
            result.errors.append((changed[0], _("Det finns rapporterade värden. Skapa en ny indikator.")))
            return
        super()._change(obj, values, row, context, result)

    def after_write(self, obj: Indicator, context: Context) -> None:
        context.after("standings", standings.recompute)


def _confidentiality() -> Field:
    return next(f for f in plan_tables.node_fields(Kind.INDICATOR) if f.name == "confidentiality")


class OfIndicatorTable(RowTable[Any]):
    """Rows that belong to an indicator and are written by whoever may edit it."""

    def indicator(self, obj: Any) -> Indicator:
        return obj.indicator  # type: ignore[no-any-return]

    def about(self, obj: Any) -> models.Model:
        return self.indicator(obj)

    def may_write(self, obj: Any, context: Context) -> tuple[str, str] | None:
        return None if context.may_edit(self.indicator(obj).unit_id) else ("indicator", str(YOURS_NOT))

    def after_write(self, obj: Any, context: Context) -> None:
        context.after("standings", standings.recompute)


# ── References ───────────────────────────────────────────────────────────────
COUNTRY = "riket"


def _of_reference(name: str, label: Any, path: str) -> Field:
    """A column of the series that a value belongs to, kept on the value until it is saved."""
    return Field(Column(name, label, required=True), path, lambda cell, _c: cell, lambda v: "" if v is None else str(v))


class ReferenceTable(OfIndicatorTable):
    """One value of a series to compare with per row. The series is made with its first value."""

    def __init__(self) -> None:
        super().__init__(
            name="references",
            title=gettext_lazy("Jämförelser"),
            model=ReferenceValue,
            order=45,
            key=("indicator", "name", "period"),
            fields=[
                _of_reference("name", gettext_lazy("Kortnamn"), "slug"),
                Field(
                    Column("label", gettext_lazy("Namn")),
                    "label",
                    lambda cell, _c: cell,
                    lambda v: v or "",
                ),
                node("indicator", gettext_lazy("Indikator"), Indicator, Kind.INDICATOR, required=True),
                period("period", gettext_lazy("Period"), required=True),
                _required(number("value", gettext_lazy("Värde"))),
                text("source", gettext_lazy("Källa")),
            ],
        )

    def queryset(self) -> "models.QuerySet[ReferenceValue]":
        rows = ReferenceValue.objects.select_related("reference__indicator__unit")
        return rows.order_by("reference__indicator__number", "reference__slug", "period")

    def visible(self, user: "User") -> "models.QuerySet[ReferenceValue]":
        return self.queryset().filter(reference__indicator__in=Node.objects.visible_to(user).values("pk"))

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        self._series = {(r.indicator_id, r.slug): r for r in Reference.objects.select_related("indicator__unit")}
        return super().load(rows, context)

    def indicator(self, obj: Any) -> Indicator:
        return obj.reference.indicator  # type: ignore[no-any-return]

    def describe(self, obj: Any) -> dict[str, Any]:
        return {"reference": obj.reference.slug, "period": str(obj.period), "value": str(obj.value)}

    def build(self, values: dict[str, Any]) -> Any:
        given = dict(values)
        indicator, slug, label = given.pop("indicator"), given.pop("slug"), given.pop("label", "")
        series = self._series.get((indicator.pk, slug))
        if series is None:
            is_country = slug == COUNTRY
            series = Reference(indicator=indicator, slug=slug, label=label or slug, is_country=is_country)
        return ReferenceValue(reference=series, **given)

    def before_create(self, obj: Any, context: Context) -> None:
        if obj.reference.pk is None:
            obj.reference.save()
            obj.reference = obj.reference  # takes the key that the series was just given
            self._series[obj.reference.indicator_id, obj.reference.slug] = obj.reference

    def _remove(self, obj: Any, row: RowResult, context: Context) -> None:
        series = obj.reference
        super()._remove(obj, row, context)
        # A series came with its first value, and goes with its last.
        if not series.values.exists() and not series.targets.exists():
            series.delete()

    def value_of(self, obj: Any, name: str) -> Any:
        if name in ("slug", "label", "indicator"):
            return getattr(obj.reference, name)
        return getattr(obj, name)

    def put_values(self, obj: Any, values: dict[str, Any]) -> list[str]:
        label = values.pop("label", None)
        if label and label != obj.reference.label:
            obj.reference.label = label
            obj.reference.save(update_fields=["label"])
        return super().put_values(obj, values)


def _required(field: Field) -> Field:
    column = Column(field.column.name, field.column.label, field.column.help, True, field.column.choices)
    return Field(column, field.attribute, field.read, field.write, field.many, field.default)


# ── Targets ──────────────────────────────────────────────────────────────────
SIDES = {"more": Side.UP, "fewer": Side.DOWN, "up": Side.UP, "down": Side.DOWN}
SIDES |= {"at_least": Side.UP, "at_most": Side.DOWN}
AMOUNTS = {"amount": AmountUnit.UNIT, "percent": AmountUnit.PERCENT, "percentage_points": AmountUnit.UNIT}


def _side(cell: str, _context: Context) -> str:
    if cell not in SIDES:
        raise CellError(_("Skriv more eller fewer."))
    return SIDES[cell]


def _stage_dates(cell: str, _context: Context) -> list[dict[str, str]]:
    found = []
    for part in filter(None, (p.strip() for p in cell.split("|"))):
        name, _sign, due = part.rpartition("=")
        try:
            found.append({"name": name.strip(), "due": date.fromisoformat(due.strip()).isoformat()})
        except ValueError:
            raise CellError(_("Skriv varje steg som Namn=2021-12-31, med | mellan.")) from None
    return found


def _reference(cell: str, _context: Context) -> str:
    return cell


class TargetTable(OfIndicatorTable):
    """The rules that indicators are held against. What is read is the rule; thresholds are never typed."""

    def __init__(self) -> None:
        super().__init__(
            name="targets",
            title=gettext_lazy("Målvärden"),
            model=Target,
            order=50,
            key=("indicator", "unit", "period"),
            fields=[
                node("indicator", gettext_lazy("Indikator"), Indicator, Kind.INDICATOR, required=True),
                unit(required=False),
                period("period", gettext_lazy("Gäller"), required=True),
                enum("rule", gettext_lazy("Regel"), TargetKind, required=True),
                number("amount", gettext_lazy("Hur mycket")),
                choice("amount_kind", gettext_lazy("Räknat i"), AMOUNTS, default=AmountUnit.UNIT),
                Field(
                    Column("direction", gettext_lazy("Riktning"), choices=("more", "fewer")),
                    "direction",
                    _side,
                    lambda v: {Side.UP: "more", Side.DOWN: "fewer"}.get(v, ""),
                ),
                period("baseline_period", gettext_lazy("Nulägets period")),
                number("baseline_value", gettext_lazy("Nuläge")),
                Field(
                    Column("reference", gettext_lazy("Jämförs med")),
                    "reference_slug",
                    _reference,
                    lambda v: v or "",
                ),
                number("lower", gettext_lazy("Lägst")),
                number("upper", gettext_lazy("Högst")),
                Field(
                    Column("stages", gettext_lazy("Steg")),
                    "stages",
                    _stage_dates,
                    lambda v: "|".join(f"{s['name']}={s['due']}" for s in v or ()),
                    default=[],
                ),
                day("starts_on", gettext_lazy("Börjar")),
                day("due_on", gettext_lazy("Senast")),
                boolean("accumulates", gettext_lazy("Samlas under perioden")),
                text("decided_by", gettext_lazy("Beslutat av")),
            ],
        )

    def queryset(self) -> "models.QuerySet[Target]":
        rows = Target.objects.select_related("indicator__unit", "unit", "reference")
        return rows.order_by("indicator__number", "unit__number", "period")

    def visible(self, user: "User") -> "models.QuerySet[Target]":
        return self.queryset().filter(indicator__in=Node.objects.visible_to(user).values("pk"))

    def load(self, rows: Sequence[Row], context: Context) -> list[RowResult]:
        self._references = {(r.indicator_id, r.slug): r for r in Reference.objects.all()}
        return super().load(rows, context)

    def describe(self, obj: Target) -> dict[str, Any]:
        return {"target": obj.rule, "period": str(obj.period), "amount": obj.amount}

    # `lower` is the amount of a target between two values; a reference is named by its short name.
    def value_of(self, obj: Target, name: str) -> Any:
        between = obj.rule == TargetKind.BETWEEN
        if name == "reference_slug":
            return getattr(obj, "_slug", obj.reference.slug if obj.reference is not None else "")
        if name == "lower":
            return obj.amount if between else None
        if name == "amount":
            return None if between else obj.amount
        return getattr(obj, name)

    def build(self, values: dict[str, Any]) -> Target:
        target = Target()
        self.put_values(target, dict(values))
        return target

    def put_values(self, obj: Target, values: dict[str, Any]) -> list[str]:
        slug = values.pop("reference_slug", None)
        lower = values.pop("lower", None)
        if lower is not None:
            values["amount"] = lower
        names = super().put_values(obj, values)
        if slug is not None:
            obj._slug = slug  # type: ignore[attr-defined]
            obj.reference = self._references.get((obj.indicator_id, slug))
            names.append("reference")
        return names

    def check(self, obj: Target, context: Context) -> Iterable[tuple[str, str]]:
        slug = getattr(obj, "_slug", "")
        if slug and obj.reference is None:
            yield "reference", _("Jämförelsen ”%(text)s” finns inte för indikatorn.") % {"text": slug}
            return
        reference = obj.reference.label if obj.reference is not None else ""
        names = {"side": "direction"} | ({"amount": "lower"} if obj.rule == TargetKind.BETWEEN else {})
        good = obj.indicator.good_direction
        for column, sentence in rule_problems(obj.as_rule(reference), good_direction=good):
            yield names.get(column, column), sentence

"""The importer itself: its table, who may use it, and where its parts are."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy

from ledtrad.core.actors import Actor
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.registry import VERSION, Column, Importer, PlannedRow, RawRow, Table
from ledtrad.indicators.imports import exporting, planning, writing
from ledtrad.indicators.imports.reach import reportable_by
from ledtrad.indicators.models import Indicator
from ledtrad.organisation.actors import access
from ledtrad.organisation.rules import Power


def _indicator_numbers(actor: Actor) -> list[str]:
    return [i.number for i in reportable_by(actor)]


def _unit_numbers(actor: Actor) -> list[str]:
    return sorted({u.number for i in reportable_by(actor) for u in i.reporting_units.all() or [i.unit]})


class Observations(Importer):
    """Figures from a file: new ones, corrections, and what is there already."""

    key = "observations"
    label = gettext_lazy("Utfall för indikatorer")
    description = gettext_lazy("En rad per indikator, enhet och period. Rättade värden finns kvar i historiken.")
    filters = ("indicator", "due")
    tables = (
        Table(
            "observations",
            gettext_lazy("Utfall"),
            (
                Column(
                    "indicator",
                    gettext_lazy("Indikator"),
                    required=True,
                    help=gettext_lazy("Indikatorns nummer, till exempel I-014."),
                    choices=_indicator_numbers,
                ),
                Column(
                    "unit",
                    gettext_lazy("Enhet"),
                    required=True,
                    help=gettext_lazy("Enhetens nummer."),
                    choices=_unit_numbers,
                ),
                Column(
                    "period",
                    gettext_lazy("Period"),
                    required=True,
                    help=gettext_lazy("2021, 2021-T1, 2021-Q1, 2021-H1 eller 2021-03."),
                ),
                Column("value", gettext_lazy("Värde"), numeric=True, aliases=("utfall",)),
                Column("numerator", gettext_lazy("Täljare"), numeric=True),
                Column("denominator", gettext_lazy("Nämnare"), numeric=True),
                Column("comment", gettext_lazy("Kommentar"), width=60),
                VERSION,
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        if rights.anywhere(Power.MANAGE):
            return True
        return Indicator.objects.filter(responsible__in=rights.functions).exists()

    def sees_all(self, actor: Actor) -> bool:
        # A batch holds every figure as it came, also those about few persons.
        return access(actor).everything

    def result_url(self, batch: ImportBatch) -> str:
        return reverse("indicators")

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return planning.plan(rows["observations"], actor)

    def apply(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        writing.apply(batch, planned, actor)

    def undo(self, batch: ImportBatch, planned: Sequence[PlannedRow], actor: Actor) -> None:
        writing.undo(batch, actor)

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        """Every current figure that the actor may report; with `due` instead the rows that wait to be filled in.

        What others report is had from the indicators' own pages, as tables that are not read back.
        """
        number = filters.get("indicator")
        return exporting.waiting(actor, number) if filters.get("due") else exporting.standing(actor, number)

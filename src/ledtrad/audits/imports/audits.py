"""Audits, their lines and their recommendations as a workbook with three sheets. The export is the import."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ledtrad.audits.actions.registering import boards_to_register_in
from ledtrad.audits.imports import stored
from ledtrad.audits.imports.planning import Plan
from ledtrad.audits.imports.writing import Writing, take_back
from ledtrad.audits.words import LineKind
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, Table
from ledtrad.organisation.actors import access

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

_BOARD = _("Nämndens nummer eller namn.")


class Audits(Importer):
    """An audit is known by its number; a line of it by the audit, its kind and its place; a board's part in a
    recommendation by the audit, its order and the board."""

    key = "audits"
    label = _("Granskningar")
    description = _(
        "Granskningar med frågor, iakttagelser och källor, och med sina rekommendationer, nämnd för nämnd: vad nämnden "
        "svarade och hur det bedömdes."
    )
    tables: ClassVar[tuple[Table, ...]] = (
        Table(
            "audits",
            _("Granskningar"),
            (
                Column("number", _("Nummer"), required=True, help=_("Granskningens eget, till exempel GR-2018-3.")),
                Column("title", _("Titel"), required=True, width=50),
                Column("kind", _("Slag")),
                Column("unit", _("Hör till"), required=True, help=_BOARD),
                Column("confidentiality", pgettext_lazy("grad", "Sekretess")),
                Column("firm", _("Revisor")),
                Column("ordered_by", _("På uppdrag av")),
                Column("issued_on", _("Daterad")),
                Column("period_from", _("Period från")),
                Column("period_to", _("Period till och med")),
                Column("answer_due", _("Svar senast")),
                Column("follows", _("Följer upp"), help=_("Numret på den tidigare granskningen.")),
                Column("boards", _("Granskade nämnder"), help=_("Nummer med komma emellan."), width=30),
                Column("purpose", _("Syfte"), width=40),
                Column("method", _("Metod"), width=40),
                Column("conclusions", _("Bedömning i sammanfattning"), width=40),
            ),
        ),
        Table(
            "lines",
            _("Frågor och källor"),
            (
                Column("audit", _("Granskning"), required=True, help=_("Granskningens nummer.")),
                Column(
                    "kind",
                    _("Slag"),
                    required=True,
                    width=22,
                    choices=lambda _actor: list(map(str, LineKind.labels)),
                    help=_("Revisionsfråga, kriterium, iakttagelse, källa, eller vad en dialog kom fram till."),
                ),
                Column("order", _("Ordning"), required=True, numeric=True, help=_("1, 2, 3 … för varje slag.")),
                Column("text", _("Text"), required=True, width=60),
                Column("answer", _("Svar"), width=40, help=_("Revisionens svar på en fråga.")),
                Column(
                    "node", _("I tråden"), help=_("Numret på lagen, styrdokumentet eller målet som ett kriterium är.")
                ),
            ),
        ),
        Table(
            "recommendations",
            _("Rekommendationer"),
            (
                Column("audit", _("Granskning"), required=True, help=_("Granskningens nummer.")),
                Column("order", _("Ordning"), required=True, numeric=True, help=_("1, 2, 3 … i granskningen.")),
                Column("board", _("Nämnd"), required=True, help=_BOARD),
                Column("wording", _("Rekommendation"), required=True, width=60),
                Column("page", _("Sida"), numeric=True),
                Column(
                    "repeats",
                    _("Upprepar"),
                    help=_("En tidigare granskning och ordningen i den, med snedstreck: GR-2015-2/1."),
                ),
                Column("position", _("Ställning")),
                Column("answered_on", _("Besvarad"), help=_("Dagen då nämnden beslutade sitt svar.")),
                Column("judgement", _("Bedömning")),
                Column("judged_on", _("Bedömd")),
                Column("done", _("Vad som gjorts"), width=40),
                Column("closed", _("Avslutad"), help=_("Ja när inget mer behöver göras.")),
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        return bool(boards_to_register_in(actor))

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return Plan(rows, actor).make()

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        Writing(actor, batch.number).write(planned)

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        take_back(planned, actor)

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        said = {"audits": stored.audits_said, "lines": stored.lines_said, "recommendations": stored.parts_said}
        return said[table](actor)

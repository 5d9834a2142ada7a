"""Matters from a diary: one row a matter, known again by what the diary calls it, else by its number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ledtrad.core import imports, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import Column, Importer, PlannedRow, RawRow, RowError, RowState, Table
from ledtrad.core.imports.cells import day, errors_of, repeated, too_long
from ledtrad.core.refusals import Refused
from ledtrad.meetings.actions.written import may_open
from ledtrad.meetings.models import Matter
from ledtrad.meetings.words import MatterState
from ledtrad.organisation.actors import access, user_behind
from ledtrad.organisation.models import Unit
from ledtrad.organisation.plain import Names, Unknown, folded
from ledtrad.organisation.rules import Confidentiality, Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

NUMBER = "registration_number"


class MatterUsed(Refused):
    """Something has been written in a matter of the batch."""

    code = "matter_used"
    message = gettext_lazy("Importen kan inte ångras: det finns handlingar eller ändringar i ett av ärendena.")


def register() -> None:
    """Called when the app is ready."""
    imports.register(Matters())


def _words(choices: Any) -> dict[str, str]:
    """What a cell may say for each code: the code itself, or its word, whatever its case."""
    return {str(word).casefold(): str(code) for code, label in choices for word in (code, label)}


class Matters(Importer):
    """The matters that a diary holds."""

    key = "matters"
    label = gettext_lazy("Ärenden")
    description = gettext_lazy("En rad per ärende i diariet. Numret behålls som det är.")
    tables = (
        Table(
            "matters",
            gettext_lazy("Ärenden"),
            (
                Column("board", gettext_lazy("Nämnd"), required=True, help=gettext_lazy("Nummer eller namn.")),
                Column(NUMBER, gettext_lazy("Diarienummer"), required=True, aliases=("dnr",)),
                Column("title", gettext_lazy("Rubrik"), required=True, width=50, aliases=("ärendemening",)),
                Column(
                    "responsible", gettext_lazy("Handläggare"), help=gettext_lazy("Funktionens nummer eller titel.")
                ),
                Column(
                    "confidentiality",
                    pgettext_lazy("grad", "Sekretess"),
                    help=gettext_lazy("Öppen, Intern eller Sekretess."),
                ),
                Column(
                    "opened_on", gettext_lazy("Öppnat"), required=True, help=gettext_lazy("Till exempel 2021-04-21.")
                ),
                Column("source", gettext_lazy("Diarium"), help=gettext_lazy("Vad diariet heter.")),
                Column("source_id", gettext_lazy("Diariets beteckning"), help=gettext_lazy("Ärendets nyckel där.")),
            ),
        ),
    )

    def may_use(self, actor: Actor) -> bool:
        rights = access(actor)
        return rights.everything or rights.anywhere(Power.PLAN) or rights.anywhere(Power.EDIT)

    def sees_all(self, actor: Actor) -> bool:
        return access(actor).everything  # a batch may hold what is confidential

    def plan(self, rows: Mapping[str, Sequence[RawRow]], actor: Actor) -> list[PlannedRow]:
        return _Plan(rows["matters"], actor).make()

    def apply(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        new = [row for row in planned if row.state == RowState.NEW]
        made = Matter.objects.bulk_create([Matter(batch_id=batch.pk, **row.data) for row in new])
        for row, matter in zip(new, made, strict=True):
            row.object_id = matter.pk
        told: list[tuple[Matter, dict[str, Any]]] = [(m, {"batch": batch.number, "title": m.title}) for m in made]
        changed = {row.object_id or 0: row for row in planned if row.state == RowState.CHANGED}
        stored = list(Matter.objects.filter(pk__in=changed))
        for matter in stored:
            row = changed[matter.pk]
            for name, value in row.data.items():
                setattr(matter, name, value)
            matter.version += 1
        Matter.objects.bulk_update(stored, ["title", "responsible", "confidentiality", "opened_on", "version"])
        for mark in Confidentiality:
            for action, rows in (("created", told), ("changed", _changes(stored, changed))):
                _tell(actor, action, [pair for pair in rows if pair[0].confidentiality == mark], mark)

    def undo(self, batch: "ImportBatch", planned: Sequence[PlannedRow], actor: Actor) -> None:
        gone = [row.object_id for row in planned if row.state == RowState.NEW and row.object_id]
        used = Matter.objects.filter(pk__in=gone)
        if used.filter(Q(version__gt=1) | Q(papers__isnull=False) | Q(attachments__isnull=False)).exists():
            raise MatterUsed
        if any(row.state == RowState.CHANGED for row in planned):
            raise MatterUsed(_("Importen ändrade ärenden som fanns, och kan inte ångras. Ändra tillbaka dem för hand."))
        used.filter(agenda_items__isnull=True).delete()
        if Matter.objects.filter(pk__in=gone).exists():
            raise MatterUsed

    def export(self, actor: Actor, table: str, **filters: str) -> Iterable[Mapping[str, object]]:
        rows = Matter.objects.visible_to(user_behind(actor)).select_related("board", "responsible")
        for matter in rows.order_by("board__path", "opened_on", "pk"):
            yield {
                "board": matter.board.number,
                NUMBER: matter.registration_number,
                "title": matter.title,
                "responsible": matter.responsible.number if matter.responsible else "",
                "confidentiality": matter.get_confidentiality_display(),
                "opened_on": matter.opened_on,
                "source": matter.source,
                "source_id": matter.source_id,
            }


def _tell(actor: Actor, action: str, rows: Sequence[tuple[Matter, dict[str, Any]]], mark: str) -> None:
    by_board: dict[int, list[tuple[Matter, dict[str, Any]]]] = {}
    for matter, details in rows:
        by_board.setdefault(matter.board_id, []).append((matter, details))
    for board_id, pairs in by_board.items():
        ledger.record_many(actor, action, pairs, unit_id=board_id, confidentiality=mark)


def _changes(stored: Sequence[Matter], rows: Mapping[int, PlannedRow]) -> list[tuple[Matter, dict[str, Any]]]:
    def differing(row: PlannedRow) -> dict[str, list[str]]:
        return {
            name: [row.before.get(name, ""), text] for name, text in row.after.items() if row.before.get(name) != text
        }

    return [(matter, {"changes": differing(rows[matter.pk])}) for matter in stored]


class _Plan:
    """All rows of the file. Seven queries, however many they are."""

    def __init__(self, rows: Sequence[RawRow], actor: Actor) -> None:
        self.rows, self.actor = rows, actor
        self.names = Names(may_make=False)
        numbers = {row[NUMBER] for row in rows}
        keys = {row["source_id"] for row in rows if row["source_id"]}
        known = Matter.objects.filter(Q(registration_number__in=numbers) | Q(source_id__in=keys - {""}))
        found = list(known.select_related("board", "responsible"))
        self.by_number = {matter.registration_number: matter for matter in found}
        self.by_source = {(matter.source, matter.source_id): matter for matter in found if matter.source_id}
        seen = Matter.objects.visible_to(user_behind(actor)).filter(pk__in=[matter.pk for matter in found])
        self.seen = set(seen.values_list("pk", flat=True))
        self.marks, self.told = _words(Confidentiality.choices), set[tuple[str, ...]]()
        self.new_numbers: set[str] = set()

    def make(self) -> list[PlannedRow]:
        return [self._one(row) for row in self.rows]

    def _one(self, row: RawRow) -> PlannedRow:
        board, values, errors = self._read(row)
        key = f"{row['source']} {row['source_id']}" if row["source_id"] else row[NUMBER]
        if board is None or errors:
            return PlannedRow.error(row, *errors, key=key)
        stored = self.by_source.get((row["source"], row["source_id"])) if row["source_id"] else None
        stored = stored or self.by_number.get(row[NUMBER])
        after = _texts(values)
        if again := repeated(row, key, self.told, after):
            return again
        if stored is None:
            if row[NUMBER] in self.new_numbers:
                return PlannedRow.error(row, RowError(NUMBER, _("Numret står på flera rader.")), key=key)
            self.new_numbers.add(row[NUMBER])
            return PlannedRow.of(row, key=key, label=f"{row[NUMBER]} {row['title']}", after=after, data=values)
        return self._known(row, key, stored, values, after)

    def _known(
        self, row: RawRow, key: str, stored: Matter, values: dict[str, Any], after: dict[str, str]
    ) -> PlannedRow:
        label = f"{row[NUMBER]} {row['title']}"
        if stored.pk not in self.seen:
            return PlannedRow.error(row, RowError(NUMBER, _("Numret används av ett annat ärende.")), key=key)
        fixed = {"board": stored.board_id == values["board"].pk, NUMBER: stored.registration_number == row[NUMBER]}
        wrong = [name for name, same in fixed.items() if not same]
        if wrong or (row["source_id"] and stored.source_id and stored.source_id != row["source_id"]):
            told = _("Ärendet finns redan, med nummer %(number)s i %(board)s. Nummer och nämnd ändras inte.")
            message = told % {"number": stored.registration_number, "board": stored.board.name}
            return PlannedRow.error(row, RowError(wrong[0] if wrong else "source_id", message), key=key)
        said = [name for name in ("title", "responsible", "confidentiality", "opened_on") if row.in_file(name)]
        before = _texts({name: getattr(stored, name) for name in values})
        return PlannedRow.of(
            row, key=key, label=label, object_id=stored.pk, data={name: values[name] for name in said},
            before={name: before[name] for name in said}, after={name: after[name] for name in said},
        )  # fmt: skip

    def _read(self, row: RawRow) -> tuple[Unit | None, dict[str, Any], list[RowError]]:
        try:
            board = self.names.board(row["board"])
        except Unknown as unknown:
            return None, {}, [RowError("board", str(unknown))]
        opened_on, no_day = day(row["opened_on"])
        if opened_on is not None and opened_on > self.actor.today:
            no_day = _("Den dagen har inte varit än.")
        mark = self.marks.get(folded(row["confidentiality"]).casefold() or "open")
        responsible = self.names.function(board, row["responsible"]) if row["responsible"] else None
        errors = errors_of(
            ("board", "" if may_open(self.actor, board.pk) else _("Du får inte öppna ärenden i den nämnden.")),
            (NUMBER, too_long(row[NUMBER], 40)),
            ("title", too_long(row["title"], 300)),
            ("opened_on", no_day),
            ("confidentiality", "" if mark else _("Skriv Öppen, Intern eller Sekretess.")),
            ("responsible", "" if responsible or not row["responsible"] else _("Funktionen finns inte i nämnden.")),
            ("source", too_long(row["source"], 60)),
            ("source_id", too_long(row["source_id"], 100)),
            ("source", _("Skriv vad diariet heter.") if row["source_id"] and not row["source"] else ""),
        )
        values = {
            "board": board, NUMBER: row[NUMBER], "title": row["title"], "responsible": responsible,
            "confidentiality": mark, "opened_on": opened_on, "source": row["source"], "source_id": row["source_id"],
            "state": MatterState.OPEN,
        }  # fmt: skip
        return board, values, errors


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """The fields as the preview shows them."""
    told = {name: str(value or "") for name, value in values.items() if name != "state"}
    told["board"] = values["board"].number
    told["responsible"] = values["responsible"].number if values["responsible"] else ""
    return told

"""What the rows of decisions and of reports have in common: their cells, their source, and what must not be stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ledtrad.core import keys, ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RawRow, RowError
from ledtrad.core.imports.cells import day, too_long
from ledtrad.core.imports.registry import Made
from ledtrad.core.numbers import format_number
from ledtrad.core.pseudonyms import KEY, Pseudonyms, holds_number
from ledtrad.delegation.actions.written import written
from ledtrad.delegation.models import DecisionSource
from ledtrad.delegation.rules.control import kronor
from ledtrad.organisation import plain
from ledtrad.organisation.actors import access
from ledtrad.organisation.models import Unit
from ledtrad.organisation.plain import Names, Unknown, folded
from ledtrad.organisation.rules import Confidentiality, Power

if TYPE_CHECKING:
    from ledtrad.core.imports.models import ImportBatch

MEETINGS = "meetings"
PURPOSE = "decisions"
LENGTHS = {"source": 100, "source_id": 100, "item": 30, "function": 150, "person": 150, "matter": 100}
MARKS = {
    "": "internal",
    **dict.fromkeys(("open", "öppen", "public", "offentlig"), "open"),
    **dict.fromkeys(("internal", "intern"), "internal"),
    **dict.fromkeys(("confidential", "sekretess", "secret", "hemlig"), "confidential"),
}
HOLDS_NUMBER = gettext_lazy("Här står ett personnummer.")
OWN_NUMBER = gettext_lazy(
    "Källans beteckning innehåller ett personnummer och kan inte sparas. "
    "Låt filen ha ärendesystemets eget nummer på beslutet i stället."
)
LABELS = {
    "source": gettext_lazy("Källa"),
    "source_id": gettext_lazy("Källans beteckning"),
    "board": gettext_lazy("Nämnd"),
    "decided_on": gettext_lazy("Beslutat"),
    "item": gettext_lazy("Punkt"),
    "function": gettext_lazy("Delegat"),
    "person": gettext_lazy("Person"),
    "matter": gettext_lazy("Ärende"),
    "decision": gettext_lazy("Beslut"),
    "amount": gettext_lazy("Belopp"),
    "period_from": gettext_lazy("Från"),
    "period_to": gettext_lazy("Till"),
    "confidentiality": pgettext_lazy("grad", "Sekretess"),
    "subject": gettext_lazy("Den enskilde"),
    "meeting_on": gettext_lazy("Sammanträde"),
}


def _mark(value: str) -> str:
    return str(Confidentiality(value).label) if value in Confidentiality.values else value


def _kronor(value: str) -> str:
    try:
        return kronor(value)
    except InvalidOperation:
        return value


SAID_AS = {"confidentiality": _mark, "amount": _kronor}
"""How the preview says what is stored."""


@dataclass
class Sources:
    """The sources by name; what is unknown is made at `save`."""

    may_make: bool
    known: dict[str, DecisionSource] = field(default_factory=dict)
    new: dict[str, DecisionSource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = {folded(s.name): s for s in DecisionSource.objects.all()}

    def named(self, text: str) -> DecisionSource | None:
        """The source of that name; a new one when it may be made; else None."""
        name = folded(text)
        found = self.known.get(name) or self.new.get(name)
        if found is None and self.may_make:
            found = self.new[name] = DecisionSource(name=name)
        return found

    def only(self, used: set[str]) -> None:
        """Forget the new ones that no row to be written uses."""
        self.new = {name: source for name, source in self.new.items() if name in used}

    @property
    def created(self) -> list[Made]:
        return [(plain.SOURCES, (("source", name),)) for name in self.new]

    def save(self, boards: Mapping[str, set[Unit]], actor: Actor) -> list[int]:
        """Write the new ones; one that serves a single board (by `boards`) is that board's."""
        made = []
        for name, source in self.new.items():
            served = boards.get(name, set())
            source.board = next(iter(served)) if len(served) == 1 else None
            for attribute, value in written(actor).items():
                setattr(source, attribute, value)
            source.save()
            ledger.record(actor, "created", source, unit_id=source.board_id, by="import")
            made.append(source.pk)
        return made


class Context:
    """Everything that the rows name, fetched at once, and the rights of whoever sends them."""

    def __init__(self, actor: Actor) -> None:
        self.rights = access(actor)
        self.sees_all = self.rights.administers or self.rights.everything
        self.names = Names(may_make=self.sees_all)
        self.sources = Sources(may_make=self.sees_all)
        self.pseudonyms = Pseudonyms(PURPOSE)
        self.hidden = 0

    def board(self, text: str) -> Unit:
        """The board that the row names, where the actor may write decisions. Raises Unknown."""
        board = self.names.board(text)
        if not self.sees_all and not self.rights.has(Power.PLAN, board.pk):
            raise Unknown(_("Du får inte läsa in beslut för den nämnden."))
        return board

    def hide(self, text: str) -> str:
        """The text without personal identity numbers."""
        shown, count = self.pseudonyms.hide_numbers(text)
        self.hidden += count
        return shown

    def warnings(self) -> list[str]:
        if not self.hidden:
            return []
        text = ngettext(
            "%(count)s personnummer i filen ersätts av en pseudonym.",
            "%(count)s personnummer i filen ersätts av pseudonymer.",
            self.hidden,
        )
        return [text % {"count": format_number(self.hidden)}]


def check_lengths(row: RawRow) -> list[RowError]:
    """A text that does not fit is refused, never cut."""
    values = row.values
    return [
        RowError(name, too_long(values[name], most))
        for name, most in LENGTHS.items()
        if name in values and len(values[name]) > most
    ]


def check_names(row: RawRow) -> list[RowError]:
    """A personal identity number is no name of a source, a decision, an item or a function.

    In `matter`, `decision` and `person` it is replaced; here a pseudonym would break series and what is compared.
    """
    values = row.values
    found = [name for name in ("source", "source_id", "item", "function") if holds_number(values.get(name, ""))]
    return [RowError(name, str(OWN_NUMBER if name == "source_id" else HOLDS_NUMBER)) for name in found]


def read_day(row: RawRow, name: str, errors: list[RowError]) -> str:
    """The cell's day as ISO text, "" when it is empty or wrong."""
    text = row[name]
    if not text:
        return ""
    found, problem = day(text)
    if found is None:
        errors.append(RowError(name, problem))
        return ""
    return text if len(text) == 10 else found.isoformat()


def read_board(row: RawRow, context: Context, errors: list[RowError]) -> Unit | None:
    try:
        return context.board(row["board"])
    except Unknown as unknown:
        errors.append(RowError("board", str(unknown)))
        return None


def read_source(row: RawRow, context: Context, errors: list[RowError]) -> DecisionSource | None:
    source = context.sources.named(row["source"])
    if source is None:
        message = _("Det finns ingen källa som heter ”%(name)s”. Sätt upp den först.") % {
            "name": shown(row)["source"][:60]
        }
        errors.append(RowError("source", message))
    return source


def differences(before: Iterable[str], after: Iterable[str], names: Iterable[str]) -> list[RowError]:
    """One error a field that says something else than what is stored: old → new."""
    return [
        RowError(name, _("Beslutet finns redan med annat innehåll: %(old)s → %(new)s.")
                 % {"old": old[:80] or "–", "new": new[:80] or "–"})
        for name, old, new in zip(names, before, after, strict=True) if old != new
    ]  # fmt: skip


def as_text(value: object) -> str:
    """A stored value as a file says it."""
    return "" if value is None else str(value)


def shown(row: RawRow) -> dict[str, str]:
    """What may be kept in clear of a row: the subject as pseudonym, no personal identity number anywhere."""
    pseudonyms = _pseudonyms(keys.current(KEY))
    found = {name: pseudonyms.hide_numbers(value)[0] for name, value in row.values.items()}
    if "subject" in found:
        found["subject"] = pseudonyms.of(row["subject"])
    return found


def refused(row: RawRow, errors: Iterable[RowError]) -> tuple[PlannedRow, Mapping[str, str]]:
    """The row with what is wrong in it, as a batch keeps it: named by what may be kept of its names."""
    kept = shown(row)
    key = f"{kept['source']} {kept['source_id']}"
    return PlannedRow.error(row, *errors, key=key, label=kept["source_id"]), kept


@lru_cache(maxsize=2)
def _pseudonyms(_version: int) -> Pseudonyms:
    return Pseudonyms(PURPOSE)


def take_back(batch: "ImportBatch") -> None:
    """Remove what the batch made beside its rows, but leave what anything else has come to rest on."""
    made = batch.facts.get("made", {})
    for source in DecisionSource.objects.filter(pk__in=made.get("source", ())):
        plain.remove_if_free(source)
    plain.take_back(made)

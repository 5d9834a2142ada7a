"""The lines of an audit in a file: questions with answers, criteria, findings, sources, and a dialogue's areas."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from ledtrad.audits.actions.parts import KEPT
from ledtrad.audits.imports import rows as cells
from ledtrad.audits.models import Audit, AuditQuestion
from ledtrad.audits.queries.criteria import KINDS
from ledtrad.audits.rules import places
from ledtrad.audits.words import LineKind
from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RawRow, RowError, RowState
from ledtrad.core.imports.cells import repeated, too_long, whole
from ledtrad.organisation.actors import user_behind
from ledtrad.thread.models import Node

#: Where each kind of line is kept, with what tells it from others there.
STORED: dict[str, tuple[Any, dict[str, str]]] = {
    LineKind.QUESTION: (AuditQuestion, {}),
    LineKind.CRITERION: KEPT["criteria"],
    LineKind.FINDING: KEPT["findings"],
    LineKind.FUNCTION: KEPT["functions"],
    LineKind.DOCUMENT: KEPT["documents"],
    LineKind.TOPIC: KEPT["topics"],
    LineKind.STRENGTH: KEPT["strengths"],
    LineKind.DEVELOPMENT: KEPT["developments"],
}
LONGEST = {LineKind.FUNCTION: 500, LineKind.DOCUMENT: 500}
Key = tuple[str, str, int]


@dataclass(frozen=True)
class LineRow:
    """A line, understood. `node` is what a criterion is tied to."""

    key: Key
    text: str
    answer: str
    node: Node | None
    stored: Any


def lines_by_key(audits: Any, actor: Actor) -> dict[Key, tuple[Any, dict[str, str]]]:
    """The lines of these audits by audit, kind and place, each with its row. Six queries.

    A tie to what the actor may not see is told as none.
    """
    found: dict[Key, tuple[Any, dict[str, str]]] = {}
    numbers = dict(Audit.objects.filter(pk__in=audits).values_list("pk", "number"))
    seen = Node.objects.visible_to(user_behind(actor)).values("pk")
    tied = dict(KEPT["criteria"][0].objects.filter(audit__in=numbers, node__in=seen).values_list("pk", "node__number"))
    kinds = {(model, more.get("kind", "")): kind for kind, (model, more) in STORED.items()}
    for model in {model: None for model, _more in STORED.values()}:
        last: dict[tuple[int, str], int] = defaultdict(int)
        for row in model.objects.filter(audit__in=numbers).order_by("order", "pk"):
            kind = kinds[model, getattr(row, "kind", "")]
            last[row.audit_id, kind] = place = max(row.order + 1, last[row.audit_id, kind] + 1)
            number = numbers[row.audit_id]
            said = {"audit": number, "kind": str(kind), "order": str(place), "text": row.text,
                    "answer": getattr(row, "answer", ""),
                    "node": tied.get(row.pk, "") if kind == LineKind.CRITERION else ""}  # fmt: skip
            found[number, str(kind), place] = (row, said)
    return found


def lines_said(audits: Any, actor: Actor) -> Iterator[Mapping[str, object]]:
    """Every line of them, as the file says it."""
    order = {str(kind): place for place, kind in enumerate(LineKind.values)}
    found = lines_by_key(audits, actor)
    for key in sorted(found, key=lambda key: (key[0], order[key[1]], key[2])):
        said = found[key][1]
        yield said | {"order": int(said["order"])}


@dataclass
class LinePlan:
    """What the rows would do. Eight queries, however many."""

    actor: Actor
    audits: Collection[int]
    rows: Sequence[RawRow]
    stored: dict[Key, tuple[Any, dict[str, str]]] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    repeats: set[tuple[str, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.rows:
            self.stored = lines_by_key(self.audits, self.actor)
            named = Node.objects.visible_to(user_behind(self.actor)).filter(kind__in=KINDS)
            found = named.filter(number__in={row["node"].upper() for row in self.rows if row["node"]})
            self.nodes = {node.number: node for node in found}

    def line(self, row: RawRow, errors: list[RowError]) -> PlannedRow:
        """One row; `errors` are what its audit is wrong about."""
        kind = cells.word(row["kind"], LineKind, "kind", errors)
        place, problem = whole(row["order"])
        if problem or not place or place > 32_000:
            errors.append(RowError("order", problem or _("Skriv ett tal från 1.")))
        errors += self._faults(row, kind)
        if errors or place is None:
            return PlannedRow.error(row, *errors)
        key = (row["audit"], kind, place)
        name = f"{row['audit']} {kind} {place}"
        after = {"audit": row["audit"], "kind": kind, "order": str(place), "text": row["text"]}
        after |= {name: row[name] for name in ("answer", "node") if row.in_file(name)}
        if "node" in after:
            after["node"] = after["node"].upper()
        if again := repeated(row, name, self.repeats, after):
            return again
        known = self.stored.get(key)
        found = LineRow(key, row["text"], row["answer"], self.nodes.get(row["node"].upper()), known and known[0])
        return PlannedRow.of(
            row, key=name, label=f"{row['audit']} {LineKind(kind).label} {place}", after=after,
            before={name: known[1][name] for name in after} if known else None,
            object_id=known[0].pk if known else None, data=found,
        )  # fmt: skip

    def _faults(self, row: RawRow, kind: str) -> Iterator[RowError]:
        if said := too_long(row["text"], LONGEST.get(LineKind(kind), 5_000) if kind else 5_000):
            yield RowError("text", said)
        if said := too_long(row["answer"], 5_000):
            yield RowError("answer", said)
        if kind and row["answer"] and kind != LineKind.QUESTION:
            yield RowError("answer", _("Bara en fråga har ett svar."))
        if kind and row["node"] and kind != LineKind.CRITERION:
            yield RowError("node", _("Bara ett kriterium knyts till tråden."))
        elif row["node"] and row["node"].upper() not in self.nodes:
            yield RowError(
                "node", _("Det finns inget styrdokument eller mål ”%(number)s”.") % {"number": row["node"][:30]}
            )


def write(planned: Sequence[PlannedRow]) -> list[int]:
    """Write new and changed lines; the audits that they stand in."""
    numbers = {row.data.key[0] for row in planned}
    audits = {a.number: a for a in Audit.objects.filter(number__in=numbers).select_related("paper")}
    new: dict[Any, list[tuple[PlannedRow, Any]]] = defaultdict(list)
    changed: dict[Any, list[Any]] = defaultdict(list)
    for row in planned:
        found: LineRow = row.data
        audit = audits[found.key[0]]
        model, more = STORED[found.key[1]]
        line = found.stored or model(audit=audit, order=found.key[2] - 1, **more)
        _put(line, found, row, audit.paper.text if audit.paper else "")
        if found.stored:
            changed[model].append(line)
        else:
            new[model].append((row, line))
    _save(changed)
    for model, made in new.items():
        for (row, _line), line in zip(made, model.objects.bulk_create([line for _row, line in made]), strict=True):
            row.object_id = line.pk
    return [audit.pk for audit in audits.values()]


def _save(changed: Mapping[Any, list[Any]]) -> None:
    for model, lines in changed.items():
        own = [name for name in ("answer", "node") if hasattr(lines[0], f"{name}_id" if name == "node" else name)]
        model.objects.bulk_update(lines, ["text", "place_from", "place_to", *own], batch_size=500)


def _put(line: Any, found: LineRow, row: PlannedRow, text: str) -> None:
    """Only what the row says otherwise than what is stored: a tie that the actor may not see stays."""
    if line.text != found.text:
        line.text = found.text
        line.place_from, line.place_to = places.find(found.text, text) or (None, None)
    if "answer" in row.after and found.key[1] == LineKind.QUESTION:
        line.answer = found.answer
    if row.after.get("node", "") != row.before.get("node", ""):
        line.node = found.node


def take_back(planned: Sequence[PlannedRow]) -> bool:
    """Remove what was new and restore what was changed; False, with nothing certain written, when a line says
    something else by now."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for row in planned:
        keys[STORED[row.after["kind"]][0]].append(row.object_id or 0)
    stored = {model: _with_node(model).in_bulk(pks) for model, pks in keys.items()}
    numbers = {row.before["node"] for row in planned if row.before.get("node")}
    nodes = {node.number: node for node in Node.objects.filter(number__in=numbers)}
    changed: dict[Any, list[Any]] = defaultdict(list)
    new: dict[Any, list[int]] = defaultdict(list)
    for row in planned:
        model = STORED[row.after["kind"]][0]
        line = stored[model].get(row.object_id or 0)
        if line is None or not _is_as_written(line, row):
            return False
        if row.state == RowState.NEW:
            new[model].append(line.pk)
            continue
        line.text, line.place_from, line.place_to = row.before["text"], None, None
        if _wrote(row, "answer"):
            line.answer = row.before["answer"]
        if _wrote(row, "node"):
            line.node = nodes.get(row.before["node"])
        changed[model].append(line)
    _save(changed)
    for model, pks in new.items():
        model.objects.filter(pk__in=pks).delete()
    return True


def _with_node(model: Any) -> Any:
    return model.objects.select_related("node") if hasattr(model, "node_id") else model.objects


def _wrote(row: PlannedRow, name: str) -> bool:
    """Whether the file said something of its own there."""
    return row.after.get(name, "") != (row.before or {}).get(name, "")


def _is_as_written(line: Any, row: PlannedRow) -> bool:
    """Whether nobody has written another text since, and in what the file wrote no other answer and no other tie.
    Of a new line all of it was written by the file, what it left empty too."""
    is_new = row.state == RowState.NEW
    if line.text != row.after["text"]:
        return False
    if hasattr(line, "answer") and (is_new or _wrote(row, "answer")) and line.answer != row.after.get("answer", ""):
        return False
    if not hasattr(line, "node_id") or not (is_new or _wrote(row, "node")):
        return True
    return (line.node.number if line.node else "") == row.after.get("node", "").upper()


def touch(audits: Iterable[int]) -> None:
    """Whoever has the audit's form open is told that it has changed."""
    Audit.objects.filter(pk__in=list(audits)).update(version=F("version") + 1)

"""Which earlier recommendation a recommendation says again, in a file: `G 2015/2` is the second of audit G 2015."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ledtrad.audits.models import Recommendation
from ledtrad.core import ledger
from ledtrad.core.actors import Actor
from ledtrad.core.imports import PlannedRow, RowError, RowState
from ledtrad.organisation.actors import user_behind

Key = tuple[str, int]


def key_of(text: str) -> Key | None:
    """Audit and order, or None for what is no such name."""
    audit, slash, order = text.rpartition("/")
    return (audit.strip(), int(order)) if slash and order.strip().isdecimal() and len(order) < 7 else None


def by_key(keys: Iterable[Key], actor: Actor) -> dict[Key, Recommendation]:
    """Those of these that are stored and that the actor sees. One query."""
    audits = {audit for audit, _order in keys}
    rows = Recommendation.objects.visible_to(user_behind(actor)).filter(audit__number__in=audits)
    return {(row.audit.number, row.order + 1): row for row in rows.select_related("audit", "repeats__audit")}


def check_repeats(parts: Sequence[PlannedRow], audits: Sequence[PlannedRow], actor: Actor) -> None:
    """Make an error of each row that says again what is not there, is later, or says this again. One query where
    anything is said again."""
    said = {(row.data.audit, row.data.order): row for row in parts if row.data is not None}
    asked = [row for row in parts if row.data is not None and row.data.values["repeats"]]
    if not asked:
        return
    wanted = {key for row in asked if (key := key_of(row.data.values["repeats"]))}
    known = by_key({*wanted, *said}, actor)
    days: dict[str, date | None] = {audit: row.audit.issued_on for (audit, _order), row in known.items()}
    days |= {row.key: row.data.values["issued_on"] for row in audits if row.table == "audits" and row.data is not None}
    above = {key: (row.repeats.audit.number, row.repeats.order + 1) for key, row in known.items() if row.repeats}
    told: dict[Key, Key | None] = {}
    for row in asked:
        own, key = (row.data.audit, row.data.order), key_of(row.data.values["repeats"])
        if key is None or (key not in known and key not in said):
            _fault(row, _("Det finns ingen rekommendation ”%(name)s”. Skriv granskning/ordning, till exempel G 2015/2.")
                   % {"name": row.data.values["repeats"][:40]})  # fmt: skip
        elif told.setdefault(own, key) != key:
            _fault(row, _("Samma rekommendation upprepar en annan på en annan rad."))
        elif why := _why_not(own, key, days, {**above, **{one: two for one, two in told.items() if two}}):
            _fault(row, why)


def _why_not(own: Key, key: Key, days: Mapping[str, date | None], above: Mapping[Key, Key]) -> str:
    if own[0] == key[0]:
        return _("Den rekommendationen står i samma granskning. Välj en ur en tidigare.")
    mine, theirs = days.get(own[0]), days.get(key[0])
    if mine and theirs and theirs > mine:
        return _("Den rekommendationen är senare än den här.")
    passed: set[Key] = set()
    step: Key | None = key
    while step is not None and step not in passed:
        if step == own:
            return _("Den rekommendationen upprepar själv den här.")
        passed.add(step)
        step = above.get(step)
    return ""


def _fault(row: PlannedRow, message: str) -> None:
    row.state = RowState.ERROR
    row.errors.append(RowError("repeats", message))


def write(planned: Sequence[PlannedRow], actor: Actor, batch: str) -> None:
    """Tie the recommendations of these rows to what they say again, when all are there. A few queries, however many."""
    rows = [row for row in planned if row.after.get("repeats", "") != row.before.get("repeats", "")]
    if not rows:
        return
    keys = {(row.data.audit, row.data.order): key_of(row.data.values["repeats"]) for row in rows}
    _tie(keys, actor, {"batch": batch})


def take_back(changed: Iterable[PlannedRow], actor: Actor) -> None:
    """As it was before the file said otherwise."""
    keys = {
        (row.before["audit"], int(row.before["order"])): key_of(row.before["repeats"])
        for row in changed
        if row.before.get("repeats", "") != row.after.get("repeats", "")
    }
    if keys:
        _tie(keys, actor, {})


def _tie(keys: Mapping[Key, Key | None], actor: Actor, more: Mapping[str, str]) -> None:
    """Each recommendation that then says something else again has it in its own history, as when it is chosen there."""
    known = by_key({*keys, *(key for key in keys.values() if key)}, actor)
    told: list[tuple[Recommendation, dict[str, Any]]] = []
    for own, key in keys.items():
        row, earlier = known.get(own), known.get(key) if key else None
        if row is None or row.repeats_id == (earlier.pk if earlier else None):
            continue
        before, row.repeats = row.repeats, earlier
        numbers = [one.number if one else None for one in (before, earlier)]
        told.append((row, {**more, "title": row.title, "changes": {"repeats": numbers}}))
    Recommendation.objects.bulk_update([row for row, _said in told], ["repeats"], batch_size=500)
    ledger.record_many(actor, "changed", told)

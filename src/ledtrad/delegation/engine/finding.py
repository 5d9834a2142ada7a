"""From the rows that the checks answer to findings with their facts; alike whatever database answered."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from ledtrad.delegation.engine import checks
from ledtrad.delegation.engine.question import Found, Question
from ledtrad.delegation.engine.relations import Relations
from ledtrad.delegation.rules.mandates import FOREVER
from ledtrad.delegation.rules.requirements import FIELDS, TYPED, fold
from ledtrad.delegation.rules.series import missing_range
from ledtrad.delegation.rules.words import FindingKind

Row = tuple[Any, ...]
KINDS = {kind: place for place, kind in enumerate(FindingKind)}


def order(found: Found) -> tuple[Any, ...]:
    """Worst first, then by decision: the same order whatever database answered."""
    facts = found.facts
    return (
        KINDS[found.kind], found.board, found.source, found.source_id,
        facts.get("series", ""), facts.get("first", 0), facts.get("meeting_on", ""), facts.get("nth", 0),
    )  # fmt: skip


def all_of(relations: Relations, question: Question) -> Iterator[Found]:
    """Every finding, kind by kind."""
    yield from _untold(relations)
    yield from _incomplete(relations, question)
    yield from _ungranted(relations)
    yield from _unheld(relations)
    yield from _over_limit(relations)
    yield from _gaps(relations)
    yield from _reported_twice(relations)
    yield from _orphans(relations)
    yield from _changed(relations)
    yield from _execution_reported(relations)


def _about(kind: FindingKind, row: Row, facts: dict[str, Any]) -> Found:
    """A finding about one decision: its row begins with ref, board, source and source_id."""
    return Found(kind, row[2], row[3], "", facts, board=row[1], ref=row[0])


def _untold(relations: Relations) -> Iterator[Found]:
    relations.run(checks.MAKE_UNTOLD)
    relations.run(checks.MAKE_FIRST_TOLD)
    for row in relations.rows(checks.MISSING):
        yield _about(FindingKind.MISSING, row, {"decided_on": iso(row[4]), "due_on": iso(row[5])})
    for row in relations.rows(checks.LATE):
        facts = {"decided_on": iso(row[4]), "due_on": iso(row[5]), "reported_on": iso(row[6])}
        yield _about(FindingKind.LATE, row, facts)


def _incomplete(relations: Relations, question: Question) -> Iterator[Found]:
    """One finding a decision, with all that lacks and all that has the wrong form."""
    found: dict[Row, tuple[set[str], dict[str, str]]] = defaultdict(lambda: (set(), {}))
    if question.requirements:
        fields, statement = checks.incomplete(question.requirements, relations.maybe_blank)
        for row in relations.rows(statement):
            found[row[:4]][0].update(field for field, lacks in zip(fields, row[4:], strict=True) if lacks)
    for one in question.requirements:
        if one.pattern:
            fits = lru_cache(maxsize=10_000)(one.fits)
            for row in relations.rows(checks.filled(one, relations.maybe_blank)):
                if not fits(text := plain(one.field, row[4])):
                    found[row[:4]][1][one.field] = text
    for key, (empty, malformed) in found.items():
        facts = {"empty": sorted(empty, key=FIELDS.index), "malformed": malformed}
        yield _about(FindingKind.INCOMPLETE, key, facts)


def _ungranted(relations: Relations) -> Iterator[Found]:
    relations.run(checks.MAKE_CLAIMS)
    relations.run(checks.MAKE_UNGRANTED)
    spans: dict[Row, list[tuple[str, str]]] = defaultdict(list)
    for board, item, start, stop in relations.rows(checks.ITEMS_OF_UNGRANTED):
        spans[board, item].append((iso(start), iso(stop)))
    grants: dict[Row, list[tuple[str, str, str]]] = defaultdict(list)
    for board, item, function, start, stop in relations.rows(checks.GRANTS_OF_UNGRANTED):
        grants[board, item].append((function, iso(start), iso(stop)))
    for row in relations.rows(checks.UNGRANTED):
        decided_on, item, function, has_item = iso(row[4]), row[5], row[6], row[7]
        facts: dict[str, Any] = {"decided_on": decided_on, "item": item}
        if not has_item:
            yield _about(FindingKind.NO_ITEM, row, facts | _around(decided_on, spans[row[1], item]))
            continue
        delegates = {name for name, start, stop in grants[row[1], item] if start <= decided_on < stop}
        facts |= {"function": function, "delegates": sorted(delegates)}
        yield _about(FindingKind.WRONG_DELEGATE, row, facts)


def _unheld(relations: Relations) -> Iterator[Found]:
    relations.run(checks.MAKE_POSTS)
    relations.run(checks.MAKE_UNHELD)
    spans: dict[Row, list[tuple[str, str]]] = defaultdict(list)
    for board, function, person, start, stop in relations.rows(checks.HOLDINGS_OF_UNHELD):
        spans[board, function, person].append((iso(start), iso(stop)))
    for row in relations.rows(checks.UNHELD):
        facts = {"decided_on": iso(row[4]), "function": row[5], "person": row[6]}
        around = _around(facts["decided_on"], spans[row[1], row[5], row[6]])
        yield _about(FindingKind.NOT_HOLDER, row, facts | around)


def _around(day: str, spans: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """When it last ended before a day on which it did not hold, and when it next begins after it."""
    known = list(spans)
    return {
        "ended_on": max((stop for start, stop in known if start < stop <= day), default=None),
        "begins_on": min((start for start, stop in known if day < start < stop), default=None),
    }


def _over_limit(relations: Relations) -> Iterator[Found]:
    for row in relations.rows(checks.OVER_LIMIT):
        amount, amount_max, days, days_max = row[4:]
        costs = amount is not None and amount_max is not None and amount > amount_max
        lasts = days is not None and days_max is not None and days > days_max
        facts = {
            "amount": money(amount) if costs else None,
            "amount_max": money(amount_max) if costs else None,
            "days": int(days) if lasts else None,
            "days_max": int(days_max) if lasts else None,
        }
        yield _about(FindingKind.OVER_LIMIT, row, facts)


def _gaps(relations: Relations) -> Iterator[Found]:
    relations.run(checks.MAKE_STEPS)
    before: dict[Row, list[str]] = defaultdict(list)
    for row in relations.rows(checks.GAP):
        before[row[:5]].append(row[5])
    for (board, source, series, reached, following), ids in before.items():
        first, last = int(reached) + 1, int(following) - 1
        facts = {"series": series, "first": first, "last": last}
        yield Found(FindingKind.GAP, source, "", missing_range(ids, first, last), facts, board=board)


def _reported_twice(relations: Relations) -> Iterator[Found]:
    relations.run(checks.MAKE_TWICE)
    for row, meetings in _meetings(relations.rows(checks.DUPLICATE)):
        yield _about(FindingKind.DUPLICATE, row, {"meetings": meetings})


def _execution_reported(relations: Relations) -> Iterator[Found]:
    for row, meetings in _meetings(relations.rows(checks.EXECUTION_REPORTED)):
        yield _about(FindingKind.EXECUTION_REPORTED, row, {"item": row[4], "meetings": meetings})


def _meetings(rows: Iterable[Row]) -> Iterator[tuple[Row, list[str]]]:
    """Rows that end in a meeting, as one for each decision with all of its meetings."""
    meetings: dict[Row, list[str]] = defaultdict(list)
    for row in rows:
        meetings[row[:-1]].append(iso(row[-1]))
    for key, days in meetings.items():
        yield key, sorted(days)


def _orphans(relations: Relations) -> Iterator[Found]:
    """One a row; rows that are alike are told apart by their place among one another."""
    seen: dict[Row, int] = defaultdict(int)
    rows = [
        (board, source, source_id, iso(meeting), iso(decided_on), item, function)
        for board, source, source_id, meeting, decided_on, item, function in relations.rows(checks.ORPHAN)
    ]
    for row in sorted(rows):
        board, source, source_id, meeting_on, decided_on, item, function = row
        seen[row[:4]] += 1
        facts = {
            "meeting_on": meeting_on, "decided_on": decided_on, "item": item, "function": function,
            "nth": seen[row[:4]],
        }  # fmt: skip
        yield Found(FindingKind.ORPHAN, source, source_id, "", facts, board=board)


def _changed(relations: Relations) -> Iterator[Found]:
    """Candidates that differ in more than white space; one finding a decision, whichever report differs."""
    found: dict[Row, tuple[dict[str, str], list[dict[str, str]]]] = {}
    width = len(checks.COMPARED)
    for row in relations.rows(checks.CHANGED):
        now, told = (
            {name: plain(name, value) for name, value in zip(checks.COMPARED, values, strict=True)}
            for values in (row[5 : 5 + width], row[5 + width :])
        )
        if any(fold(now[name]) != fold(told[name]) for name in checks.COMPARED):
            found.setdefault(row[:4], (now, []))[1].append({"meeting_on": iso(row[4]), **told})
    for key, (now, reports) in found.items():
        fields = [name for name in checks.COMPARED if any(fold(one[name]) != fold(now[name]) for one in reports)]
        differing = sorted(
            ({name: one[name] for name in ("meeting_on", *fields)} for one in reports),
            key=lambda one: tuple(one.values()),
        )
        facts = {"fields": fields, "now": {name: now[name] for name in fields}, "told": differing}
        yield _about(FindingKind.CHANGED, key, facts)


def iso(value: Any) -> str:
    """A day as text, however the database hands it over."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def money(value: Any) -> str:
    """An amount as text with the decimals that it has, at least two."""
    amount = Decimal(str(value))
    cents = amount.quantize(Decimal("0.01"))
    return f"{cents if cents == amount else amount.normalize():f}"


_PLAIN: dict[str, Callable[[Any], str]] = dict.fromkeys(TYPED, iso) | {"amount": money}


def plain(field: str, value: Any) -> str:
    """A field's value as text."""
    return _PLAIN[field](value) if field in _PLAIN else str(value)


def without_end(stop: date | None) -> date:
    """An open end as a day that compares."""
    return FOREVER if stop is None else stop

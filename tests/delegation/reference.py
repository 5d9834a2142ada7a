"""The control once more, slow and obvious: plain loops over plain rows, without SQL and without the engine's rules.

It is what the issue says, sentence by sentence. Rows are dicts with the columns of the files in the contract; days are
`date` or None, amounts `Decimal` or None.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

Row = dict

REQUIRED = ["source", "source_id", "board", "decided_on", "item", "function", "person", "matter", "decision"]
COMPARED = ["decided_on", "item", "function", "matter", "decision"]


@dataclass
class Population:
    orders: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    meetings: list[Row] = field(default_factory=list)
    decisions: list[Row] = field(default_factory=list)
    reported: list[Row] = field(default_factory=list)
    subdelegations: list[Row] = field(default_factory=list)
    substitutions: list[Row] = field(default_factory=list)


def folded(text):
    return " ".join(str(text if text is not None else "").split())


def runs(start, stop, day):
    return start <= day and (stop is None or day < stop)


def items_on(population, board, item, day):
    """The rows of the order in force that are this item."""
    return [
        row
        for row in population.orders
        if row["board"] == board
        and folded(row["item"]) == folded(item)
        and runs(row["valid_from"], row["valid_to"], day)
    ]


def may_decide(population, rows, board, item, function, day):
    """Whether the function is among the delegates, by order, onward delegation or substitution."""

    def directly(name):
        if any(folded(name) == folded(one) and folded(one) for row in rows for one in row["delegates"].split("|")):
            return True
        return any(
            sub["board"] == board
            and folded(sub["item"]) == folded(item)
            and folded(sub["function"]) == folded(name)
            and runs(sub["valid_from"], sub["valid_to"], day)
            and any(row.get("onward") for row in rows)
            for sub in population.subdelegations
        )

    if directly(function):
        return True
    return any(
        sub["board"] == board
        and folded(sub["substitute"]) == folded(function)
        and runs(sub["valid_from"], sub["valid_to"], day)
        and directly(sub["absent"])
        for sub in population.substitutions
    )


def due_on(population, board, decided_on, cutoff_days):
    held = sorted(row["held_on"] for row in population.meetings if row["board"] == board)
    for day in held:
        if day >= decided_on + timedelta(days=cutoff_days):
            return day
    return None


def last_digits(source_id):
    """(series, number), or None. Found from the right, one character at a time."""
    end = len(source_id)
    while end > 0 and source_id[end - 1] not in "0123456789":
        end -= 1
    start = end
    while start > 0 and source_id[start - 1] in "0123456789":
        start -= 1
    if start == end or end - start > 18:
        return None
    return source_id[:start] + source_id[end:], int(source_id[start:end])


def control(population, *, board, first, last, as_of, cutoff_days=7, broken=()):
    """A set of (kind, board, source, source_id, extra); for orphans a list, since they may be alike."""
    found = []
    boards = (
        [board] if board is not None else sorted({row["board"] for row in population.decisions + population.reported})
    )
    totals = {"decisions": 0, "to_report": 0, "reported": 0}
    for one in boards:
        chosen = [row for row in population.decisions if row["board"] == one and first <= row["decided_on"] <= last]
        for row in chosen:
            totals["decisions"] += 1
            found += of_decision(population, row, as_of, cutoff_days, totals)
        found += gaps(one, chosen, broken)
        for row in population.reported:
            if row["board"] != one or row["decided_on"] is None or not first <= row["decided_on"] <= last:
                continue
            if not any(
                d["source"] == row["source"] and d["source_id"] == row["source_id"] for d in population.decisions
            ):
                found.append(("orphan", one, row["source"], row["source_id"], str(row["meeting_on"])))
    return sorted(found), totals


def of_decision(population, row, as_of, cutoff_days, totals):
    found = []
    board, day = row["board"], row["decided_on"]

    def tell(kind, extra=""):
        found.append((kind, board, row["source"], row["source_id"], extra))

    rows = items_on(population, board, row["item"], day)
    reports = [
        r
        for r in population.reported
        if r["board"] == board and r["source"] == row["source"] and r["source_id"] == row["source_id"]
    ]
    to_report = not rows or rows[0]["reporting"] == "reported"
    due = due_on(population, board, day, cutoff_days)
    if to_report:
        totals["to_report"] += 1
        totals["reported"] += 1 if reports else 0
        if not reports and due is not None and due <= as_of:
            tell("missing", str(due))
        if reports and due is not None and min(r["meeting_on"] for r in reports) > due:
            tell("late", str(due))
    empty = [name for name in REQUIRED if not folded(row[name])]
    if empty:
        tell("incomplete", ",".join(empty))
    if not rows:
        tell("no_item")
    else:
        if not may_decide(population, rows, board, row["item"], row["function"], day):
            tell("wrong_delegate")
        over = row["amount"] is not None and rows[0]["amount_max"] is not None and row["amount"] > rows[0]["amount_max"]
        if row["period_from"] and row["period_to"] and rows[0]["days_max"] is not None:
            over = over or (row["period_to"] - row["period_from"]).days > rows[0]["days_max"]
        if over:
            tell("over_limit")
        if reports and rows[0]["reporting"] == "execution":
            tell("execution_reported")
    if not any(
        h["board"] == board
        and folded(h["function"]) == folded(row["function"])
        and folded(h["person"]) == folded(row["person"])
        and folded(h["person"])
        and runs(h["valid_from"], h["valid_to"], day)
        for h in population.holdings
    ):
        tell("not_holder")
    if len(reports) > 1:
        tell("duplicate", str(len(reports)))
    if any(folded(r[name]) != folded(row[name]) for r in reports for name in COMPARED):
        tell("changed")
    return found


def gaps(board, chosen, broken):
    numbers = {}
    for row in chosen:
        if row["source"] not in broken and (apart := last_digits(row["source_id"])):
            numbers.setdefault((row["source"], apart[0]), set()).add(apart[1])
    found = []
    for (source, series), known in numbers.items():
        missing = [n for n in range(min(known), max(known) + 1) if n not in known]
        for n in missing:
            if n - 1 in known:
                end = n
                while end + 1 not in known:
                    end += 1
                found.append(("gap", board, source, "", f"{series}:{n}-{end}"))
    return found


def decimal(text):
    return Decimal(text) if text else None


def day(text):
    return date.fromisoformat(text) if text else None

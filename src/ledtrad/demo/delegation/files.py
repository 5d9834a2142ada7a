"""The files that the demonstration's sources and its old lists would be: each in its own system's words."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ledtrad.demo.delegation.population import Decision, Population

BOARD = "SN"

#: Our column by the heading of the case system's file.
CASES = {
    "source_id": "Beslutsid", "decided_on": "Beslutsdatum", "item": "Delegationspunkt",
    "function": "Beslutsfattares befattning", "person": "Beslutsfattare", "matter": "Ärendenummer",
    "decision": "Beslut", "amount": "Belopp", "period_from": "Fr o m", "period_to": "T o m",
    "confidentiality": "Sekretess", "subject": "Avser",
}  # fmt: skip
PAYROLL = {
    "source_id": "Beslutsnummer", "decided_on": "Beslutsdatum", "item": "Beslutskod",
    "function": "Chefens befattning", "person": "Chef", "matter": "Anställningsnummer",
    "decision": "Anställningsform", "period_from": "Fr o m", "period_to": "T o m",
}  # fmt: skip
#: What the payroll system's codes mean in the board's order.
CODES = {"VIK": "5.1", "TV": "5.2", "CHEF": "5.3", "TJL": "5.4", "LAG": "5.6"}
HEADINGS = {"Verksamhetssystem": CASES, "Lönesystem": PAYROLL}
FIXED = {"Verksamhetssystem": {}, "Lönesystem": {"confidentiality": "internal"}}
_MARKS = {"confidential": "sekretess", "internal": "intern", "open": "öppen"}
_REPORTED = (*("board", "meeting_on", "source", "source_id", "decided_on", "item", "function", "matter", "decision"),)


def decisions(source: str, chosen: Iterable[Decision]) -> tuple[int, bytes]:
    """The source's own file with its decisions among `chosen`: how many rows, and the file."""
    headings = HEADINGS[source]
    codes = {item: code for code, item in CODES.items()} if source == "Lönesystem" else {}
    rows = []
    for decision in chosen:
        if decision.source == source:
            said = _said(decision) | {"item": codes.get(decision.item, decision.item)}
            rows.append({heading: said[name] for name, heading in headings.items()})
    return len(rows), _csv(tuple(headings.values()), rows)


def reported(population: Population, meeting: date) -> bytes:
    """The board's list at a meeting, as the secretary had it before Ledtråd."""
    rows = [
        _told(decision, decision.id, meeting)
        for decision in population.decisions
        for _once in range(decision.told.count(meeting))
    ]
    rows += [_told(one.like, one.id, meeting) for one in population.orphans if one.told_on == meeting]
    return _csv(_REPORTED, rows)


def rows_of(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Some rows of one of the demonstration's own files."""
    return _csv(columns, rows)


def _said(decision: Decision) -> dict[str, str]:
    return {
        "source_id": decision.id, "decided_on": decision.day.isoformat(), "item": decision.item,
        "function": decision.title, "person": decision.person, "matter": decision.matter, "decision": decision.text,
        "amount": decision.amount, "period_from": decision.begins.isoformat() if decision.begins else "",
        "period_to": decision.ends.isoformat() if decision.ends else "",
        "confidentiality": _MARKS[decision.mark], "subject": decision.subject,
    }  # fmt: skip


def _told(decision: Decision, source_id: str, meeting: date) -> dict[str, str]:
    said = _said(decision) | {"board": BOARD, "meeting_on": meeting.isoformat(), "source": decision.source}
    return {name: ({**said, "source_id": source_id} | decision.told_otherwise)[name] for name in _REPORTED}


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()

"""Files of the contract for tests: rows as words with commas, columns by their names."""

import csv
import io

from ledtrad.core.imports import run
from ledtrad.organisation.actors import system_actor

COLUMNS = {
    "orders": "board,version,adopted_on,valid_from,valid_to,item,title,statute,delegates,amount_max,days_max,reporting,"
    "subdelegation",
    "holdings": "board,function,person,valid_from,valid_to",
    "meetings": "board,held_on",
    "unexecuted": "unit,law,intervention,decided_on,break_on,subject,sex,holder,reason,executed_on,lapsed_on,"
    "lapsed_reason",
    "decisions": "source,source_id,board,decided_on,item,function,person,matter,decision,amount,period_from,period_to,"
    "confidentiality,subject",
    "reported": "board,meeting_on,source,source_id,decided_on,item,function,matter,decision",
}

DECISION = {
    "source": "Procapita",
    "source_id": "EB 2021-00612",
    "board": "SN",
    "decided_on": "2021-02-03",
    "item": "2.1",
    "function": "Socialsekreterare",
    "person": "p1",
    "matter": "SN 2021/12",
    "decision": "Avslag försörjningsstöd",
}
REPORT = {
    "board": "SN",
    "meeting_on": "2021-02-17",
    **{
        name: DECISION[name] for name in ("source", "source_id", "decided_on", "item", "function", "matter", "decision")
    },
}
ITEM = {
    "board": "SN",
    "version": "2021:1",
    "adopted_on": "2020-12-10",
    "valid_from": "2021-01-01",
    "item": "2.1",
    "title": "Ekonomiskt bistånd",
    "delegates": "Socialsekreterare|Enhetschef",
    "amount_max": "45000",
}


def content(kind, *rows):
    """The rows (dicts of some of the columns) as a CSV file's bytes."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[kind].split(","), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def load(kind, *rows, actor=None, **more):
    """Import the rows and answer with the result."""
    return load_file(kind, content(kind, *rows), actor=actor, **more)


def load_file(kind, data, name=None, actor=None, **more):
    return run(kind, {None: (name or f"{kind}.csv", data)}, actor or system_actor(), **more)


def sound(kind, *rows, **more):
    """As `load`, and nothing was wrong."""
    result = load(kind, *rows, **more)
    assert not result.errors, result.errors
    return result

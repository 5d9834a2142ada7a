"""Workbooks of audits for the tests of imports: written, read in, out again, taken back."""

import io

from ledtrad.audits.imports.audits import Audits
from ledtrad.core.imports import actions
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.running import run
from ledtrad.core.tables import ColumnOut, SheetOut, write_xlsx

AUDIT = {"number": "G 2018-3", "title": "Granskning av bistånd", "kind": "Fördjupad granskning", "unit": "SN",
         "firm": "Byrån", "issued_on": "2018-06-01", "answer_due": "2018-09-30", "boards": "SN"}  # fmt: skip
PART = {"audit": "G 2018-3", "order": "1", "board": "SN", "wording": "Stärk samverkan.", "position": "Delar",
        "answered_on": "2018-09-12", "judgement": "", "judged_on": "", "done": "", "closed": ""}  # fmt: skip


LINES = (
    {
        "audit": "G 2018-3",
        "kind": "Revisionsfråga",
        "order": "1",
        "text": "Finns det mål?",
        "answer": "Delvis.",
        "node": "",
    },
    {"audit": "G 2018-3", "kind": "Revisionskriterium", "order": "1", "text": "Kommunallagen", "node": "d-001"},
    {"audit": "G 2018-3", "kind": "Iakttagelse", "order": "1", "text": "Rutinerna är gamla."},
    {"audit": "G 2018-3", "kind": "Iakttagelse", "order": "2", "text": "Målen är okända."},
    {"audit": "G 2018-3", "kind": "Intervjuad funktion", "order": "1", "text": "Socialdirektör"},
    {"audit": "G 2018-3", "kind": "Dokument", "order": "1", "text": "Nämndens plan"},
    {"audit": "G 2018-3", "kind": "Styrka", "order": "1", "text": "Engagemang"},
)


def book(audits=(AUDIT,), parts=(PART,), lines=()):
    """A workbook with the three sheets."""
    out, sheets = io.BytesIO(), []
    for name, rows in (("audits", audits), ("lines", lines), ("recommendations", parts)):
        columns = list(dict.fromkeys(key for row in rows for key in row)) or [
            c.name for c in Audits().table(name).columns
        ]
        sheets.append(SheetOut(name, [ColumnOut(c) for c in columns], [[r.get(c, "") for c in columns] for r in rows]))
    write_xlsx(out, sheets)
    return {None: ("granskningar.xlsx", out.getvalue())}


def load(world, *given, who="eva"):
    return run("audits", book(*given), world.actor(who))


def exported(world, table, who="eva"):
    return [{k: str(v) for k, v in row.items()} for row in Audits().export(world.actor(who), table)]


def undo(world):
    actions.undo(ImportBatch.objects.order_by("-pk").first(), world.actor("eva"))

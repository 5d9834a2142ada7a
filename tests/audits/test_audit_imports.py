"""Audits in a file: what is new, what is known, what is wrong; the same file again; out and in; taken back."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledtrad.audits.imports.audits import Audits
from ledtrad.audits.models import Addressed, Audit, FollowUp, Recommendation, Stand, Statement
from ledtrad.core import clock
from ledtrad.core.imports import actions, registry
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.imports.running import run
from ledtrad.core.ledger.models import Entry
from ledtrad.core.refusals import Refused
from ledtrad.core.tables import ColumnOut, SheetOut, write_xlsx
from ledtrad.thread.models import Node

AUDIT = {"number": "G 2018-3", "title": "Granskning av bistånd", "kind": "Fördjupad granskning", "unit": "SN",
         "firm": "Byrån", "issued_on": "2018-06-01", "answer_due": "2018-09-30", "boards": "SN"}  # fmt: skip
PART = {"audit": "G 2018-3", "order": "1", "board": "SN", "wording": "Stärk samverkan.", "position": "Delar",
        "answered_on": "2018-09-12", "judgement": "", "judged_on": "", "done": "", "closed": ""}  # fmt: skip


def book(audits=(AUDIT,), parts=(PART,)):
    """A workbook with the two sheets."""
    out, sheets = io.BytesIO(), []
    for name, rows in (("audits", audits), ("recommendations", parts)):
        columns = list(dict.fromkeys(key for row in rows for key in row)) or [
            c.name for c in Audits().table(name).columns
        ]
        sheets.append(SheetOut(name, [ColumnOut(c) for c in columns], [[r.get(c, "") for c in columns] for r in rows]))
    write_xlsx(out, sheets)
    return {None: ("granskningar.xlsx", out.getvalue())}


def load(world, *given, who="eva"):
    return run("audits", book(*given), world.actor(who))


def test_a_history_comes_in_with_answers_and_judgements(world):
    judged = PART | {"order": "2", "wording": "Se över rutinerna.", "judgement": "Tillräckligt",
                     "judged_on": "2020-06-01", "done": "Rutinerna är nya.", "closed": "ja"}  # fmt: skip
    other = PART | {"board": "BSN", "position": "", "answered_on": ""}
    result = load(world, [AUDIT], [PART, other, judged])
    assert (result.new, result.errors) == (4, [])
    audit = Audit.objects.get()
    assert (audit.number, audit.state, audit.issued_on, audit.firm) == (
        "G 2018-3", "confirmed", date(2018, 6, 1), "Byrån",
    )  # fmt: skip
    assert [(r.number, r.order, r.title) for r in Recommendation.objects.order_by("order")] == [
        ("RK-001", 0, "Stärk samverkan."), ("RK-002", 1, "Se över rutinerna."),
    ]  # fmt: skip
    parts = Addressed.objects.order_by("recommendation__order", "board__number")
    assert [(p.board.number, p.position, p.judgement, p.closed_on) for p in parts] == [
        ("BSN", "", "", None), ("SN", "shares", "", None), ("SN", "shares", "sufficient", date(2020, 6, 1)),
    ]  # fmt: skip
    assert dict(Statement.objects.values_list("board__number", "adopted_on")) == {"SN": date(2018, 9, 12), "BSN": None}
    assert Node.objects.get(number="RK-002").suggested == "met"
    assert sorted(b.number for b in audit.boards.all()) == ["BSN", "SN"]
    assert {e.action for e in Entry.objects.exclude(object_type__contains="import")} >= {"registered", "created"}


def test_the_same_file_again_changes_nothing(world):
    judged = PART | {"judgement": "not", "judged_on": "2020-06-01", "done": "Inget."}
    load(world, [AUDIT], [judged])
    before = [list(m.objects.order_by("pk").values()) for m in (Audit, Recommendation, Addressed, FollowUp, Statement)]
    again = load(world, [AUDIT], [judged])
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    after = [list(m.objects.order_by("pk").values()) for m in (Audit, Recommendation, Addressed, FollowUp, Statement)]
    assert after == before


def test_what_is_known_is_changed_and_filled_in(world):
    load(world, [AUDIT], [PART])
    judged = PART | {
        "wording": "Stärk all samverkan.",
        "judgement": "in_part",
        "judged_on": "2020-06-01",
        "done": "En del.",
    }
    result = load(world, [AUDIT | {"title": "Ny titel"}], [judged])
    assert (result.changed, result.errors) == (2, [])
    assert Audit.objects.get().title == "Ny titel"
    assert Node.objects.get(number="RK-001").title == "Stärk all samverkan."
    assert Addressed.objects.get().judgement == "in_part"


def test_what_is_answered_is_not_told_otherwise(world):
    load(world, [AUDIT], [PART])
    result = load(world, [AUDIT], [PART | {"position": "Delar inte"}])
    assert not result.applied
    assert "redan införd" in result.errors[0].message


@pytest.mark.parametrize(
    ("audit", "part", "field"),
    [
        ({"unit": "BSN"}, {}, "unit"),
        ({"unit": "AFE"}, {}, "unit"),
        ({"kind": "stor"}, {}, "kind"),
        ({"issued_on": "juni"}, {}, "issued_on"),
        ({"follows": "G 2011"}, {}, "follows"),
        ({"follows": "G 2018-3"}, {}, "follows"),
        ({"boards": "SN, Okänd"}, {}, "boards"),
        ({"number": "a/b"}, {}, "number"),
        ({"period_from": "2018-02-01", "period_to": "2018-01-01"}, {}, "period_to"),
        ({}, {"audit": "Okänd"}, "audit"),
        ({}, {"board": "Okänd"}, "board"),
        ({}, {"board": "AFE"}, "board"),
        ({}, {"order": "noll"}, "order"),
        ({}, {"order": "0"}, "order"),
        ({}, {"position": "kanske"}, "position"),
        ({}, {"answered_on": ""}, "answered_on"),
        ({}, {"answered_on": "2031-01-01"}, ""),
        ({}, {"judgement": "Delvis"}, "judged_on"),
        ({}, {"judgement": "Delvis", "judged_on": "2020-01-01", "done": "x", "closed": "ja"}, "closed"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_written(world, audit, part, field):
    result = load(world, [AUDIT | audit], [PART | part])
    assert not result.applied
    assert field in {fault.field or "" for fault in result.errors}
    assert not Audit.objects.exists()


def test_two_wordings_of_one_recommendation_are_an_error(world):
    result = load(world, [AUDIT], [PART, PART | {"board": "BSN", "wording": "Något annat."}])
    assert "en annan lydelse" in result.errors[0].message


def test_an_audit_that_one_may_not_change_is_not_touched(world, audit):
    made = audit(unit="BSN")
    result = load(world, [AUDIT | {"number": made.number}], [])
    assert not result.applied
    assert load(world, [], [PART | {"audit": made.number}]).errors
    assert not Audits().may_use(world.actor("anna"))
    assert Audits().may_use(world.actor("kim"))


def test_what_follows_what_may_come_in_any_order(world):
    late = AUDIT | {"number": "G 2021", "title": "Uppföljning", "kind": "follow_up", "follows": "G 2018-3"}
    load(world, [late, AUDIT], [PART])
    assert Audit.objects.get(number="G 2021").follows.number == "G 2018-3"


def test_the_export_is_the_import(world, audit):
    audit()
    FollowUp.objects.create(addressed=Addressed.objects.first(), judged_on=date(2021, 4, 1), judgement="not",
                            done="Inget.", made_by_label="x", made_at=clock.now())  # fmt: skip
    Addressed.objects.filter(pk=Addressed.objects.first().pk).update(judgement="not", position="shares")
    Statement.objects.filter(board__number="SN").update(adopted_on=date(2021, 3, 1))
    eva = world.actor("eva")
    importer = registry.get("audits")
    rows = [list(importer.export(eva, table.name)) for table in importer.tables]
    given = [[{k: str(v) for k, v in row.items()} for row in table] for table in rows]
    result = load(world, *given)
    assert (result.new, result.changed, result.errors) == (0, 0, [])
    assert result.unchanged == 4


def test_others_see_in_the_export_what_they_may_see(world, audit):
    audit(confidentiality="confidential")
    assert list(Audits().export(world.actor("kim"), "audits")) == []
    assert list(Audits().export(world.actor("kim"), "recommendations")) == []
    assert len(list(Audits().export(world.actor("eva"), "recommendations"))) == 3


# ── Taking it back ───────────────────────────────────────────────────────────
def undo(world):
    actions.undo(ImportBatch.objects.order_by("-pk").first(), world.actor("eva"))


def test_an_import_is_taken_back(world):
    load(world, [AUDIT], [PART | {"judgement": "not", "judged_on": "2020-06-01", "done": "Inget."}])
    undo(world)
    for model in (Audit, Recommendation, Addressed, FollowUp, Statement):
        assert not model.objects.exists()


def everything():
    """What is stored, but for versions."""
    return [
        list(Audit.objects.values("title", "firm")),
        list(Recommendation.objects.values("wording", "title")),
        list(Addressed.objects.values("position", "judgement", "closed_on")),
        list(Statement.objects.values("adopted_on")),
    ]


def test_a_change_is_taken_back(world):
    load(world, [AUDIT], [PART | {"position": "", "answered_on": ""}])
    before = everything()
    judged = PART | {"wording": "Annat.", "judgement": "not", "judged_on": "2020-06-01", "done": "Inget."}
    load(world, [AUDIT | {"title": "Ny", "firm": "Andra", "boards": "SN, BSN"}], [judged])
    undo(world)
    assert everything() == before
    assert [b.number for b in Audit.objects.get().boards.all()] == ["SN"]


def test_what_somebody_has_answered_since_is_not_taken_back(world):
    load(world, [AUDIT], [PART | {"position": "", "answered_on": ""}])
    Stand.objects.create(statement=Statement.objects.get(), addressed=Addressed.objects.get(), made_by_label="x",
                         made_at=clock.now())  # fmt: skip
    with pytest.raises(Refused):
        undo(world)
    assert Recommendation.objects.count() == 1


def test_planning_asks_the_same_however_many_rows(world):
    counts = []
    for many in (1, 3):
        parts = [PART | {"order": str(n + 1), "wording": f"Nummer {n}."} for n in range(many)]
        rows = {
            "audits": [registry.RawRow("audits", 2, AUDIT)],
            "recommendations": [registry.RawRow("recommendations", n + 2, row) for n, row in enumerate(parts)],
        }
        actor = world.actor("eva")
        with CaptureQueriesContext(connection) as caught:
            planned = Audits().plan(rows, actor)
        assert not [row.errors for row in planned if row.errors]
        counts.append(len(caught))
    assert counts[0] == counts[1]

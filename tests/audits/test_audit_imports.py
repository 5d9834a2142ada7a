"""Audits in a file: what is new, what is known, what is wrong; the same file again; out and in; taken back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledtrad.audits.imports.audits import Audits
from ledtrad.audits.models import (
    Addressed,
    Audit,
    FollowUp,
    Recommendation,
    Stand,
    Statement,
)
from ledtrad.core import clock, ledger
from ledtrad.core.imports import registry
from ledtrad.core.ledger.models import Entry
from ledtrad.core.refusals import Refused
from ledtrad.thread.models import Node
from tests.audits.books import AUDIT, LINES, PART, exported, load, undo


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
    audits, lines, parts = given
    result = load(world, audits, parts, lines)
    assert (result.new, result.changed, result.errors) == (0, 0, [])
    assert result.unchanged == 7


def test_others_see_in_the_export_what_they_may_see(world, audit):
    audit(confidentiality="confidential")
    assert list(Audits().export(world.actor("kim"), "audits")) == []
    assert list(Audits().export(world.actor("kim"), "recommendations")) == []
    assert len(list(Audits().export(world.actor("eva"), "recommendations"))) == 3


# ── What is said again ───────────────────────────────────────────────────────
OLD = AUDIT | {"number": "G 2015", "title": "Tidigare", "issued_on": "2015-06-01", "answer_due": "2015-09-30"}
EARLIER = PART | {"audit": "G 2015", "wording": "Samverka.", "position": "", "answered_on": ""}


def test_what_a_recommendation_says_again_comes_in_and_out(world):
    result = load(world, [AUDIT, OLD], [PART | {"repeats": "G 2015 / 1"}, EARLIER | {"repeats": ""}])
    assert result.errors == []
    assert Recommendation.objects.get(audit__number="G 2018-3").repeats.audit.number == "G 2015"
    again = load(world, [AUDIT, OLD], exported(world, "recommendations"))
    assert (again.new, again.changed) == (0, 0)
    assert load(world, [], [PART | {"repeats": ""}]).changed == 1
    assert not Recommendation.objects.exclude(repeats=None).exists()
    undo(world)
    later = Recommendation.objects.get(audit__number="G 2018-3")
    earlier = later.repeats
    assert earlier.audit.number == "G 2015"
    told = [entry.details["changes"] for entry in ledger.entries().about(later).with_action("changed")]
    ways = ([None, earlier.number], [earlier.number, None], [None, earlier.number])
    assert [change["repeats"] for change in told if "repeats" in change] == list(ways)


def test_an_import_of_what_repeats_is_taken_back(world):
    load(world, [AUDIT, OLD], [PART | {"repeats": "G 2015/1"}, EARLIER | {"repeats": ""}])
    undo(world)
    assert not Recommendation.objects.exists()
    load(world, [OLD], [EARLIER])
    Recommendation.objects.create(
        kind="recommendation", number="RK-900", title="Senare", wording="Senare", unit=world.unit("SN"),
        audit=Audit.objects.create(number="G 2020", title="x", unit=world.unit("SN"), state="confirmed"),
        repeats=Recommendation.objects.get(),
    )  # fmt: skip
    with pytest.raises(Refused):
        undo(world)


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("G 2015/9", "", "ingen rekommendation"),
        ("Samverka.", "", "ingen rekommendation"),
        ("G 2018-3/1", "", "samma granskning"),
        ("", "G 2018-3/1", "senare"),
    ],
)
def test_only_what_another_audit_said_before_is_said_again(world, one, other, said):
    result = load(world, [AUDIT, OLD], [PART | {"repeats": one}, EARLIER | {"repeats": other}])
    assert not result.applied
    assert [fault.field for fault in result.errors] == ["repeats"]
    assert said in result.errors[0].message


def test_two_do_not_say_each_other_again(world):
    same = OLD | {"issued_on": AUDIT["issued_on"]}
    result = load(world, [AUDIT, same], [PART | {"repeats": "G 2015/1"}, EARLIER | {"repeats": "G 2018-3/1"}])
    assert "upprepar själv" in result.errors[0].message


# ── Taking it back ───────────────────────────────────────────────────────────
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
            "lines": [registry.RawRow("lines", n + 2, {**LINES[2], "order": str(n + 1)}) for n in range(many)],
        }
        actor = world.actor("eva")
        with CaptureQueriesContext(connection) as caught:
            planned = Audits().plan(rows, actor)
        assert not [row.errors for row in planned if row.errors]
        counts.append(len(caught))
    assert counts[0] == counts[1]

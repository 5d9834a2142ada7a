"""What an audit asked, held against, found and read, in a file: in and out, wrong, changed, taken back."""

import pytest

from ledtrad.audits.models import Audit, AuditCriterion, AuditQuestion
from ledtrad.core.refusals import Refused
from ledtrad.thread.models import Node
from tests.audits.books import AUDIT, LINES, PART, exported, load, undo
from tests.factories import DocumentFactory


@pytest.fixture
def law(world):
    return DocumentFactory(number="D-001", title="Kommunallagen", unit=world.unit("KF"))


def test_questions_findings_and_sources_come_in_and_out(world, law):
    result = load(world, [AUDIT], [PART], LINES)
    assert (result.new, result.errors) == (9, [])
    audit = Audit.objects.get()
    assert list(audit.questions.values_list("text", "answer")) == [("Finns det mål?", "Delvis.")]
    assert list(audit.criteria.values_list("text", "node__number")) == [("Kommunallagen", "D-001")]
    assert list(audit.findings.values_list("text", flat=True)) == ["Rutinerna är gamla.", "Målen är okända."]
    assert list(audit.sources.values_list("kind", "text")) == [
        ("function", "Socialdirektör"), ("document", "Nämndens plan"),
    ]  # fmt: skip
    assert list(audit.areas.values_list("kind", "text")) == [("strength", "Engagemang")]
    again = load(world, [AUDIT], [PART], exported(world, "lines"))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 9)


def test_a_line_that_is_known_is_changed(world, law):
    load(world, [AUDIT], [PART], LINES)
    version = Audit.objects.get().version
    lines = [LINES[0] | {"answer": "Ja."}, LINES[1] | {"node": ""}, LINES[2] | {"text": "Rutinerna är nya."}]
    result = load(world, [], [], lines)
    assert (result.changed, result.errors) == (3, [])
    audit = Audit.objects.get()
    assert audit.version == version + 1
    assert audit.questions.get().answer == "Ja."
    assert audit.criteria.get().node is None
    assert audit.findings.first().text == "Rutinerna är nya."
    undo(world)
    assert (audit.questions.get().answer, audit.criteria.get().node.number) == ("Delvis.", "D-001")
    assert audit.findings.first().text == "Rutinerna är gamla."


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"audit": "Okänd"}, "audit"),
        ({"kind": "Rubrik"}, "kind"),
        ({"order": "första"}, "order"),
        ({"order": "0"}, "order"),
        ({"text": "x" * 5_001}, "text"),
        ({"kind": "Dokument", "answer": "", "text": "x" * 501}, "text"),
        ({"kind": "Iakttagelse"}, "answer"),
        ({"node": "D-001"}, "node"),
        ({"kind": "Revisionskriterium", "answer": "", "node": "D-404"}, "node"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_at_its_cell(world, law, line, field):
    result = load(world, [AUDIT], [PART], [LINES[0] | line])
    assert not result.applied
    assert field in {fault.field or "" for fault in result.errors}
    assert not Audit.objects.exists()


def test_two_lines_in_one_place_are_an_error(world):
    assert load(world, [AUDIT], [PART], [LINES[2], LINES[2] | {"text": "Annat."}]).errors


def test_a_tie_that_one_may_not_see_is_neither_told_nor_lost(world, law):
    load(world, [AUDIT], [PART], LINES)
    Node.objects.filter(pk=law.pk).update(confidentiality="confidential", unit=world.unit("BSN"))
    lines = exported(world, "lines", "kim")
    assert "D-001" not in str(lines)
    result = load(world, [], [], lines, who="kim")
    assert (result.new, result.changed, result.errors) == (0, 0, [])
    criterion = next(n for n, line in enumerate(lines) if line["kind"] == "criterion")
    lines[criterion]["text"] = "Kommunallagen 6 kap."
    assert load(world, [], [], lines, who="kim").changed == 1
    assert Audit.objects.get().criteria.get().node_id == law.pk


def test_lines_are_taken_back_unless_somebody_has_changed_them(world, law):
    load(world, [AUDIT], [PART])
    load(world, [], [], LINES)
    Audit.objects.get().findings.filter(order=0).update(text="Någon annans ord.")
    with pytest.raises(Refused):
        undo(world)
    Audit.objects.get().findings.filter(order=0).update(text="Rutinerna är gamla.")
    undo(world)
    assert exported(world, "lines") == []


def test_an_answer_or_a_tie_that_somebody_gave_since_is_not_lost_when_lines_are_taken_back(world, law):
    load(world, [AUDIT], [PART])
    load(world, [], [], (LINES[0] | {"answer": ""}, LINES[1] | {"node": ""}))
    question, criterion = AuditQuestion.objects.get(), AuditCriterion.objects.get()
    for row, name, value in ((question, "answer", "Ja."), (criterion, "node", law)):
        type(row).objects.filter(pk=row.pk).update(**{name: value})
        with pytest.raises(Refused):
            undo(world)
        type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name)})
    # A file that only writes other words takes those back, and lets be what was answered and tied meanwhile.
    load(world, [], [], ({**LINES[0], "text": "Finns mål?", "answer": ""}, {**LINES[1], "text": "KL", "node": ""}))
    AuditQuestion.objects.update(answer="Ja.")
    AuditCriterion.objects.update(node=law)
    undo(world)
    assert list(AuditQuestion.objects.values_list("text", "answer")) == [("Finns det mål?", "Ja.")]
    assert list(AuditCriterion.objects.values_list("text", "node__number")) == [("Kommunallagen", "D-001")]

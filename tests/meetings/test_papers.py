"""From draft to adopted: what blocks, who signs in turn, what stands still."""

from datetime import date

import pytest

from ledtrad.core import ledger
from ledtrad.core.jobs import run_inline
from ledtrad.core.papers.blocks import fingerprint, paragraph, plain
from ledtrad.core.papers.standing import Unreadable
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.meetings import composing
from ledtrad.meetings.actions import papers, refusals
from ledtrad.meetings.actions.written import MayNotSettle, MayNotWrite
from ledtrad.meetings.content import document_of, missing
from ledtrad.meetings.models import Paper
from ledtrad.meetings.words import PaperKind, StepKind
from tests.meetings.papers import TEXTS, matter, meeting, paper, ready, sign, steps, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch):
    """What packages above register, forgotten after the test."""
    monkeypatch.setattr(composing, "_makers", {})
    monkeypatch.setattr(composing, "_checks", {})
    monkeypatch.setattr(composing, "_told", [])


def section(found, slug):
    return found.sections.get(slug=slug)


def test_a_paper_begins_with_the_parts_of_its_kind(world):
    found = paper(world)
    assert list(found.sections.values_list("slug", flat=True)) == [
        "proposed_decision", "summary", "basis", "matter", "preparation", "childs_best_interest", "economy",
        "distribution",
    ]  # fmt: skip
    assert section(found, "summary").text == TEXTS["summary"]
    assert "position" in paper(world, kind=PaperKind.STATEMENT).sections.values_list("slug", flat=True)
    slugs = list(paper(world, kind=PaperKind.REPORT_BACK).sections.values_list("slug", flat=True))
    assert slugs[4:7] == ["taken", "planned", "effect"]


def test_who_writes_it(world):
    made = matter(world, responsible=world.functions["bo"])
    found = paper(world, "bo", made)  # no right to edit, but the matter is his
    for name in ("bo", "eva", "dag", "karin"):
        papers.write_section(section=section(found, "basis"), text=name, actor=world.actor(name), seen=None)
    for name in ("elsa", "anna", "sven", "disa"):
        with pytest.raises(MayNotWrite):
            papers.write_section(section=section(found, "basis"), text="x", actor=world.actor(name), seen=None)


def test_who_sees_a_draft(world):
    found = paper(world, of=matter(world, responsible=world.functions["bo"]))

    def seen_by():
        return {name for name in world.people if Paper.objects.visible_to(world.person(name)).filter(pk=found.pk)}

    assert seen_by() == {"eva", "dag", "kim", "karin", "bo", "anna"}
    papers.submit(paper=found, steps=steps(world), actor=world.actor("bo"), seen=None)
    assert seen_by() == {"eva", "dag", "kim", "karin", "bo", "anna", "johan"}
    sign(world, found, "anna", "johan", "dag")
    assert seen_by() == set(world.people) - {"sven", "nils"}  # another board's director, and one without any post
    papers.adopt(paper=Paper.objects.get(), on=date(2021, 4, 12), paragraph="§ 41", actor=world.actor("eva"))
    assert seen_by() == set(world.people)


def test_two_people_in_the_same_section(world):
    found = paper(world)
    papers.write_section(section=section(found, "basis"), text="Först", actor=world.actor("anna"), seen=1)
    with pytest.raises(Stale):
        papers.write_section(section=section(found, "basis"), text="Sedan", actor=world.actor("eva"), seen=1)
    texts = {"summary": ("Ny", 1), "basis": ("Sedan", 1)}
    with pytest.raises(Stale):  # all or none
        papers.write_sections(paper=found, texts=texts, actor=world.actor("eva"))
    assert section(found, "summary").text == TEXTS["summary"]
    assert papers.write_sections(paper=found, texts={"summary": ("Ny", 1)}, actor=world.actor("eva")) == 1


@pytest.mark.parametrize("slug", ["proposed_decision", "summary", "matter", "childs_best_interest", "economy"])
def test_an_empty_mandatory_section_blocks_and_is_named(world, slug):
    found = paper(world, texts={**TEXTS, slug: " "})
    with pytest.raises(refusals.NotReady) as refusal:
        papers.submit(paper=found, steps=steps(world), actor=world.actor("anna"), seen=None)
    assert section(found, slug).heading in str(refusal.value)
    found.refresh_from_db()
    assert found.is_draft


def test_live_blocks_stand_below_and_freeze_with_the_paper(world, registry):
    says = ["Levande"]
    composing.register_blocks(PaperKind.MEMORANDUM, "summary", lambda p: [paragraph(plain(says[0]))])
    found = paper(world, texts={**TEXTS, "summary": ""})
    assert missing(found) == []  # what is live counts as written
    papers.submit(paper=found, steps=steps(world), actor=world.actor("anna"), seen=None)
    says[0] = "Ändrad"
    found.refresh_from_db()
    assert "Levande" in str(document_of(found))
    assert "Ändrad" not in str(document_of(found))


def test_a_check_from_above_blocks(world, registry):
    composing.register_ready_check(PaperKind.MEMORANDUM, lambda p: ["Två rekommendationer saknar svar."])
    with pytest.raises(refusals.NotReady, match="saknar svar"):
        submitted(world)


def test_a_heading_that_skips_a_level_is_told_with_its_place(world):
    with pytest.raises(Unreadable) as refusal:
        submitted(world, texts={**TEXTS, "matter": "## Hoppar\nText"})
    assert "Ärendet" in refusal.value.sentences[0]


def test_each_signs_in_turn_in_their_own_login(world, django_capture_on_commit_callbacks):
    found = submitted(world)
    first, second, last = found.steps.all()
    for step, name in ((second, "johan"), (last, "dag"), (first, "johan"), (first, "eva")):
        with pytest.raises(refusals.NotYourTurn):
            papers.sign(step=step, actor=world.actor(name))
    found = sign(world, found, "anna", "johan")
    assert found.state == "signing"
    with run_inline():
        found = sign(world, found, "dag")
    assert found.state == "ready"
    names = [s["name"] for s in found.content["signatures"]]
    assert names == ["Dag", "Johan"]  # the director first; the writer is named in the head
    assert found.sha256 == fingerprint(found.content)
    assert sorted(found.files.values_list("format", flat=True)) == ["docx", "pdf"]


def test_what_stands_still_is_not_written_in(world):
    for found in (submitted(world), ready(world)):
        with pytest.raises(refusals.StandsStill):
            papers.write_section(section=section(found, "basis"), text="x", actor=world.actor("eva"), seen=None)
        with pytest.raises(refusals.StandsStill):
            papers.change(paper=found, values={"title": "x"}, actor=world.actor("eva"), seen=None)
        with pytest.raises(refusals.StandsStill):
            papers.discard(paper=found, actor=world.actor("eva"))


def test_sent_back_with_a_reason_nothing_signed_counts(world):
    found = sign(world, submitted(world), "anna")
    for name in ("elsa", "sven", "cecilia"):
        with pytest.raises(refusals.NotYourTurn):
            papers.send_back(paper=found, reason="x", actor=world.actor(name))
    with pytest.raises(Invalid):
        papers.send_back(paper=found, reason=" ", actor=world.actor("johan"))
    back = papers.send_back(paper=found, reason="Siffran i tabellen stämmer inte.", actor=world.actor("johan"))
    assert (back.state, back.content, back.steps.count()) == ("draft", None, 0)
    assert back.returned_reason == "Siffran i tabellen stämmer inte."
    again = papers.submit(paper=back, steps=steps(world), actor=world.actor("anna"), seen=None)
    assert again.returned_reason == ""


def test_the_secretary_takes_back_what_has_not_gone_out(world):
    held = meeting(world)
    found = ready(world, meeting=held)
    with pytest.raises(refusals.NotYourTurn):
        papers.send_back(paper=found, reason="x", actor=world.actor("anna"))
    held.notice_sent_at = "2021-04-12T10:00:00Z"
    held.save()
    with pytest.raises(refusals.SentOut):
        papers.send_back(paper=found, reason="x", actor=world.actor("eva"))
    held.notice_sent_at = None
    held.save()
    assert papers.send_back(paper=found, reason="x", actor=world.actor("eva")).is_draft


def test_the_board_adopts_and_it_never_changes(world, registry):
    told = []
    composing.register_adopted(lambda p, actor: told.append((p.pk, p.adopted_as, actor.label)))
    found = ready(world)
    before = found.content
    for name in ("anna", "johan", "elsa"):
        with pytest.raises(MayNotSettle):
            papers.adopt(paper=found, on=date(2021, 4, 12), paragraph="§ 41", actor=world.actor(name))
    for wrong in ({"on": date(2021, 4, 13), "paragraph": "§ 41"}, {"on": date(2021, 4, 12), "paragraph": " "}):
        with pytest.raises(Invalid):
            papers.adopt(paper=found, actor=world.actor("eva"), **wrong)
    done = papers.adopt(paper=found, on=date(2021, 4, 12), paragraph="§ 41", actor=world.actor("eva"))
    assert told == [(found.pk, "§ 41", "Eva")]
    done.refresh_from_db()
    assert (done.state, done.content) == ("adopted", before)
    with pytest.raises(refusals.WrongOrder):
        papers.send_back(paper=done, reason="x", actor=world.actor("eva"))
    with pytest.raises(refusals.WrongOrder):
        papers.adopt(paper=done, on=date(2021, 4, 12), paragraph="§ 42", actor=world.actor("eva"))
    assert "adopted" in [entry.action for entry in ledger.entries().about(done)]


def test_a_draft_is_never_adopted_and_adopting_undoes_itself_when_somebody_refuses(world, registry):
    with pytest.raises(refusals.WrongOrder):
        papers.adopt(paper=paper(world), on=date(2021, 4, 12), paragraph="§ 1", actor=world.actor("eva"))

    def refuse(found, actor):
        raise Invalid("nej")

    composing.register_adopted(refuse)
    found = ready(world)
    with pytest.raises(Invalid):
        papers.adopt(paper=found, on=date(2021, 4, 12), paragraph="§ 1", actor=world.actor("eva"))
    found.refresh_from_db()
    assert found.state == "ready"


def test_nobody_is_asked_to_sign_in_an_empty_chair(world):
    world.people["johan"].holdings.update(valid_to=date(2021, 4, 1))
    with pytest.raises(refusals.NobodySigns, match="Verksamhetschef"):
        submitted(world)
    with pytest.raises(refusals.NobodySigns):
        papers.submit(paper=paper(world), steps=[], actor=world.actor("anna"), seen=None)
    twice = [(StepKind.MANAGER, world.functions["dag"]), (StepKind.DIRECTOR, world.functions["dag"])]
    assert papers.submit(paper=paper(world), steps=twice, actor=world.actor("anna"), seen=None).steps.count() == 1


def test_the_meeting_is_of_the_same_board(world):
    with pytest.raises(Invalid):
        paper(world, meeting=meeting(world, board="BSN"))
    found = paper(world)
    assert (
        papers.change(paper=found, values={"meeting": meeting(world)}, actor=world.actor("anna"), seen=1).version == 2
    )
    papers.discard(paper=found, actor=world.actor("anna"))
    assert not Paper.objects.exists()


def test_a_line_is_a_thing_of_its_own_where_each_is_one(world):
    found = paper(world, texts={**TEXTS, "distribution": "Kommunrevisionen\nKommunstyrelsen", "basis": "- ett\n- två"})
    document = document_of(found)
    assert [block["runs"][0][0] for block in document["tail"][0]["blocks"]] == ["Kommunrevisionen", "Kommunstyrelsen"]
    basis = next(s for s in document["sections"] if s["slug"] == "basis")
    assert len(basis["blocks"][0]["items"]) == 2

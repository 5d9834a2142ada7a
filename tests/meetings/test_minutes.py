"""Decisions in numbered paragraphs, adjusted minutes, extracts, and decisions sent out."""

import json
from datetime import date

import pytest

from ledtrad.core import clock, ledger, papers
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.meetings import composing
from ledtrad.meetings.actions import adjusting, agenda, minutes
from ledtrad.meetings.actions.meetings import MayNotPlanMeetings
from ledtrad.meetings.actions.minutes import Decision
from ledtrad.meetings.models import Paper
from ledtrad.meetings.pages import minutes as pages
from ledtrad.thread import todo
from tests.meetings.agenda import AFTER, DAY, adjusted, announced, decided, point, with_paper
from tests.meetings.papers import matter, meeting, paper

pytestmark = pytest.mark.django_db


def mark(world, held, *items, name="eva", day=AFTER):
    with clock.at(day):
        return minutes.mark_sent(meeting=held, items=[i.pk for i in items], actor=world.actor(name))


def test_paragraphs_run_on_over_the_year_board_by_board(world):
    first, second = meeting(world), meeting(world, date(2021, 4, 25))
    a, b = point(world, first, title="a"), point(world, first, title="b")
    c = point(world, second, title="c")
    assert [decided(world, item).paragraph for item in (a, b, c)] == [1, 2, 3]
    last_year = point(world, meeting(world, date(2020, 12, 9)), title="d")
    assert decided(world, last_year).paragraph == 1
    assert decided(world, point(world, second, title="e"), paragraph=41).paragraph == 41
    assert decided(world, point(world, second, title="f")).paragraph == 42
    with pytest.raises(Invalid, match="redan en § 41"):
        decided(world, point(world, first, title="g"), paragraph=41)
    assert decided(world, a, text="Annat").paragraph == 1  # mended, it keeps its number
    assert decided(world, a, text="Annat", paragraph=40).paragraph == 40


def test_a_decision_adopts_the_paper_with_day_and_paragraph(world, monkeypatch):
    told = []
    monkeypatch.setattr(composing, "_told", [lambda paper, actor: told.append((paper.pk, paper.adopted_as))])
    made = decided(world, with_paper(world), paragraph=41)
    found = Paper.objects.get(pk=made.paper_id)
    assert (found.state, found.adopted_on, found.adopted_as) == ("adopted", DAY, "§ 41")
    assert told == [(found.pk, "§ 41")]
    made.matter.refresh_from_db()
    assert made.matter.state == "decided"
    with pytest.raises(minutes.Standing):
        decided(world, made, paragraph=42)
    with pytest.raises(Invalid):
        decided(world, made, settled=False)
    with clock.at(AFTER), pytest.raises(minutes.AdoptedAlready):
        minutes.undo_decision(item=made, actor=world.actor("eva"), seen=None)
    assert decided(world, made, text="Rättad ordalydelse.").decision == "Rättad ordalydelse."


def test_when_adopting_fails_nothing_is_decided(world, monkeypatch):
    def refuses(paper, actor):
        raise Invalid("Nej")

    monkeypatch.setattr(composing, "_told", [refuses])
    made = with_paper(world)
    with pytest.raises(Invalid, match="Nej"):
        decided(world, made)
    made.refresh_from_db()
    assert (made.paragraph, made.decision, made.paper.state) == (None, "", "ready")


def test_what_the_board_puts_off_is_free_for_another_meeting(world):
    made = decided(world, with_paper(world), text="Ärendet bordläggs.", settled=False)
    found = Paper.objects.get(pk=made.paper_id)
    assert (found.state, found.meeting) == ("ready", None)
    assert made.matter.state == "open"
    later = meeting(world, date(2021, 4, 26))
    again = point(world, later, title="", paper=found)
    with pytest.raises(agenda.OnAnAgenda):
        decided(world, made, text="Ändå bifall")
    assert decided(world, again).paragraph == 2
    found.refresh_from_db()
    assert found.adopted_as == "§ 2"


def test_a_matter_without_a_paper_is_decided_too_and_a_mistake_taken_back(world):
    made = decided(world, point(world, matter=matter(world)))
    made.matter.refresh_from_db()
    assert made.matter.state == "decided"
    with clock.at(AFTER):
        back = minutes.undo_decision(item=made, actor=world.actor("eva"), seen=made.version)
    assert (back.paragraph, back.decision) == (None, "")


def test_what_nobody_signed_is_not_adopted(world):
    made = with_paper(world)
    Paper.objects.filter(pk=made.paper_id).update(state="draft")
    with pytest.raises(Invalid, match="inte klar"):
        decided(world, made)


def test_nobody_decides_before_the_meeting_without_words_or_without_right(world):
    made = point(world)
    with pytest.raises(minutes.NotHeldYet):
        decided(world, made, day=date(2021, 4, 20))
    with pytest.raises(Invalid):
        decided(world, made, text=" ")
    for name in ("anna", "elsa", "karin", "disa", "sven"):
        with pytest.raises(MayNotPlanMeetings):
            decided(world, made, name)
    decided(world, made)
    with clock.at(AFTER), pytest.raises(Stale):
        minutes.decide(item=made, decision=Decision("x"), actor=world.actor("dag"), seen=1)


def test_minutes_are_adjusted_when_every_point_has_its_decision(world):
    held = meeting(world)
    first, second = point(world, held, title="a"), with_paper(world, held)
    decided(world, first)
    with pytest.raises(adjusting.StillUndecided):
        adjusted(world, held)
    decided(world, second)
    for day in (date(2021, 4, 20), date(2021, 4, 29)):
        with pytest.raises(Invalid):
            adjusted(world, held, on=day)
    assert adjusted(world, held).adjusted_on == AFTER
    for act in (lambda: decided(world, first, text="x"), lambda: adjusted(world, held)):
        with pytest.raises(agenda.Adjusted):
            act()
    with clock.at(AFTER), pytest.raises(agenda.Adjusted):
        minutes.undo_decision(item=first, actor=world.actor("eva"), seen=None)


def test_adjusted_minutes_say_the_same_whatever_changes_around_them(world):
    held = meeting(world)
    made = decided(world, with_paper(world, held))
    assert pages.whole(held, world.person("eva"))["is_draft"]
    held = adjusted(world, held)
    made.refresh_from_db()
    before = pages.whole(held, world.person("eva")), pages.extract(made)
    world.units["SN"].name = "Välfärdsnämnden"
    world.units["SN"].save()
    type(made.matter).objects.update(title="Annat", registration_number="X 1")
    held.refresh_from_db()
    made.refresh_from_db()
    assert (pages.whole(held, world.person("eva")), pages.extract(made)) == before
    assert not before[0]["is_draft"]


def test_an_extract_says_board_day_paragraph_number_matter_decision_and_receivers(world):
    held = meeting(world)
    made = decided(world, with_paper(world, held), paragraph=41)
    adjusted(world, held)
    made.meeting.refresh_from_db()
    document = pages.extract(made)
    said = json.dumps(document, ensure_ascii=False)
    for words in (
        "§ 41", "21\u00a0april\u00a02021", made.matter.registration_number, "Rapporten visar att arbetet",
        "beslutar att godkänna", "Kommunrevisionen", "Protokollsutdrag", "Tjänsteskrivelse 2021-04-12",
    ):  # fmt: skip
        assert words in said, words
    for kind, start in ((Format.PDF, b"%PDF"), (Format.DOCX, b"PK")):
        assert papers.render(document, kind).startswith(start)
        assert papers.render(pages.whole(made.meeting, world.person("eva")), kind).startswith(start)


def test_the_minutes_hold_only_what_the_reader_may_see(world):
    held = meeting(world)
    decided(world, point(world, held, title="Öppen"))
    decided(world, point(world, held, title="Hemlig", matter=matter(world, confidentiality="confidential")))
    for held_now in (held, adjusted(world, held)):
        assert "Hemlig" in str(pages.whole(held_now, world.person("eva")))
        for name in ("elsa", "disa", "kim", "nils"):
            assert "Hemlig" not in str(pages.whole(held_now, world.person(name)))


def test_decisions_are_sent_out_once_when_the_minutes_are_adjusted(world):
    held = meeting(world)
    first, second = point(world, held, title="a"), point(world, held, title="b")
    decided(world, first)
    decided(world, second, distribution="")
    with pytest.raises(minutes.NotAdjusted):
        mark(world, held, first)
    adjusted(world, held)
    with pytest.raises(MayNotPlanMeetings):
        mark(world, held, first, name="anna")
    assert mark(world, held, first, second) == 1  # the other has nobody to be sent to
    assert mark(world, held, first) == 0
    first.refresh_from_db()
    assert first.sent_by_label == "Eva"
    assert ledger.entries().about(first).filter(action="sent_out").count() == 1


def test_what_is_next_stands_in_the_secretarys_list(world):
    held = meeting(world)
    item = point(world, held)

    def next_for(name, day):
        with clock.at(day):
            return [t.title for t in todo.tasks(world.actor(name)) if t.kind.startswith("meeting_")]

    assert next_for("eva", date(2021, 4, 12)) == ["Skicka kallelsen till sammanträdet 21\u00a0april\u00a02021"]
    assert next_for("eva", AFTER) == ["Skriv in ett beslut från 21\u00a0april\u00a02021"]
    decided(world, item)
    assert next_for("eva", AFTER) == ["Justera protokollet från 21\u00a0april\u00a02021"]
    held = adjusted(world, held)
    left = [
        "Anslå protokollet från 21\u00a0april\u00a02021", "Expediera ett beslut från 21\u00a0april\u00a02021",
    ]  # fmt: skip
    assert next_for("eva", AFTER) == left
    for name in ("elsa", "anna", "dag", "disa"):
        assert next_for(name, AFTER) == []
    mark(world, held, item)
    announced(world, held)
    assert next_for("eva", date(2021, 5, 12)) == ["Ta ned anslaget om protokollet från 21\u00a0april\u00a02021"]
    announced(world, held, down=date(2021, 5, 20), day=date(2021, 5, 20))
    assert next_for("eva", date(2021, 5, 20)) == []


def test_a_paper_on_an_agenda_is_decided_there(world):
    made = with_paper(world)
    with clock.at(AFTER):
        kinds = [t.kind for t in todo.tasks(world.actor("eva"))]
    assert "paper_adopt" not in kinds
    assert "meeting_decide" in kinds
    assert paper(world, of=made.matter).pk

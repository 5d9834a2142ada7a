"""Who was there, what was noted, a paragraph adjusted before the rest, and the announcement."""

import json
from datetime import date, time

import pytest

from ledtrad.core import clock, ledger, papers
from ledtrad.core.papers.kinds import Format
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.meetings.actions import adjusting, agenda, minutes
from ledtrad.meetings.actions.attendance import WrongAttendance
from ledtrad.meetings.actions.meetings import MayNotPlanMeetings
from ledtrad.meetings.actions.remarks import WrongRemark
from ledtrad.meetings.models import AdjustedParagraph, Minutes, Remark
from ledtrad.meetings.pages import minutes as pages
from ledtrad.meetings.queries.minutes import usual_attendance
from ledtrad.meetings.rules.attendance import Present, Remarked
from tests.meetings.agenda import AFTER, DAY, PRESENT, adjusted, announced, attended, decided, point, with_paper
from tests.meetings.papers import matter, meeting

pytestmark = pytest.mark.django_db

NOTED = [
    Remarked("recusal", "Max Alm (M)", "Styrelseledamot i föreningen."),
    Remarked("reservation", "Elsa Ek (S)", "# Motiv\nTill förmån för eget yrkande."),
    Remarked("statement", "Per Berg (C)", "Uppföljningen bör komma tidigare."),
]


def said(document):
    return json.dumps(document, ensure_ascii=False).replace("\u00a0", " ")


def adjusted_now(world, item, on=AFTER, name="eva", seen=None):
    with clock.at(AFTER):
        return adjusting.adjust_paragraph(item=item, on=on, actor=world.actor(name), seen=seen)


# ── Who was there ─────────────────────────────────────────────────────────────
def test_attendance_is_written_whole_and_told_in_the_ledger_once(world):
    held = meeting(world)
    attended(world, held, ended_at=time(15, 40))
    attended(world, held, ended_at=time(15, 40))
    held.refresh_from_db()
    assert [row.told for row in held.attendance.all()] == PRESENT
    assert held.ended_at == time(15, 40)
    assert ledger.entries().about(held).filter(action="attended").count() == 1


def test_nobody_writes_it_before_the_meeting_without_right_or_over_somebody(world):
    held = meeting(world)
    with pytest.raises(minutes.NotHeldYet):
        attended(world, held, day=date(2021, 4, 20))
    for name in ("anna", "elsa", "karin", "disa", "sven"):
        with clock.at(AFTER), pytest.raises(MayNotPlanMeetings):
            adjusting.adjust(meeting=held, on=AFTER, actor=world.actor(name), seen=None)
    attended(world, held, seen=1)
    with pytest.raises(Stale):
        attended(world, held, seen=1)
    with pytest.raises(WrongAttendance, match="för vem"):
        attended(world, held, [Present("serving", "Ina")])


def test_the_next_meeting_begins_with_those_of_the_last(world):
    first = meeting(world)
    assert [one.name for one in usual_attendance(first, AFTER)] == ["Elsa"]
    attended(world, first, [Present("member", "Ina", last=4)])
    assert usual_attendance(meeting(world, date(2021, 4, 28)), AFTER) == [Present("member", "Ina")]
    assert usual_attendance(meeting(world, date(2021, 4, 14)), AFTER)[0].name == "Elsa"


# ── What was noted ────────────────────────────────────────────────────────────
def test_what_was_noted_stands_in_minutes_and_extract(world):
    held = meeting(world)
    attended(world, held)
    made = decided(
        world, with_paper(world, held), paragraph=41, remarks=NOTED, motions="Elsa Ek (S) yrkar avslag.",
        procedure="Ordföranden ställer förslagen mot varandra och finner bifall.",
    )  # fmt: skip
    whole, one = pages.whole(held, world.person("eva")), pages.extract(made)
    for document in (whole, one):
        for words in (
            "Max Alm (M) deltar inte.", "Styrelseledamot", "Elsa Ek (S) reserverar sig", "förmån", "Per Berg (C):",
            "yrkar avslag", "finner bifall",
        ):  # fmt: skip
            assert words in said(document), words
        for kind, start in ((Format.PDF, b"%PDF"), (Format.DOCX, b"PK")):
            assert papers.render(document, kind).startswith(start)
    assert "Beslutande" in said(whole)
    assert "tjänstgör för Ulf Frost" in said(whole)
    # The extract stands alone: it says who took part in this decision, and Max was recused.
    [took] = [s["blocks"][0]["runs"][0][0] for s in one["sections"] if s["heading"] == "Beslutande"]
    assert took == "Elsa Ek (S), Tove Lind (V) för Ulf Frost"


def test_those_who_did_not_take_part_do_not_reserve_themselves(world):
    held = meeting(world)
    attended(world, held)
    item = point(world, held)
    with pytest.raises(WrongRemark, match="Per Berg deltog inte"):
        decided(world, item, remarks=[Remarked("reservation", "Per Berg")])
    item.refresh_from_db()
    assert (item.is_decided, Remark.objects.count()) == (False, 0)


def test_what_is_not_told_again_stands(world):
    item = decided(world, point(world), remarks=NOTED[2:], motions="a")
    assert decided(world, item, text="Annat").motions == "a"
    assert item.remarks.count() == 1
    decided(world, item, remarks=[])
    assert item.remarks.count() == 0
    last = ledger.entries().about(item).filter(action="decided").last()
    assert "Per Berg" in json.dumps(last.details, ensure_ascii=False)


def test_attendance_that_makes_a_reservation_untrue_stops_the_minutes(world):
    held = meeting(world)
    item = decided(world, point(world, held), remarks=[Remarked("reservation", "Ina Holm")])
    attended(world, held)
    with pytest.raises(adjusting.NotToldWhole, match="§ 1: Ina Holm deltog inte"):
        adjusted(world, held)
    decided(world, item, remarks=[])
    hidden = point(world, held, matter=matter(world, confidentiality="confidential"))
    decided(world, hidden)
    hidden.remarks.create(order=1, kind="reservation", who="Ina Holm")
    for name, words in (("eva", "Ina Holm"), ("kim", "som du inte får se")):
        with clock.at(AFTER), pytest.raises(adjusting.NotToldWhole, match=words) as refused:
            adjusting.adjust(meeting=held, on=AFTER, actor=world.actor(name), seen=None)
        assert ("Ina Holm" in str(refused.value)) == (name == "eva")
    decided(world, hidden, remarks=[])
    assert adjusted(world, held).is_adjusted


# ── Adjusted ──────────────────────────────────────────────────────────────────
def test_minutes_without_attendance_chair_or_adjuster_are_not_adjusted(world):
    held = meeting(world)
    decided(world, point(world, held))
    with clock.at(AFTER), pytest.raises(adjusting.NotToldWhole, match="vilka ledamöter"):
        adjusting.adjust(meeting=held, on=AFTER, actor=world.actor("eva"), seen=None)
    attended(world, held, [Present("member", "Ina")])
    with pytest.raises(adjusting.NotToldWhole, match=r"ordförande.*justerar"):
        adjusted(world, held)


def test_each_adjuster_has_a_day(world):
    held = meeting(world)
    decided(world, point(world, held))
    attended(world, held)
    chair = held.attendance.get(duty="chair")
    for wrong in (date(2021, 4, 20), date(2021, 4, 29)):
        with pytest.raises(Invalid, match="Elsa Ek"):
            adjusted(world, held, signed={chair.pk: wrong})
    held = adjusted(world, held, signed={chair.pk: date(2021, 4, 27)})
    days = dict(held.attendance.exclude(adjusted_on=None).values_list("name", "adjusted_on"))
    assert days == {"Elsa Ek": date(2021, 4, 27), "Max Alm": AFTER}
    assert "27 april 2021" in said(pages.whole(held, world.person("eva")))
    with pytest.raises(agenda.Adjusted):
        attended(world, held)


def test_minutes_kept_before_there_was_attendance_are_drawn_still(world):
    held = meeting(world)
    made = decided(world, point(world, held))
    held = adjusted(world, held)
    kept = Minutes.objects.get()
    for name in ("present",):
        del kept.content[name]
    for name in ("remarks", "adjusted_on"):
        del kept.content["points"][0][name]
    del kept.content["points"][0]["texts"]["motions"]
    kept.save()
    made.refresh_from_db()
    assert "§ 1" in said(pages.whole(held, world.person("eva")))
    assert "beslutar" in said(pages.extract(made))


# ── One paragraph before the rest ─────────────────────────────────────────────
def test_a_paragraph_is_adjusted_before_the_rest_and_stands(world):
    held = meeting(world)
    first, second = with_paper(world, held), point(world, held, title="b")
    with pytest.raises(adjusting.StillUndecided):
        adjusted_now(world, first)
    decided(world, first)
    with pytest.raises(adjusting.NotToldWhole):
        adjusted_now(world, first)
    attended(world, held)
    for day in (date(2021, 4, 20), date(2021, 4, 29)):
        with pytest.raises(Invalid):
            adjusted_now(world, first, on=day)
    with pytest.raises(MayNotPlanMeetings):
        adjusted_now(world, first, name="elsa")
    now = adjusted_now(world, first, on=DAY)
    for act in (lambda: decided(world, now, text="x"), lambda: adjusted_now(world, now)):
        with pytest.raises(agenda.Adjusted, match="omedelbart"):
            act()
    with clock.at(AFTER), pytest.raises(agenda.Adjusted):
        minutes.undo_decision(item=now, actor=world.actor("eva"), seen=None)
    assert not pages.extract(now)["is_draft"]
    # The rest goes on, and ends up in the same minutes.
    decided(world, second)
    before = pages.extract(now)
    type(now.matter).objects.update(title="Annat", registration_number="X 1")
    attended(world, held, [Present("member", "Ina", duty="chair"), Present("member", "Bo", duty="adjuster")])
    assert pages.extract(now) == before
    held = adjusted(world, held)
    whole = said(pages.whole(held, world.person("eva")))
    assert "Paragrafen justerades omedelbart, 21 april 2021." in whole
    assert "X 1" not in whole
    assert AdjustedParagraph.objects.count() == 1


def test_what_is_adjusted_before_the_rest_is_sent_out_and_announced_before_it(world):
    held = meeting(world)
    first, second = point(world, held, title="a"), point(world, held, title="b")
    decided(world, first)
    decided(world, second)
    attended(world, held)
    told = adjusting.Announced(up=AFTER, kept_at="Socialkontoret")
    with clock.at(AFTER), pytest.raises(adjusting.NothingToAnnounce):
        adjusting.announce_paragraph(item=first, told=told, actor=world.actor("eva"), seen=None)
    now = adjusted_now(world, first)
    with clock.at(AFTER):
        with pytest.raises(minutes.NotAdjusted):
            minutes.mark_sent(meeting=held, items=[first.pk, second.pk], actor=world.actor("eva"))
        assert minutes.mark_sent(meeting=held, items=[first.pk], actor=world.actor("eva")) == 1
        now = adjusting.announce_paragraph(item=now, told=told, actor=world.actor("eva"), seen=None)
    paper = said(pages.announcement(now.meeting, world.person("eva"), now))
    for words in ("§ 1", "28 april 2021", "19 maj 2021", "20 maj 2021", "Socialkontoret"):
        assert words in paper, words
    assert "19 maj 2021" in said(pages.extract(now))


def test_an_adjusted_paragraph_is_as_hidden_as_its_matter(world):
    held = meeting(world)
    attended(world, held)
    item = decided(world, point(world, held, matter=matter(world, confidentiality="confidential")), remarks=NOTED[2:])
    adjusted_now(world, item)
    for name in ("elsa", "disa", "kim", "nils"):
        assert not Remark.objects.visible_to(world.person(name)).exists()
    assert Remark.objects.visible_to(world.person("eva")).exists()
    entry = ledger.entries().about(item).filter(action="paragraph_adjusted").get()
    assert entry.confidentiality == "confidential"


# ── Announced ─────────────────────────────────────────────────────────────────
def test_the_announcement_is_up_until_the_time_for_appeal_is_over(world):
    held = meeting(world)
    decided(world, point(world, held))
    with pytest.raises(adjusting.NothingToAnnounce):
        announced(world, held)
    adjusted(world, held)
    for up in (date(2021, 4, 27), date(2021, 4, 29)):
        with pytest.raises(Invalid):
            announced(world, held, up=up)
    with pytest.raises(Invalid, match="20\u00a0maj\u00a02021"):
        announced(world, held, down=date(2021, 5, 19), day=date(2021, 5, 19))
    now = announced(world, held)
    assert "Tas ned tidigast" in said(pages.whole(now, world.person("eva")))
    now = announced(world, held, down=date(2021, 5, 20), day=date(2021, 5, 20))
    assert "Togs ned" in said(pages.announcement(now, world.person("elsa")))
    announced(world, held, down=date(2021, 5, 20), day=date(2021, 5, 20))
    assert ledger.entries().about(held).filter(action="announced").count() == 2
    told = adjusting.Announced(up=AFTER)
    with clock.at(AFTER), pytest.raises(MayNotPlanMeetings):
        adjusting.announce(meeting=held, told=told, actor=world.actor("elsa"), seen=None)
    assert Minutes.objects.get().content["points"]  # what is kept says nothing of it

"""The agenda and the notice: who may, what a paper fills in, what goes out and to whom."""

from datetime import date, time

import pytest
from django.utils import translation

from ledtrad.core import ledger
from ledtrad.core.outbox import OutboxMail
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.meetings import actions as days
from ledtrad.meetings.actions import agenda, notices, papers
from ledtrad.meetings.actions.meetings import MayNotPlanMeetings
from ledtrad.meetings.actions.refusals import SentOut
from ledtrad.meetings.models import AgendaItem, Notice
from ledtrad.meetings.pages.notices import as_now, as_sent
from ledtrad.organisation.models import User
from tests.factories import UnitFactory
from tests.meetings.agenda import DAY, adjusted, decided, point, with_paper
from tests.meetings.papers import TEXTS, matter, meeting, paper, ready

pytestmark = pytest.mark.django_db


def titles(held):
    return list(held.agenda.values_list("title", flat=True))


def send(world, held, name="eva", seen=None):
    return notices.send_notice(meeting=held, actor=world.actor(name), seen=seen)


def test_those_who_plan_for_the_board_keep_its_agenda(world):
    held = meeting(world)
    for name in ("eva", "dag", "kim"):
        point(world, held, name)
    made = held.agenda.first()
    for name in ("anna", "elsa", "karin", "sven", "disa", "adam"):
        actor = world.actor(name)
        for act in (
            lambda actor=actor: agenda.add_point(meeting=held, title="x", actor=actor),
            lambda actor=actor: agenda.begin_with_standing(meeting=held, actor=actor),
            lambda actor=actor: agenda.change_point(item=made, values={"title": "x"}, actor=actor, seen=None),
            lambda actor=actor: agenda.move_point(item=made, steps=1, actor=actor),
            lambda actor=actor: agenda.remove_point(item=made, actor=actor, seen=None),
            lambda actor=actor: notices.send_notice(meeting=held, actor=actor, seen=None),
        ):
            with pytest.raises(MayNotPlanMeetings):
                act()


def test_a_paper_fills_in_the_point(world):
    made = with_paper(world)
    assert made.title == "Uppföljning"
    assert made.proposed_decision == TEXTS["proposed_decision"]
    assert made.background == TEXTS["summary"]
    assert made.distribution == "Kommunrevisionen"
    assert made.matter == made.paper.matter
    assert made.basis == "Tjänsteskrivelse 2021-04-12, Uppföljning"


def test_only_what_is_ready_and_on_no_other_agenda_is_taken_up(world):
    held = meeting(world)
    with pytest.raises(Invalid, match="inte klar"):
        point(world, held, paper=paper(world, meeting=held))
    made = with_paper(world, held)
    with pytest.raises(agenda.OnAnAgenda):
        point(world, held, paper=made.paper)
    other = meeting(world, date(2021, 5, 19))
    with pytest.raises(Invalid, match="ett annat sammanträde"):
        point(world, other, paper=ready(world, meeting=held))
    free = ready(world)
    point(world, other, paper=free)
    free.refresh_from_db()
    assert free.meeting == other
    agenda.remove_point(item=made, actor=world.actor("eva"), seen=None)
    point(world, held, paper=made.paper)


def test_the_board_takes_up_its_own_matters_and_a_committee_those_above_it(world):
    held, made = meeting(world), matter(world)
    assert point(world, held, title="", matter=made).title == made.title
    theirs = matter(world, "sven", board=world.unit("BSN"), responsible=None)
    with pytest.raises(Invalid, match="annan nämnds"):
        point(world, held, matter=theirs)
    world.units["SN-AU"] = UnitFactory(number="SN-AU", name="SN-AU", kind="committee", parent=world.unit("SN"))
    assert point(world, meeting(world, board="SN-AU"), matter=made).matter == made
    with pytest.raises(Invalid, match="rubrik"):
        point(world, held, title=" ")


def test_points_are_moved_and_changed_until_somebody_else_did(world):
    held = meeting(world)
    a, b, c = (point(world, held, title=title) for title in "abc")
    agenda.move_point(item=c, steps=-1, actor=world.actor("eva"))
    agenda.move_point(item=a, steps=-1, actor=world.actor("eva"))  # is first already
    assert titles(held) == ["a", "c", "b"]
    agenda.change_point(item=b, values={"title": "B"}, actor=world.actor("eva"), seen=b.version)
    with pytest.raises(Stale):
        agenda.change_point(item=b, values={"title": "β"}, actor=world.actor("dag"), seen=b.version)
    with pytest.raises(Stale):
        agenda.remove_point(item=b, actor=world.actor("eva"), seen=b.version)
    assert titles(held) == ["a", "c", "B"]


def test_the_first_agenda_begins_as_any_and_the_next_as_the_last(world):
    held, eva = meeting(world), world.actor("eva")
    point(world, held, title="Budget")
    assert agenda.begin_with_standing(meeting=held, actor=eva) == 3
    assert titles(held) == [
        "Upprop",
        "Val av justerare och tid för justering",
        "Fastställande av dagordningen",
        "Budget",
    ]
    assert agenda.begin_with_standing(meeting=held, actor=eva) == 0
    later = meeting(world, date(2021, 5, 19))
    for item in held.agenda.all()[1:3]:
        agenda.remove_point(item=item, actor=eva, seen=None)
    with_paper(world, held)
    point(world, held, title="Övrigt")
    agenda.begin_with_standing(meeting=later, actor=eva)
    assert titles(later) == ["Upprop", "Budget"]


def test_a_point_of_a_confidential_matter_does_not_exist_for_those_who_may_not_see_it(world):
    held = meeting(world)
    point(world, held, title="Öppen")
    secret = point(world, held, title="Hemlig", matter=matter(world, confidentiality="confidential"))

    def seen(name):
        return set(AgendaItem.objects.visible_to(world.person(name)).values_list("title", flat=True))

    assert seen("eva") == {"Öppen", "Hemlig"}
    for name in ("elsa", "kim", "bo", "disa", "nils"):
        assert seen(name) == {"Öppen"}
        assert "Hemlig" not in str(as_now(held, world.person(name)).document)
        told = ledger.entries().visible_to(world.person(name)).about(secret)
        assert not told.exists()
    sent = send(world, held)
    assert "Hemlig" not in str(as_sent(held, sent.number, world.person("elsa")))
    assert "Hemlig" in str(as_sent(held, sent.number, world.person("eva")))


def test_the_notice_goes_to_the_members_of_the_board_and_says_nothing_of_what_is_on_it(world):
    world.add_person("ulla", "elected_member", "SN")
    world.add_person("per", "elected_member", "BSN")
    for name, address in (
        ("elsa", "elsa@example.se"),
        ("ulla", ""),
        ("per", "per@example.se"),
        ("eva", "eva@example.se"),
    ):
        type(world.people[name]).objects.filter(pk=world.people[name].pk).update(email=address)
    held = meeting(world)
    type(held).objects.filter(pk=held.pk).update(starts_at=time(13, 0), place="Stora salen")
    with_paper(world, held)
    sent = send(world, held)
    letter = OutboxMail.objects.get()
    assert (letter.recipient, sent.letters) == ("elsa@example.se", 1)
    assert "Stora salen" in letter.body
    assert "13.00" in letter.body
    assert f"/sammantraden/{held.pk}/" in letter.body
    assert "Uppföljning" not in letter.body + letter.subject
    held.refresh_from_db()
    assert held.notice_sent_at is not None


def test_a_notice_is_the_same_in_whatever_language_somebody_looks(world):
    held = meeting(world)
    with_paper(world, held)
    send(world, held)
    with translation.override("en"), pytest.raises(notices.SameAsSent):
        send(world, held)


def test_a_notice_is_sent_again_only_when_something_has_changed(world):
    User.objects.filter(username="elsa").update(email="elsa@example.se")
    held = meeting(world)
    with pytest.raises(notices.NothingToCall):
        send(world, held)
    first = point(world, held)
    send(world, held, seen=1)
    with pytest.raises(notices.SameAsSent):
        send(world, held)
    agenda.change_point(item=first, values={"title": "Information om skolan"}, actor=world.actor("eva"), seen=None)
    with pytest.raises(Stale):
        send(world, held, seen=1)
    again = send(world, held)
    assert (again.number, OutboxMail.objects.count()) == (2, 2)
    document = as_sent(held, 2, world.person("elsa"))
    assert document["kind_label"] == "Ny kallelse"
    assert "Ändrad: Information om skolan" in str(document)
    assert "Information om skolan" not in str(as_sent(held, 1, world.person("elsa")))
    days.change(
        meeting=held, held_on=held.held_on, announced_on=None, actor=world.actor("eva"), seen=None,
        where={"place": "Lilla salen"},
    )  # fmt: skip
    held.refresh_from_db()
    assert send(world, held).number == 3
    assert Notice.objects.count() == 3


def test_what_was_held_is_not_called_to_and_what_was_taken_back_is_told(world):
    with pytest.raises(notices.HeldAlready):
        send(world, point(world, meeting(world, date(2021, 3, 17))).meeting)
    held = meeting(world)
    made = with_paper(world, held)
    papers.send_back(paper=made.paper, reason="Fel siffra.", actor=world.actor("eva"))
    with pytest.raises(notices.NotReadyToCall, match="Uppföljning"):
        send(world, held)


def test_what_has_gone_out_is_not_taken_back(world):
    made = with_paper(world)
    send(world, made.meeting)
    with pytest.raises(SentOut):
        papers.send_back(paper=made.paper, reason="x", actor=world.actor("eva"))


def test_adjusted_minutes_freeze_the_agenda(world):
    held, eva = meeting(world), world.actor("eva")
    first, second = point(world, held, title="a"), point(world, held, title="b")
    for item in (first, second):
        decided(world, item)
    with pytest.raises(agenda.Decided):
        agenda.change_point(item=first, values={"title": "x"}, actor=eva, seen=None)
    with pytest.raises(agenda.Decided):
        agenda.remove_point(item=first, actor=eva, seen=None)
    adjusted(world, held)
    for act in (
        lambda: agenda.add_point(meeting=held, title="x", actor=eva),
        lambda: agenda.begin_with_standing(meeting=held, actor=eva),
        lambda: agenda.change_point(item=first, values={"title": "x"}, actor=eva, seen=None),
        lambda: agenda.move_point(item=first, steps=1, actor=eva),
        lambda: agenda.remove_point(item=first, actor=eva, seen=None),
        lambda: notices.send_notice(meeting=held, actor=eva, seen=None),
    ):
        with pytest.raises(agenda.Adjusted):
            act()
    with pytest.raises(days.MeetingStands):
        days.change(meeting=held, held_on=date(2021, 4, 20), announced_on=None, actor=eva, seen=None)
    with pytest.raises(days.MeetingStands):
        days.change(meeting=held, held_on=DAY, announced_on=None, actor=eva, seen=None, where={"place": "x"})

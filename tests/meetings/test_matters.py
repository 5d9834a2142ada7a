"""Matters: numbers, who may, what is attached."""

from datetime import date

import pytest

from ledtrad.core import ledger
from ledtrad.core.refusals import Invalid, Stale
from ledtrad.meetings.actions import matters, series
from ledtrad.meetings.actions.written import MayNotSettle, MayNotWrite
from ledtrad.meetings.models import Matter
from ledtrad.thread.actions.attaching import FileNotAccepted
from tests.meetings.papers import matter, paper, ready

pytestmark = pytest.mark.django_db


def test_numbers_follow_the_series_of_the_board_and_begin_anew_each_year(world):
    assert [matter(world).registration_number for _n in range(2)] == ["SN 2021/0001", "SN 2021/0002"]
    assert matter(world, opened_on=date(2020, 12, 30)).registration_number == "SN 2020/0001"
    assert matter(world).registration_number == "SN 2021/0003"


def test_a_number_that_a_diary_gave_is_kept_and_passed_over(world):
    assert matter(world, registration_number="SN 2021/0001").registration_number == "SN 2021/0001"
    assert matter(world).registration_number == "SN 2021/0002"
    with pytest.raises(matters.NumberTaken):
        matter(world, registration_number="SN 2021/0002")


def test_both_real_forms(world):
    board, eva = world.unit("SN"), world.actor("eva")
    series.set_pattern(board=board, pattern="SN-{year}/{number}.{plan}", actor=eva, seen=1)
    assert matter(world, plan="111").registration_number == "SN-2021/1.111"
    assert series.coming_number(series.series_of(board), 2021, "111") == "SN-2021/2.111"
    series.set_pattern(board=board, pattern="SO {year}/{number:4}", actor=eva, seen=2)
    matter(world, registration_number="SO 2021/0100")
    assert matter(world).registration_number == "SO 2021/0101"
    with pytest.raises(Stale):
        series.set_pattern(board=board, pattern="SO {year}/{number}", actor=eva, seen=2)
    for wrong in ("SN", "{year}{number}"):
        with pytest.raises(Invalid):
            series.set_pattern(board=board, pattern=wrong, actor=eva, seen=None)
    with pytest.raises(Invalid):
        series.set_pattern(
            board=world.unit("BSN"), pattern="SO {year}/{number:4}", actor=world.actor("adam"), seen=None
        )
    with pytest.raises(MayNotSettle):
        series.set_pattern(board=board, pattern="SO {year}/{number:4}", actor=world.actor("anna"), seen=None)


def test_who_opens_matters(world):
    for name in ("eva", "dag", "kim", "karin", "johan", "anna"):
        assert matter(world, name).board == world.unit("SN")
    for name in ("elsa", "bo", "disa", "adam", "sven"):
        with pytest.raises(MayNotWrite):
            matter(world, name)
    with pytest.raises(Invalid):
        matter(world, board=world.unit("AFE"))
    with pytest.raises(Invalid):
        matter(world, opened_on=date(2021, 4, 13))


def test_nobody_hides_a_matter_from_themselves(world):
    with pytest.raises(Invalid):
        matter(world, "anna", confidentiality="confidential", responsible=None)
    hidden = matter(world, "eva", confidentiality="confidential", responsible=world.functions["bo"])
    seen_by = {name for name in world.people if Matter.objects.visible_to(world.person(name)).filter(pk=hidden.pk)}
    assert seen_by == {"eva", "dag", "karin", "bo"}


def test_it_is_changed_by_whoever_saw_the_latest(world):
    made = matter(world)
    changed = matters.change(matter=made, values={"title": "Annan rubrik"}, actor=world.actor("anna"), seen=1)
    assert (changed.title, changed.version) == ("Annan rubrik", 2)
    with pytest.raises(Stale):
        matters.change(matter=made, values={"title": "Tredje"}, actor=world.actor("eva"), seen=1)
    with pytest.raises(MayNotWrite):
        matters.change(matter=made, values={"title": "Tredje"}, actor=world.actor("elsa"), seen=2)
    told = ledger.entries().about(made).latest_first()[0]
    assert told.details == {"changes": {"title": ["Uppföljning av etableringen", "Annan rubrik"]}}


def test_it_closes_when_its_papers_are_adopted(world):
    made = matter(world)
    paper(world, of=made)
    with pytest.raises(matters.StillOpen):
        matters.close(matter=made, actor=world.actor("eva"))
    made.papers.all().delete()
    closed = matters.close(matter=made, actor=world.actor("eva"))
    assert (closed.state, closed.closed_on) == ("closed", date(2021, 4, 12))
    with pytest.raises(Invalid):
        paper(world, of=closed)
    assert matters.reopen(matter=closed, actor=world.actor("eva")).closed_on is None


def test_files(world):
    made = matter(world)
    kept = matters.attach(matter=made, name="../bilaga 1.pdf", data=b"%PDF", actor=world.actor("anna"))
    assert kept.name == "bilaga 1.pdf"
    with pytest.raises(FileNotAccepted):
        matters.attach(matter=made, name="x.exe", data=b"x", actor=world.actor("anna"))
    with pytest.raises(MayNotWrite):
        matters.detach(attachment=kept, actor=world.actor("elsa"))
    matters.detach(attachment=kept, actor=world.actor("anna"))
    assert not made.attachments.exists()
    assert ledger.entries().about(made).latest_first()[0].details["sha256"] == kept.sha256


def test_an_adopted_paper_decides_the_matter(world):
    from ledtrad.meetings.actions import papers

    found = ready(world)
    papers.adopt(paper=found, on=date(2021, 4, 12), paragraph="§ 41", actor=world.actor("eva"))
    found.matter.refresh_from_db()
    assert found.matter.state == "decided"

"""Lists to meetings: what is proposed, what is taken off and put on, and what freezes."""

import json
from datetime import date

import pytest

from ledtrad.core.ledger.models import Entry
from ledtrad.delegation.actions import lists as actions
from ledtrad.delegation.models import DecisionReport, DelegatedDecision, ReportedDecision
from ledtrad.delegation.papers.lists import rows_hash
from ledtrad.delegation.queries.lists import proposals
from ledtrad.delegation.rules.words import ListKind

ORDINARY, URGENT = ListKind.ORDINARY, ListKind.URGENT


def proposal(board, month=4, kind=ORDINARY):
    return proposals(board.meeting(month), cutoff_days=7)[kind]


def names(rows):
    return sorted(row.source_id for row in rows)


def lay(board, who="eva", month=4, kind=ORDINARY, **more):
    more = {"seen": None, "accept_incomplete": False} | more
    return actions.lay(meeting=board.meeting(month), kind=kind, actor=board.actor(who), **more)


def test_what_is_due_and_held_by_no_list_is_proposed(board):
    told = board.decide("A 1", decided_on=date(2021, 2, 1))
    board.tell(told, meeting=board.meeting(2))
    board.decide("A 2", decided_on=date(2021, 2, 1))  # should have been told in February
    board.decide("A 3", decided_on=date(2021, 4, 14))  # the last day
    board.decide("A 4", decided_on=date(2021, 4, 15))  # waits for May
    board.decide("A 5", decided_on=date(2021, 4, 1), item="6.1")  # execution
    board.decide("A 6", decided_on=date(2021, 4, 1), item="8.1")  # minuted separately
    board.decide("A 7", decided_on=date(2021, 4, 1), item="9.9")  # no such item: to be told
    board.decide("A 8", decided_on=date(2021, 4, 20), item="7.1")  # the chair's, urgent
    found = proposal(board)
    assert names(found.rows) == ["A 2", "A 3", "A 7"]
    assert found.late == 1
    assert found.span == (date(2021, 4, 1), date(2021, 4, 14))
    assert names(proposal(board, kind=URGENT).rows) == ["A 8"]
    assert names(proposal(board, month=5).rows) == ["A 2", "A 3", "A 4", "A 7"]


def test_another_boards_report_does_not_count_and_a_corrected_record_stands_for_the_old(board):
    old = board.decide("A 1", is_current=False)
    board.decide("A 1", replaces=old, matter="SN 2021/9")
    report = board.tell(board.decide("A 2"), meeting=board.meeting(2))
    report.rows.update(board=board.unit("BSN"))
    assert names(proposal(board).rows) == ["A 1", "A 2"]
    assert proposal(board).rows[0].matter == "SN 2021/9"


def test_the_incomplete_come_first_and_say_what_is_missing(board):
    board.decide("A 1")
    board.decide("A 2", matter=" ", person="")
    group = proposal(board).groups[0]
    assert [row.source_id for row in group.rows] == ["A 2", "A 1"]
    assert group.rows[0].missing == ("person", "matter")
    assert group.incomplete == 1
    assert group.delegates == [("Handläggare", 2)]


def test_taken_off_and_put_on_by_hand_with_a_reason(board):
    off, on = board.decide("A 1"), board.decide("A 2", decided_on=date(2021, 4, 19))
    eva = {"meeting": board.meeting(4), "kind": ORDINARY, "actor": board.actor("eva")}
    with pytest.raises(actions.ReasonMissing):
        actions.choose(decision=off, included=False, reason=" ", **eva)
    actions.choose(decision=off, included=False, reason="Ska prövas på nytt", **eva)
    actions.choose(decision=on, included=True, reason="Nämnden har bett om det", **eva)
    found = proposal(board)
    assert names(found.rows) == ["A 2"]
    assert [(row.source_id, choice.reason) for row, choice in found.taken_off] == [("A 1", "Ska prövas på nytt")]
    laid = lay(board)
    assert names(laid.rows.all()) == ["A 2"]
    assert names(proposal(board, month=5).rows) == ["A 1"]  # taken off one list, due on the next


def test_a_choice_can_be_undone_until_the_list_is_laid(board):
    off = board.decide("A 1")
    board.decide("A 2")
    eva = {"meeting": board.meeting(4), "kind": ORDINARY, "actor": board.actor("eva")}
    choice = actions.choose(decision=off, included=False, reason="Fel", **eva)
    actions.undo_choice(choice=choice, actor=board.actor("eva"))
    assert names(proposal(board).rows) == ["A 1", "A 2"]
    choice = actions.choose(decision=off, included=False, reason="Fel", **eva)
    lay(board)
    with pytest.raises(actions.AlreadyLaid):
        actions.undo_choice(choice=choice, actor=board.actor("eva"))


def test_a_list_freezes_with_its_rows_papers_hashes_and_a_line_in_the_ledger(board):
    decision = board.decide("A 1")
    seen = rows_hash(proposal(board))
    report = lay(board, seen=seen)
    row = ReportedDecision.objects.get()
    assert (row.told, row.meeting_on, row.matter) == (decision, date(2021, 4, 21), decision.matter)
    assert {(f.is_public, f.format) for f in report.files.all()} == {
        (public, kind) for public in (True, False) for kind in ("pdf", "docx")
    }
    assert report.is_laid
    assert report.full["facts"][-1][1] == seen
    assert Entry.objects.filter(action="laid", object_id=str(report.pk)).count() == 1
    DelegatedDecision.objects.update(matter="annat")
    assert ReportedDecision.objects.get().matter == decision.matter


def test_no_decision_is_ever_on_two_lists(board):
    board.decide("A 1")
    lay(board)
    board.decide("A 2")
    with pytest.raises(actions.AlreadyLaid):
        lay(board)
    lay(board, month=5)
    assert list(ReportedDecision.objects.order_by("pk").values_list("source_id", "meeting_on")) == [
        ("A 1", date(2021, 4, 21)),
        ("A 2", date(2021, 5, 19)),
    ]


def test_a_mark_that_is_raised_while_the_papers_are_drawn_stops_the_list(board, monkeypatch):
    """The words are the same, but the open paper shows what it may no longer show."""
    decision = board.decide("A 1")

    def marked(document, kind):
        DelegatedDecision.objects.filter(pk=decision.pk).update(confidentiality="confidential")
        return b"%PDF"

    monkeypatch.setattr(actions.papers, "render", marked)
    with pytest.raises(actions.ListChanged):
        lay(board)
    assert not ReportedDecision.objects.exists()


def test_the_list_that_is_laid_is_the_one_that_was_looked_at(board, monkeypatch):
    board.decide("A 1")
    seen = rows_hash(proposal(board))
    board.decide("A 2")
    with pytest.raises(actions.ListChanged):
        lay(board, seen=seen)
    real = actions.papers.render

    def render(document, kind):
        board.decide(f"late {kind} {document['kind_label']}")  # comes while the papers are drawn
        return real(document, kind)

    monkeypatch.setattr(actions.papers, "render", render)
    with pytest.raises(actions.ListChanged):
        lay(board, seen=rows_hash(proposal(board)))
    assert not ReportedDecision.objects.exists()


def test_incomplete_decisions_are_laid_only_when_somebody_says_so(board):
    board.decide("A 1", matter="")
    with pytest.raises(actions.IncompleteOnList):
        lay(board)
    assert lay(board, accept_incomplete=True).rows.count() == 1


@pytest.mark.parametrize("who", ["elsa", "johan", "anna", "bo", "disa", "adam", "karin", "sven", "nils"])
def test_only_those_who_plan_for_the_board_lay_its_lists(board, who):
    decision = board.decide("A 1")
    with pytest.raises(actions.MayNotLay):
        lay(board, who=who)
    with pytest.raises(actions.MayNotLay):
        actions.choose(
            meeting=board.meeting(4), kind=ORDINARY, decision=decision, included=False, reason="x",
            actor=board.actor(who),
        )  # fmt: skip
    assert not DecisionReport.objects.exists()


def test_nobody_is_told_afterwards(board):
    board.decide("A 1")
    with pytest.raises(actions.MeetingHeld):
        lay(board, month=3)
    assert not DecisionReport.objects.exists()


def test_an_empty_list_is_not_laid(board):
    with pytest.raises(actions.NothingToLay):
        lay(board)


def test_a_decision_of_another_board_is_not_put_on(board):
    other = board.decide("A 1", board=board.unit("BSN"))
    with pytest.raises(actions.NotOfThisBoard):
        actions.choose(
            meeting=board.meeting(4), kind=ORDINARY, decision=other, included=True, reason="x",
            actor=board.actor("eva"),
        )  # fmt: skip


def test_the_open_document_tells_nothing_confidential(board):
    board.decide("A 1", confidentiality="confidential", matter="SN 77/21", decision="Bifall till Kalle",
                 subject="pseu-1234")  # fmt: skip
    board.decide("A 2", matter="SN 78/21", decision="Samtal med pseu-1234 ägde rum")
    board.decide("A 3", matter="SN 79/21", decision="Vikarie i tre veckor", item="5.1")
    report = lay(board)
    words = json.dumps(report.public, ensure_ascii=False)
    for secret in ("pseu-1234", "SN 77/21", "Bifall till Kalle", "A 1", "Samtal med"):
        assert secret not in words
    assert "Vikarie i tre veckor" in words
    assert words.count("Omfattas av sekretess") == 2
    everything = json.dumps(report.full, ensure_ascii=False)
    for told in ("pseu-1234", "SN 77/21", "Bifall till Kalle", "Samtal med"):
        assert told in everything


@pytest.mark.parametrize("count", [1, 3])
def test_a_proposal_takes_six_queries(board, count, django_assert_num_queries):
    for _n in range(count):
        board.decide()
    meeting = board.meeting(4)
    with django_assert_num_queries(5):  # meetings, items, rules, drafts, decisions; choices when there is a draft
        found = proposals(meeting, cutoff_days=7)
    assert len(found[ORDINARY].rows) == count

"""Two who do the same at once: the first one's stands, and the second is told in words. Each on its own connection."""

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from ledtrad.core.refusals import Invalid, Refused, Stale
from ledtrad.delegation.actions import decisions, findings, mandates, minutes, orders, requirements
from ledtrad.delegation.models import (
    ControlFinding,
    DecisionSource,
    DelegatedDecision,
    DelegationItem,
    DelegationOrder,
    FindingHandling,
    FindingTask,
    FormRequirement,
    SeparateMinutes,
    Subdelegation,
)
from ledtrad.delegation.rules.words import FindingKind as K
from ledtrad.delegation.rules.words import Onward
from ledtrad.meetings import actions as meetings
from ledtrad.meetings.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


def second_of(first, second):
    """What `second` answers, or how it is refused, when it is asked before `first` has been committed."""
    wrote, commit, answer = threading.Event(), threading.Event(), []

    def hold():
        with transaction.atomic():
            first()
            wrote.set()
            commit.wait(10)

    def follow():
        try:
            answer.append(second())
        except Refused as refusal:
            answer.append(refusal)

    def closing(work):
        try:
            work()
        finally:
            wrote.set()
            connection.close()

    threads = [threading.Thread(target=closing, args=[work]) for work in (hold, follow)]
    threads[0].start()
    wrote.wait(10)
    threads[1].start()
    time.sleep(0.3)  # so that it waits for the first; if it has not come so far, it is refused all the same
    commit.set()
    for thread in threads:
        thread.join()
    return answer[0]


def test_two_secretaries_handle_the_same_findings(board):
    run, again = board.run(), board.run()
    decided = [board.decide() for _ in range(3)]
    mine = [board.find(run, K.MISSING, decision) for decision in decided]
    other = [board.find(again, K.MISSING, decision) for decision in reversed(decided)]
    eva, dag = board.actor("eva"), board.actor("dag")
    refused = second_of(
        lambda: findings.handle(findings=mine, how="explained", comment="Anmält muntligt.", actor=eva),
        lambda: findings.handle(findings=other[:2], how="accepted", comment="Nej.", actor=dag),
    )
    assert isinstance(refused, findings.AlreadyHandled)
    assert refused.current.comment == "Anmält muntligt."
    assert set(FindingHandling.objects.values_list("comment", flat=True)) == {"Anmält muntligt."}
    assert FindingHandling.objects.count() == 3
    assert not ControlFinding.objects.filter(handling__isnull=True).exists()


def test_findings_of_their_own_wait_for_each_other_and_both_stand(board):
    run = board.run()
    mine, theirs = (board.find(run, K.MISSING, board.decide()) for _ in range(2))
    eva, dag = board.actor("eva"), board.actor("dag")
    done = second_of(
        lambda: findings.handle(findings=[theirs], how="explained", comment="A", actor=eva),
        lambda: findings.handle(findings=[mine], how="explained", comment="B", actor=dag),
    )
    assert done == 1
    found = ControlFinding.objects.values_list("pk", "handling__comment")
    assert dict(found) == {theirs.pk: "A", mine.pk: "B"}


def test_nobody_is_asked_twice(board):
    finding = board.find(board.run(), K.INCOMPLETE, board.decide(matter=""))
    asked = {"findings": [finding], "message": "", "due_on": date(2021, 4, 14)}
    eva, dag = board.actor("eva"), board.actor("dag")
    again = second_of(
        lambda: findings.hand_over(**asked, actor=eva),
        lambda: findings.hand_over(**asked, actor=dag),
    )
    assert again == []
    assert FindingTask.objects.get().made_by_label == eva.label


def test_what_is_given_onward_is_given_once(board):
    DelegationItem.objects.filter(number="2.1").update(onward=Onward.HEAD)
    given = {"board": board.unit_sn, "item": "2.1", "delegate": board.functions["anna"], "actor": board.actor("dag")}
    refused = second_of(
        lambda: mandates.delegate_onward(**given, valid_from=date(2021, 5, 1)),
        lambda: mandates.delegate_onward(**given, valid_from=date(2021, 6, 1)),
    )
    assert isinstance(refused, Invalid)
    assert refused.field == "delegate"
    assert Subdelegation.objects.get().valid_from == date(2021, 5, 1)


def test_a_meeting_is_added_once(board):
    new = {"board": board.unit_sn, "held_on": date(2021, 6, 16), "actor": board.actor("eva")}
    refused = second_of(lambda: meetings.add(**new), lambda: meetings.add(**new))
    assert isinstance(refused, Invalid)
    assert (str(refused), refused.field) == ("Nämnden sammanträder redan den dagen.", "held_on")
    assert Meeting.objects.filter(held_on=date(2021, 6, 16)).count() == 1


def test_a_meeting_is_moved_to_a_day_of_its_own(board):
    moved, actor = board.meeting(5), board.actor("eva")
    day = {"held_on": date(2021, 6, 16), "announced_on": None, "actor": actor}
    refused = second_of(
        lambda: meetings.add(board=board.unit_sn, held_on=date(2021, 6, 16), actor=actor),
        lambda: meetings.change(meeting=moved, seen=moved.version, **day),
    )
    assert isinstance(refused, Invalid)
    assert Meeting.objects.get(pk=moved.pk).held_on == date(2021, 5, 19)


def test_minutes_are_written_first_by_one(board):
    decision = board.decide(item="8.1")
    said = {"decision": decision, "adjusted_on": date(2021, 4, 1), "announced_on": None, "seen": 0}
    refused = second_of(
        lambda: minutes.keep(**said, paragraph="§ 41", actor=board.actor("eva")),
        lambda: minutes.keep(**said, paragraph="§ 42", actor=board.actor("dag")),
    )
    assert isinstance(refused, Stale)
    assert refused.current.paragraph == SeparateMinutes.objects.get().paragraph == "§ 41"


def test_a_draft_has_its_name_alone(board):
    new = {"board": board.unit_sn, "name": "2021:2", "actor": board.actor("eva")}
    refused = second_of(lambda: orders.open_draft(**new), lambda: orders.open_draft(**new))
    assert isinstance(refused, Invalid)
    assert refused.field == "name"
    assert DelegationOrder.objects.filter(name="2021:2").count() == 1


def test_a_requirement_is_asked_once(board):
    new = {"board": board.unit_sn, "values": {"field": "amount", "items": "2.4"}, "actor": board.actor("eva")}
    refused = second_of(lambda: requirements.add(**new), lambda: requirements.add(**new))
    assert str(refused) == "Det kravet finns redan."
    assert FormRequirement.objects.filter(field="amount", items="2.4").count() == 1


def test_the_first_two_by_hand_get_a_number_each(board):
    values = {"decided_on": date(2021, 4, 1), "item": "2.1", "function": "Handläggare", "person": "bo",
              "confidentiality": "internal"}  # fmt: skip
    new = {"board": board.unit_sn, "values": values, "subject": "", "actor": board.actor("bo")}
    made = second_of(lambda: decisions.write_in(**new), lambda: decisions.write_in(**new))
    assert made.source_id == "SN 2021-0002"
    assert DecisionSource.objects.filter(by_hand=True).count() == 1
    assert DelegatedDecision.objects.count() == 2

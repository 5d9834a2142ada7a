"""That somebody read of a person leaves one entry in the ledger for each answer, by one rule wherever it was read."""

from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core.ledger.models import Entry
from ledtrad.core.pseudonyms import Pseudonyms
from ledtrad.delegation.actions import decisions as correcting
from ledtrad.delegation.actions import lists, unexecuted
from ledtrad.delegation.actions.reading import holds_client_data
from ledtrad.delegation.models import DelegatedDecision
from ledtrad.delegation.queries.decisions import telling_of_somebody
from ledtrad.delegation.rules.words import ListKind
from tests.delegation.test_control_pages import text


def reads():
    rows = Entry.objects.filter(action__in=["read", "exported"]).order_by("sequence")
    return [(e.actor_label, e.action, (e.details or {}).get("decisions", 1)) for e in rows]


@pytest.fixture
def decisions(board):
    """One of each: confidential, with a subject, with a pseudonym in each of its texts, and two that tell of nobody."""
    number = Pseudonyms("decisions").of("19121212-1212")
    board.secret = [
        board.decide("A 1", confidentiality="confidential", decision="HEMLIGT 1"),
        board.decide("A 2", subject=number, decision="HEMLIGT 2", matter="HEMLIGT 2"),
        board.decide("A 3", decision=f"HEMLIGT 3 för {number}"),
        board.decide("A 4", matter=f"HEMLIGT 4 {number}"),
        board.decide(f"A 5 {number}", decision="HEMLIGT 5"),
    ]
    board.decide("B 1", decision="Vikarie", confidentiality="open")
    board.decide("B 2", decision="P1-ABC är ingen pseudonym")
    return board


def test_the_database_and_the_rule_agree_on_what_tells_of_somebody(decisions):
    by_rule = {d.source_id for d in DelegatedDecision.objects.all() if holds_client_data(d)}
    assert by_rule == {d.source_id for d in decisions.secret}
    assert telling_of_somebody(DelegatedDecision.objects.all()) == 5
    for decision in DelegatedDecision.objects.all():
        one = DelegatedDecision.objects.filter(pk=decision.pk)
        assert telling_of_somebody(one) == holds_client_data(decision), decision


def test_the_register_tells_of_nobody_and_its_workbook_counts_everybody(decisions, browse):
    eva, url = browse("eva"), reverse("decisions")
    shown = text(eva.get(url + "?col=matter&col=decision"))
    assert "HEMLIGT" not in shown
    assert "Vikarie" in shown
    assert reads() == []
    eva.get(url + "?export=xlsx")
    eva.get(url + "?export=xlsx&mark=open")
    assert reads() == [("Eva", "exported", 5)]
    assert Entry.objects.get(action="exported").details["place"] == "Beslut"


def test_each_of_them_alone_is_a_read_and_the_others_are_not(decisions, browse):
    eva = browse("eva")
    for decision in DelegatedDecision.objects.order_by("pk"):
        eva.get(reverse("decision", args=[decision.pk]))
    assert len(reads()) == 5


def test_what_stood_before_it_was_marked_is_read_as_what_stands_now(board, browse):
    old = board.decide("A 1", decision="HEMLIGT")
    values = {name: getattr(old, name) for name in correcting.CORRECTABLE} | {"confidentiality": "confidential"}
    correcting.correct(decision=old, values=values, reason="Fel märkt", actor=board.actor("eva"))
    browse("eva").get(reverse("decision", args=[old.pk]))
    assert reads() == [("Eva", "read", 1)]
    assert Entry.objects.get(action="read").confidentiality == "confidential"


def test_the_proposal_counts_what_is_taken_off_and_what_waits_for_completion(board, browse, monkeypatch):
    monkeypatch.setattr("ledtrad.delegation.pages.lists.MOST_IN_AREA", 1)
    url = reverse("decision-list", args=["SN", "2021-04-21", "ordinary"])
    off = board.decide("A 1", confidentiality="confidential", decision="HEMLIGT")
    lists.choose(meeting=board.meeting(4), kind=ListKind.ORDINARY, decision=off, included=False, reason="Prövas anew",
                 actor=board.actor("eva"))  # fmt: skip
    browse("eva").get(url)
    assert reads() == [("Eva", "read", 1)]
    board.decide("A 2", matter="", subject="pseudonym-4711")
    board.decide("A 3", matter="", decision="Samtal med pseudonym-4711")
    browse("eva").get(url)
    assert reads()[1:] == [("Eva", "read", 3)]
    browse("kim").get(url)  # sees no confidential row; the other two he does
    assert reads()[2:] == [("Kim", "read", 2)]


def test_the_list_of_decisions_not_carried_out_is_a_read_once_for_each_answer(board, browse):
    row = {"law": "LSS", "intervention": "Kontaktperson", "decided_on": date(2020, 11, 3), "break_on": None, "sex": "",
           "reason": "Svårt att hitta", "executed_on": None, "lapsed_on": None, "lapsed_reason": "",
           "holder": board.people["bo"], "decision": None}  # fmt: skip
    for _n in range(2):
        unexecuted.register(unit=board.unit("AFE"), values=row, subject="", actor=board.actor("eva"))
    url = reverse("unexecuted")
    browse("eva").get(url)
    browse("bo").get(url)
    browse("kim").get(url)  # sees none
    browse("eva").get(url + "?export=xlsx")
    assert reads() == [("Eva", "read", 2), ("Bo", "read", 2), ("Eva", "exported", 2)]
    review = text(browse("dag").get(reverse("ledger-reads") + "?what=ej+verkst%C3%A4llda"))
    assert "3 läsningar" in review
    assert "Ej verkställda beslut" in review

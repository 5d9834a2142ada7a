"""Decisions on their pages: found, read (and told of), written in by hand, corrected."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from ledtrad.core import ledger
from ledtrad.core.refusals import Invalid, NotAllowed, Stale
from ledtrad.delegation.actions import decisions as actions
from ledtrad.delegation.actions import findings
from ledtrad.delegation.models import DecisionSource, DelegatedDecision
from ledtrad.delegation.rules.words import FindingKind, Handled
from tests.delegation.conftest import WHEN
from tests.delegation.files import DECISION, sound
from tests.delegation.plans import by_index

pytestmark = pytest.mark.django_db
NUMBER = "19121212-1212"


@pytest.fixture
def made(world):
    """Anna's decision, Bo's that is confidential, and one of another unit."""
    own = {"function": "f-anna", "person": "anna"}
    sound(
        "decisions",
        {**DECISION, **own, "source_id": "A-1"},
        {**DECISION, "function": "f-bo", "person": "bo", "source_id": "B-1", "confidentiality": "sekretess",
         "subject": NUMBER, "decision": "Avslag till den enskilde"},
        {**DECISION, "function": "f-cecilia", "person": "cecilia", "source_id": "C-1"},
    )  # fmt: skip
    return {d.source_id: d for d in DelegatedDecision.objects.all()}


def values(**more):
    given = {
        "decided_on": date(2021, 4, 1), "item": "2.1", "function": "f-anna", "person": "anna", "matter": "SN 1",
        "decision": "Bifall", "amount": None, "period_from": None, "period_to": None, "confidentiality": "internal",
    }  # fmt: skip
    return {**given, **more}


def stored(decision):
    return {name: getattr(decision, name) for name in actions.CORRECTABLE}


def reads():
    return ledger.entries().filter(action__in=("read", "exported")).count()


# ── Who sees which ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("bo", {"B-1"}),
        ("anna", {"A-1", "B-1"}),
        ("cecilia", {"C-1"}),
        ("eva", {"A-1", "B-1", "C-1"}),
        ("kim", {"A-1", "C-1"}),
        ("disa", {"A-1", "C-1"}),
        ("elsa", set()),
        ("nils", set()),
    ],
)
def test_the_register_holds_what_one_may_see(made, as_person, person, seen):
    text = as_person(person).get(reverse("decisions")).content.decode()
    assert {name for name in made if name in text} == seen
    for name, decision in made.items():
        status = as_person(person).get(reverse("decision", args=[decision.pk])).status_code
        assert status == (200 if name in seen else 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_costs_the_same_however_long(world, as_person, django_assert_num_queries, rows):
    sound("decisions", *({**DECISION, "source_id": f"X-{n}"} for n in range(rows)))
    client = as_person("eva")
    client.get(reverse("decisions"))
    with django_assert_num_queries(QUERIES["decisions"]):
        client.get(reverse("decisions"))


@pytest.mark.parametrize("times", [1, 3])
def test_a_decision_costs_the_same_however_often_it_was_corrected(
    made, world, as_person, django_assert_num_queries, times
):
    decision = made["A-1"]
    for n in range(times):
        decision = actions.correct(
            decision=decision, values=stored(decision) | {"item": f"3.{n}"}, reason="Fel", actor=world.actor("anna")
        )
    client, address = as_person("eva"), reverse("decision", args=[decision.pk])
    client.get(address)
    with django_assert_num_queries(QUERIES["decision"]):
        client.get(address)


QUERIES = {"decisions": 8, "decision": 9}


# ── Reading what is confidential ─────────────────────────────────────────────
def test_each_answer_with_client_data_gives_exactly_one_entry(made, as_person):
    client = as_person("eva")
    before = reads()
    client.get(reverse("decision", args=[made["A-1"].pk]))
    assert reads() == before
    client.get(reverse("decision", args=[made["B-1"].pk]))
    assert reads() == before + 1
    client.get(reverse("decision-correct", args=[made["B-1"].pk]))
    assert reads() == before + 2
    answer = client.get(reverse("decisions") + "?export=xlsx")
    assert reads() == before + 3
    assert ledger.entries().filter(action="exported").get().change.details["decisions"] == 1
    told = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "Avslag till den enskilde" in {cell.value for row in told for cell in row}


def test_the_list_does_not_tell_what_is_confidential_and_so_is_no_reading(made, as_person):
    before = reads()
    text = as_person("eva").get(reverse("decisions") + "?col=decision&col=matter").content.decode()
    assert "Avslag till den enskilde" not in text
    assert "Avslag försörjningsstöd" in text
    assert reads() == before


def test_the_entry_is_for_those_who_may_read_the_decision(made, as_person):
    as_person("eva").get(reverse("decision", args=[made["B-1"].pk]))
    assert "B-1" in as_person("eva").get(reverse("ledger") + "?event=read").content.decode()
    assert "B-1" not in as_person("disa").get(reverse("ledger") + "?event=read").content.decode()


# ── Correcting ───────────────────────────────────────────────────────────────
def test_a_correction_is_a_new_record_that_names_the_old(made, world):
    old = made["A-1"]
    new = actions.correct(
        decision=old, values=stored(old) | {"item": "2.4", "function": "f-cecilia"}, reason="Fel punkt",
        actor=world.actor("anna"),
    )  # fmt: skip
    old.refresh_from_db()
    assert (old.item, old.is_current, new.replaces, new.is_current) == ("2.1", False, old, True)
    assert (new.unit, new.delegate) == (world.unit("1824"), world.functions["cecilia"])
    assert (new.source_id, new.subject, new.batch) == (old.source_id, old.subject, None)
    told = ledger.entries().about(new).get(action="decision_corrected")
    assert told.change.details["changes"]["item"] == ["2.1", "2.4"]


@pytest.mark.parametrize(
    ("person", "may"), [("bo", True), ("anna", True), ("eva", True), ("cecilia", False), ("karin", False)]
)
def test_who_may_correct(made, world, person, may):
    decision = made["B-1"]

    def correct():
        return actions.correct(
            decision=decision, values=stored(decision) | {"item": "9"}, reason="Fel", actor=world.actor(person)
        )

    if may:
        assert correct().item == "9"
    else:
        with pytest.raises(NotAllowed):
            correct()


def test_a_correction_says_something_and_why_and_never_a_number(made, world):
    decision, actor = made["A-1"], world.actor("anna")
    with pytest.raises(actions.NothingCorrected):
        actions.correct(decision=decision, values=stored(decision), reason="Fel", actor=actor)
    with pytest.raises(Invalid):
        actions.correct(decision=decision, values=stored(decision) | {"item": "3"}, reason=" ", actor=actor)
    new = actions.correct(
        decision=decision, values=stored(decision) | {"matter": f"Om {NUMBER}"}, reason="Fel", actor=actor
    )
    assert new.matter.startswith("Om P1-")


def test_who_comes_second_is_told(made, world):
    decision, actor = made["A-1"], world.actor("anna")
    actions.correct(decision=decision, values=stored(decision) | {"item": "3"}, reason="Fel", actor=actor)
    with pytest.raises(Stale):
        actions.correct(decision=decision, values=stored(decision) | {"item": "4"}, reason="Fel", actor=actor)


def test_the_page_of_a_correction(made, as_person):
    client, decision = as_person("anna"), made["A-1"]
    address = reverse("decision-correct", args=[decision.pk])
    form = client.get(address).context["form"]
    sent = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    assert client.post(address, sent).status_code == 422
    answer = client.post(address, {**sent, "item": "2.4", "amount": "1 200,50", "reason": "Fel punkt"}, follow=True)
    text = answer.content.decode()
    assert "Beslutet är rättat." in text
    assert "Fel punkt" in text
    assert DelegatedDecision.objects.current().get(source_id="A-1").amount == 1200.5
    assert "innan beslutet rättades" in client.get(reverse("decision", args=[decision.pk])).content.decode()
    assert client.get(address).status_code == 409


# ── By hand ──────────────────────────────────────────────────────────────────
def test_a_decision_by_hand_gets_the_next_number_of_the_boards_series(world):
    first = actions.write_in(board=world.unit("SN"), values=values(), subject=NUMBER, actor=world.actor("anna"))
    second = actions.write_in(board=world.unit("SN"), values=values(), subject="", actor=world.actor("anna"))
    assert [first.source_id, second.source_id] == ["SN 2021-0001", "SN 2021-0002"]
    assert (first.unit, first.holder, first.delegate) == (
        world.unit("AFE"), world.people["anna"], world.functions["anna"],
    )  # fmt: skip
    assert first.subject.startswith("P1-")
    assert (first.system.by_hand, first.system.board, DecisionSource.objects.count()) == (True, world.unit("SN"), 1)
    actions.correct(decision=second, values=stored(second) | {"item": "3"}, reason="Fel", actor=world.actor("anna"))
    third = actions.write_in(board=world.unit("SN"), values=values(), subject="", actor=world.actor("anna"))
    assert third.source_id == "SN 2021-0003"


def test_one_writes_in_ones_own_decisions(world):
    for person in ("anna", "bo"):
        with pytest.raises(Invalid):
            actions.write_in(
                board=world.unit("SN"), values=values(person="cecilia"), subject="", actor=world.actor(person)
            )
    assert actions.write_in(board=world.unit("SN"), values=values(), subject="", actor=world.actor("eva"))
    for person in ("elsa", "nils", "sven"):
        with pytest.raises(NotAllowed):
            actions.write_in(board=world.unit("SN"), values=values(), subject="", actor=world.actor(person))


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_on": None},
        {"decided_on": date(2021, 4, 13)},
        {"item": NUMBER},
        {"function": f"Handläggare {NUMBER}"},
        {"period_from": date(2021, 2, 1), "period_to": date(2021, 1, 1)},
    ],
)
def test_what_cannot_be_written_in(world, wrong):
    with pytest.raises(Invalid):
        actions.write_in(board=world.unit("SN"), values=values(**wrong), subject="", actor=world.actor("anna"))


def test_the_form_and_its_receipt(world, as_person):
    client = as_person("bo")
    address = reverse("decision-new")
    assert 'value="bo"' in client.get(address).content.decode()
    sent = {
        "decided_on": "2021-04-09", "item": "2.1", "function": str(world.functions["bo"].title), "person": "bo",
        "matter": "SN 2021/9", "decision": "Bifall resa", "confidentiality": "internal",
    }  # fmt: skip
    assert client.post(address, {**sent, "decision": ""}).status_code == 422
    text = client.post(address, sent, follow=True).content.decode()
    assert "SN 2021-0001" in text
    assert "Bifall resa" in text


# ── A mark that was wrong ────────────────────────────────────────────────────
def test_a_decision_that_becomes_confidential_takes_its_past_with_it(board, browse):
    old = board.decide("A 1", decision="Röjande ord", matter="SN 2021/77")
    found = board.find(board.run(), FindingKind.MISSING, old)
    report = board.tell(old, meeting=board.meeting(2))
    pages = [reverse("decision", args=[old.pk]), reverse("finding", args=[found.pk])]
    laid = reverse("decision-list-laid", args=[report.pk])
    assert [browse("kim").get(page).status_code for page in pages] == [200, 200]
    assert "Röjande ord" in browse("elsa").get(laid).content.decode()
    values = {name: getattr(old, name) for name in actions.CORRECTABLE} | {"confidentiality": "confidential"}
    actions.correct(decision=old, values=values, reason="Fel märkning", actor=board.actor("eva"))
    assert [browse("kim").get(page).status_code for page in pages] == [404, 404]
    assert [browse("eva").get(page).status_code for page in pages] == [200, 200]
    for who in ("kim", "elsa"):
        assert "Röjande ord" not in browse(who).get(laid).content.decode()


def test_its_past_is_gone_from_the_ledger_too(board, browse):
    old = board.decide("A 1", decision="Röjande ord", matter="SN 2021/77")
    found = board.find(board.run(), FindingKind.MISSING, old)
    findings.handle(findings=[found], how=Handled.EXPLAINED, comment="Röjande skäl", actor=board.actor("eva"))
    values = {name: getattr(old, name) for name in actions.CORRECTABLE} | {"decision": "Röjande rättelse"}
    first = actions.correct(decision=old, values=values, reason="Fel ord", actor=board.actor("eva"))
    page = reverse("ledger")

    def told(name):
        return browse(name).get(page).content.decode()

    assert "Röjande skäl" in told("kim")
    assert "Röjande rättelse" in told("kim")
    values = {name: getattr(first, name) for name in actions.CORRECTABLE} | {"confidentiality": "confidential"}
    actions.correct(decision=first, values=values, reason="Fel märkning", actor=board.actor("eva"))
    for who in ("kim", "elsa", "disa", "sven"):
        assert "Röjande" not in told(who), who
    assert "Röjande rättelse" in told("eva")
    assert "Röjande skäl" in told("eva")


def test_the_ledger_is_read_without_gathering_all_decisions(board, browse):
    board.decide("A 1")
    with by_index():
        browse("kim").get(reverse("ledger"))


def test_what_the_last_control_found_is_not_what_an_earlier_one_found(board, browse):
    decision = board.decide("A 1")
    page = reverse("decision", args=[decision.pk])
    board.find(board.run(), FindingKind.MISSING, decision)
    board.find(board.run(made_at=WHEN + timedelta(hours=1)), FindingKind.LATE, decision)
    told = browse("eva").get(page).context["dossier"].findings
    assert [finding.kind for finding in told] == [FindingKind.LATE]
    board.run(made_at=WHEN + timedelta(hours=2))
    board.run(date(2021, 4, 1), date(2021, 6, 30), made_at=WHEN + timedelta(hours=3))  # not about its day
    assert browse("eva").get(page).context["dossier"].findings == []

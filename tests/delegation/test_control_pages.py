"""The control page, its findings, and what people do with them."""

import hashlib
import re
from datetime import date

import pytest
from django.urls import reverse

from ledtrad.core.imports import running
from ledtrad.core.imports.models import ImportBatch
from ledtrad.core.outbox import OutboxMail
from ledtrad.delegation.actions import findings as actions
from ledtrad.delegation.actions.control import run_control
from ledtrad.delegation.models import (
    ControlFinding,
    ControlRun,
    DelegatedDecision,
    FindingHandling,
    FindingTask,
    FormRequirement,
)
from ledtrad.delegation.rules.words import FindingKind, Handled, ListKind
from ledtrad.organisation.actors import system_actor
from tests.factories import UserFactory

K = FindingKind


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))


@pytest.fixture
def run(board):
    """A run with a finding of every kind, about decisions of Bo's; one of them is confidential."""
    made = board.run()
    for kind in K:
        decision = None if kind in (K.GAP, K.ORPHAN) else board.decide(f"{kind} 1")
        board.find(made, kind, decision)
    secret = board.decide("hemligt 1", confidentiality="confidential", decision="HEMLIGT BESLUT")
    board.find(made, K.MISSING, secret)
    return made


def test_the_page_concludes_and_shows_what_deviates_first(run, browse):
    page = text(browse("eva").get("/delegation/"))
    assert "Nästan. 1 236 av 1 253 beslut är anmälda, 1 227 av dem i tid." in page
    assert "17 har inte anmälts och 12 fynd är öppna." in page
    assert "97,9 %" in page
    assert "Granska listan till 21 april" in page
    assert "Skulle ha anmälts 17 februari 2021" in page
    assert "Dessutom har 1 beslut anmälts som är verkställighet." in page
    assert "1–10 av 12" in page
    assert page.index("Inte anmält") < page.index("Nummerlucka")


def test_the_quarter_before_stands_beside(run, board, browse):
    board.run(date(2020, 10, 1), date(2020, 12, 31), totals={"decisions": 100, "to_report": 100, "reported": 97,
              "in_time": 95, "late": 2, "missing": 3})  # fmt: skip
    ControlRun.objects.filter(pk=run.pk).update(made_at=date(2021, 4, 13).isoformat() + "T08:00:00Z")
    assert "Förra kvartalet 95,0 %. ↑ ökar, förbättring" in text(browse("eva").get("/delegation/"))


def test_without_a_run_the_page_says_what_to_do_first(board, browse):
    page = text(browse("eva").get("/delegation/"))
    assert "ingen kontroll är körd" in page
    assert "Kör kontroll" in page
    assert "Listan till sammanträdet den 21 april 2021" in page


def test_each_sees_what_they_may(run, browse):
    assert "hemligt 1" in text(browse("eva").get(reverse("findings", args=[run.pk])))
    kim = text(browse("kim").get(reverse("findings", args=[run.pk])))
    assert "hemligt 1" not in kim
    assert "1 fynd gäller beslut med sekretess" in kim
    assert "12 fynd är öppna" in kim
    anna = text(browse("anna").get("/delegation/"))
    assert "Kontrollen har 10 öppna fynd" in anna  # not the two about no decision
    assert "Hantera" not in anna
    assert browse("anna").get(reverse("findings", args=[run.pk])).status_code == 404
    assert "missing 1" in text(browse("bo").get("/delegation/"))  # own decisions
    cecilia = text(browse("cecilia").get("/delegation/"))
    assert "missing 1" not in cecilia
    assert "inga öppna fynd" in cecilia


def test_the_menu_counts_open_findings(run, browse):
    def count(who):
        found = re.search(r'href="/delegation/"[^>]*>Delegation<span class="count">(\d+)', text(browse(who).get("/")))
        return int(found[1]) if found else 0

    assert [count(who) for who in ("eva", "kim", "anna", "bo", "cecilia", "elsa", "nils")] == [12, 12, 10, 10, 0, 0, 0]


@pytest.mark.parametrize("query", ["kind=missing", "function=Handl%C3%A4ggare&state=open", "source=Verksamhetssystemet",
                                   "q=hemligt", "state=handled", "sort=-decided", "sort=kind", "page=2"])  # fmt: skip
def test_the_list_counts_what_it_shows(run, browse, query):
    page = browse("eva").get(reverse("findings", args=[run.pk]) + f"?{query}")
    listing = page.context["listing"]
    assert listing.total == listing.filtered.count()


def test_a_finding_tells_its_rule_its_decisions_way_and_its_history(run, board, browse):
    finding = ControlFinding.objects.get(source_id="late 1")
    board.tell(finding.decision, meeting=board.meeting(3))
    later = board.run()
    again = board.find(later, K.LATE, finding.decision)
    page = text(browse("eva").get(reverse("finding", args=[again.pk])))
    way = ("Sent anmält: late 1", "Beslutat", "Inläst", "Skulle anmälas", "Anmält", "17 mars 2021")
    for told in (*way, "senare sammanträde", "I alla körningar"):
        assert told in page
    for finding in ControlFinding.objects.all():
        assert browse("eva").get(reverse("finding", args=[finding.pk])).status_code == 200


# ── Handling ──────────────────────────────────────────────────────────────────
def test_what_is_said_holds_for_every_run_until_the_facts_change(run, board, browse):
    decision = board.decide("A 1")
    first = board.find(run, K.MISSING, decision)
    second = board.find(board.run(), K.MISSING, decision)
    other = board.find(board.run(), K.MISSING, decision, due_on="2021-03-17")
    sent = {"how": "explained", "comment": "Anmält muntligt."}
    assert browse("eva").post(reverse("finding-handle", args=[first.pk]), sent).status_code == 302
    assert [ControlFinding.objects.get(pk=f.pk).handling is not None for f in (first, second, other)] == [
        True, True, False,
    ]  # fmt: skip
    assert "Anmält muntligt." in text(browse("eva").get(reverse("finding", args=[second.pk])))
    assert browse("eva").post(reverse("finding-reopen", args=[first.pk]), {"reason": "Fel"}).status_code == 302
    assert not ControlFinding.objects.filter(handling__isnull=False).exists()
    assert FindingHandling.objects.get().facts_sha256 == ""


def test_a_comment_is_obligatory(run, browse):
    finding = ControlFinding.objects.filter(kind=K.GAP).get()
    answer = browse("eva").post(reverse("finding-handle", args=[finding.pk]), {"how": "accepted", "comment": " "})
    assert answer.status_code == 422
    assert not FindingHandling.objects.exists()


def test_nobody_accepts_a_finding_about_their_own_decision(run, board):
    decision = board.decide("A 1", holder=board.people["dag"])
    finding = board.find(run, K.OVER_LIMIT, decision)
    with pytest.raises(actions.OwnDecision):
        actions.handle(findings=[finding], how=Handled.ACCEPTED, comment="Bra", actor=board.actor("dag"))
    assert actions.handle(findings=[finding], how=Handled.EXPLAINED, comment="Bra", actor=board.actor("dag")) == 1


def test_several_are_handled_at_once_after_asking(run, browse):
    eva, url = browse("eva"), reverse("findings-handle", args=[run.pk])
    chosen = [f.pk for f in ControlFinding.objects.filter(kind__in=[K.GAP, K.ORPHAN, K.EXECUTION_REPORTED])]
    asked = text(eva.post(url, {"pk": chosen}))
    assert "2 rader är valda" in asked
    assert eva.post(url, {"pk": chosen, "confirmed": "1", "how": "explained"}).status_code == 422
    sent = {"pk": chosen, "confirmed": "1", "how": "explained", "comment": "Utrett."}
    assert eva.post(url, sent).status_code == 302
    assert FindingHandling.objects.count() == 2
    sent = {"all": "1", "confirmed": "1", "how": "accepted", "comment": "Utrett."}
    assert eva.post(f"{url}?kind=missing&state=open", sent).status_code == 302
    assert set(FindingHandling.objects.filter(how="accepted").values_list("key", flat=True)) == {
        "missing|Verksamhetssystemet|missing 1", "missing|Verksamhetssystemet|hemligt 1",
    }  # fmt: skip


def test_what_somebody_else_has_said_of_a_finding_is_told_and_stands(run, board, browse):
    finding = ControlFinding.objects.get(kind=K.GAP)
    url, eva, dag = reverse("finding-handle", args=[finding.pk]), browse("eva"), browse("dag")
    assert dag.get(url).status_code == 200
    assert eva.post(url, {"how": "explained", "comment": "Provkörning."}).status_code == 302
    mine = {"how": "accepted", "comment": "Lucka."}
    refused = dag.post(url, mine)
    assert refused.status_code == 409
    page = text(refused)
    assert "Någon annan har hanterat fyndet sedan du öppnade sidan." in page
    assert all(told in page for told in ("Provkörning.", "Lucka.", "Förklarat", "Eva"))
    finding.refresh_from_db()
    assert finding.handling.comment == "Provkörning."
    version = refused.context["version"]
    assert version == finding.handling_id
    assert dag.post(url, mine | {"version": version}).status_code == 302  # keeps his own, knowing hers
    finding.refresh_from_db()
    assert finding.handling.comment == "Lucka."
    history = text(eva.get(reverse("finding", args=[finding.pk])))
    assert "Provkörning." in history
    assert "Lucka." in history


@pytest.mark.parametrize("everything", [False, True])
def test_a_choice_that_others_have_handled_meanwhile_is_shown_again(run, board, browse, everything):
    dag, url = browse("dag"), reverse("findings-handle", args=[run.pk]) + "?state=open"
    chosen = list(ControlFinding.objects.filter(kind__in=[K.GAP, K.ORPHAN, K.LATE]).order_by("pk"))
    choice = {"all": "1"} if everything else {"pk": [f.pk for f in chosen]}
    version = dag.post(url, choice).context["version"]
    actions.handle(findings=chosen[:1], how=Handled.EXPLAINED, comment="Provkörning.", actor=board.actor("eva"))
    said = {"confirmed": "1", "how": "accepted", "comment": "Utrett.", "version": version}
    refused = dag.post(url, choice | said)
    assert refused.status_code == 409
    page = text(refused)
    assert "Provkörning." in page
    assert "Utrett." in page
    assert FindingHandling.objects.count() == 1
    open_before = ControlFinding.objects.filter(handling=None).exclude(kind=K.EXECUTION_REPORTED).count()
    again = dag.post(url, choice | said | {"version": refused.context["version"]})
    assert again.status_code == 302
    assert FindingHandling.objects.filter(comment="Utrett.").count() == (open_before if everything else 2)
    assert ControlFinding.objects.get(pk=chosen[0].pk).handling.comment == "Provkörning."


@pytest.mark.parametrize("count", [1, 3])
def test_handling_asks_a_fixed_number_of_questions(board, count, django_assert_num_queries):
    run = board.run()
    chosen = [board.find(run, K.MISSING, board.decide()) for _ in range(count)]
    with django_assert_num_queries(15):
        actions.handle(findings=chosen, how=Handled.EXPLAINED, comment="Utrett.", actor=board.actor("eva"))


# ── To the delegate ───────────────────────────────────────────────────────────
@pytest.fixture
def asked(run, board):
    """An incomplete decision, handed to Bo."""
    finding = board.find(run, K.INCOMPLETE, board.decide("B 1", matter=""))
    tasks = actions.hand_over(
        findings=[finding], message="Vilket ärende?", due_on=date(2021, 4, 14), actor=board.actor("eva")
    )
    return tasks[0]


def test_a_finding_handed_over_waits_in_att_gora_and_a_letter_leads_there(asked, board, browse):
    assert "Komplettera ett delegationsbeslut" in text(browse("bo").get("/"))
    assert "Komplettera ett delegationsbeslut" not in text(browse("anna").get("/"))
    letter = OutboxMail.objects.get()
    assert reverse("finding-task", args=[asked.pk]) in letter.body
    assert "B 1" not in letter.body + letter.subject
    assert "Väntar på delegat" in text(browse("eva").get("/delegation/?kind=incomplete"))


def test_the_delegate_mends_it_and_the_task_is_gone(asked, board, browse):
    bo, url = browse("bo"), reverse("finding-task", args=[asked.pk])
    page = text(bo.get(url))
    assert "ärende." in page
    assert "Vilket ärende?" in page
    assert bo.post(url, {"matter": ""}).status_code == 422
    assert bo.post(url, {"matter": "SN 2021/77"})["Location"] == url
    record = DelegatedDecision.objects.current().get(source_id="B 1")
    assert (record.matter, record.replaces, record.recorded_by) == ("SN 2021/77", asked.decision, board.people["bo"])
    assert DelegatedDecision.objects.get(pk=asked.decision_id).matter == ""
    assert not FindingTask.objects.waiting().exists()
    assert "Uppgiften är klar" in text(bo.get(url))
    assert "Komplettera ett delegationsbeslut" not in text(bo.get("/"))


def test_being_asked_opens_a_decision_only_while_the_task_waits(asked, browse, board):
    anna, url = browse("anna"), reverse("finding-task", args=[asked.pk])
    FindingTask.objects.update(to_person=board.people["cecilia"])
    cecilia = browse("cecilia")
    assert cecilia.get(url).status_code == 200
    assert anna.get(url).status_code == 404
    assert cecilia.post(url, {"matter": "SN 2021/77"})["Location"] == reverse("todo")
    assert cecilia.get(url).status_code == 404


def test_a_task_is_over_when_the_decision_comes_on_a_list_or_is_corrected_elsewhere(asked, board):
    board.tell(asked.decision, meeting=board.meeting(4))
    assert not FindingTask.objects.waiting().exists()
    FindingTask.objects.update(was_reported=True)  # it was on a list when it was handed out: a list says nothing
    assert FindingTask.objects.waiting().exists()
    DelegatedDecision.objects.filter(pk=asked.decision_id).update(is_current=False)
    assert not FindingTask.objects.waiting().exists()


def test_the_delegate_may_answer_instead(asked, browse):
    url = reverse("finding-task-answer", args=[asked.pk])
    assert browse("bo").post(url, {"answer": "Ärendet är nytt, nummer kommer."}).status_code == 302
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert "Ärendet är nytt" in text(browse("eva").get(reverse("finding", args=[
        ControlFinding.objects.get(key=asked.key).pk
    ])))  # fmt: skip
    assert browse("bo").post(url, {"answer": "igen"}).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("bo", 200), ("eva", 200), ("anna", 404), ("cecilia", 404), ("elsa", 404),
                                             ("sven", 404), ("disa", 404)])  # fmt: skip
def test_a_task_is_seen_by_whom_it_was_handed_to_and_by_those_who_plan(asked, browse, who, status):
    assert browse(who).get(reverse("finding-task", args=[asked.pk])).status_code == status


def test_who_is_asked(board, run):
    def asked(**values):
        finding = board.find(run, K.MISSING, board.decide(**values))
        (task,) = actions.hand_over(findings=[finding], message="", due_on=date(2021, 4, 14), actor=board.actor("eva"))
        return task.to_person or task.to_function

    assert asked() == board.people["bo"]
    assert asked(holder=None) == board.people["bo"]  # who alone holds the function
    assert asked(holder=None, delegate=None) == board.functions["anna"]  # the unit's manager
    gone = UserFactory(username="gun", name="Gun")  # made it, and is no longer here: not for Bo to read
    assert asked(holder=gone) == board.functions["anna"]
    with pytest.raises(actions.NobodyToAsk):
        asked(holder=None, delegate=None, unit=board.unit("SN"))


def test_the_same_finding_is_not_handed_over_twice(asked, board):
    finding = ControlFinding.objects.get(key=asked.key)
    assert actions.hand_over(findings=[finding], message="", due_on=date(2021, 4, 14), actor=board.actor("eva")) == []
    assert FindingTask.objects.count() == 1


def test_everybody_whom_the_board_waits_for_is_reminded(asked, browse):
    assert browse("eva").post(reverse("findings-remind", args=["SN"])).status_code == 302
    assert OutboxMail.objects.count() == 2
    assert browse("eva").post(reverse("findings-remind", args=["SN"])).status_code == 302
    assert OutboxMail.objects.count() == 2  # once a day


# ── Runs ──────────────────────────────────────────────────────────────────────
def test_a_run_is_ordered_as_a_job_and_leads_to_its_page(board, browse, inline):
    board.decide("A 1", decided_on=date(2021, 2, 1))
    eva = browse("eva")
    assert "januari–mars 2021" in text(eva.get(reverse("control-new") + "?board=SN"))
    answer = eva.post(reverse("control-new"), {"board": "SN", "period": "2021-Q1", "cutoff_days": "7"})
    run = ControlRun.objects.get()
    assert eva.get(answer["Location"])["Location"] == reverse("delegation-run", args=[run.pk])
    assert "Kontrollkörning 1" in text(eva.get(reverse("delegation-run", args=[run.pk])))
    wrong = {"board": "SN", "period": "own", "first": "2021-03-01", "last": "2021-02-01", "cutoff_days": "7"}
    assert eva.post(reverse("control-new"), wrong).status_code == 422
    assert browse("bo").get(reverse("control-new")).status_code == 403
    assert browse("bo").post(reverse("control-new"), {**wrong, "period": "2021-Q1"}).status_code == 403


def test_a_finding_that_is_mended_and_laid_is_gone_from_the_next_run_but_not_its_history(board, browse, inline):
    board.decide("A 1", decided_on=date(2021, 2, 1))
    eva = board.actor("eva")
    quarter = {"board": board.unit_sn, "first": date(2021, 1, 1), "last": date(2021, 3, 31), "actor": eva}
    run = run_control(**quarter)
    assert run.counts[K.MISSING] == 1
    url = reverse("decision-list-lay", args=["SN", "2021-04-21", ListKind.ORDINARY])
    page = browse("eva").get(url)
    sent = {"seen": page.context["form"].initial["seen"]}
    answer = browse("eva").post(url, sent)
    assert browse("eva").get(answer["Location"])["Location"].startswith("/delegation/listor/framlagd/")
    again = run_control(**quarter)
    assert again.counts.get(K.MISSING, 0) == 0
    assert again.counts[K.LATE] == 1
    old = ControlFinding.objects.get(run=run, kind=K.MISSING)
    assert "I alla körningar" in text(browse("eva").get(reverse("finding", args=[old.pk])))


def test_an_auditor_verifies_a_run_and_writes_nothing(board, browse):
    board.decide("A 1", decided_on=date(2021, 2, 1))
    run = run_control(board=board.unit_sn, first=date(2021, 1, 1), last=date(2021, 3, 31), actor=board.actor("eva"))
    disa = browse("disa")
    assert "Underlag och kontrollsummor" in text(disa.get(reverse("control-basis", args=[run.pk])))
    assert "Ja. Samma fråga ger samma fynd" in text(disa.post(reverse("control-compare", args=[run.pk])))
    board.decide("A 2", decided_on=date(2021, 2, 2))
    page = text(disa.post(reverse("control-compare", args=[run.pk])))
    assert "Underlaget har ändrats" in page
    ControlFinding.objects.all().delete()
    assert "Nej. Den sparade körningen är inte den som gjordes" in text(
        disa.post(reverse("control-compare", args=[run.pk]))
    )
    assert ControlRun.objects.count() == 1
    finding = board.find(run, K.GAP, None)
    assert disa.post(reverse("finding-handle", args=[finding.pk])).status_code == 403


def test_an_auditor_begins_at_the_latest_run_of_any_board(run, browse):
    assert "Underlag och kontrollsummor" in text(browse("disa").get("/delegation/"))


def test_an_auditor_holds_a_run_against_the_files_that_it_came_from(board, browse, settings):
    data = (
        "source,source_id,board,decided_on,item,function,person,matter,decision\n"
        f"Källan,K 1,SN,2021-02-01,1.1,{board.functions['anna'].title},anna,SN 1,Bifall\n"
    ).encode()
    assert running.run("decisions", {None: ("uttag.csv", data)}, system_actor()).errors == []
    run = run_control(board=board.unit_sn, first=date(2021, 1, 1), last=date(2021, 3, 31), actor=board.actor("eva"))
    disa = browse("disa")
    page = text(disa.get(reverse("control-basis", args=[run.pk])))
    assert "uttag.csv" in page
    assert hashlib.sha256(data).hexdigest() in page
    assert "Filerna som lästes in är som de kom" in text(disa.post(reverse("control-compare", args=[run.pk])))
    kept = settings.HOME.uploads / ImportBatch.objects.get().files[0]["stored"]
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    page = text(disa.post(reverse("control-compare", args=[run.pk])))
    assert "En fil som lästes in är inte längre som den kom" in page


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_run_is_a_paper(run, browse, format):
    answer = browse("disa").get(reverse("control-paper", args=[run.pk, format]))
    assert answer.content[:4] == {"pdf": b"%PDF", "docx": b"PK\x03\x04"}[format]


def test_runs_are_listed_for_those_who_follow_the_board(run, browse):
    assert "Körning 1" in text(browse("eva").get(reverse("control-runs")))
    assert "Körning 1" in text(browse("disa").get(reverse("control-runs")))
    assert "Ingen kontroll är körd" in text(browse("anna").get(reverse("control-runs")))


# ── Queries ───────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_a_fixed_number_of_questions(board, browse, count, django_assert_num_queries):
    run = board.run()
    for n in range(count):
        for kind in (K.MISSING, K.INCOMPLETE):
            finding = board.find(run, kind, board.decide(f"{kind} {n}", matter="" if kind == K.INCOMPLETE else "1"))
        actions.hand_over(findings=[finding], message="", due_on=date(2021, 4, 14), actor=board.actor("eva"))
    eva = browse("eva")
    eva.get("/")
    with django_assert_num_queries(8):  # the shell's four, the run, views, what is counted, the page
        eva.get(reverse("findings", args=[run.pk]))
    with django_assert_num_queries(16):
        eva.get("/delegation/")
    with django_assert_num_queries(12):
        eva.get(reverse("finding", args=[finding.pk]))
    with django_assert_num_queries(8):
        eva.get(reverse("control-runs"))
    with django_assert_num_queries(7):  # one more when something came in files
        eva.get(reverse("control-basis", args=[run.pk]))


def test_what_still_has_the_wrong_form_is_not_mended(asked, board, browse):
    FormRequirement.objects.create(
        board=board.unit_sn, field="matter", pattern=r"SN \d{4}/\d+", explanation="Till exempel SN 2021/123."
    )
    bo, url = browse("bo"), reverse("finding-task", args=[asked.pk])
    assert "Till exempel SN 2021/123." in text(bo.get(url))
    refused = bo.post(url, {"matter": "vet inte"})
    assert refused.status_code == 422
    assert "Uppgiften har fel form. Till exempel SN 2021/123." in text(refused)
    assert FindingTask.objects.waiting().count() == 1
    assert bo.post(url, {"matter": "SN 2021/77"}).status_code == 302
    assert not FindingTask.objects.waiting().exists()


def test_two_tasks_are_told_apart_and_say_what_to_do(run, board, browse):
    missing = board.find(run, K.MISSING, board.decide("M 1"))
    lacking = board.find(run, K.INCOMPLETE, board.decide("B 1", matter="", decided_on=date(2021, 3, 3)))
    actions.hand_over(findings=[missing, lacking], message="", due_on=date(2021, 4, 14), actor=board.actor("eva"))
    page = text(browse("bo").get("/"))
    assert "Svara om ett delegationsbeslut" in page
    assert "Komplettera ett delegationsbeslut" in page
    assert "ofullständigt, beslutat 3 mars 2021" in page


def test_a_finding_that_a_later_run_no_longer_has_says_so(run, board, browse):
    gone = ControlFinding.objects.get(run=run, kind=K.MISSING, source_id="missing 1")
    url = reverse("finding", args=[gone.pk])
    assert "Finns inte längre" not in text(browse("eva").get(url))
    board.run(made_at=run.made_at)
    assert "Finns inte längre" in text(browse("eva").get(url))

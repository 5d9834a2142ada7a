"""What a board gives: by whom, to whom, by when; changed, taken back, answered, and closed by nobody but the board."""

from datetime import date, timedelta

import pytest

from ledtrad.activities import coming
from ledtrad.activities.actions import assignments as actions
from ledtrad.activities.actions import report_backs as reports
from ledtrad.activities.models import Assignment, AssignmentState, ReportBack, ReportBackState
from ledtrad.activities.rules.assignments import Answer
from ledtrad.core import clock, ledger
from ledtrad.core.paragraphs import as_paragraph
from ledtrad.core.refusals import Stale
from ledtrad.thread.models import Node
from ledtrad.thread.rules import Status
from tests.activities.conftest import DUE
from tests.factories import AssignmentFactory, report_back

TODAY = date(2021, 4, 12)
MEETING = date(2021, 5, 19)


def values(world, **more):
    return {
        "title": "Se över rutinerna", "wording": "Se över rutinerna för aktualisering.", "unit": world.unit("SN"),
        "responsible": world.functions["dag"], "decided_on": date(2021, 3, 17), "decided_as": "§ 31", **more,
    }  # fmt: skip


def handed_in(given, world, day=date(2021, 5, 3), **more):
    row = given.report_backs.get(reported_at=None)
    with clock.at(day):
        return reports.hand_in(
            report_back=row, texts={"taken": "- Ny rutin", **more}, actor=world.actor("anna"), seen=None
        )


def answered(row, world, answer, *, who="eva", day=MEETING, **more):
    with clock.at(day):
        return reports.answer(
            report_back=row, answer=answer, on=day, paragraph="§ 52", actor=world.actor(who), seen=None, **more
        )


# ── Given ────────────────────────────────────────────────────────────────────
def test_a_secretary_writes_down_what_the_board_gave(world):
    days = [date(2021, 10, 20), date(2021, 12, 15)]
    made = actions.give(values(world), report_on=days, actor=world.actor("eva"))
    assert made.number == "U-001"
    assert [(r.nr, r.due_on) for r in made.report_backs.all()] == list(enumerate(days, 1))
    assert ledger.entries().about(Node.objects.get(pk=made.pk)).filter(action="created").exists()


@pytest.mark.parametrize("who", ["anna", "bo", "elsa", "disa", "johan"])
def test_others_give_nothing_in_the_boards_name(world, who):
    with pytest.raises(actions.MayNotGive):
        actions.give(values(world), report_on=[], actor=world.actor(who))


def test_a_unit_is_no_board(world):
    with pytest.raises(actions.NotABoard):
        actions.give(values(world, unit=world.unit("AFE")), report_on=[], actor=world.actor("eva"))


def test_nothing_is_reported_before_it_was_given(world):
    with pytest.raises(actions.TooEarly):
        actions.give(values(world), report_on=[date(2021, 3, 16)], actor=world.actor("eva"))


def test_it_is_given_on_the_page(world, as_person):
    sent = {
        "title": "Se över rutinerna", "wording": "Se över.", "unit": world.unit("SN").pk, "confidentiality": "open",
        "responsible": world.functions["anna"].pk, "decided_on": "2021-03-17", "decided_as": "§ 31",
        "report_on": "2021-10-20", "report_on_2": "2022-03-16",
    }  # fmt: skip
    answer = as_person("eva").post("/ny/assignment/", sent)
    assert answer.status_code == 302
    assert Assignment.objects.get().report_backs.count() == 2
    page = as_person("anna").get(answer.url).content.decode()
    assert "Se över." in page
    assert "20 oktober 2021" in page.replace("\xa0", " ")


def test_the_form_asks_for_function_paragraph_and_days_after_the_decision(world, as_person):
    sent = {"title": "X", "wording": "Y", "unit": world.unit("SN").pk, "confidentiality": "open",
            "decided_on": "2021-03-17", "report_on": "2021-03-01"}  # fmt: skip
    answer = as_person("eva").post("/ny/assignment/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"responsible", "decided_as", "report_on"}


def test_a_director_begins_at_the_board_of_the_administration(world, as_person):
    form = as_person("dag").get("/ny/assignment/").context["form"]
    assert form.initial["unit"] == world.unit("SN").pk
    assert {u.number for u in form.fields["unit"].queryset} == {"SN"}


# ── Changed ──────────────────────────────────────────────────────────────────
def test_whoever_has_the_function_does_not_rewrite_the_decision(given_to_anna, world, as_person):
    with pytest.raises(actions.MayNotGive):
        actions.change(given_to_anna, {"wording": "Inget"}, actor=world.actor("anna"), seen=1)
    assert as_person("anna").get("/nod/U-001/andra/").status_code == 403
    assert "/nod/U-001/andra/" not in as_person("anna").get("/nod/U-001/").content.decode()


def test_a_stale_page_gives_both_versions(given_to_anna, world, as_person):
    eva = as_person("eva")
    sent = {
        "title": "Korta väntetiden mer", "wording": "Nytt", "unit": world.unit("SN").pk, "confidentiality": "open",
        "responsible": world.functions["anna"].pk, "decided_on": "2021-01-20", "decided_as": "§ 7", "version": 1,
    }  # fmt: skip
    assert eva.post("/nod/U-001/andra/", sent).status_code == 302
    assert eva.post("/nod/U-001/andra/", {**sent, "title": "Annat"}).status_code == 409


def test_days_are_added_moved_and_taken_away(given_to_anna, world):
    eva = world.actor("eva")
    more = actions.add_date(assignment=given_to_anna, due_on=date(2021, 12, 15), asks_effect=True, actor=eva)
    actions.move_date(report_back=more, due_on=date(2022, 1, 19), asks_effect=True, actor=eva, seen=1)
    assert ReportBack.objects.get(pk=more.pk).due_on == date(2022, 1, 19)
    with pytest.raises(Stale):
        actions.remove_date(report_back=more, actor=eva, seen=1)
    actions.remove_date(report_back=ReportBack.objects.get(pk=more.pk), actor=eva, seen=2)
    assert given_to_anna.report_backs.count() == 1


def test_one_day_is_one_report(given_to_anna, world):
    with pytest.raises(actions.SameDay):
        actions.add_date(assignment=given_to_anna, due_on=DUE, asks_effect=False, actor=world.actor("eva"))


def test_what_is_handed_in_keeps_its_day(given_to_anna, world):
    row = handed_in(given_to_anna, world)
    with pytest.raises(actions.AlreadyHandedIn):
        actions.move_date(report_back=row, due_on=MEETING, asks_effect=False, actor=world.actor("eva"), seen=None)


def test_the_days_are_changed_on_the_page(given_to_anna, as_person):
    eva = as_person("eva")
    assert eva.post("/uppdrag/U-001/ny-dag/", {"due_on": "2021-09-15", "asks_effect": "on"}).status_code == 302
    sent = {"due_on": "2021-06-16", "version": 1}
    assert eva.post("/uppdrag/U-001/redovisning/1/dag/", sent).status_code == 302
    assert eva.post("/uppdrag/U-001/redovisning/1/dag/", sent).status_code == 409
    assert eva.post("/uppdrag/U-001/redovisning/1/dag/", {**sent, "version": 2, "remove": "1"}).status_code == 302
    assert [r.nr for r in given_to_anna.report_backs.all()] == [2]


# ── Taken back ───────────────────────────────────────────────────────────────
def test_the_board_takes_it_back_with_paragraph_and_reason(given_to_anna, as_person):
    sent = {"on": "2021-04-07", "paragraph": "§ 40", "reason": "Löst på annat sätt.", "version": 1}
    assert as_person("eva").post("/uppdrag/U-001/aterta/", sent).status_code == 302
    now = Assignment.objects.get()
    assert (now.state, now.closed_on, now.closed_as) == ("withdrawn", date(2021, 4, 7), "§ 40")
    assert "Löst på annat sätt." in as_person("anna").get("/nod/U-001/").content.decode()


def test_without_reason_it_stays(given_to_anna, world):
    with pytest.raises(actions.ReasonNeeded):
        actions.withdraw(
            assignment=given_to_anna, on=TODAY, paragraph="§ 1", reason=" ", actor=world.actor("eva"), seen=1
        )


def test_whoever_only_edits_takes_nothing_back(given_to_anna, world, as_person):
    assert as_person("karin").get("/uppdrag/U-001/aterta/").status_code == 403


def test_a_stale_page_takes_nothing_back(given_to_anna, world):
    with pytest.raises(Stale):
        actions.withdraw(
            assignment=given_to_anna, on=TODAY, paragraph="§ 1", reason="x", actor=world.actor("eva"), seen=7
        )


# ── Answered ─────────────────────────────────────────────────────────────────
def test_accepting_the_last_report_closes_nothing(given_to_anna, world):
    answered(handed_in(given_to_anna, world), world, Answer.ACCEPT)
    assert Assignment.objects.get().state == AssignmentState.OPEN


def test_only_an_answer_that_says_so_closes_it(given_to_anna, world):
    answered(handed_in(given_to_anna, world), world, Answer.CLOSE, words="Nämnden är nöjd.")
    now = Assignment.objects.get()
    assert (now.state, now.closed_on, now.closed_as) == ("closed", MEETING, "§ 52")
    assert Node.objects.get(pk=now.pk).suggested == Status.MET
    with pytest.raises(actions.Ended):
        actions.add_date(assignment=now, due_on=date(2022, 1, 1), asks_effect=False, actor=world.actor("eva"))


def test_more_is_a_new_report_with_a_day_of_its_own(given_to_anna, world):
    row = answered(handed_in(given_to_anna, world), world, Answer.MORE, again_on=date(2021, 6, 9))
    new = given_to_anna.report_backs.get(reported_at=None)
    assert (new.due_on, new.follows, new.asks_effect) == (date(2021, 6, 9), row, False)
    assert ReportBack.objects.get(pk=row.pk).state == ReportBackState.MORE
    assert Assignment.objects.get().state == AssignmentState.OPEN


def test_the_effect_later_and_the_state_says_so_until_it_has_come(given_to_anna, world):
    answered(handed_in(given_to_anna, world), world, Answer.EFFECT, again_on=date(2022, 3, 16))
    new = given_to_anna.report_backs.get(reported_at=None)
    assert new.asks_effect
    assert Assignment.objects.get().state == AssignmentState.EFFECT
    given = Assignment.objects.get()
    with pytest.raises(reports.EffectMissing):
        handed_in(given, world, date(2022, 3, 1))
    row = handed_in(given, world, date(2022, 3, 1), effect="Väntetiden är halverad.")
    assert Assignment.objects.get().state == AssignmentState.EFFECT
    answered(row, world, Answer.ACCEPT, day=date(2022, 3, 16))
    assert Assignment.objects.get().state == AssignmentState.OPEN


def test_an_effect_beside_other_reports_is_not_yet_what_is_waited_for(given_to_anna, world):
    actions.add_date(assignment=given_to_anna, due_on=MEETING, asks_effect=True, actor=world.actor("eva"))
    assert Assignment.objects.get().state == AssignmentState.OPEN


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"answer": Answer.MORE}, reports.DayNeeded),
        ({"answer": Answer.EFFECT, "again_on": MEETING}, reports.DayNeeded),
        ({"answer": Answer.ACCEPT, "paragraph": " "}, reports.ParagraphNeeded),
        ({"answer": Answer.ACCEPT, "on": date(2021, 5, 2)}, reports.WrongDay),
        ({"answer": Answer.ACCEPT, "on": MEETING + timedelta(days=1)}, reports.WrongDay),
        ({"answer": Answer.ACCEPT, "seen": 1}, Stale),
    ],
)
def test_an_answer_that_cannot_be(given_to_anna, world, more, refusal):
    row = handed_in(given_to_anna, world)
    sent = {"on": MEETING, "paragraph": "§ 52", "seen": None, **more}
    with clock.at(MEETING), pytest.raises(refusal):
        reports.answer(report_back=row, actor=world.actor("eva"), **sent)
    assert ReportBack.objects.get(pk=row.pk).answered_on is None


def test_what_is_not_handed_in_is_not_answered(given_to_anna, world):
    with pytest.raises(reports.NotHandedIn):
        answered(given_to_anna.report_backs.get(), world, Answer.ACCEPT)


def test_an_answer_is_given_once(given_to_anna, world):
    row = answered(handed_in(given_to_anna, world), world, Answer.ACCEPT)
    with pytest.raises(reports.AlreadyAnswered):
        answered(row, world, Answer.CLOSE)


@pytest.mark.parametrize("who", ["anna", "karin", "elsa", "disa", "sven"])
def test_the_boards_answer_is_written_by_those_who_plan_for_it(given_to_anna, world, who):
    row = handed_in(given_to_anna, world)
    with pytest.raises(actions.MayNotAnswer):
        answered(row, world, Answer.CLOSE, who=who)


def test_the_answer_on_the_page(given_to_anna, world, as_person):
    handed_in(given_to_anna, world, date(2021, 4, 8))
    sent = {"answer": "effect", "on": "2021-04-12", "paragraph": "§ 52", "words": "Bra.", "version": 2}
    eva = as_person("eva")
    assert eva.post("/uppdrag/U-001/redovisning/1/svar/", sent).status_code == 422
    assert eva.post("/uppdrag/U-001/redovisning/1/svar/", {**sent, "again_on": "2022-03-16"}).status_code == 302
    page = as_person("elsa").get("/nod/U-001/").content.decode().replace("\xa0", " ")
    assert "Nämnden 12 april 2021, § 52:" in page
    assert "Effekten följs upp" in page
    assert "16 mars 2022" in page


# ── The list ─────────────────────────────────────────────────────────────────
def test_late_ones_come_first_and_what_is_ended_last(world, as_person):
    def make(title, due=None, **more):
        made = AssignmentFactory(title=title, unit=world.unit("SN"), responsible=world.functions["anna"], **more)
        if due:
            report_back(made, due)
        return made

    make("Avslutat", date(2021, 1, 21), state="closed", closed_on=date(2021, 2, 1))
    make("I tid", date(2021, 6, 1))
    make("Utan dag")
    make("Mycket sent", date(2021, 2, 1))
    make("Lite sent", date(2021, 4, 11))
    listing = as_person("elsa").get("/uppdrag/").context["listing"]
    assert [r.object.title for r in listing.rows] == ["Mycket sent", "Lite sent", "I tid", "Utan dag", "Avslutat"]
    assert listing.counts == {"total": 5, "late": 2, "waits": 0, "open": 4}
    html = as_person("elsa").get("/uppdrag/").content.decode()
    assert "Försenad 1 dag<" in html
    assert "Försenad 70 dagar" in html
    late = as_person("elsa").get("/uppdrag/", {"late": "on"}).context["listing"]
    assert late.total == 2


def test_what_the_board_has_to_answer_is_counted(given_to_anna, world, as_person):
    handed_in(given_to_anna, world, date(2021, 4, 8))
    answer = as_person("eva").get("/uppdrag/")
    assert answer.context["listing"].counts["waits"] == 1
    assert "Väntar på nämndens svar" in answer.content.decode()


def test_one_that_is_marked_is_not_there_for_others(given_to_anna, as_person):
    Assignment.objects.update(title="Hemligt")
    Node.objects.update(confidentiality="confidential")
    assert "Hemligt" not in as_person("cecilia").get("/uppdrag/").content.decode()
    for path in ("/nod/U-001/", "/uppdrag/U-001/redovisning/1/", "/uppdrag/U-001/ny-dag/", "/uppdrag/U-001/aterta/"):
        assert as_person("cecilia").get(path).status_code == 404


def test_the_list_goes_out_as_a_workbook(given_to_anna, as_person):
    answer = as_person("eva").get("/uppdrag/", {"export": "xlsx"})
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(world, as_person, django_assert_num_queries, number):
    for n in range(number):
        made = AssignmentFactory(unit=world.unit("SN"), responsible=world.functions["anna"])
        report_back(made, TODAY - timedelta(days=n))
    eva = as_person("eva")
    with django_assert_num_queries(8):
        eva.get("/uppdrag/")


@pytest.mark.parametrize("number", [1, 3])
def test_its_page_asks_a_fixed_number_of_questions(given_to_anna, as_person, django_assert_num_queries, number):
    for n in range(1, number):
        report_back(given_to_anna, DUE + timedelta(days=n))
    eva = as_person("eva")
    with django_assert_num_queries(10):
        eva.get("/nod/U-001/")


# ── Days and paragraphs of the board ─────────────────────────────────────────
ANSWER = "/uppdrag/U-001/redovisning/1/svar/"


def meets(monkeypatch, *days):
    monkeypatch.setattr(
        coming, "_finds", [lambda _board, first, last: [day for day in days if first <= day <= last]]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "proposed"),
    [
        ([date(2021, 3, 17), date(2021, 4, 8), date(2021, 4, 11), date(2021, 5, 19)], date(2021, 4, 11)),
        ([date(2021, 3, 17)], None),
        ([], None),
    ],
)
def test_the_answer_begins_with_the_boards_latest_meeting(given_to_anna, world, as_person, monkeypatch, days, proposed):
    handed_in(given_to_anna, world, date(2021, 4, 8))
    meets(monkeypatch, *days)
    assert as_person("eva").get(ANSWER).context["form"]["on"].value() == proposed


def test_a_day_without_a_meeting_is_asked_about_once(given_to_anna, world, as_person, monkeypatch):
    handed_in(given_to_anna, world, date(2021, 4, 8))
    meets(monkeypatch, date(2021, 4, 8))
    sent = {"answer": "accept", "on": "2021-04-12", "paragraph": "45", "version": 2}
    asked = as_person("eva").post(ANSWER, sent)
    assert asked.status_code == 422
    assert "Nämnden har inget sammanträde 12 april 2021" in asked.content.decode().replace("\xa0", " ")
    sure = asked.context["form"]["sure_of"].value()
    assert as_person("eva").post(ANSWER, {**sent, "sure_of": sure}).status_code == 302


@pytest.mark.parametrize("written", ["45", " §45", "45 §", "§ 45"])
def test_a_paragraph_is_written_in_one_way(given_to_anna, world, written):
    row = handed_in(given_to_anna, world)
    with clock.at(MEETING):
        reports.answer(
            report_back=row, answer=Answer.CLOSE, on=MEETING, paragraph=written, actor=world.actor("eva"), seen=None
        )
    row.refresh_from_db()
    given_to_anna.refresh_from_db()
    assert (row.answered_as, given_to_anna.closed_as) == ("§ 45", "§ 45")
    assert actions.give(values(world, decided_as=written), report_on=[], actor=world.actor("eva")).decided_as == "§ 45"


def test_a_paragraph_that_says_more_stays():
    assert as_paragraph("SN 2021-01-20 § 4") == "SN 2021-01-20 § 4"
    assert as_paragraph("12a") == "§ 12a"


def test_what_was_supplemented_says_so_when_that_is_approved(given_to_anna, world, as_person):
    answered(handed_in(given_to_anna, world), world, Answer.MORE, again_on=date(2021, 6, 1))
    page = as_person("elsa").get("/nod/U-001/").content.decode()
    assert "Ska kompletteras" in page
    answered(handed_in(given_to_anna, world, date(2021, 5, 20)), world, Answer.ACCEPT, day=date(2021, 5, 26))
    shown = [as_person("elsa").get(url).content.decode() for url in ("/nod/U-001/", "/uppdrag/U-001/redovisning/1/")]
    assert ["Kompletterad" in html for html in shown] == [True, True]
    assert ["Ska kompletteras" in html for html in shown] == [False, False]
